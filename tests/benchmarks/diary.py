"""Diary entries a CPU second on one core, and how honest the confidence of needs is.

python tests/benchmarks/diary.py SAMPLE_FOLDER/diary

The anchor of speed is reading the places alone. Reliability is told for the sample's entries,
for our own and for those of our own that no rule was made for (tag `kept`).
"""

import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.reading import read_mentions
from geo.diary.reading import read_entry
from geo.diary.scoring import matched, reliability, scored
from geo.diary.shape import as_json
from webmap.commands.evaluate import labelled_entries, named_compounds

SECONDS = 3.0
OWN_ENTRIES = Path(__file__).parents[1] / "geo" / "diary" / "own_entries.jsonl"


def rate(work: Callable[[], int]) -> float:
    """Return how many entries `work` does a CPU second, warmed up."""
    work()
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS:
        done += work()
    return done / (time.process_time() - start)


def print_speed(entries: list[dict[str, Any]], gazetteer: Gazetteer) -> None:
    """Time the places alone and the whole reading of `entries`."""
    known = [
        (row["text"], date.fromisoformat(row["date"]), row["leader_compound"]) for row in entries
    ]

    def places() -> int:
        for text, _, compound in known:
            read_mentions(text, gazetteer, default_compound=compound)
        return len(known)

    def readings() -> int:
        for text, day, compound in known:
            read_entry(text, gazetteer, written_on=day, leader_compound=compound)
        return len(known)

    anchor, whole = rate(places), rate(readings)
    print(f"places alone   {anchor:8.0f} entries/s")
    print(f"whole reading  {whole:8.0f} entries/s, {anchor / whole:.2f} times the anchor's work")


def answers(entries: list[dict[str, Any]], gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Return what is read of each of `entries`."""
    return [
        as_json(
            read_entry(
                row["text"],
                gazetteer,
                written_on=date.fromisoformat(row["date"]),
                leader_compound=row["leader_compound"],
            ),
            row["text"],
        )
        for row in entries
    ]


def sureness(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[tuple[float, bool]]:
    """Return (confidence, right) of every need that was told."""
    rows = []
    for gold, told in pairs:
        partners = {there: here for here, there in matched(gold["items"], told["items"]).items()}
        for place, item in enumerate(told["items"]):
            wanted = gold["items"][partners[place]]["needs"] if place in partners else []
            rows += [
                (line["confidence"], line["value"] in wanted)
                for line in item["explanation"]
                if line["field"] == "needs"
            ]
    return rows


def print_reliability(name: str, entries: list[dict[str, Any]], gazetteer: Gazetteer) -> None:
    """Print the scores of `entries` and how often needs of each confidence were right."""
    pairs = list(zip(entries, answers(entries, gazetteer), strict=True))
    score = scored(pairs)
    figures = "  ".join(f"{part} {tally.f1:.3f}" for part, tally in score.parts.items())
    print(f"\n{name}: {len(entries)} entries, F1 {figures}")
    rows = sureness(pairs)
    for sure, right, count in reliability(rows):
        print(f"  needs told with {sure:.2f}: {right:.2f} right of {count}")
    gap = sum(count * abs(sure - right) for sure, right, count in reliability(rows)) / len(rows)
    print(f"  expected calibration error of needs {gap:.3f}")


def main(folder: Path) -> None:
    """Time and judge the reading of the sample's entries and of our own."""
    gazetteer = read_gazetteer(folder / "gazetteer.json")
    sample, own = labelled_entries(folder / "dev.jsonl"), labelled_entries(OWN_ENTRIES)
    print_speed(sample, gazetteer)
    print_reliability("sample", sample, gazetteer)
    registry = named_compounds(own)
    kept = [row for row in own if "kept" in row["tags"]]
    print_reliability("own", [row for row in own if row not in kept], registry)
    print_reliability("own, kept apart", kept, registry)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
