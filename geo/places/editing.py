"""What a hand drew on the map, checked before it becomes a place: lines, outlines, blocks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84, LonLat, local_metres
from geo.errors import InputError

S = TypeVar("S", bound=BaseGeometry)
MOST_CORNERS = 400
SHORTEST_PATH_M = 1.0
LONGEST_PATH_M = 5_000.0
SMALLEST_BUILDING_M2 = 6.0
LARGEST_BUILDING_M2 = 60_000.0
SMALLEST_COMPOUND_M2 = 100.0
LARGEST_COMPOUND_M2 = 8_000_000.0
SHORTEST_SIDE_M, LONGEST_SIDE_M = 3.0, 300.0
DECIMALS = 7
"""Degrees are kept to about a centimetre: nobody draws finer."""


@dataclass(frozen=True, slots=True)
class Plane:
    """The flat metres around one spot, true to 1:10 000 within 30 km of it."""

    centre: LonLat

    @classmethod
    def around(cls, shape: BaseGeometry) -> "Plane":
        """Return the plane around the middle of `shape` (EPSG:4326, not empty).

        Raises
        ------
        InputError
            When `shape` does not lie on the globe.
        """
        west, south, east, north = shape.bounds
        # to a thousandth of a degree, so that neighbours share one projection
        return cls(LonLat(round((west + east) / 2, 3), round((south + north) / 2, 3)))

    def metres(self, shape: S) -> S:
        """Return `shape` (EPSG:4326) in metres east and north of the centre."""
        return _moved(shape, _transformers(self.centre)[0])

    def degrees(self, shape: S) -> S:
        """Return `shape` (metres) in EPSG:4326, rounded to `DECIMALS`."""
        return _moved(shape, _transformers(self.centre)[1], DECIMALS)


@lru_cache(maxsize=64)
def _transformers(centre: LonLat) -> tuple[Transformer, Transformer]:
    metres = local_metres(centre)
    return (
        Transformer.from_crs(WGS84, metres, always_xy=True),
        Transformer.from_crs(metres, WGS84, always_xy=True),
    )


def _moved(shape: S, way: Transformer, decimals: int | None = None) -> S:
    def step(at: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = np.column_stack(way.transform(at[:, 0], at[:, 1]))
        return moved if decimals is None else np.round(moved, decimals)

    moved: S = shapely.transform(shape, step)
    return moved


def drawn_line(corners: Sequence[LonLat]) -> LineString:
    """Return the line through `corners`, EPSG:4326; points tapped twice count once.

    Raises
    ------
    InputError
        When it has fewer than two points, too many, crosses itself, or is no path by its length.
    """
    line = LineString(_tapped(corners, least=2))
    if not line.is_simple:
        raise InputError(
            "this line crosses itself: draw it in one stroke, or as two lines",
            zh="这条线自己交叉了：请一笔画完，或分成两条画。",
        )
    length_m = Plane.around(line).metres(line).length
    if not SHORTEST_PATH_M <= length_m <= LONGEST_PATH_M:
        raise InputError(
            f"this line is {length_m:.1f} m long, wanted 1 m to 5 km",
            zh=f"这条线长 {length_m:.1f} 米，应在 1 米到 5 公里之间。",
        )
    return line


def drawn_building(corners: Sequence[LonLat]) -> Polygon:
    """Return the footprint with `corners`, EPSG:4326, its ring against the clock.

    Raises
    ------
    InputError
        When it crosses itself, has fewer than three corners, or no building is so large or small.
    """
    return _sized(_drawn_area(corners), SMALLEST_BUILDING_M2, LARGEST_BUILDING_M2)


def drawn_boundary(corners: Sequence[LonLat]) -> Polygon:
    """Return the boundary of a compound with `corners`, EPSG:4326, its ring against the clock.

    Raises
    ------
    InputError
        When it crosses itself, has fewer than three corners, or no compound is so large or small.
    """
    return _sized(_drawn_area(corners), SMALLEST_COMPOUND_M2, LARGEST_COMPOUND_M2)


def block(at: LonLat, *, length_m: float, depth_m: float, turned_deg: float = 0.0) -> Polygon:
    """Return a rectangular building around `at`, EPSG:4326.

    `turned_deg` turns its long side against the clock from the east.

    Raises
    ------
    InputError
        When a side is not of 3 to 300 m.

    Examples
    --------
    >>> plane = Plane.around(LonLat(123.4, 41.8).point)
    >>> round(plane.metres(block(LonLat(123.4, 41.8), length_m=40, depth_m=12)).area)
    480
    """
    for side_m in (length_m, depth_m):
        if not SHORTEST_SIDE_M <= side_m <= LONGEST_SIDE_M:
            raise InputError(
                f"a side of {side_m:g} m is no building: wanted 3 to 300 m",
                zh=f"边长 {side_m:g} 米不像一栋楼，应在 3 到 300 米之间。",
            )
    if not math.isfinite(turned_deg):
        raise InputError("the direction is no number of degrees", zh="方向要写成度数。")
    plane = Plane.around(at.point)
    middle = plane.metres(at.point)
    flat = shapely.box(
        middle.x - length_m / 2, middle.y - depth_m / 2,
        middle.x + length_m / 2, middle.y + depth_m / 2,
    )  # fmt: skip
    return plane.degrees(rotate(flat, turned_deg, origin=middle))


def check_inside(shape: BaseGeometry, ground: BaseGeometry) -> None:
    """Refuse `shape` unless it lies on `ground`; both EPSG:4326.

    Raises
    ------
    InputError
        When a part of it lies outside.
    """
    if not shapely.covers(ground, shape):
        raise InputError(
            "this lies outside your district: zoom to your own compounds and draw it there",
            zh="画到片区外面去了：请回到自己的小区再画。",
        )


def widened(ground: BaseGeometry, margin_m: float) -> BaseGeometry:
    """Return `ground` (EPSG:4326) with `margin_m` around it."""
    plane = Plane.around(ground)
    return plane.degrees(plane.metres(ground).buffer(margin_m, quad_segs=4))


def carried(shape: S, start: Point, end: Point) -> S:
    """Return `shape` moved as far as from `start` to `end`, its size in metres kept; EPSG:4326."""
    here, there = Plane.around(start), Plane.around(end)
    away, to = here.metres(start), there.metres(end)
    flat: S = translate(here.metres(shape), to.x - away.x, to.y - away.y)
    return there.degrees(flat)


def distance_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return the distance between two shapes in EPSG:4326."""
    plane = Plane.around(one)
    return float(shapely.distance(plane.metres(one), plane.metres(other)))


