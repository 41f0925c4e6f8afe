"""Sketched compounds 示意图 come to where they really are.

The first block that is put down takes the rest along.
"""

from dataclasses import dataclass

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.frames import SKETCHED
from geo.places.editing import carried, widened
from geo.places.sketch import DEPTH_M, EDGE_M, ENTRANCE_M
from geo.services.place_edits.acts import CHINA, STEWARD_MARGIN_M, is_bounded
from geo.services.place_edits.drawing import building_names
from geo.services.place_edits.states import Change, changed, state_of, version_of
from geo.store import models as m
from geo.store.scope import viewer_of

FAR_M = 1_500.0
"""So far from the rest of her compounds a leader may put a block that is only sketched."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A building that is only sketched."""

    id: str
    label: str
    length_m: float
    """What a block of so many entrances usually measures."""
    depth_m: float
    version: str


def unplaced(session: Session, language: str) -> list[Unplaced]:
    """Return the sketched buildings in the viewer's scope, in the order of their labels."""
    rows = session.scalars(select(m.Building).where(m.Building.source == SKETCHED)).all()
    names = building_names(session, (row.id for row in rows), language)
    doors = session.scalars(
        select(m.Entrance.building_id).where(m.Entrance.building_id.in_([row.id for row in rows]))
    ).all()
    found = [
        Unplaced(
            id=row.id,
            label=names.get(row.id, ""),
            length_m=ENTRANCE_M * max(1, doors.count(row.id)),
            depth_m=DEPTH_M,
            version=version_of(state_of(row)),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (len(one.label), one.label))


def is_sketched(row: m.Building) -> bool:
    """Tell whether nobody has said yet where the building stands."""
    return row.source == SKETCHED


def ground_for(session: Session) -> BaseGeometry:
    """Return where a sketched building may be put, EPSG:4326.

    Around the compounds that have a place; anywhere in the country while none has.
    """
    real = session.scalars(
        select(m.Compound.geometry).where(m.Compound.source.is_distinct_from(SKETCHED))
    ).all()
    if not real:
        return CHINA
    reach_m = FAR_M if is_bounded(viewer_of(session)) else STEWARD_MARGIN_M
    return widened(shapely.union_all(real), reach_m)


def brought_along(session: Session, row: m.Building, footprint: Polygon) -> list[Change]:
    """Return what a sketched block takes along to `footprint`: its compound, wherever it is.

    The first one takes the boundary and all other blocks, which keep their places to it; a later
    one only widens the boundary.
    """
    compound = session.scalar(select(m.Compound).where(m.Compound.id == row.compound_id))
    if compound is None:
        return []
    yard = widened(footprint, EDGE_M)
    if compound.source != SKETCHED:
        reach = shapely.convex_hull(shapely.union(compound.geometry, yard))
        covered = shapely.covers(compound.geometry, footprint)
        return [] if covered else [changed(compound, shape=reach)]
    start, end = Point(shapely.centroid(row.geometry)), Point(shapely.centroid(footprint))
    reach = shapely.convex_hull(shapely.union(carried(compound.geometry, start, end), yard))
    along = [
        changed(other, shape=carried(other.geometry, start, end), surely=False)
        for other in _rest(session, row, compound.id)
    ]
    return [changed(compound, shape=reach), *along]


def _rest(session: Session, row: m.Building, compound_id: str) -> list[m.Located]:
    """Return all other sketched rows of the compound."""
    own: list[m.Located] = [
        *session.scalars(
            select(m.Building).where(
                m.Building.compound_id == compound_id,
                m.Building.source == SKETCHED,
                m.Building.id != row.id,
            )
        ),
        *session.scalars(
            select(m.Entrance).where(
                m.Entrance.compound_id == compound_id,
                m.Entrance.source == SKETCHED,
                m.Entrance.building_id != row.id,
            )
        ),
        *session.scalars(
            select(m.Gate).where(m.Gate.compound_id == compound_id, m.Gate.source == SKETCHED)
        ),
        *session.scalars(
            select(m.Way).where(
                m.Way.source == SKETCHED, m.Way.id.startswith(f"{compound_id}-", autoescape=True)
            )
        ),
    ]
    return own
