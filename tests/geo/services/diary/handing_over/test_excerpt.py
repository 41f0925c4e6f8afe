"""Only what is about the colleague's compound is told, and nobody else is named in it."""

from hypothesis import given
from hypothesis import strategies as st

from geo.services.diary.facts import FactKind
from geo.services.diary.handing_over.excerpt import excerpt
from geo.services.diary.reading import read_facts
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import LIST

TWO_COMPOUNDS = "3号楼1单元502魏桂芝家漏水，4号楼1单元301停电，明天上门。院里很好。"


def test_of_a_shared_sentence_the_other_household_is_left_out() -> None:
    facts = read_facts(TWO_COMPOUNDS, LIST, written_on=TODAY, compound="柳荫里").facts
    part = excerpt(TWO_COMPOUNDS, facts, [1])
    assert "魏" not in part.text
    assert "502" not in part.text
    assert part.text.startswith("4号楼1单元301停电")
    assert "漏水" not in part.text
    assert "院里" not in part.text
    assert {fact.item for fact in part.facts} <= {0, None}
    (place,) = [fact for fact in part.facts if fact.kind is FactKind.PLACE]
    assert part.text[place.start : place.end].startswith("4号楼")


def test_what_stands_in_between_is_covered() -> None:
    text = "4号楼1单元停电，3号楼1单元502魏桂芝家漏水，4号楼2单元也停电。"
    facts = read_facts(text, LIST, written_on=TODAY, compound="柳荫里").facts
    items = [
        fact.item
        for fact in facts
        if fact.kind is FactKind.PLACE and fact.value["written"].startswith("柳荫里4号楼")
    ]
    part = excerpt(text, facts, [item for item in items if item is not None])
    assert len(items) == 2
    assert "魏" not in part.text
    assert "502" not in part.text
    assert len(part.text) == len(text)


@given(
    st.lists(
        st.sampled_from(["3号楼502", "4号楼301", "魏桂芝", "漏水", "停电", "，", "。", "明天上门"]),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 2),
)
def test_facts_keep_their_words(parts: list[str], item: int) -> None:
    text = "".join(parts)
    facts = read_facts(text, LIST, written_on=TODAY, compound="柳荫里").facts
    part = excerpt(text, facts, [item])
    words = {(f.kind, text[f.start : f.end]) for f in facts}
    for fact in part.facts:
        assert 0 <= fact.start <= fact.end <= len(part.text)
        if "*" not in part.text[fact.start : fact.end]:
            assert (fact.kind, part.text[fact.start : fact.end]) in words
