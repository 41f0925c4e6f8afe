"""Sentences go to others without names and flats."""

from hypothesis import given
from hypothesis import strategies as st

from geo.services.diary.reading import read_facts
from geo.services.diary.sentences import sentence_around, told_to_others
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import LIST


@given(st.text("甲乙。;\n ", min_size=1, max_size=30), st.integers(0, 29))
def test_a_sentence_holds_its_words(text: str, at: int) -> None:
    start = min(at, len(text) - 1)
    span = sentence_around(text, start, start + 1)
    assert 0 <= span.start <= span.end <= len(text)
    assert text[start].isspace() or span.start <= start < span.end


def test_others_are_told_neither_names_nor_flats() -> None:
    text = "柳荫里3号楼1单元502住户王秀兰,家里漏水。"
    read = read_facts(text, LIST, written_on=TODAY, compound="柳荫里")
    told = told_to_others(text, sentence_around(text, 0, 1), read.facts)
    assert told == "柳荫里3号楼1单元某户住户王*,家里漏水。"
