"""What the model of needs learns from: sentences about one home, each with what it tells.

Most are written for it, ``tests/geo/diary/units``; the rest are what labelled entries say of one
home, taken from where the reader finds it to the next.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_mentions
from geo.address.values import LEVELS, Address, Mention
from geo.diary.clauses import Clauses
from geo.diary.features import Said
from geo.diary.needs import Evidence, Standing, need_evidence
from geo.diary.parts import parts_of, without_homes
from geo.diary.persons import read_persons
from geo.diary.phrases import folded, spoken_digits_read
from geo.diary.redaction import blanked, named_numbers, number_masks

SEEN = (
    "two_hands_seen",
    "two_hands_kept",
    "later_hands_seen",
    "fresh_hands_seen",
    "told_stories",
)
"""Labelled entries, beside the units, that may be learned from."""


@dataclass(frozen=True)
class Unit:
    """The clauses about one home, and how the needs they tell of stand."""

    said: tuple[Said, ...]
    told: dict[str, Standing]

    @property
    def spoken(self) -> set[str]:
        """The needs it speaks of, open or settled."""
        return {name for name, one in self.told.items() if one is not Standing.DECLINED}


def all_units(folder: Path, registry: Gazetteer) -> list[Unit]:
    """Return the units of `folder`, that of the tests of the diary, in a fixed order."""
    units = [one for path in sorted((folder / "units").glob("*.tsv")) for one in _listed(path)]
    units += _phrasings(folder / "phrasings.csv")
    for name in SEEN:
        units += _of_entries(folder / f"{name}.jsonl", registry)
    return [one for one in units if one.said]


def _listed(path: Path) -> Iterator[Unit]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text, *told = (line + "\t\t\t").split("\t")[:4]
        yield Unit(_said(text), _standings(*(one.split(",") for one in told)))


def _phrasings(path: Path) -> Iterator[Unit]:
    """Yield the sentences that rules were made for, so without what rules say of them."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            told = (row[name].split("|") for name in ("needs", "settled", "declined"))
            yield Unit(_said(row["text"], ruled=False), _standings(*told))


def _standings(needs: list[str], done: list[str], declined: list[str]) -> dict[str, Standing]:
    """Return how each need stands; one that is open and done for others is open."""
    told = dict.fromkeys(filter(None, declined), Standing.DECLINED)
    told |= dict.fromkeys(filter(None, done), Standing.DONE)
    return told | dict.fromkeys(filter(None, needs), Standing.OPEN)


def _said(text: str, *, ruled: bool = True) -> tuple[Said, ...]:
    clauses = Clauses(folded(text))
    evidence = need_evidence(clauses) if ruled else ()
    return tuple(one for _, said in _by_home(clauses, evidence, []) for one in said)


def _of_entries(path: Path, registry: Gazetteer) -> Iterator[Unit]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield from _of_entry(json.loads(line), registry)


def _of_entry(row: dict[str, Any], registry: Gazetteer) -> Iterator[Unit]:
    """Yield what an entry says of each home, where every home has words of its own."""
    labelled = {
        Address(**{level: one["address"][level] for level in map(str, LEVELS)}): one
        for one in row["items"]
    }
    told = {address: _standings(one["needs"], one["resolved"], one["declined"])
            for address, one in labelled.items()}  # fmt: skip
    homes = _homes(row, registry)
    if len(told) <= 1 and len(homes) <= 1:
        whole = tuple(one for _, said in homes for one in said)
        yield Unit(whole, next(iter(told.values()), {}))
    elif len(homes) == len(row["items"]):
        for mention, said in homes:
            if mention is not None and mention.address in told:
                yield Unit(tuple(said), told[mention.address])


def _homes(row: dict[str, Any], registry: Gazetteer) -> list[tuple[Mention | None, list[Said]]]:
    """Return the homes of an entry and what is said of each, found without any weights."""
    plain = folded(row["text"])
    plain = spoken_digits_read(blanked(plain, named_numbers(plain, number_masks(plain))))
    mentions = read_mentions(plain, registry, default_compound=row["leader_compound"])
    names = [name.span for name in read_persons(plain, (one.span for one in mentions))]
    clauses = Clauses(plain)
    evidence = [
        one
        for one in need_evidence(clauses)
        if not any(name.start <= one.span.start < name.end for name in names)
    ]
    return _by_home(clauses, evidence, mentions)


def _by_home(
    clauses: Clauses, evidence: Sequence[Evidence], mentions: Sequence[Mention]
) -> list[tuple[Mention | None, list[Said]]]:
    """Return each home with the clauses up to the next; what stands before the first has none."""
    words = without_homes(clauses.text, mentions)
    homes: list[tuple[Mention | None, list[Said]]] = []
    for part in parts_of(clauses, evidence, mentions, words):
        said = [one for one in part.said(words) if one.words]
        if part.home is not None or (not homes and said):
            homes.append((part.home, said))
        elif homes:
            homes[-1][1].extend(said)
    return homes
