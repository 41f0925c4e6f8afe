"""Every building has a name on the page."""

from hypothesis import given
from hypothesis import strategies as st

from geo.services.naming import Named, known_as

WORDS = st.none() | st.text("甲乙1A", min_size=1, max_size=3)


@given(
    st.builds(Named, WORDS, WORDS, WORDS, WORDS, in_compound=st.booleans()),
    st.lists(st.text("123", min_size=1, max_size=2)),
    st.sampled_from(["zh", "en"]),
)
def test_no_building_is_called_nothing(named: Named, doors: list[str], language: str) -> None:
    assert known_as(named, doors, language).strip()


def test_a_number_wins_over_the_street() -> None:
    named = Named("3", "老红楼", "建设中路", "92", in_compound=True)
    assert known_as(named, ["1"], "zh") == "3号楼"
