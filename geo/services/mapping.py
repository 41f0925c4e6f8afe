"""How many needs each building has in a scene, and out of how many households."""

import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Engine, func, or_, select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.frames import SKETCHED
from geo.needs.vocabulary import Kind, Role, categories
from geo.services import facts
from geo.services.disclosure import told_id
from geo.services.naming import Named, known_as
from geo.services.need_columns import MISSING, Codes, Ints, NeedColumns, need_columns
from geo.services.need_counting import in_scope, of_categories, of_scene, overdue, told
from geo.services.scene import Scene
from geo.store import models as m
from geo.store.scope import need_scope, viewer_of

CARE = tuple(key for key, one in categories().items() if one.kind is Kind.CARE)
"""Categories that say whom to look after."""
MADE_LAST = ("", "made:block", "made:address")
"""Sources of compounds without a boundary of their own stand last in a list."""
MOST_ROSTERS = 64
NOWHERE = -2
"""Code of a compound in which no building stands."""
_ROSTERS: "WeakKeyDictionary[Engine, OrderedDict[str, _Roster]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class SceneCounts:
    """Needs of a scene by building, within the viewer's scope."""

    buildings: pd.DataFrame
    """Columns id, compound_id, needs, overdue, households; one row a building in scope, ordered by
    id."""
    by_compound: dict[str, int]
    """Needs of each compound that has any, by its key."""
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
    sketched: bool = False
    """Nobody has surveyed it (示意图)."""


@dataclass(frozen=True, slots=True)
class Needy:
    """A building with many needs."""

    id: str
    compound: str
    label: str
    needs: int


def scene_counts(session: Session, scene: Scene, today: date) -> SceneCounts:
    """Return the counts of `scene`: some 20 ms of one core for 400 000 needs in memory."""
    scope = facts.once(session, "need scope", lambda: need_scope(session))
    needs = in_scope(scope, _columns(session))
    frame, role = needs.frame, viewer_of(session).role
    of_any_category = of_scene(scene, today, needs)
    found = of_any_category & told(scene, role, needs)
    late = found & frame["is_open"].to_numpy() & overdue(needs, today)
    named = role is not Role.PARTNER
    care = found & named & of_categories(CARE, needs)
    kept = _kept_roster(session)
    buildings, on, inside = _placed(kept, scene.compound, needs.codes["building_id"])
    counts = {
        name: _by_code(frame["building_id"].to_numpy()[which], on)
        for name, which in (("needs", found), ("overdue", late))
    }
    return SceneCounts(
        buildings=buildings.assign(**counts)[
            ["id", "compound_id", "needs", "overdue", "households"]
        ],
        by_compound=_by_compound(counts["needs"], inside, kept.compounds),
        by_category=_by_category(frame["category"].to_numpy()[of_any_category], role, needs),
        elsewhere=int(found.sum() - counts["needs"].sum()),
        care=int(care.sum()),
        care_overdue=int((care & late).sum()),
        people=len(pd.unique(frame["whom"].to_numpy()[care])),
    )


def counts_version(session: Session) -> str:
    """Return what changes when the viewer's counts of a day may be others: some small reads."""
    return f"{places_version(session)}-{_columns(session).version}"


def _columns(session: Session) -> NeedColumns:
    return facts.once(session, "need columns", lambda: need_columns(session))


def roster(session: Session, compound: str | None = None) -> pd.DataFrame:
    """Return the buildings in scope: columns id, compound_id, households, ordered by id.

    Made once for each state of the places and territory.
    """
    found = _kept_roster(session).table
    return found if compound is None else found[found["compound_id"] == compound]


@dataclass(slots=True)
class _Roster:
    """The buildings of a territory, and their codes among the needs."""

    table: pd.DataFrame
    compounds: Codes
    """Of the compounds of the buildings."""
    inside: Ints
    """Code of each building's compound, shape (n,)."""
    placed: tuple[Codes, int, Ints] | None = None
    """The codes, how many keys had one, and the code of each building then: set and read as one, as
    threads share them."""


def _kept_roster(session: Session) -> _Roster:
    kept = _ROSTERS.setdefault(session.connection().engine, OrderedDict())
    version = places_version(session)
    found = kept.get(version)
    if found is None:
        table, compounds = _roster(session), Codes()
        inside = compounds.taken(table["compound_id"].astype(object).to_list())
        found = _Roster(table, compounds, inside)
    kept[version] = found
    kept.move_to_end(version)
    while len(kept) > MOST_ROSTERS:
        kept.popitem(last=False)
    return found


