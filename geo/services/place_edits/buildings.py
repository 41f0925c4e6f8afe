"""Edits of buildings: given a place, added, split and merged."""

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, InputError
from geo.places.editing import block, check_inside, drawn_building, drawn_line, widened
from geo.places.editing_buildings import (
    doors_by_part,
    equal_numbers,
    merged,
    renumbered_behind,
    split,
)
from geo.places.editing_doors import on_outline, spread
from geo.services.place_edits.acts import ground_of
from geo.services.place_edits.doors import building_row, doors_of
from geo.services.place_edits.plans import OpenQuestionError, Plan, new_key
from geo.services.place_edits.sketches import brought_along, ground_for, is_sketched
from geo.services.place_edits.states import Change, added, changed, removed, row_of
from geo.services.place_edits.wishes import (
    AddBuilding,
    Block,
    MergeBuildings,
    PlaceBuilding,
    SplitBuilding,
)
from geo.store import models as m

REACH_M = 60.0
"""Ways so far from a new building are looked at for its doors."""


def outline_of(wish: PlaceBuilding | AddBuilding) -> Polygon:
    """Return the footprint that was traced or put down, EPSG:4326."""
    told = wish.outline
    if isinstance(told, Block):
        return block(
            told.at, length_m=told.length_m, depth_m=told.depth_m, turned_deg=told.turned_deg
        )
    return drawn_building(told)


def placed(session: Session, wish: PlaceBuilding) -> Plan:
    """Return the plan that gives a building that stands already a place of its own.

    Its doors come along its long side facing the nearest path, in the order of their numbers, and
    wait to be checked.
    """
    row = building_row(session, wish.building)
    footprint = outline_of(wish)
    sketched = is_sketched(row)
    check_inside(footprint, ground_for(session) if sketched else ground_of(session))
    _check_free(session, footprint, row)
    doors = sorted(
        doors_of(session, row.id), key=lambda door: (len(door.number or ""), door.number or door.id)
    )
    spots = spread(footprint, len(doors), _paths_near(session, footprint))
    along = brought_along(session, row, footprint) if sketched else []
    changes = [changed(row, shape=footprint), *along]
    for door, spot in zip(doors, spots, strict=True):
        changes.append(changed(door, shape=spot, inferred=True))
    return Plan(row.compound_id, tuple(changes))


def more(session: Session, wish: AddBuilding) -> Plan:
    """Return the plan that adds a building to a compound."""
    compound = row_of(session, m.Compound, wish.compound)
    footprint = outline_of(wish)
    check_inside(footprint, ground_of(session))
    _check_free(session, footprint, None)
    _check_number(session, compound.id, wish.number)
    change = added(
        m.Building,
        new_key(compound.id, "b"),
        footprint,
        compound_id=compound.id,
        number=wish.number,
        use="residential",
        floors=wish.floors,
    )
    return Plan(compound.id, (change,))


def parted(session: Session, wish: SplitBuilding) -> Plan:
    """Return the plan that makes two buildings of one; the larger keeps key and number.

    Raises
    ------
    OpenQuestionError
        When a door could lead to either part, or a part is left without any door.
    """
    row = building_row(session, wish.building)
    larger, smaller = split(row.geometry, drawn_line(wish.line))
    _check_number(session, row.compound_id, wish.number)
    doors = {door.id: door for door in doors_of(session, row.id)}
    part_of = _doors_asked(doors, (larger, smaller), wish)
    key = new_key(row.id, "s")
    part = added(
        m.Building,
        key,
        smaller,
        compound_id=row.compound_id,
        number=wish.number,
        use=row.use,
        floors=row.floors,
        basements=row.basements,
        road=row.road,
        house_number=row.house_number,
    )
    changes: list[Change] = [changed(row, shape=larger), part]
    for door_id, number in part_of.items():
        wall, building = (larger, row.id) if number == 0 else (smaller, key)
        spot = _at_wall(doors[door_id].geometry, wall)
        if building != row.id or not spot.equals(doors[door_id].geometry):
            changes.append(changed(doors[door_id], shape=spot, building_id=building))
    return Plan(row.compound_id, tuple(changes))


def _doors_asked(
    doors: dict[str, m.Entrance], parts: tuple[Polygon, Polygon], wish: SplitBuilding
) -> dict[str, int]:
    """Return the part of each door, from where it stands or from the answer."""
    spots = {key: Point(shapely.centroid(door.geometry)) for key, door in doors.items()}
    supposed = doors_by_part(spots, parts) | {
        key: part for key, part in wish.doors.items() if key in doors
    }
    told = [
        {"id": key, "number": doors[key].number, "part": part} for key, part in supposed.items()
    ]
    open_doors = [key for key, part in supposed.items() if part is None]
    if open_doors:
        raise OpenQuestionError(
            f"{len(open_doors)} entrance(s) stand where you cut: say to which part each leads",
            zh=f"有 {len(open_doors)} 个单元门正在分界线上：请选它们各属于哪一块。",
            about={"kind": "doors", "doors": told},
        )
    held = {part for part in supposed.values() if part is not None}
    if doors and len(held) < 2 and not wish.empty_is_meant:
        raise OpenQuestionError(
            "one part is left without an entrance: say which entrances lead to it, "
            "or that nobody lives there",
            zh="有一块楼没有单元门，那里的住户就进不去了：请选哪些单元门属于它，或说明那里没有住户。",
            about={"kind": "empty_part", "doors": told},
        )
    return {key: part for key, part in supposed.items() if part is not None}


