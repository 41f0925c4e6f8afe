"""Where a home or a need is, in words: as deep as its reader may know."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Role
from geo.services.naming import (
    Named,
    building_label,
    entrance_label,
    entrances_label,
    known_as,
)
from geo.store.models import Building, Compound, Entrance, Need, Unit
from geo.store.scope import viewer_of


@dataclass(frozen=True, slots=True)
class Place:
    """The words for each level of a place; an unknown or closed level is empty."""

    compound: str
    building: str
    entrance: str
    home: str
    spot: str
    by_doors: bool = False
    """Whether the building is called by its entrances, 1–3单元: one of them then says it all."""

    def door(self) -> tuple[str, ...]:
        """Return the words between compound and home.

        Examples
        --------
        >>> Place("御林湾", "3号楼", "2单元", "502室", "").door()
        ('3号楼', '2单元')
        >>> Place("建设中路92号小区", "1–3单元", "2单元", "502室", "", by_doors=True).door()
        ('2单元',)
        """
        building = "" if self.by_doors and self.entrance else self.building
        return tuple(filter(None, (building, self.entrance)))

    def line(self) -> str:
        """Return the whole place as one line."""
        return " ".join(filter(None, (self.compound, *self.door(), self.home, self.spot)))


class _Called(NamedTuple):
    """What a building is called, and whether by its entrances."""

    words: str
    by_doors: bool


NO_BUILDING = _Called("", by_doors=False)


def places_of_units(session: Session, unit_ids: Iterable[str], language: str) -> dict[str, Place]:
    """Return the place of each flat in scope.

    It says which flat: to a manager it is shown only with a reason (`geo.services.households`).
    """
    rows = session.execute(
        select(Unit.id, Compound.name, Unit.building_id, Entrance.number, Unit.number, Unit.floor)
        .join(Entrance, Entrance.id == Unit.entrance_id)
        .outerjoin(Compound, Compound.id == Unit.compound_id)
        .where(Unit.id.in_(set(unit_ids)))
    ).all()
    called = _called(session, {row[2] for row in rows}, language)
    return {
        key: Place(
            compound=compound or "",
            building=called[building].words,
            entrance=entrance_label(entrance, language),
            home=home_label(number, floor, language),
            spot="",
            by_doors=called[building].by_doors,
        )
        for key, compound, building, entrance, number, floor in rows
        if building in called
    }


def places_of(session: Session, need_ids: Iterable[int], language: str) -> dict[int, Place]:
    """Return the place of each need in scope.

    A manager is told the building: a flat is opened with a reason (`geo.services.households`).
    """
    rows = session.execute(
        select(Need.id, Compound.name, Need.building_id, Need.unit_id, Entrance.number)
        .add_columns(Need.floor, Need.spot)
        .join(Compound, Compound.id == Need.compound_id)
        .outerjoin(Entrance, Entrance.id == Need.entrance_id)
        .where(Need.id.in_(list(need_ids)))
    ).all()
    to_the_door = viewer_of(session).role is not Role.MANAGER
    called = _called(session, {row[2] for row in rows if row[2]}, language)
    homes = places_of_units(session, {row[3] for row in rows if row[3]}, language)
    return {
        key: Place(
            compound=compound,
            building=called.get(building, NO_BUILDING).words,
            entrance=entrance_label(entrance, language) if to_the_door else "",
            home=_home(homes.get(unit), floor, language) if to_the_door else "",
            spot=spot or "",
            by_doors=called.get(building, NO_BUILDING).by_doors,
        )
        for key, compound, building, unit, entrance, floor, spot in rows
    }


def _home(home: Place | None, floor: int | None, language: str) -> str:
    return home.home if home else home_label(None, floor, language)


def _called(session: Session, building_ids: set[str], language: str) -> dict[str, _Called]:
    """Return what each building in scope is called, as the map calls it."""
    rows = session.execute(
        select(Building.id, Building.compound_id, Building.number, Building.name)
        .add_columns(Building.road, Building.house_number)
        .where(Building.id.in_(building_ids))
    ).all()
    bare = {row.id for row in rows if not building_label(row.number, row.name, language)}
    doors: dict[str, list[str]] = defaultdict(list)
    for building, number in session.execute(
        select(Entrance.building_id, Entrance.number).where(
            Entrance.building_id.in_(bare), Entrance.number.is_not(None)
        )
    ):
        doors[building].append(str(number))
    called = {}
    for key, compound, number, name, road, house in rows:
        named = Named(number, name, road, house, in_compound=compound is not None)
        words = known_as(named, doors[key], language)
        called[key] = _Called(words, words == entrances_label(doors[key], language))
    return called


def buildings_called(
    session: Session, building_ids: Iterable[str], language: str
) -> dict[str, tuple[str, str]]:
    """Return compound and words of each building in scope; the compound is empty on a street."""
    wanted = set(building_ids)
    called = _called(session, wanted, language)
    compounds = session.execute(
        select(Building.id, Compound.name)
        .outerjoin(Compound, Compound.id == Building.compound_id)
        .where(Building.id.in_(wanted))
    ).all()
    return {key: (name or "", called[key].words) for key, name in compounds}


def home_label(number: str | None, floor: int | None, language: str) -> str:
    """Return what people call a flat, or a floor where no flat is known.

    Examples
    --------
    >>> home_label("502", 5, "zh"), home_label("1", 5, "zh"), home_label(None, 5, "zh")
    ('502室', '5楼1号', '5楼')
    >>> home_label("1", -1, "en"), home_label("502", 5, "en")
    ('floor -1, flat 1', 'flat 502')
    """
    if number is None:
        return "" if floor is None else _floor(floor, language)
    if len(number) >= 3:
        return f"flat {number}" if language == "en" else f"{number}室"
    if language == "en":
        return f"{_floor(floor, language)}, flat {number}" if floor else f"flat {number}"
    return f"{_floor(floor, language)}{number}号" if floor else f"{number}号"


def _floor(floor: int, language: str) -> str:
    if language == "en":
        return f"floor {floor}"
    return f"{floor}楼" if floor > 0 else f"地下{-floor}层"
