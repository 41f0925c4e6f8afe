"""The many ways in which leaders say where, each in a sentence of our own, and what it means."""

import csv
from pathlib import Path

import pytest

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_mentions
from geo.address.values import LEVELS, Level, Mention

ROWS = list(
    csv.DictReader(
        (Path(__file__).parent / "spoken_forms.csv").read_text(encoding="utf-8").splitlines()
    )
)


def worded(mention: Mention, text: str, home: str) -> str:
    """Return the levels below the compound, a compound that is not the own, and the spot."""
    levels = [getattr(mention.address, level) or "-" for level in LEVELS]
    place = mention.place
    spot = f"@{text[place.start : place.end]}" if place else ""
    return "|".join(levels[1:] if mention.address.compound == home else levels) + spot


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_each_way_of_saying_where_is_read(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    text, home = row["text"], row["home"]
    found = read_mentions(text, gazetteer, default_compound=home)
    assert ";".join(worded(one, text, home) for one in found) == row["places"]


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_place_lies_in_the_text_and_carries_only_outer_levels(
    gazetteer: Gazetteer, row: dict[str, str]
) -> None:
    text = row["text"]
    for mention in read_mentions(text, gazetteer, default_compound=row["home"]):
        assert text[mention.span.start : mention.span.end]
        assert set(mention.carried) <= {Level.COMPOUND, Level.BUILDING, Level.ENTRANCE}
