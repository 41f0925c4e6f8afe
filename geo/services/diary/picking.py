"""Places to choose from: what a key of a form means, and what lies within a building."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.address.values import Level
from geo.services.diary.facts import place_key
from geo.services.naming import Named, building_label, entrance_label, known_as
from geo.services.placing import Place, home_label
from geo.store import models as m

CHAIN = (Level.COMPOUND, Level.BUILDING, Level.ENTRANCE, Level.UNIT)
RECORDS: tuple[type[m.Record], ...] = (m.Compound, m.Building, m.Entrance, m.Unit)
COLUMNS: tuple[tuple[InstrumentedAttribute[Any], ...], ...] = (
    (m.Compound.id, m.Compound.name),
    (
        m.Building.id,
        m.Building.number,
        m.Building.name,
        m.Building.road,
        m.Building.house_number,
    ),
    (m.Entrance.id, m.Entrance.number),
    (m.Unit.id, m.Unit.number, m.Unit.floor),
)
"""What is read of each level of `CHAIN`, its key first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One place in scope that can be chosen, with all that lies above it."""

    key: str
    level: Level
    place: Place
    compound_id: str
    building_id: str | None = None
    entrance_id: str | None = None
    unit_id: str | None = None
    floor: int | None = None
    """Floor, where no flat is known."""

    def wider(self) -> tuple[str, ...]:
        """Return the keys of what lies around it, the nearest first; itself left out."""
        above = (
            place_key(Level.ENTRANCE, self.entrance_id) if self.entrance_id else None,
            place_key(Level.BUILDING, self.building_id) if self.building_id else None,
            place_key(Level.COMPOUND, self.compound_id),
        )
        return tuple(key for key in above if key is not None and key != self.key)


@dataclass(frozen=True, slots=True)
class Flat:
    """One flat of a picker."""

    key: str
    label: str
    floor: int


@dataclass(frozen=True, slots=True)
class Doorway:
    """One entrance of a picker with its flats, top floor first."""

    key: str
    label: str
    flats: tuple[Flat, ...]


def chosen(session: Session, keys: Iterable[str], language: str) -> dict[str, Choice]:
    """Return the places in the viewer's scope that `keys` mean; the others are left out.

    Five queries at most, whatever the number of keys.
    """
    wanted: dict[str, list[tuple[str, str, int | None]]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        level, _, rest = key.partition(":")
        name, _, floor = rest.partition("@")
        wanted[level].append((key, name, int(floor) if floor.lstrip("-").isdecimal() else None))
    found: dict[str, Choice] = {}
    for level in CHAIN:
        if asked := wanted[level]:
            rows = _rows(session, level, [name for _, name, _ in asked])
            doors = _doors(session, rows) if level is Level.BUILDING else {}
            for key, name, storey in asked:
                if name in rows:
                    found[key] = _choice(key, level, rows[name], doors, storey, language)
    return found


def buildings_within(session: Session, compound_id: str, language: str) -> list[tuple[str, str]]:
    """Return key and name of each building of a compound in scope, in the order of numbers."""
    ids = session.scalars(select(m.Building.id).where(m.Building.compound_id == compound_id)).all()
    found = chosen(session, (place_key(Level.BUILDING, one) for one in ids), language)
    named = [(key, choice.place.building) for key, choice in found.items()]
    return sorted(named, key=lambda pair: (len(pair[1]), pair[1]))


def doorways(session: Session, building_id: str, language: str) -> list[Doorway]:
    """Return the entrances of a building in scope with their flats."""
    rows = session.execute(
        select(m.Entrance.id, m.Entrance.number)
        .where(m.Entrance.building_id == building_id)
        .order_by(func.length(m.Entrance.number), m.Entrance.number)
    ).all()
    flats = defaultdict(list)
    for unit in session.scalars(
        select(m.Unit)
        .where(m.Unit.building_id == building_id)
        .order_by(m.Unit.floor.desc(), func.length(m.Unit.number), m.Unit.number)
    ):
        label = home_label(unit.number, unit.floor, language)
        flats[unit.entrance_id].append(Flat(place_key(Level.UNIT, unit.id), label, unit.floor))
    return [
        Doorway(place_key(Level.ENTRANCE, key), entrance_label(number, language), tuple(flats[key]))
        for key, number in rows
    ]


def _rows(session: Session, level: Level, names: list[str]) -> dict[str, Row[Any]]:
    """Return the rows of one level by id, with the columns of all levels above it."""
    depth = CHAIN.index(level)
    columns = [
        column if at <= depth else null() for at, group in enumerate(COLUMNS) for column in group
    ]
    query = select(*columns).select_from(RECORDS[depth])
    if depth > 2:
        query = query.join(m.Entrance, m.Entrance.id == m.Unit.entrance_id)
    if depth > 1:
        query = query.join(m.Building, m.Building.id == m.Entrance.building_id)
    if depth > 0:
        query = query.join(m.Compound, m.Compound.id == m.Building.compound_id)
    own = COLUMNS[depth][0]
    at = [sum(map(len, COLUMNS[:n])) for n in range(len(COLUMNS))][depth]
    return {row[at]: row for row in session.execute(query.where(own.in_(names)))}


def _doors(session: Session, rows: dict[str, Row[Any]]) -> dict[str, list[str]]:
    """Return the numbers of the entrances of each building in `rows`."""
    doors: dict[str, list[str]] = defaultdict(list)
    query = select(m.Entrance.building_id, m.Entrance.number).where(
        m.Entrance.building_id.in_(list(rows)), m.Entrance.number.is_not(None)
    )
    for key, number in session.execute(query):
        doors[key].append(str(number))
    return doors


def _choice(
    key: str,
    level: Level,
    row: Row[Any],
    doors: dict[str, list[str]],
    floor: int | None,
    language: str,
) -> Choice:
    cells: tuple[Any, ...] = tuple(row)
    compound, name, building, number, known, road, house, *inner = cells
    entrance, door, unit, flat, storey = inner
    own = building_label(number, known, language)
    if level is Level.BUILDING:
        own = known_as(
            Named(number, known, road, house, in_compound=True), doors.get(building, ()), language
        )
    return Choice(
        key=key,
        level=level,
        place=Place(
            compound=name,
            building=own,
            entrance=entrance_label(door, language),
            home=home_label(flat, storey if unit else floor, language),
            spot="",
        ),
        compound_id=compound,
        building_id=building,
        entrance_id=entrance,
        unit_id=unit,
        floor=None if unit else floor,
    )
