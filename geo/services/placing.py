"""Where a need is, in words: as deep as its reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Role
from geo.services.naming import building_label, entrance_label
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

    def line(self) -> str:
        """Return the whole place as one line."""
        parts = (self.compound, self.building, self.entrance, self.home, self.spot)
        return " ".join(part for part in parts if part)


def places_of(session: Session, need_ids: Iterable[int], language: str) -> dict[int, Place]:
    """Return the place of each need in scope.

    A manager is told the building: a flat is opened with a reason (`geo.services.households`).
    """
    query = (
        select(
            Need.id,
            Compound.name,
            Building.number,
            Building.name,
            Entrance.number,
            Unit.number,
            Unit.floor,
            Need.floor,
            Need.spot,
        )
        .join(Compound, Compound.id == Need.compound_id)
        .outerjoin(Building, Building.id == Need.building_id)
        .outerjoin(Entrance, Entrance.id == Need.entrance_id)
        .outerjoin(Unit, Unit.id == Need.unit_id)
        .where(Need.id.in_(list(need_ids)))
    )
    to_the_door = viewer_of(session).role is not Role.MANAGER
    return {
        row[0]: Place(
            compound=row[1],
            building=building_label(row[2], row[3], language),
            entrance=entrance_label(row[4], language) if to_the_door else "",
            home=home_label(row[5], row[6] or row[7], language) if to_the_door else "",
            spot=row[8] or "",
        )
        for row in session.execute(query)
    }


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
