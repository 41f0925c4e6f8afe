import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datasets import data_rows
from geo.diary.phrases import folded
from geo.diary.senses import NEAR, NEEDS, STANDINGS, sense_pairs, senses_in_order

ROWS = data_rows(NEEDS)


@pytest.mark.parametrize("lexicon", [NEEDS, STANDINGS])
def test_every_sense_stands_once_and_names_its_words_once(lexicon: str) -> None:
    rows = data_rows(lexicon)
    names = [row["sense"] for row in rows]
    assert len(names) == len(set(names))
    for row in rows:
        words = row["words"].split("|")
        assert "" not in words, row["sense"]
        assert len(words) == len(set(words)), row["sense"]


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("路灯瞎了好几天", "lamp"),
        ("楼下天天放炮", "flame"),
        ("想学跳舞", "pastime_music"),
    ],
)
def test_words_have_the_sense_a_reader_gives_them(text: str, sense: str) -> None:
    assert sense in {name for names in senses_in_order(text) for name in names}


def test_the_senses_of_standing_are_a_lexicon_of_their_own() -> None:
    assert senses_in_order("摆手说不用", STANDINGS)
    assert "lamp" not in {name for names in senses_in_order("路灯", STANDINGS) for name in names}


def test_a_word_within_a_longer_one_is_not_told_twice() -> None:
    longer = max((word for row in ROWS for word in row["words"].split("|")), key=len)
    assert len(senses_in_order(folded(longer))) == 1


def test_senses_far_apart_make_no_pair() -> None:
    far = [("one",), *[("between",)] * NEAR, ("other",)]
    assert sense_pairs(far) == {("between", "one"), ("between", "other")}


@given(st.text(max_size=60))
def test_any_text_has_senses_that_are_listed(text: str) -> None:
    known = {row["sense"] for row in ROWS}
    ordered = senses_in_order(folded(text))
    assert {name for names in ordered for name in names} <= known
    assert all(one < other for one, other in sense_pairs(ordered))
