import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.diary.phrases import PhraseIndex, compiled, folded
from geo.errors import InputError


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text(alphabet="水电暖气楼道灯坏堵漏", min_size=1, max_size=6), st.text(max_size=20))
def test_a_plain_phrase_is_found_wherever_it_stands(phrase: str, lead: str) -> None:
    text = folded(lead) + phrase
    index = PhraseIndex({"it": compiled(phrase)})
    assert ("it", len(lead), len(text)) in set(index.matches(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("下水(慢|堵)", "厨房下水堵了"),
        ("灯(都)?不亮", "灯不亮"),
        ("电梯…停", "电梯今天又停"),
        ("老两口～外地", "老两口七十多,儿子在外地"),
        ("室温#度", "室温十四度"),
        ("[东西]门坏", "西门坏了"),
    ],
)
def test_each_sign_of_the_language_matches_what_it_says(pattern: str, text: str) -> None:
    assert list(PhraseIndex({"it": compiled(pattern)}).matches(folded(text)))


def test_a_gap_stays_within_its_clause() -> None:
    assert not list(PhraseIndex({"it": compiled("电梯…停")}).matches("电梯好了,水停了"))


@pytest.mark.parametrize("pattern", ["", "(下水", "[东", "(水)?", "…", "下水)", "?水", "a|"])
def test_a_broken_pattern_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(InputError, match="pattern"):
        compiled(pattern)
