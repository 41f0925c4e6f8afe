"""The small map of a question: its candidates among what stands around them, as path data."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.crs import WGS84, LonLat, local_metres
from geo.services.questions.surroundings import Surroundings
from webmap.sheets.markup import path_data

WIDTH, HEIGHT = 320.0, 200.0
"""User units of the drawing."""
MARK = 11.0
"""Radius of a numbered mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered mark on a candidate."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class SmallMap:
    """SVG path data in a box of `WIDTH` by `HEIGHT`, north up."""

    ways: str
    buildings: str
    candidates: tuple[tuple[int, str], ...]
    """Number and outline."""
    marks: tuple[Mark, ...]
    metres: int
    """Length on the ground of `bar`."""
    bar: float
    """Units."""


def small_map(around: Surroundings) -> SmallMap:
    """Return the drawing of `around`; marks that would lie on each other are moved apart."""
    west, south, east, north = around.bounds
    crs = local_metres(LonLat((west + east) / 2, (south + north) / 2))
    corners = _metric(shapely.points([(west, south), (east, north)]), crs)
    (x0, y0), (x1, y1) = shapely.get_coordinates(corners)
    scale = min(WIDTH / (x1 - x0), HEIGHT / (y1 - y0))

    def drawn(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        placed: NDArray[np.object_] = shapely.transform(
            _metric(shapes, crs), lambda xy: xy * [scale, -scale] + [WIDTH / 2, HEIGHT / 2]
        )
        return placed

    outlines = drawn(around.candidates)
    doors = drawn(around.doors)
    spots = np.where(shapely.is_missing(doors), shapely.point_on_surface(outlines), doors)
    metres, bar = _bar(scale)
    return SmallMap(
        ways="".join(path_data(_cut(drawn(around.ways)))),
        buildings="".join(path_data(_cut(drawn(around.buildings)))),
        candidates=tuple(
            (number, data) for number, data in enumerate(_paths(outlines), start=1) if data
        ),
        marks=tuple(_marks(spots)),
        metres=metres,
        bar=bar,
    )


def _metric(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    if not len(shapes):
        return shapes
    moved: NDArray[np.object_] = gpd.GeoSeries(shapes, crs=WGS84).to_crs(crs).to_numpy()
    return moved


def _cut(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return what is in sight of `shapes`."""
    if not len(shapes):
        return shapes
    seen: NDArray[np.object_] = shapely.clip_by_rect(
        shapely.make_valid(shapes), -5, -5, WIDTH + 5, HEIGHT + 5
    )
    return seen[~shapely.is_empty(seen)]


def _paths(shapes: NDArray[np.object_]) -> list[str]:
    """Return the path data of each outline; empty where there is none."""
    known = ~shapely.is_missing(shapes)
    data = np.full(len(shapes), "", dtype=object)
    data[known] = path_data(shapes[known]) if known.any() else []
    return [str(one) for one in data]


def _marks(spots: NDArray[np.object_]) -> list[Mark]:
    """Return a mark for each place, moved to the right of those that it would hide."""
    marks: list[Mark] = []
    for number, spot in enumerate(spots, start=1):
        if spot is None:
            continue
        x, y = float(spot.x), float(spot.y)
        while any(abs(x - one.x) < 2 * MARK and abs(y - one.y) < 2 * MARK for one in marks):
            x += 2 * MARK
        marks.append(Mark(number, round(min(x, WIDTH - MARK), 1), round(y, 1)))
    return marks


def _bar(scale: float) -> tuple[int, float]:
    """Return a round length in metres of about a quarter of the width, and its units."""
    goal = WIDTH / 4 / scale
    step = 10 ** int(np.floor(np.log10(goal)))
    metres = max(step * factor for factor in (1, 2, 5) if step * factor <= goal)
    return int(metres), round(float(metres * scale), 1)
