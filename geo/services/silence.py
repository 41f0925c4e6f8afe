"""Where people were not met for long: a score for each building, never a person.

The score of a person is the months since anybody met her, times her risk; that of a building is the
sum over its people. Whoever asked not to be visited, is away or moved does not count.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, NotFoundError
from geo.hotspots.disclosure import suppressed
from geo.needs.vocabulary import Permission, Role, Step, permissions
from geo.services.care import SILENT_DAYS
from geo.services.people_due import visits_due
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
    counting = replace(viewer, role=Role.LEADER)
    with store.read(counting) as session:
        table = residential_buildings(session, language)
        people = _scored(visits_due(session, today))
    sums = _sums(people)
    table = table.merge(sums, on="id", how="left")
    table[list(FIGURES)] = table[list(FIGURES)].fillna(0)
    hidden = pd.Series(data=False, index=table.index)
    if Permission.VIEW_NAMES not in granted and len(table):
        hidden = suppressed(table["homes"], table["compound_id"]).cells.isna()
    rows = _rows(table.assign(told=~hidden))
    return Silence(rows, _compounds(rows))


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


def _scored(due: pd.DataFrame) -> pd.DataFrame:
    """Return the people to be visited with columns building_id, silent, unmet and score."""
    people = due[due["pause"].isna()]
    days = people["silent_days"].fillna(UNMET_DAYS).astype(float)
    risk = people["step"].map({step.value: weight for step, weight in RISK.items()})
    silent = people["silent_days"].gt(SILENT_DAYS).fillna(value=False)
    return pd.DataFrame(
        {
            "building_id": people["building_id"],
            "silent": silent.astype(int),
            "unmet": people["silent_days"].isna().astype(int),
            "score": days / MONTH_DAYS * risk.astype(float),
        }
    )


def _sums(people: pd.DataFrame) -> pd.DataFrame:
    groups = people.groupby("building_id")
    sums = groups[["silent", "unmet", "score"]].sum().assign(people=groups.size())
    return sums.rename_axis("id").reset_index()


def _rows(table: pd.DataFrame) -> tuple[SilentBuilding, ...]:
    rows = [
        SilentBuilding(
            id=str(row["id"]),
            compound_id=str(row["compound_id"]),
            compound=str(row["compound"]),
            label=str(row["label"]),
            number=str(row["number"]),
            homes=int(row["homes"]),
            told=bool(row["told"]),
            people=int(row["people"]) if row["told"] else 0,
            silent=int(row["silent"]) if row["told"] else 0,
            unmet=int(row["unmet"]) if row["told"] else 0,
            score=round(float(row["score"]), 1) if row["told"] else 0.0,
        )
        for row in table.to_dict("records")
    ]
    return tuple(
        sorted(rows, key=lambda one: (-one.score, one.compound, len(one.label), one.label))
    )


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
