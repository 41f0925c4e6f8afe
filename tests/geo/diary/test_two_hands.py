"""Entries written by one hand and labelled blind by another, over the compounds of the demo.

The reader was widened by all but ``fresh_hands_kept.jsonl``, which nobody who made rules, senses or
weights has read: what it scores is what to expect of a new hand. ``later_hands_kept.jsonl`` was
read for rules of places, persons and times, not for needs. ``fresh_hands_seen.jsonl`` holds hard
entries, ``told_stories.jsonl`` what its writers labelled themselves, to learn from. A third hand
labelled 30 entries of ``two_hands_kept.jsonl`` blind too: the two agree on addresses at .97, needs
.92, persons 1.0 and times .90 (F1), so what is missing above the floors is mostly the reader's.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry
from geo.diary.scoring import Score, scored
from geo.diary.shape import as_json
from geo.places.demo.ground import make_places
from webmap.commands.evaluate import labelled_entries

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def registry() -> Gazetteer:
    return Gazetteer.from_places(make_places(seed=1, units=5_000))


def score_of(name: str, registry: Gazetteer) -> Score:
    def told(row: dict[str, Any]) -> dict[str, Any]:
        on = date.fromisoformat(row["date"])
        own = row["leader_compound"]
        reading = read_entry(row["text"], registry, written_on=on, leader_compound=own)
        return as_json(reading, row["text"])

    return scored((row, told(row)) for row in labelled_entries(HERE / name))


FLOORS = {
    "two_hands_seen.jsonl": (0.98, 0.86, 0.69, 0.98, 0.91),
    "two_hands_kept.jsonl": (0.98, 0.80, 0.76, 0.98, 0.94),
    "later_hands_seen.jsonl": (0.98, 0.88, 0.89, 0.98, 0.97),
    "later_hands_kept.jsonl": (0.97, 0.87, 0.84, 0.98, 0.94),
    "fresh_hands_seen.jsonl": (0.94, 0.83, 0.46, 0.98, 0.85),
    "fresh_hands_kept.jsonl": (0.94, 0.81, 0.42, 0.93, 0.82),
}
"""Least F1 of addresses, needs, settled needs, persons and times."""
PARTS = ("address", "needs", "resolved", "persons", "when")


@pytest.mark.parametrize("name", FLOORS)
def test_entries_of_other_hands_are_read_no_worse_than_they_were(
    name: str, registry: Gazetteer
) -> None:
    score = score_of(name, registry)
    reached = {part: round(score.parts[part].f1, 4) for part in PARTS}
    below = {
        part: (reached[part], floor)
        for part, floor in zip(PARTS, FLOORS[name], strict=True)
        if reached[part] < floor
    }
    assert below == {}
