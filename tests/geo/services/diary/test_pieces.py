"""Words are coloured by what they became."""

from hypothesis import given
from hypothesis import strategies as st

from geo.services.diary.pieces import pieces_of
from geo.services.diary.reading import read_facts
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import LIST


@given(
    st.lists(
        st.sampled_from(
            [
                "柳荫里3号楼",
                "1单元",
                "502",
                "漏水",
                "王秀兰",
                "明天",
                "上门",
                "。",
                ",",
                "<b>",
                "😀",
                "\u202e",
            ]
        ),
        max_size=12,
    )
)
def test_pieces_joined_again_are_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    read = read_facts(text, LIST, written_on=TODAY, compound="柳荫里")
    assert "".join(piece.text for piece in pieces_of(text, read.facts)) == text