def _placed(kept: _Roster, compound: str | None, codes: Codes) -> tuple[pd.DataFrame, Ints, Ints]:
    """Return the buildings in scope, the code of each and of its compound, shape (n,).

    Codes stay once given.
    """
    known, placed = len(codes.of), kept.placed
    if placed is None or placed[0] is not codes or placed[1] != known:
        placed = codes, known, codes.positions(kept.table["id"].to_list())
        kept.placed = placed
    on = placed[2]
    if compound is None:
        return kept.table, on, kept.inside
    inside = kept.inside == kept.compounds.of.get(compound, NOWHERE)
    return kept.table[inside], on[inside], kept.inside[inside]


def _roster(session: Session) -> pd.DataFrame:
    rows = session.execute(select(m.Building.id, m.Building.compound_id).order_by(m.Building.id))
    table = pd.DataFrame(rows.all(), columns=["id", "compound_id"], dtype="str")
    homes = session.execute(
        select(m.Unit.building_id, func.count()).where(is_home()).group_by(m.Unit.building_id)
    )
    known = {str(key): int(count) for key, count in homes}
    return table.assign(households=[known.get(key, 0) for key in table["id"]])


def _by_code(codes: Ints, wanted: Ints) -> Ints:
    """Return how often each of `wanted` is among `codes`; a missing code is there 0 times."""
    sums = np.bincount(codes[codes != MISSING], minlength=int(wanted.max(initial=0)) + 1)
    return np.where(wanted == MISSING, 0, sums[wanted]).astype(np.int64)


def _by_compound(needs: Ints, inside: Ints, compounds: Codes) -> dict[str, int]:
    placed = inside != MISSING
    sums = np.bincount(inside[placed], needs[placed], minlength=len(compounds.of))
    return {key: int(sums[code]) for key, code in sorted(compounds.of.items()) if sums[code]}


def most_in_need(
    session: Session, found: SceneCounts, language: str, *, most: int = 8
) -> list[Needy]:
    """Return the buildings with the most needs, at most `most` of them."""
    needs = found.buildings["needs"].to_numpy()
    first = np.argsort(-needs, kind="stable")[:most]
    ranked = found.buildings.iloc[first[needs[first] > 0]]
    building, names = m.Building, ("number", "name", "road", "house_number", "compound_id")
    rows = session.execute(
        select(building.id, m.Compound.name, *(getattr(building, one) for one in names))
        .join(m.Compound, m.Compound.id == building.compound_id, isouter=True)
        .where(building.id.in_(ranked["id"]))
    ).all()
    doors: dict[str, list[str]] = {row[0]: [] for row in rows if not (row[2] or row[3])}
    if doors:
        entrances = select(m.Entrance.building_id, m.Entrance.number).where(
            m.Entrance.building_id.in_(doors), m.Entrance.number.is_not(None)
        )
        for key, number in session.execute(entrances).all():
            doors[key].append(str(number))
    known = {
        key: (
            compound or "",
            known_as(
                Named(number, name, road, house, in_compound=inside is not None),
                doors.get(key, ()),
                language,
            ),
        )
        for key, compound, number, name, road, house, inside in rows
    }
    return [
        Needy(key, *known[key], count)
        for key, count in zip(ranked["id"], ranked["needs"].tolist(), strict=True)
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


def building_bounds(
    session: Session, keys: Collection[str]
) -> dict[str, tuple[float, float, float, float]]:
    """Return west, south, east, north of those buildings in scope whose keys are asked for."""
    sides = (m.Building.west, m.Building.south, m.Building.east, m.Building.north)
    rows = session.execute(select(m.Building.id, *sides).where(m.Building.id.in_(keys))).all()
    return {key: (west, south, east, north) for key, west, south, east, north in rows}


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
    return [
        CompoundPlace(key, name, west, south, east, north, sketched=source == SKETCHED)
        for key, name, source, west, south, east, north in ordered
    ]


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
    return facts.once(session, "places version", lambda: _places_version(session))


def _places_version(session: Session) -> str:
    territory = viewer_of(session).territory_id
    inside = select(m.TerritoryCompound.compound_id).where(
        m.TerritoryCompound.territory_id == territory
    )
    keys = [] if territory is None else sorted(session.scalars(inside))
    scope = hashlib.sha256(repr((territory, keys)).encode()).hexdigest()[:12]
    return f"{facts.places_stamp(session)}-{scope}"


def _by_category(codes: Ints, role: Role, needs: NeedColumns) -> dict[str, int]:
    sums = np.bincount(codes)
    told: Counter[str] = Counter()
    for key, code in needs.codes["category"].of.items():
        if code < len(sums) and sums[code]:
            told[told_id(key, role)] += int(sums[code])
    return dict(told)
