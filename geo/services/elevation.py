"""The elevation of a building 楼栋图: entrances side by side, floors up, doors across.

What a flat needs is told to its leader, and to a partner for the requests given to it. A manager
gets sums over storeys of `FEWEST_HOMES` homes or more: who needs what is opened with a reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.frames import SKETCHED
from geo.needs.vocabulary import NEUTRAL, Kind, Priority, Role, State, categories
from geo.services.disclosure import told_condition, told_id
from geo.services.mapping import building_row
from geo.services.naming import Named, entrance_label, known_as
from geo.services.scene import Scene
from geo.store import models as m
from geo.store.scope import viewer_of

SKIPPED_FLOORS = frozenset({4, 13, 14, 24, 34})
"""Numbers that many towers leave out as unlucky: there, a floor without flats is no gap."""
FEWEST_HOMES = 5
"""Smallest number of homes that a count shown to a manager is about."""


class Urgency(StrEnum):
    """How soon a door must be knocked at; the first that fits."""

    OVERDUE = "overdue"
    """A need is open after its due date."""
    URGENT = "urgent"
    """A need of the highest priority is open."""
    OPEN = "open"
    """Something is open."""
    CARE = "care"
    """Nothing is open but regular care."""
    DONE = "done"
    """What the scene shows here is closed."""
    QUIET = "quiet"
    """The scene shows nothing here."""
    CLOSED = "closed"
    """Not for this viewer."""
    UNKNOWN = "unknown"
    """There must be a flat, but the registry does not hold it."""


@dataclass(frozen=True, slots=True)
class Door:
    """One flat of the elevation."""

    unit: str | None
    """Key of the flat; None: not in the registry."""
    number: str
    use: str
    """home, shop, office, other."""
    urgency: Urgency
    needs: int = 0
    care: bool = False
    """Somebody here is looked after regularly; why is not told."""


@dataclass(frozen=True, slots=True)
class Storey:
    """The flats of one entrance on one floor, in order of their numbers."""

    floor: int
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Staircase:
    """What lies behind one entrance, the highest floor first."""

    id: str
    label: str
    lift: bool | None
    """None: not known."""
    inferred: bool
    storeys: tuple[Storey, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The needs of one or more neighbouring floors of a whole building."""

    low: int
    high: int
    homes: int
    needs: int


@dataclass(frozen=True, slots=True)
class Elevation:
    """A building from its front, with what the scene shows in it."""

    id: str
    label: str
    compound: str
    at: tuple[float, float]
    """Middle of the building, (lon, lat) in degrees."""
    use: str
    floors: int | None
    sketched: bool
    """Nobody has surveyed where it stands and how large it is (示意图)."""
    homes: int
    needs: int
    by_category: dict[str, int]
    without_flat: int
    """Needs of the building that name no flat: the lift, the roof, a staircase."""
    staircases: tuple[Staircase, ...]
    bands: tuple[Band, ...] | None
    """Sums by floor, for who may not see flats; None: the doors speak."""


@dataclass(frozen=True, slots=True)
class _Found:
    category: str
    """The neutral one where its name may not be told."""
    unit_id: str | None
    floor: int | None
    state: State
    overdue: bool


def elevation(
    session: Session, building_id: str, scene: Scene, today: date, *, language: str
) -> Elevation:
    """Return the elevation of a building in scope.

    Raises
    ------
    NotFoundError
        When there is none of this key in the viewer's scope.
    """
    building = building_row(session, building_id)
    entrances = session.scalars(
        select(m.Entrance).where(m.Entrance.building_id == building_id)
    ).all()
    units = session.scalars(select(m.Unit).where(m.Unit.building_id == building_id)).all()
    found = _needs(session, building_id, scene, today)
    by_flat = viewer_of(session).role in {Role.LEADER, Role.PARTNER}
    by_category: dict[str, int] = defaultdict(int)
    for need in found:
        by_category[need.category] += 1
    return Elevation(
        id=building_id,
        label=_label(building, entrances, language),
        compound=_compound_name(session, building.compound_id),
        at=((building.west + building.east) / 2, (building.south + building.north) / 2),
        use=building.use or "",
        floors=building.floors,
        sketched=building.source == SKETCHED,
        homes=len([unit for unit in units if unit.use in {None, "home"}]),
        needs=len(found),
        by_category=dict(by_category),
        without_flat=sum(need.unit_id is None for need in found),
        staircases=tuple(
            _staircase(entrance, units, found if by_flat else None, language)
            for entrance in sorted(entrances, key=lambda one: _in_order(one.number or one.id))
        ),
        bands=None if by_flat else bands(_storey_sums(units, found)),
    )


def bands(
    storeys: Sequence[tuple[int, int, int]], *, fewest: int = FEWEST_HOMES
) -> tuple[Band, ...]:
    """Return neighbouring storeys joined until each band has `fewest` homes, the highest first.

    Parameters
    ----------
    storeys
        Floor, homes and needs of each storey, the lowest first.
    fewest
        A rest below it joins the band under it; a building below it is one band.

    Examples
    --------
    >>> bands([(1, 4, 0), (2, 4, 1), (3, 6, 2), (4, 2, 1)])
    (Band(low=3, high=4, homes=8, needs=3), Band(low=1, high=2, homes=8, needs=1))
    """
    made: list[Band] = []
    waiting: list[tuple[int, int, int]] = []
    for storey in storeys:
        waiting.append(storey)
        if sum(homes for _, homes, _ in waiting) >= fewest:
            made.append(_joined(waiting))
            waiting = []
    if waiting and made:
        last = made.pop()
        waiting.insert(0, (last.low, last.homes, last.needs))
    if waiting:
        made.append(_joined(waiting))
    return tuple(reversed(made))


