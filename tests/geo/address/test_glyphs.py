from hypothesis import given
from hypothesis import strategies as st

from geo.address.glyphs import folded
from geo.address.values import Span


@given(st.text(max_size=60))
def test_every_folded_stretch_leads_back_into_the_original(text: str) -> None:
    source = folded(text)
    for at in range(len(source.text)):
        span = source.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)


@given(st.text("3号楼１单元 ５０２－⑩", max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded(text).text
    assert folded(once).text == once


def test_width_script_and_dashes_are_folded() -> None:
    assert folded("３號樓—２單元５０２").text == "3号楼-2单元502"


def test_blanks_inside_a_level_word_close_and_offsets_survive() -> None:
    text = "在 3 号楼"
    source = folded(text)
    at = source.text.index("3号楼")
    span = source.span(at, at + 3)
    assert text[span.start : span.end] == "3 号楼"


def test_blanks_in_a_name_are_dropped_where_the_text_is_one_address() -> None:
    text = "柳荫 里 3号楼1单 元502"
    whole = folded(text, one_address=True)
    assert whole.text == "柳荫里 3号楼1单元502"
    assert whole.span(0, 3) == Span(0, 4)
    assert folded(text).text == "柳荫 里 3号楼1单元502"
