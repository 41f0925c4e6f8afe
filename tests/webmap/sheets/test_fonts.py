"""The sheet font: what it prints, and the part of it that a page carries."""

import base64
import io

from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from webmap.sheets.fonts import embedded_font, missing_characters, outline, printable, width_em

# the first example loads the font and the projections
calm = settings(deadline=None, max_examples=60)


def test_names_of_places_and_people_can_be_printed() -> None:
    texts = ["御林湾3号楼1单元", "建设中路92号小区", "重工街 Latin ABC", "王镕、李堃、陈喆"]
    assert missing_characters(texts) == set()


def test_a_character_without_a_glyph_is_named() -> None:
    assert missing_characters(["一\U00020bb7", "二"]) == {"\U00020bb7"}


def test_control_characters_are_not_missing_glyphs() -> None:
    assert missing_characters(["一\n\t\x00"]) == set()


@given(st.text())
@calm
def test_printable_text_holds_no_control_character_and_stays_so(text: str) -> None:
    once = printable(text)
    assert all(char.isprintable() for char in once)
    assert printable(once) == once


def test_an_ideograph_is_one_em_wide_and_widths_add_up() -> None:
    assert width_em("楼") == 1
    assert width_em("3号楼") == width_em("3") + 2


def test_an_outline_needs_no_font() -> None:
    drawn = outline("楼a", 4)
    assert drawn.startswith("M")
    assert "楼" not in drawn


def test_the_embedded_font_holds_just_the_characters_asked_for() -> None:
    uri = embedded_font(["御林湾", "湾3"])
    head, _, data = uri.partition(",")
    assert head.startswith("data:font/woff")
    font = TTFont(io.BytesIO(base64.b64decode(data)))
    assert {chr(point) for point in font.getBestCmap()} == set("御林湾3")


def test_equal_texts_embed_equal_bytes() -> None:
    assert embedded_font(["甲乙"]) == embedded_font(["乙", "甲"])