def urgency(needs: Iterable[tuple[str, State, bool]]) -> Urgency:
    """Return how pressing the needs of one flat are: category, state and overdue of each.

    A need of the neutral category is as pressing as any other thing that is wanted.

    Examples
    --------
    >>> urgency([("leak", State.WORKING, False), ("lone_elderly", State.REGISTERED, False)])
    <Urgency.OPEN: 'open'>
    """
    known = list(needs)
    unanswered = [one for one in known if one[1].is_open]
    wanted = [one for one in unanswered if not _is_care(one[0])]
    if any(overdue for _, _, overdue in unanswered):
        return Urgency.OVERDUE
    if any(_is_urgent(key) for key, _, _ in unanswered):
        return Urgency.URGENT
    if wanted:
        return Urgency.OPEN
    if unanswered:
        return Urgency.CARE
    return Urgency.DONE if known else Urgency.QUIET


def _is_care(category_id: str) -> bool:
    return category_id != NEUTRAL.id and categories()[category_id].kind is Kind.CARE


def _is_urgent(category_id: str) -> bool:
    return category_id != NEUTRAL.id and categories()[category_id].priority is Priority.URGENT


def _joined(storeys: Sequence[tuple[int, int, int]]) -> Band:
    floors = [floor for floor, _, _ in storeys]
    return Band(
        low=min(floors),
        high=max(floors),
        homes=sum(homes for _, homes, _ in storeys),
        needs=sum(needs for _, _, needs in storeys),
    )


def _needs(session: Session, building_id: str, scene: Scene, today: date) -> list[_Found]:
    role = viewer_of(session).role
    rows = session.execute(
        select(m.Need.category, m.Need.unit_id, m.Need.floor, m.Need.state, m.Need.due_on).where(
            told_condition(session, scene, today), m.Need.building_id == building_id
        )
    ).all()
    return [
        _Found(
            told_id(category, role),
            unit_id,
            floor,
            State(state),
            overdue=due_on is not None and due_on < today and State(state).is_open,
        )
        for category, unit_id, floor, state, due_on in rows
    ]


def _staircase(
    entrance: m.Entrance, units: Sequence[m.Unit], found: list[_Found] | None, language: str
) -> Staircase:
    behind = [unit for unit in units if unit.entrance_id == entrance.id]
    by_floor: dict[int, list[m.Unit]] = defaultdict(list)
    for unit in behind:
        by_floor[unit.floor].append(unit)
    occupied = {unit.floor for unit in units}
    expected = {
        floor
        for floor in range(1, (entrance.floors or 0) + 1)
        if floor in occupied or floor not in SKIPPED_FLOORS or floor > max(occupied, default=0)
    }
    across = entrance.flats_per_floor or 0
    known: dict[str, list[_Found]] | None = None if found is None else defaultdict(list)
    for need in found or ():
        if known is not None and need.unit_id is not None:
            known[need.unit_id].append(need)
    storeys = [
        Storey(floor, _doors(by_floor.get(floor, []), across if floor in expected else 0, known))
        for floor in sorted({*by_floor, *expected}, reverse=True)
    ]
    return Staircase(
        id=entrance.id,
        label=entrance_label(entrance.number, language),
        lift=entrance.lift,
        inferred=entrance.inferred,
        storeys=tuple(storeys),
    )


def _doors(
    units: list[m.Unit], across: int, known: dict[str, list[_Found]] | None
) -> tuple[Door, ...]:
    """Return the doors of one storey; a floor without any flat in the registry is unknown."""
    doors = [_door(unit, known) for unit in sorted(units, key=lambda one: _in_order(one.number))]
    missing = max(across, 1) if not units else 0
    return (*doors, *(Door(None, "", "home", Urgency.UNKNOWN) for _ in range(missing)))


def _door(unit: m.Unit, known: dict[str, list[_Found]] | None) -> Door:
    if known is None:
        return Door(unit.id, unit.number, unit.use or "home", Urgency.CLOSED)
    here = known.get(unit.id, [])
    return Door(
        unit.id,
        unit.number,
        unit.use or "home",
        urgency((need.category, need.state, need.overdue) for need in here),
        needs=len(here),
        care=any(_is_care(need.category) and need.state.is_open for need in here),
    )


def _storey_sums(units: Sequence[m.Unit], found: list[_Found]) -> list[tuple[int, int, int]]:
    """Return floor, homes and needs of each storey of the building, the lowest first."""
    floor_of = {unit.id: unit.floor for unit in units}
    needs: dict[int, int] = defaultdict(int)
    for need in found:
        if need.unit_id in floor_of:
            needs[floor_of[need.unit_id]] += 1
    floors = sorted(unit.floor for unit in units)
    return [(floor, len(list(same)), needs[floor]) for floor, same in groupby(floors)]


def _label(building: m.Building, entrances: Sequence[m.Entrance], language: str) -> str:
    named = Named(
        building.number,
        building.name,
        building.road,
        building.house_number,
        in_compound=building.compound_id is not None,
    )
    return known_as(named, [one.number for one in entrances if one.number], language)


def _compound_name(session: Session, compound_id: str | None) -> str:
    if compound_id is None:
        return ""
    return session.scalar(select(m.Compound.name).where(m.Compound.id == compound_id)) or ""


def _in_order(number: str) -> tuple[int, str]:
    """Return the sorting key by which 2 comes before 10."""
    return len(number), number