def _tapped(corners: Sequence[LonLat], *, least: int) -> list[tuple[float, float]]:
    """Return the corners without those that repeat the one before."""
    if len(corners) > MOST_CORNERS:
        raise InputError(
            f"{len(corners)} corners are more than a hand draws: at most {MOST_CORNERS}",
            zh=f"{len(corners)} 个点太多了，最多 {MOST_CORNERS} 个。",
        )
    rounded = [(round(at.lon, DECIMALS), round(at.lat, DECIMALS)) for at in corners]
    kept = [at for k, at in enumerate(rounded) if k == 0 or at != rounded[k - 1]]
    if len(set(kept)) < least:
        raise InputError(
            f"{len(set(kept))} points are too few: at least {least}",
            zh=f"点太少：至少要 {least} 个。",
        )
    return kept


def _drawn_area(corners: Sequence[LonLat]) -> Polygon:
    area = Polygon(_tapped(corners, least=3))
    if not area.is_valid:
        reason = shapely.is_valid_reason(area).partition("[")[0].lower()
        raise InputError(
            f"this outline crosses itself ({reason}): draw its corners in order around it",
            zh="轮廓自己交叉了：请沿着外墙依次点角。",
        )
    oriented: Polygon = shapely.orient_polygons(area)
    return oriented


def _sized(area: Polygon, least_m2: float, most_m2: float) -> Polygon:
    size_m2 = Plane.around(area).metres(area).area
    if not least_m2 <= size_m2 <= most_m2:
        raise InputError(
            f"this outline covers {size_m2:.0f} m2, wanted {least_m2:.0f} to {most_m2:.0f}",
            zh=f"面积 {size_m2:.0f} 平方米，应在 {least_m2:.0f} 到 {most_m2:.0f} 之间。",
        )
    return area


def middle(shape: BaseGeometry) -> Point:
    """Return a point inside `shape`: its centroid where that lies inside."""
    centre: Point = shapely.centroid(shape)
    return centre if shapely.contains(shape, centre) else shapely.point_on_surface(shape)
