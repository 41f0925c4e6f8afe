"""Where people were not met for long: a score for each building, never a person.

The score of a person is the months since anybody met her, times her risk; that of a building is the
sum over its people. Whoever asked not to be visited, is away or moved does not count.
"""

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, NotFoundError
from geo.hotspots.disclosure import suppressed
from geo.needs.vocabulary import Permission, Role, Step, permissions
from geo.services.care import SILENT_DAYS
from geo.services.mapping import places_version
from geo.services.people_sums import people_sums, people_version
from geo.services.registry import layer
from geo.services.residential import residential_buildings
from geo.store.audit import note_act
from geo.store.models import Building
from geo.store.opening import Store
from geo.store.scope import Viewer

RISK = {Step.HIGH: 3, Step.FOCUS: 2, Step.GENERAL: 1}
"""Who is to be visited more often is at greater risk when nobody comes."""
MONTH_DAYS = 30
FIGURES = ("people", "silent", "unmet", "score")
UNMET_DAYS = SILENT_DAYS
"""Whom nobody has met yet counts as so many days: silent, but not longer than those who are."""


@dataclass(frozen=True, slots=True)
class SilentBuilding:
    """A building with what is told of its people."""

    id: str
    compound_id: str
    compound: str
    label: str
    number: str
    """What is drawn on it: its number, or its name where it has none."""
    homes: int
    told: bool
    """False: too few homes stand there, or it hides such a building; the figures below are 0."""
    people: int
    """On the ladder and to be visited."""
    silent: int
    """Not met for more than `SILENT_DAYS` days, as `geo.services.care` counts them."""
    unmet: int
    """Nobody has met them yet, as far as is known."""
    score: float


@dataclass(frozen=True, slots=True)
class SilentCompound:
    """The sum over the buildings of a compound that are told."""

    id: str
    name: str
    people: int
    silent: int
    score: float


@dataclass(frozen=True, slots=True)
class Silence:
    """All residential buildings in scope, the highest score first."""

    buildings: tuple[SilentBuilding, ...]
    compounds: tuple[SilentCompound, ...]

    def of_compound(self, compound_id: str) -> "Silence":
        """Return the buildings of one compound.

        Raises
        ------
        NotFoundError
            When it is not in scope, or nobody lives in it.
        """
        found = tuple(one for one in self.buildings if one.compound_id == compound_id)
        if not found:
            raise NotFoundError(
                f"compound {compound_id!r} is not in your area", zh="您的片区里没有这个小区。"
            )
        return replace(self, buildings=found)


def silence(store: Store, viewer: Viewer, today: date, language: str) -> Silence:
    """Return how long people were not met, by building, as of `today`.

    A leader is told of every building of hers. To a manager, whose people are counted with the eyes
    of their leader, whole rows are hidden where few homes stand, as in `geo.services.coverage`.

    Raises
    ------
    ForbiddenError
        When the viewer's role may see neither names nor coverage.
    """
    granted = permissions(viewer.role)
    if not granted & {Permission.VIEW_NAMES, Permission.VIEW_COVERAGE}:
        raise ForbiddenError(
            "who was not met is seen by leaders and managers", zh="这一页只有点长和管理者能看。"
        )
    with store.read(_counting(viewer)) as session:
        table = residential_buildings(session, language)
        figures = _figures(people_sums(session, today))
    table = table.join(figures.reindex(table["id"]).fillna(0).reset_index(drop=True))
    hidden = pd.Series(data=False, index=table.index)
    if Permission.VIEW_NAMES not in granted and len(table):
        hidden = suppressed(table["homes"], table["compound_id"]).cells.isna()
    rows = _rows(table.assign(told=~hidden))
    return Silence(rows, _compounds(rows))


def silence_version(store: Store, viewer: Viewer, today: date) -> str:
    """Return what changes when `silence` may say something else: some small reads."""
    with store.read(_counting(viewer)) as session:
        return f"{places_version(session)}-{people_version(session, today)}"


def _counting(viewer: Viewer) -> Viewer:
    """Return whose eyes count the people; the rules of the territory still bound them."""
    return replace(viewer, role=Role.LEADER)


def footprints(session: Session, found: Silence) -> gpd.GeoDataFrame:
    """Return columns id and geometry (EPSG:4326) of the buildings of `found`, in their order."""
    inside = Building.compound_id.in_(sorted({one.compound_id for one in found.buildings}))
    shapes = layer(session, "buildings", inside).set_index("id")[["geometry"]]
    keys = [one.id for one in found.buildings]
    return gpd.GeoDataFrame(shapes.loc[keys].reset_index())


def score(silent_days: int | None, step: Step) -> float:
    """Return the score of one person.

    Examples
    --------
    >>> score(60, Step.HIGH), score(60, Step.GENERAL), score(None, Step.FOCUS)
    (6.0, 2.0, 12.0)
    """
    days = UNMET_DAYS if silent_days is None else silent_days
    return days / MONTH_DAYS * RISK[step]


def note_export(session: Session, day: date) -> None:
    """Note in the audit that the table was taken out as a file."""
    note_act(session, "silence.exported", subject=day.isoformat())


def _figures(sums: pd.DataFrame) -> pd.DataFrame:
    """Return `FIGURES` of each building, from the sums of its people."""
    listed = sum(sums[step.value] for step in Step)
    days = sum(sums[f"{step.value}_days"] * weight for step, weight in RISK.items())
    return sums[["silent", "unmet"]].assign(people=listed - sums["paused"], score=days / MONTH_DAYS)


def _rows(table: pd.DataFrame) -> tuple[SilentBuilding, ...]:
    shown = table.assign(
        **{name: table[name].where(table["told"], 0) for name in FIGURES},
        length=table["label"].str.len(),
    )
    whole = ["people", "silent", "unmet"]
    shown = shown.astype(dict.fromkeys(whole, "int64")).round({"score": 1})
    names = ["compound", "length", "label"]
    ordered = shown.sort_values(["score", *names], ascending=[False] + 3 * [True], kind="stable")
    cells = (ordered[one.name].tolist() for one in fields(SilentBuilding))
    return tuple(SilentBuilding(*row) for row in zip(*cells, strict=True))


def _compounds(rows: tuple[SilentBuilding, ...]) -> tuple[SilentCompound, ...]:
    inside: dict[str, list[SilentBuilding]] = defaultdict(list)
    for row in rows:
        inside[row.compound_id].append(row)
    sums = [
        SilentCompound(
            key,
            there[0].compound,
            sum(row.people for row in there),
            sum(row.silent for row in there),
            round(sum(row.score for row in there), 1),
        )
        for key, there in inside.items()
    ]
    return tuple(sorted(sums, key=lambda one: (-one.score, one.name)))
