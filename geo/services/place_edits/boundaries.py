"""Edits of the boundaries of compounds, and compounds that nobody had drawn yet."""

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, InputError
from geo.places.editing import check_inside, drawn_boundary
from geo.services.place_edits.acts import ground_of
from geo.services.place_edits.plans import OpenQuestionError, Plan, new_key
from geo.services.place_edits.states import Change, added, changed, row_of
from geo.services.place_edits.wishes import DrawBoundary
from geo.store import models as m


def drawn(session: Session, wish: DrawBoundary) -> Plan:
    """Return the plan that draws the boundary of a compound.

    Buildings that stand in no compound and inside the new boundary come into it, with their doors
    and flats. Those of the compound stay in it wherever they stand.

    Raises
    ------
    OpenQuestionError
        When buildings of the compound would stand outside.
    """
    boundary = drawn_boundary(wish.corners)
    check_inside(boundary, ground_of(session))
    if wish.compound is None:
        change = _new(session, wish, boundary)
    else:
        row = row_of(session, m.Compound, wish.compound)
        _ask_about_outside(session, wish, boundary)
        change = changed(row, shape=boundary)
    return Plan(change.id, (change, *_taken_in(session, change.id, boundary)))


def _new(session: Session, wish: DrawBoundary, boundary: shapely.Polygon) -> Change:
    if wish.name is None:
        raise InputError("a new compound needs a name", zh="新的小区要有名字。")
    taken = session.connection().execute(
        select(m.Compound.__table__.c.id).where(m.Compound.__table__.c.name == wish.name)
    )
    if taken.first() is not None:
        raise ConflictError(
            f"there is a compound {wish.name} already", zh=f"已经有“{wish.name}”了。"
        )
    return added(m.Compound, new_key("c", "h"), boundary, name=wish.name)


def _ask_about_outside(session: Session, wish: DrawBoundary, boundary: shapely.Polygon) -> None:
    own = session.scalars(select(m.Building).where(m.Building.compound_id == wish.compound))
    outside = [
        one.number or one.name or one.id
        for one in own
        if not shapely.intersects(boundary, shapely.centroid(one.geometry))
    ]
    if outside and not wish.outside_is_meant:
        raise OpenQuestionError(
            f"{len(outside)} building(s) of the compound would stand outside: "
            f"{', '.join(outside[:8])}. They stay in its lists; is that meant?",
            zh=f"有 {len(outside)} 栋楼会在边界外面：{'、'.join(outside[:8])}。"
            "它们仍算这个小区的，确定这样画吗？",
            about={"kind": "outside", "buildings": outside[:50]},
        )


def _taken_in(session: Session, compound_id: str, boundary: shapely.Polygon) -> list[Change]:
    """Return the changes that bring the buildings of nobody inside `boundary` into the compound."""
    west, south, east, north = boundary.bounds
    near = select(m.Building).where(
        m.Building.compound_id.is_(None),
        m.Building.west <= east, m.Building.east >= west,
        m.Building.south <= north, m.Building.north >= south,
    )  # fmt: skip
    inside = [
        one
        for one in session.scalars(near)
        if shapely.intersects(boundary, shapely.centroid(one.geometry))
    ]
    doors = session.scalars(
        select(m.Entrance).where(m.Entrance.building_id.in_([one.id for one in inside]))
    )
    return [
        *(changed(one, compound_id=compound_id) for one in inside),
        *(changed(one, compound_id=compound_id) for one in doors),
    ]
