"""How many needs each building has in a scene, and out of how many households."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.needs.vocabulary import Kind, Role, categories
from geo.services import facts
from geo.services.disclosure import told_condition, told_id
from geo.services.naming import building_labels
from geo.services.scene import CLOSED_STATES, Scene
from geo.store import models as m
from geo.store.scope import viewer_of

CARE = tuple(key for key, one in categories().items() if one.kind is Kind.CARE)
"""Categories that say whom to look after."""
MADE_LAST = ("", "made:block", "made:address")
"""Sources of compounds without a boundary of their own stand last in a list."""


@dataclass(frozen=True, slots=True)
class SceneCounts:
    """Needs of a scene by building, within the viewer's scope."""

    buildings: pd.DataFrame
    """Columns id, compound_id, needs, overdue, households; one row a building in scope, ordered by
    id."""
    by_category: dict[str, int]
    """Needs of each category in the same status, period and compound: what else could be asked.
    Those that may not be named before the viewer are one, `NEUTRAL`."""
    elsewhere: int
    """Needs of the scene that belong to no building in scope: a yard, a gate, a whole compound."""
    care: int
    """Those of the needs that are people to look after, not things wanted or broken; to a partner,
    who may not know which these are, 0."""
    care_overdue: int
    """Those of `care` that are open after their due date."""
    people: int
    """People, or flats where nobody is named, that `care` is about: one may need several things."""

    @property
    def needs(self) -> int:
        """All needs of the scene."""
        return int(self.buildings["needs"].sum()) + self.elsewhere

    @property
    def overdue(self) -> int:
        """Those on buildings that are open after their due date."""
        return int(self.buildings["overdue"].sum())

    @property
    def households(self) -> int:
        """Households of all buildings in scope: what the counts are out of."""
        return int(self.buildings["households"].sum())


@dataclass(frozen=True, slots=True)
class CompoundPlace:
    """A compound and its bounds in degrees."""

    id: str
    name: str
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Needy:
    """A building with many needs."""

    id: str
    compound: str
    label: str
    needs: int


def scene_counts(session: Session, scene: Scene, today: date) -> SceneCounts:
    """Return the counts of `scene`: four grouped queries, whatever the number of needs."""
    keys = select(m.Building.id, m.Building.compound_id).order_by(m.Building.id)
    homes = select(m.Unit.building_id, func.count()).where(is_home()).group_by(m.Unit.building_id)
    if scene.compound is not None:
        keys = keys.where(m.Building.compound_id == scene.compound)
        homes = homes.where(m.Unit.compound_id == scene.compound)
    late = case((~m.Need.state.in_(CLOSED_STATES) & (m.Need.due_on < today), 1), else_=0)
    care = case((m.Need.category.in_(CARE), 1), else_=0)
    rows = session.execute(
        select(
            m.Need.building_id,
            func.count(),
            func.sum(late),
            func.sum(care),
            func.sum(care * late),
        )
        .where(told_condition(session, scene, today))
        .group_by(m.Need.building_id)
    ).all()
    known = session.execute(keys).all()
    frame = pd.DataFrame(known, columns=["id", "compound_id"], dtype="str")
    for column, table in (
        ("needs", {row[0]: row[1] for row in rows}),
        ("overdue", {row[0]: row[2] for row in rows}),
        ("households", dict(session.execute(homes).all())),
    ):
        frame[column] = frame["id"].map(table).fillna(0).astype(int)
    total = sum(row[1] for row in rows)
    names_care = viewer_of(session).role is not Role.PARTNER
    return SceneCounts(
        buildings=frame,
        by_category=_by_category(session, scene, today),
        elsewhere=total - int(frame["needs"].sum()),
        care=sum(row[3] for row in rows) if names_care else 0,
        care_overdue=sum(row[4] for row in rows) if names_care else 0,
        people=_people(session, scene, today) if names_care else 0,
    )


def compound_sums(found: SceneCounts) -> "pd.Series[int]":
    """Return the needs of each compound that has any, by its key."""
    sums = found.buildings.groupby("compound_id")["needs"].sum()
    return sums[sums > 0]


