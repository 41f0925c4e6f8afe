"""Buildings cut in two or joined to one, and what becomes of their doors."""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as cut

from geo.errors import InputError
from geo.places.editing import SMALLEST_BUILDING_M2, Plane
from geo.places.editing_doors import natural, numbered_on

WIDEST_GAP_M = 3.0
"""Buildings further apart than this do not make one."""
IN_DOUBT_M = 1.0
"""A door whose way to the two parts differs by less than this could belong to either."""
OVERHANG_M = 2.0
"""A cut whose ends stop so little short of the wall is meant to go through."""


def split(footprint: BaseGeometry, line: LineString) -> tuple[Polygon, Polygon]:
    """Return the two parts into which `line` cuts `footprint`, the larger first; EPSG:4326.

    Raises
    ------
    InputError
        When it does not cut the building into exactly two parts that could be buildings.
    """
    plane = Plane.around(footprint)
    whole = plane.metres(footprint)
    if isinstance(whole, MultiPolygon):
        detached = [part for part in whole.geoms if part.area >= SMALLEST_BUILDING_M2]
        parts = detached if len(detached) == 2 else _cut(whole, plane.metres(line))
    else:
        parts = _cut(whole, plane.metres(line))
    if len(parts) != 2:
        raise InputError(
            f"this line makes {len(parts)} part(s) of the building: draw it across the whole "
            "building, from outside to outside, so that it makes two",
            zh=f"这条线把楼分成了 {len(parts)} 块：请从楼外画到楼外，正好分成两块。",
        )
    if min(part.area for part in parts) < SMALLEST_BUILDING_M2:
        raise InputError(
            f"one part would cover less than {SMALLEST_BUILDING_M2:g} m2: that is no building",
            zh=f"其中一块不到 {SMALLEST_BUILDING_M2:g} 平方米，不像一栋楼。",
        )
    larger, smaller = sorted(parts, key=lambda part: -part.area)
    return plane.degrees(larger), plane.degrees(smaller)


def _cut(whole: BaseGeometry, line: LineString) -> list[Polygon]:
    pieces = cut(whole, _overhanging(line)).geoms
    return [piece for piece in pieces if isinstance(piece, Polygon)]


def _overhanging(line: LineString) -> LineString:
    """Return `line` (metres) made `OVERHANG_M` longer at both ends."""
    at = np.asarray(line.coords)[:, :2]
    first, last = at[0] - at[1], at[-1] - at[-2]
    ends = (
        at[0] + OVERHANG_M * first / max(float(np.hypot(*first)), 1e-9),
        at[-1] + OVERHANG_M * last / max(float(np.hypot(*last)), 1e-9),
    )
    return LineString([ends[0], *at, ends[1]])


def merged(one: BaseGeometry, other: BaseGeometry) -> Polygon:
    """Return the footprint of both buildings as one, a narrow gap between them closed; EPSG:4326.

    Raises
    ------
    InputError
        When they stand more than `WIDEST_GAP_M` apart.
    """
    plane = Plane.around(one)
    a, b = plane.metres(one), plane.metres(other)
    gap_m = float(shapely.distance(a, b))
    if gap_m > WIDEST_GAP_M:
        raise InputError(
            f"these buildings stand {gap_m:.0f} m apart: only neighbours can become one",
            zh=f"两栋楼相距 {gap_m:.0f} 米：只有连在一起的楼才能合并。",
        )
    reach = gap_m / 2 + 0.05
    closed = (
        shapely.union(a, b).buffer(reach, join_style="mitre").buffer(-reach, join_style="mitre")
    )
    joined = shapely.orient_polygons(shapely.union_all([closed, a, b]).simplify(0.02))
    if not isinstance(joined, Polygon):
        raise InputError(
            "these buildings do not make one footprint: draw it anew instead",
            zh="两栋楼的轮廓合不到一起：请直接重画。",
        )
    return plane.degrees(joined)


def doors_by_part(
    doors: Mapping[str, Point], parts: tuple[BaseGeometry, BaseGeometry]
) -> dict[str, int | None]:
    """Return for each door the part, 0 or 1, at whose wall it stands; None where it is in doubt."""
    plane = Plane.around(parts[0])
    walls = [shapely.boundary(plane.metres(part)) for part in parts]
    found: dict[str, int | None] = {}
    for key, door in doors.items():
        spot = plane.metres(door)
        first, second = (float(shapely.distance(spot, wall)) for wall in walls)
        found[key] = None if abs(first - second) < IN_DOUBT_M else int(second < first)
    return found


def equal_numbers(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> list[str]:
    """Return the numbers that doors of both buildings have, in order; id -> number each.

    Examples
    --------
    >>> equal_numbers({"a1": "1", "a2": "2"}, {"b1": "2", "b2": None})
    ['2']
    """
    both = {number for number in one.values() if number} & set(other.values())
    return sorted((number for number in both if number), key=natural)


def renumbered_behind(
    kept: Mapping[str, str | None], joining: Mapping[str, str | None]
) -> dict[str, str]:
    """Return numbers for the doors of `joining` that follow those of `kept`, in their order.

    Examples
    --------
    >>> renumbered_behind({"a1": "1", "a2": "2"}, {"b2": "2", "b1": "1"})
    {'b1': '3', 'b2': '4'}
    """
    order = sorted(joining, key=lambda key: (natural(joining[key]), key))
    return dict(zip(order, numbered_on(list(kept.values()), len(order)), strict=True))
