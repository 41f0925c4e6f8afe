"""How well those are looked after who need it: counts by compound and building, for managers.

Residents are closed to managers (`geo.store.scope`), and visits are judged person by person. So
the counting is done in a session of its own, opened for the manager's territory with the eyes of
its leader; the rules of the scope still bound it. Nothing but the sums of a building leaves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, NotFoundError
from geo.hotspots.disclosure import K, suppressed
from geo.needs.vocabulary import Permission, Role, permissions
from geo.services.people_sums import people_sums
from geo.services.residential import residential_buildings
from geo.store.audit import note_act
from geo.store.opening import Store
from geo.store.scope import Viewer

FEWEST_HOMES = K
"""Where fewer homes stand, counts would tell of a household and are not told."""


@dataclass(frozen=True, slots=True)
class Counts:
    """People on the ladder, counted."""

    high: int
    focus: int
    general: int
    paused: int
    """Asked not to be visited, away or moved: neither in time nor overdue."""
    overdue: int
    quiet: int
    """Not met for more than `QUIET_DAYS` days, paused ones aside."""
    silent: int
    """Not met for more than `SILENT_DAYS` days, paused ones aside."""
    unmet: int
    """Nobody has met them yet, as far as is known; paused ones aside."""

    @property
    def listed(self) -> int:
        """All on the ladder."""
        return self.high + self.focus + self.general

    @property
    def wanted(self) -> int:
        """Those to be visited: what the share is out of."""
        return self.listed - self.paused

    @property
    def in_time(self) -> int:
        """Those to be visited whose visit is not overdue."""
        return self.wanted - self.overdue

    @property
    def share(self) -> float | None:
        """In time out of those to be visited; None where there are none."""
        return self.in_time / self.wanted if self.wanted else None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A compound or a building with its counts."""

    id: str
    compound: str
    label: str
    """What the building is called; empty for a compound."""
    homes: int
    counts: Counts | None
    """None: too few homes to tell, or needed to hide such a row."""


class Column(StrEnum):
    """By which column the rows can be ordered; numbers fall, names and the share rise."""

    NAME = "name"
    HIGH = "high"
    FOCUS = "focus"
    GENERAL = "general"
    PAUSED = "paused"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    QUIET = "quiet"
    SILENT = "silent"
    UNMET = "unmet"
    SHARE = "share"

    @property
    def rises(self) -> bool:
        """Whether the smallest comes first."""
        return self in {Column.NAME, Column.SHARE}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a manager is told."""

    compounds: tuple[CoverageRow, ...]
    buildings: tuple[CoverageRow, ...]
    total: Counts | None
    """None where a compound is hidden: subtraction would give it back."""
    homes: int

    def sorted_by(self, column: Column) -> "Coverage":
        """Return the same rows in another order; hidden ones come last."""
        return replace(
            self,
            compounds=_ordered(self.compounds, column),
            buildings=_ordered(self.buildings, column),
        )

    def of_compound(self, compound_id: str) -> tuple[str, tuple[CoverageRow, ...]]:
        """Return name and buildings of a compound.

        Raises
        ------
        NotFoundError
            When it is not in the viewer's territory.
        """
        name = next((row.compound for row in self.compounds if row.id == compound_id), None)
        if name is None:
            raise NotFoundError(
                f"compound {compound_id!r} is not in your area", zh="您的片区里没有这个小区。"
            )
        return name, tuple(row for row in self.buildings if row.compound == name)


def coverage(store: Store, viewer: Viewer, today: date, language: str) -> Coverage:
    """Return the counts of the viewer's territory as of `today`, by name.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not see coverage.
    """
    _check_role(viewer)
    counting = Viewer(
        user=viewer.user, name=viewer.name, role=Role.LEADER, territory_id=viewer.territory_id
    )
    with store.read(counting) as session:
        buildings = residential_buildings(session, language)
        sums = people_sums(session, today)[[one.name for one in fields(Counts)]]
    found = sums.reindex(buildings["id"], fill_value=0).reset_index(drop=True)
    return _told(buildings.join(found))


def note_export(session: Session, day: date) -> None:
    """Note in the audit that the table was taken out as a file."""
    note_act(session, "coverage.exported", subject=day.isoformat())


def _check_role(viewer: Viewer) -> None:
    if Permission.VIEW_COVERAGE not in permissions(viewer.role):
        raise ForbiddenError("coverage is seen by managers", zh="走访情况只有管理者能看。")


def _told(table: pd.DataFrame) -> Coverage:
    """Return the rows with those hidden in which too few homes stand.

    Whole rows are hidden, never single figures: the columns of a row add up.
    """
    # homes in place of counts: what is hidden holds at least K homes, by building and compound
    hiding = suppressed(table["homes"], table["compound_id"])
    hidden = hiding.cells.isna()
    columns = ["homes", *(one.name for one in fields(Counts))]
    by_compound = table.groupby(["compound_id", "compound"], sort=False)[columns].sum()
    compounds = tuple(
        CoverageRow(
            key, name, "", int(row["homes"]), None if hiding.totals.isna()[key] else _counts(row)
        )
        for (key, name), row in zip(by_compound.index, by_compound.to_dict("records"), strict=True)
    )
    buildings = tuple(
        CoverageRow(
            str(row["id"]), str(row["compound"]), str(row["label"]), int(row["homes"]),
            None if closed else _counts(row),
        )
        for row, closed in zip(table.to_dict("records"), hidden, strict=True)
    )  # fmt: skip
    return Coverage(
        compounds=_ordered(compounds, Column.NAME),
        buildings=_ordered(buildings, Column.NAME),
        total=None if hiding.totals.isna().any() else _counts(table[columns].sum().to_dict()),
        homes=int(table["homes"].sum()),
    )


def _counts(row: Mapping[Any, Any]) -> Counts:
    return Counts(**{one.name: int(row[one.name]) for one in fields(Counts)})


def _ordered(rows: tuple[CoverageRow, ...], column: Column) -> tuple[CoverageRow, ...]:
    def key(row: CoverageRow) -> tuple[object, ...]:
        name = (row.compound, len(row.label), row.label)
        if column is Column.NAME:
            return name
        figure = row.counts and getattr(row.counts, column.value)
        sign = 1 if column.rises else -1
        return (figure is None, sign * (figure or 0), *name)

    return tuple(sorted(rows, key=key))
