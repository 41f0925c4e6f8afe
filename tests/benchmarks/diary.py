"""Diary entries a second on one core, against the anchor of reading their places alone.

python tests/benchmarks/diary.py SAMPLE_FOLDER/diary
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from geo.address.gazetteer import read_gazetteer
from geo.address.reading import read_mentions
from geo.diary.reading import read_entry

SECONDS = 3.0


def rate(work: Callable[[], int]) -> float:
    """Return how many entries `work` does a second, warmed up."""
    work()
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS:
        done += work()
    return done / (time.process_time() - start)


def main(folder: Path) -> None:
    """Time both readers on the labelled entries of `folder`."""
    gazetteer = read_gazetteer(folder / "gazetteer.json")
    lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [
        (row["text"], date.fromisoformat(row["date"]), row["leader_compound"])
        for row in map(json.loads, lines)
    ]

    def places() -> int:
        for text, _, compound in entries:
            read_mentions(text, gazetteer, default_compound=compound)
        return len(entries)

    def readings() -> int:
        for text, day, compound in entries:
            read_entry(text, gazetteer, written_on=day, leader_compound=compound)
        return len(entries)

    anchor, whole = rate(places), rate(readings)
    print(f"places alone   {anchor:8.0f} entries/s")
    print(f"whole reading  {whole:8.0f} entries/s, {anchor / whole:.2f} times the anchor's work")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
