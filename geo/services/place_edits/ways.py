"""Edits of paths: added and taken away; the walking network follows."""

from shapely import LineString
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError
from geo.places.editing import check_inside, distance_m, drawn_line
from geo.services.place_edits.acts import MARGIN_M, ground_of, is_bounded
from geo.services.place_edits.plans import Plan, new_key
from geo.services.place_edits.states import added, removed, row_of
from geo.services.place_edits.wishes import AddPath, RemovePath
from geo.store import models as m
from geo.store.scope import viewer_of

WIDTHS_M = {"path": 1.5, "footway": 2.0, "steps": 1.5, "service": 3.5}
BY_HAND = ("path", "footway", "steps", "service", "crossing")
"""What a leader may take away: a road of the city is not hers."""


def more(session: Session, wish: AddPath) -> Plan:
    """Return the plan that adds a path."""
    line: LineString = drawn_line(wish.corners)
    check_inside(line, ground_of(session))
    compound_id = nearest_compound(session, line)
    change = added(
        m.Way,
        new_key(compound_id or "way", "w"),
        line,
        kind=wish.kind,
        width_m=WIDTHS_M[wish.kind],
        walkable=True,
        steps=wish.steps if wish.kind == "steps" else None,
        access="public" if compound_id is None else "residents",
    )
    return Plan(compound_id, (change,))


def fewer(session: Session, wish: RemovePath) -> Plan:
    """Return the plan that takes a path away."""
    row = row_of(session, m.Way, wish.way)
    if row.kind == "wall":
        raise InputError("this is a wall, not a path", zh="这是围墙，不是小路。")
    if is_bounded(viewer_of(session)):
        if row.kind not in BY_HAND:
            raise ForbiddenError(
                "a road of the city is for the steward", zh="市政道路要请数据管理员来改。"
            )
        check_inside(row.geometry, ground_of(session))
    return Plan(nearest_compound(session, row.geometry), (removed(row),))


def nearest_compound(session: Session, shape: BaseGeometry) -> str | None:
    """Return the compound in scope that `shape` lies in or within `MARGIN_M` of; None: none."""
    west, south, east, north = shape.bounds
    reach = 0.001  # degrees: a hundred metres
    query = select(m.Compound).where(
        m.Compound.west <= east + reach, m.Compound.east >= west - reach,
        m.Compound.south <= north + reach, m.Compound.north >= south - reach,
    )  # fmt: skip
    found = sorted((distance_m(shape, one.geometry), one.id) for one in session.scalars(query))
    return found[0][1] if found and found[0][0] <= MARGIN_M else None
