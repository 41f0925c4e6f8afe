"""Our own labelled entries, written before the rules they test: quality must not sink unseen."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo.diary.reading import read_entry
from geo.diary.scoring import Score, scored
from geo.diary.shape import as_json
from webmap.commands.evaluate import labelled_entries, named_compounds

ENTRIES = labelled_entries(Path(__file__).with_name("own_entries.jsonl"))
GAZETTEER = named_compounds(ENTRIES)
KEPT = [row for row in ENTRIES if "kept" in row["tags"]]
SEEN = [row for row in ENTRIES if "kept" not in row["tags"]]


def read(row: dict[str, Any]) -> dict[str, Any]:
    reading = read_entry(
        row["text"],
        GAZETTEER,
        written_on=date.fromisoformat(row["date"]),
        leader_compound=row["leader_compound"],
    )
    return as_json(reading, row["text"])


def score_of(rows: list[dict[str, Any]]) -> Score:
    return scored((row, read(row)) for row in rows)


@pytest.mark.parametrize(
    ("part", "floor"), [("address", 0.94), ("needs", 0.89), ("persons", 0.95), ("when", 0.85)]
)
def test_entries_that_rules_were_widened_by_stay_read(part: str, floor: float) -> None:
    assert score_of(SEEN).parts[part].f1 >= floor


@pytest.mark.parametrize(("part", "floor"), [("address", 0.92), ("needs", 0.73)])
def test_entries_kept_apart_are_read_no_worse_than_when_first_read(part: str, floor: float) -> None:
    assert score_of(KEPT).parts[part].f1 >= floor


def test_every_number_is_masked() -> None:
    assert score_of(ENTRIES).masked.recall == 1.0


def test_the_entries_cover_every_category() -> None:
    told = {need for row in ENTRIES for item in row["items"] for need in item["needs"]}
    assert len(told | {"x"}) == 36
    assert len({json.dumps(row["text"]) for row in ENTRIES}) == len(ENTRIES)
