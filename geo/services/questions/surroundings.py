"""What lies around the candidates of a question: enough for a small map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from geo.services.diary.picking import Choice
from geo.store import models as m

MOST_AROUND = 400
"""Buildings and ways that are drawn around the candidates."""
PAD = 0.35
"""Part of the candidates' extent that is shown around them."""
LEAST_DEGREES = 0.0012
"""About 130 m: a single building is shown with its neighbours."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Shapes in EPSG:4326 within the viewer's scope."""

    bounds: tuple[float, float, float, float]
    """West, south, east, north of what is shown."""
    candidates: NDArray[np.object_]
    """Footprint or boundary of each candidate, in their order; None where nobody drew it."""
    doors: NDArray[np.object_]
    """Door point of each candidate that lies behind one; else None."""
    buildings: NDArray[np.object_]
    ways: NDArray[np.object_]


def around(session: Session, choices: Sequence[Choice]) -> Surroundings | None:
    """Return what lies around `choices`; None where none of them has a place on the ground.

    Five queries, whatever the number of candidates.
    """
    shapes = _shapes(session, choices)
    known = [shape for shape in shapes if shape is not None]
    if not known:
        return None
    doors = _doors(session, choices)
    west, south, east, north = shapely.total_bounds(np.array(known, dtype=object)).tolist()
    across = max(east - west, LEAST_DEGREES) * PAD + max(0.0, LEAST_DEGREES - (east - west)) / 2
    up = max(north - south, LEAST_DEGREES) * PAD + max(0.0, LEAST_DEGREES - (north - south)) / 2
    bounds = (west - across, south - up, east + across, north + up)
    return Surroundings(
        bounds=bounds,
        candidates=_array(shapes),
        doors=_array(doors),
        buildings=_within(session, m.Building, bounds),
        ways=_within(session, m.Way, bounds),
    )


def _shapes(session: Session, choices: Sequence[Choice]) -> list[BaseGeometry | None]:
    buildings = {one.building_id for one in choices if one.building_id}
    compounds = {one.compound_id for one in choices if not one.building_id}
    of_building = dict(
        session.execute(
            select(m.Building.id, m.Building.geometry).where(m.Building.id.in_(buildings))
        ).all()
    )
    of_compound = dict(
        session.execute(
            select(m.Compound.id, m.Compound.geometry).where(m.Compound.id.in_(compounds))
        ).all()
    )
    return [
        of_building.get(one.building_id) if one.building_id else of_compound.get(one.compound_id)
        for one in choices
    ]


def _doors(session: Session, choices: Sequence[Choice]) -> list[BaseGeometry | None]:
    keys = {one.entrance_id for one in choices if one.entrance_id}
    query = select(m.Entrance.id, m.Entrance.geometry).where(m.Entrance.id.in_(keys))
    known = dict(session.execute(query).all())
    return [known.get(one.entrance_id) if one.entrance_id else None for one in choices]


def _within(
    session: Session,
    record: type[m.Building | m.Way],
    bounds: tuple[float, float, float, float],
) -> NDArray[np.object_]:
    """Return the shapes whose bounds meet `bounds`; SQLite finds them in its R*Tree."""
    west, south, east, north = bounds
    query = select(record.geometry).where(
        record.east >= west, record.west <= east, record.north >= south, record.south <= north
    )
    if session.get_bind().dialect.name == "sqlite":
        sides = ("pk", "west", "east", "south", "north")
        tree = table(f"{record.__tablename__}_box", *(column(side) for side in sides))
        inside = select(tree.c.pk).where(
            tree.c.east >= west, tree.c.west <= east, tree.c.north >= south, tree.c.south <= north
        )
        query = query.where(record.pk.in_(inside))
    return _array(list(session.scalars(query.limit(MOST_AROUND))))


def _array(shapes: Sequence[BaseGeometry | None]) -> NDArray[np.object_]:
    made = np.empty(len(shapes), dtype=object)
    made[:] = list(shapes)
    return made
