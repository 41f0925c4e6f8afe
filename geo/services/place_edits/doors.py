"""Edits of entrances: moved, confirmed, added, taken away, counted from the other end."""

import shapely
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, InputError
from geo.places.editing_doors import on_outline, turned
from geo.services.importing.layers import referred_to
from geo.services.place_edits.plans import Plan, new_key
from geo.services.place_edits.states import added, changed, removed, row_of
from geo.services.place_edits.wishes import (
    AddEntrance,
    ConfirmEntrance,
    MoveEntrance,
    RemoveEntrance,
    TurnEntrances,
)
from geo.store import models as m


def entrance_row(session: Session, key: str) -> m.Entrance:
    """Return an entrance in scope, held for the edit."""
    return row_of(session, m.Entrance, key)


def building_row(session: Session, key: str) -> m.Building:
    """Return a building in scope, held for the edit."""
    return row_of(session, m.Building, key)


def doors_of(session: Session, building_id: str) -> list[m.Entrance]:
    """Return the entrances of a building, ordered by key."""
    query = select(m.Entrance).where(m.Entrance.building_id == building_id)
    return list(session.scalars(query.order_by(m.Entrance.id).with_for_update()))


def moved(session: Session, wish: MoveEntrance) -> Plan:
    """Return the plan that puts an entrance at the wall where it was dropped."""
    row = entrance_row(session, wish.entrance)
    footprint = building_row(session, row.building_id).geometry
    found = on_outline(wish.at.point, footprint, before=shapely.centroid(row.geometry))
    change = changed(row, shape=found.spot, inferred=False)
    return Plan(row.compound_id, (change,))


def confirmed(session: Session, wish: ConfirmEntrance) -> Plan:
    """Return the plan by which an inferred entrance counts as surveyed where it is."""
    row = entrance_row(session, wish.entrance)
    if not row.inferred:
        raise ConflictError("this entrance was checked already", zh="这个单元门已经核对过了。")
    return Plan(row.compound_id, (changed(row, inferred=False),))


def more(session: Session, wish: AddEntrance) -> Plan:
    """Return the plan that gives a building one more entrance."""
    building = building_row(session, wish.building)
    doors = doors_of(session, building.id)
    if wish.number is not None and wish.number in {door.number for door in doors}:
        raise ConflictError(
            f"this building has an entrance {wish.number} already: give another number",
            zh=f"这栋楼已经有{wish.number}单元：请换一个编号。",
        )
    like = doors[0] if doors else None
    change = added(
        m.Entrance,
        new_key(building.id, "e"),
        on_outline(wish.at.point, building.geometry).spot,
        compound_id=building.compound_id,
        building_id=building.id,
        number=wish.number,
        floors=building.floors if like is None else like.floors,
        lift=None if like is None else like.lift,
        inferred=False,
    )
    return Plan(building.compound_id, (change,))


def fewer(session: Session, wish: RemoveEntrance) -> Plan:
    """Return the plan that takes an entrance away behind which nothing is registered."""
    row = entrance_row(session, wish.entrance)
    if referred_to(session, m.Entrance, [row.id]):
        raise ConflictError(
            "flats or needs are registered behind this entrance: it cannot go",
            zh="这个单元门后面登记着住户或需求，不能删。",
        )
    return Plan(row.compound_id, (removed(row),))


def counted_back(session: Session, wish: TurnEntrances) -> Plan:
    """Return the plan by which the entrances of a building are counted from the other end."""
    building = building_row(session, wish.building)
    doors = {door.id: door for door in doors_of(session, building.id)}
    if len(doors) < 2:
        raise InputError(
            "a building with one entrance has no direction of numbers",
            zh="这栋楼只有一个单元门，不用换方向。",
        )
    spots = {key: Point(shapely.centroid(door.geometry)) for key, door in doors.items()}
    numbers = {key: door.number for key, door in doors.items()}
    changes = tuple(
        changed(doors[key], shape=spot)
        for key, spot in turned(numbers, spots).items()
        if not spot.equals(spots[key])
    )
    return Plan(building.compound_id, changes)
