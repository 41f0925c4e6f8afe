"""What became of everything that an import found: nothing vanishes silently."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from geo.errors import InputError
from geo.spreadsheets import safe_cell


class Action(StrEnum):
    """What was done with an object that could not be kept as it was."""

    REPAIRED = "repaired"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Row:
    """One object that was not kept as it was."""

    id: str
    """The object in its file: osm:way/123, file:city.gpkg/buildings/7."""
    kind: str
    """What it was read as: building, entrance, way..."""
    reason: str
    action: Action


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of one kind of object."""

    kind: str
    found: int
    """Objects of this kind in the file."""
    kept: int
    """Objects that stand in the result unchanged."""
    repaired: int
    """Objects that stand in the result, changed as their rows say."""
    rejected: int
    """Objects that do not stand in the result; each has a row."""

    @property
    def balanced(self) -> bool:
        """True: what was found is accounted for to the last object."""
        return self.found == self.kept + self.repaired + self.rejected


@dataclass(frozen=True, slots=True)
class Report:
    """Account of one import."""

    tallies: tuple[Tally, ...]
    rows: tuple[Row, ...]
    made: dict[str, int]
    """What the import added that no file says, by kind: inferred entrances, block compounds..."""
    ignored: int = 0
    """Objects of no kind that this map knows, such as bus stops."""

    @property
    def balanced(self) -> bool:
        """True: every kind is accounted for to the last object."""
        return all(tally.balanced for tally in self.tallies)

    def tally(self, kind: str) -> Tally:
        """Return the numbers of `kind`; all zero when none was found."""
        return next((t for t in self.tallies if t.kind == kind), Tally(kind, 0, 0, 0, 0))

    def write(self, path: Path) -> None:
        """Write the rows as CSV (UTF-8 with a byte order mark, as spreadsheets want it).

        Raises
        ------
        InputError
            When `path` cannot be written.
        """
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["id", "kind", "reason", "action"])
                writer.writerows(
                    [safe_cell(row.id), row.kind, safe_cell(row.reason), row.action]
                    for row in self.rows
                )
        except OSError as error:
            raise InputError(f"cannot write {path}: {error.strerror}") from error


@dataclass(slots=True)
class Ledger:
    """Books what an import finds and what becomes of it; `report` closes the books.

    *Kept* is booked at the outlet, from the finished frames, so that a balance proves that no
    step in between lost an object.
    """

    _found: dict[str, set[str]] = field(default_factory=dict)
    _kept: dict[str, set[str]] = field(default_factory=dict)
    _notes: dict[tuple[str, str], Row] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)
    _ignored: int = 0

    def found(self, kind: str, ids: Iterable[str]) -> None:
        """Book objects that the file holds."""
        self._found.setdefault(kind, set()).update(ids)

    def kept(self, kind: str, ids: Iterable[str]) -> None:
        """Book objects that stand in the result."""
        self._kept.setdefault(kind, set()).update(ids)

    def repaired(self, kind: str, ids: Iterable[str], reason: str) -> None:
        """Book objects that had to be changed; several reasons add up."""
        for name in ids:
            before = self._notes.get((kind, name))
            if before is not None and before.action is Action.REJECTED:
                continue
            whole = reason if before is None else f"{before.reason}; {reason}"
            self._notes[kind, name] = Row(name, kind, whole, Action.REPAIRED)

    def rejected(self, kind: str, ids: Iterable[str], reason: str) -> None:
        """Book objects that are left out; the last reason stands."""
        for name in ids:
            self._notes[kind, name] = Row(name, kind, reason, Action.REJECTED)

    def made(self, kind: str, number: int) -> None:
        """Book objects that the import itself adds."""
        self._made[kind] = self._made.get(kind, 0) + number

    def ignored(self, number: int = 1) -> None:
        """Book objects of no kind that the map knows."""
        self._ignored += number

    def sources(self) -> set[str]:
        """Return the ids of all objects booked as found, of any kind."""
        return set().union(*self._found.values())

    def report(self) -> Report:
        """Close the books."""
        rows = tuple(row for _, row in sorted(self._notes.items()))
        return Report(
            tuple(self._tally(kind) for kind in sorted(self._found)),
            rows,
            self._made,
            self._ignored,
        )

    def _tally(self, kind: str) -> Tally:
        found, kept = self._found[kind], self._kept.get(kind, set())
        notes = [row for (of, name), row in self._notes.items() if of == kind and name in found]
        repaired = {row.id for row in notes if row.action is Action.REPAIRED} & kept
        rejected = {row.id for row in notes if row.action is Action.REJECTED} - kept
        plain = (kept & found) - repaired
        return Tally(kind, len(found), len(plain), len(repaired), len(rejected))
