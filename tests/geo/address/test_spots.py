"""Every word for a spot is found in its example."""

import re

import pytest

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_mentions
from geo.address.spots import SPOTS, landmarks
from geo.datasets import data_rows

ROWS = data_rows(SPOTS)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']} {row['word']}" for row in ROWS])
def test_each_word_names_the_spot_of_its_example(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    text = row["example"]
    (mention,) = read_mentions(text, gazetteer, default_compound="柳荫里")
    assert mention.place is not None
    assert re.search(row["word"], text[mention.place.start :]) is not None
    assert mention.address.unit == ("502" if row["kind"] == "doorway" else None)


@pytest.mark.parametrize("text", ["前天没水", "后来修好了", "外卖放错了", "下水堵了"])
def test_words_that_begin_like_a_side_are_no_spot(gazetteer: Gazetteer, text: str) -> None:
    (mention,) = read_mentions(f"3号楼1单元{text}", gazetteer, default_compound="柳荫里")
    assert mention.place is None


def test_a_landmark_takes_what_is_beside_it_along() -> None:
    assert landmarks("锅炉房西侧烟囱下有灰") == [(0, 8)]