def joined(session: Session, wish: MergeBuildings) -> Plan:
    """Return the plan that makes one building of two; the first keeps key and number.

    Raises
    ------
    OpenQuestionError
        When doors of both have the same number: the maker says the new ones.
    """
    if wish.building == wish.other:
        raise InputError("choose two different buildings", zh="请选两栋不同的楼。")
    kept, gone = building_row(session, wish.building), building_row(session, wish.other)
    if kept.compound_id != gone.compound_id:
        raise ConflictError(
            "these buildings stand in two compounds: only within one can they become one",
            zh="这两栋楼不在同一个小区，不能合并。",
        )
    footprint = merged(kept.geometry, gone.geometry)
    own = {door.id: door.number for door in doors_of(session, kept.id)}
    joining = {door.id: door for door in doors_of(session, gone.id)}
    numbers = _numbers_asked(own, {key: door.number for key, door in joining.items()}, wish)
    changes = [
        changed(
            kept, shape=footprint,
            floors=max(filter(None, (kept.floors, gone.floors)), default=None),
        ),
        removed(gone),
    ]  # fmt: skip
    for key, door in joining.items():
        spot = _at_wall(door.geometry, footprint)
        changes.append(changed(door, shape=spot, building_id=kept.id, number=numbers[key]))
    return Plan(kept.compound_id, tuple(changes), {gone.id: kept.id})


def _numbers_asked(
    own: dict[str, str | None], joining: dict[str, str | None], wish: MergeBuildings
) -> dict[str, str | None]:
    """Return the numbers of the doors that join, as they are or as they were answered."""
    numbers = joining | {key: one for key, one in wish.numbers.items() if key in joining}
    given = [one for one in numbers.values() if one is not None]
    equal = equal_numbers(own, numbers) or sorted({one for one in given if given.count(one) > 1})
    if equal:
        said = "、".join(f"{number}单元" for number in equal)
        raise OpenQuestionError(
            f"both buildings have an entrance {', '.join(equal)}: say the new numbers",
            zh=f"两栋楼都有{said}：请给并进来的单元门重新编号。",
            about={
                "kind": "numbers",
                "doors": [
                    {"id": key, "number": joining[key], "suggested": number}
                    for key, number in renumbered_behind(own, joining).items()
                ],
            },
        )
    return numbers


def _at_wall(door: BaseGeometry, footprint: BaseGeometry) -> Point:
    """Return the door point at the wall of `footprint`: where it is, when it stands there."""
    spot = Point(shapely.centroid(door))
    off = shapely.distance(spot, shapely.boundary(footprint))
    return spot if off < 1e-7 else on_outline(spot, footprint, farthest_m=1_000.0).spot


def _check_free(session: Session, footprint: BaseGeometry, own: m.Building | None) -> None:
    """Refuse a footprint that covers much of another building."""
    west, south, east, north = footprint.bounds
    query = select(m.Building).where(
        m.Building.west <= east, m.Building.east >= west,
        m.Building.south <= north, m.Building.north >= south,
    )  # fmt: skip
    for other in session.scalars(query):
        if is_sketched(other) or (own is not None and other.id == own.id):
            continue
        shared = shapely.area(shapely.intersection(footprint, shapely.make_valid(other.geometry)))
        if shared > 0.1 * min(footprint.area, other.geometry.area):
            called = other.number or other.name or other.id
            raise ConflictError(
                f"this covers building {called}: draw beside it, or change that one first",
                zh=f"和 {called} 号楼重叠了：请画在旁边，或者先改那一栋。",
            )


def _check_number(session: Session, compound_id: str | None, number: str | None) -> None:
    """Refuse a number that another building of the compound has."""
    if number is None or compound_id is None:
        return
    taken = select(m.Building.id).where(
        m.Building.compound_id == compound_id, m.Building.number == number
    )
    if session.scalar(taken) is not None:
        raise ConflictError(
            f"this compound has a building {number} already: give another number",
            zh=f"这个小区已经有 {number} 号楼：请换一个编号。",
        )


def _paths_near(session: Session, footprint: BaseGeometry) -> list[BaseGeometry]:
    west, south, east, north = widened(footprint, REACH_M).bounds
    return list(
        session.scalars(
            select(m.Way.geometry).where(
                m.Way.walkable, m.Way.west <= east, m.Way.east >= west,
                m.Way.south <= north, m.Way.north >= south,
            )
        )
    )  # fmt: skip