def most_in_need(
    session: Session, found: SceneCounts, language: str, *, most: int = 8
) -> list[Needy]:
    """Return the buildings with the most needs, at most `most` of them."""
    ranked = found.buildings.nlargest(most, "needs")
    ranked = ranked[ranked["needs"] > 0]
    named = m.Building.id.in_(ranked["id"])
    columns = ("id", "compound_id", "number", "name", "road", "house_number")
    rows = session.execute(select(*(getattr(m.Building, one) for one in columns)).where(named))
    buildings = pd.DataFrame(rows.all(), columns=columns)
    doors = session.execute(
        select(m.Entrance.building_id, m.Entrance.number).where(
            m.Entrance.building_id.in_(ranked["id"])
        )
    )
    labels = building_labels(
        buildings, pd.DataFrame(doors.all(), columns=["building_id", "number"]), language
    )
    label_of = dict(zip(buildings["id"], labels, strict=True))
    inside = buildings["compound_id"].dropna().unique()
    names = dict(
        session.execute(
            select(m.Compound.id, m.Compound.name).where(m.Compound.id.in_(inside))
        ).all()
    )
    return [
        Needy(key, names.get(compound, ""), label_of[key], needs)
        for key, compound, needs in zip(
            ranked["id"], ranked["compound_id"], ranked["needs"].tolist(), strict=True
        )
    ]


def is_home() -> ColumnElement[bool]:
    """Return the SQL condition on `Unit` rows that somebody may live there."""
    return or_(m.Unit.use.is_(None), m.Unit.use == "home")


def building_row(session: Session, building_id: str) -> m.Building:
    """Return a building in scope.

    Raises
    ------
    NotFoundError
        When there is none of this key in the viewer's scope.
    """
    row = session.scalar(select(m.Building).where(m.Building.id == building_id))
    if row is None:
        raise NotFoundError(
            f"building {building_id!r} does not exist in your area", zh="您的片区里没有这栋楼。"
        )
    return row


def extent(session: Session) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of the buildings in scope; None when there are none.

    Buildings in compounds count; those on streets, which everybody sees, only where no others are.
    """
    sides = (
        func.min(m.Building.west),
        func.min(m.Building.south),
        func.max(m.Building.east),
        func.max(m.Building.north),
    )
    for query in (select(*sides).where(m.Building.compound_id.is_not(None)), select(*sides)):
        west, south, east, north = session.execute(query).one()
        if west is not None:
            return west, south, east, north
    return None


def compounds_in_scope(session: Session) -> list[CompoundPlace]:
    """Return the compounds in scope: real ones, road blocks, then addresses.

    Each kind is ordered by name as people look for it, see `reading_order`.
    """
    sides = (m.Compound.west, m.Compound.south, m.Compound.east, m.Compound.north)
    rows = session.execute(select(m.Compound.id, m.Compound.name, m.Compound.source, *sides)).all()
    ordered = sorted(rows, key=lambda row: (made_of(row[2]), reading_order(row[1])))
    return [CompoundPlace(key, name, *bounds) for key, name, _source, *bounds in ordered]


def compound_names(session: Session) -> list[dict[str, str]]:
    """Return key and name of each compound in scope, in the order of `compounds_in_scope`."""
    return [{"id": one.id, "name": one.name} for one in compounds_in_scope(session)]


def made_of(source: str | None) -> int:
    """Return 0 for a compound with a boundary of its own, 1 for a road block, 2 for an address."""
    return MADE_LAST.index(source or "") if source in MADE_LAST else 0


def reading_order(name: str) -> tuple[tuple[int, int, bytes], ...]:
    """Return the key that puts 9 before 10 and common Chinese characters by their sound.

    GB 2312 orders its 3755 common characters by pinyin.

    Examples
    --------
    >>> sorted(["中山东一路17号", "中山东一路9号", "安顺路1号"], key=reading_order)
    ['安顺路1号', '中山东一路9号', '中山东一路17号']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple(
        (0, int(part), b"") if part.isascii() and part.isdigit() else (1, 0, part.encode("gb18030"))
        for part in parts
    )


def places_version(session: Session) -> str:
    """Return what changes when the viewer would see other places: their stamp and the scope.

    Two small reads, whatever the number of places.
    """
    territory = viewer_of(session).territory_id
    inside = select(m.TerritoryCompound.compound_id).where(
        m.TerritoryCompound.territory_id == territory
    )
    keys = [] if territory is None else sorted(session.scalars(inside))
    scope = hashlib.sha256(repr((territory, keys)).encode()).hexdigest()[:12]
    return f"{facts.places_stamp(session)}-{scope}"


def _people(session: Session, scene: Scene, today: date) -> int:
    whom = func.coalesce(m.Need.resident_id, m.Need.unit_id, m.Need.building_id, "")
    query = select(func.count(func.distinct(whom)))
    return session.scalar(query.where(scene.condition(today), m.Need.category.in_(CARE))) or 0


def _by_category(session: Session, scene: Scene, today: date) -> dict[str, int]:
    whole = replace(scene, category=None, group=None)
    rows = session.execute(
        select(m.Need.category, func.count())
        .where(whole.condition(today))
        .group_by(m.Need.category)
    )
    told: Counter[str] = Counter()
    for category_id, count in rows:
        told[told_id(category_id, viewer_of(session).role)] += count
    return dict(told)
