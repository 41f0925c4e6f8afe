"""Doors corrected on the map: a dragged point comes to the outline, a row is numbered anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.places.editing import Plane

FARTHEST_M = 25.0
"""A door dropped further from its building than this was meant for another one."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """Where a dropped door comes to stand."""

    spot: Point
    """On the outline of the building, EPSG:4326."""
    off_m: float
    """How far from the outline it was dropped."""
    moved_m: float
    """How far it is from where it was; 0 where it was nowhere."""


def on_outline(
    dropped: Point,
    footprint: BaseGeometry,
    *,
    before: Point | None = None,
    farthest_m: float = FARTHEST_M,
) -> Snapped:
    """Return the point of the outline of `footprint` nearest to `dropped`; all EPSG:4326.

    Raises
    ------
    InputError
        When it was dropped more than `farthest_m` from the building.
    """
    plane = Plane.around(footprint)
    spot, wall = plane.metres(dropped), shapely.boundary(plane.metres(footprint))
    off_m = float(shapely.distance(spot, wall))
    if off_m > farthest_m:
        raise InputError(
            f"this is {off_m:.0f} m from the building: a door stands at its wall, at most "
            f"{farthest_m:.0f} m from where you drop it",
            zh=f"离这栋楼有 {off_m:.0f} 米：单元门在墙上，请拖到离楼 {farthest_m:.0f} 米以内。",
        )
    foot = shapely.get_point(shapely.shortest_line(spot, wall), 1)
    was = foot if before is None else plane.metres(before)
    return Snapped(plane.degrees(foot), off_m, float(shapely.distance(was, foot)))


def spread(
    footprint: Polygon, count: int, ways: Sequence[BaseGeometry], *, eastward: bool = True
) -> list[Point]:
    """Return `count` door points along the long side of `footprint`, EPSG:4326.

    The side is the one nearer to a way; without any near, the northern one, as is usual in Chinese
    housing. They run from west to east, on sides that run north-south from north to south; with
    `eastward` false the other way round.
    """
    plane = Plane.around(footprint)
    shape = plane.metres(footprint)
    sides = _long_sides(shape)
    lines = shapely.union_all([plane.metres(way) for way in ways]) if ways else None
    north = max(sides, key=lambda side: side.centroid.y)
    near = north if lines is None else min(sides, key=lambda side: _away(side, lines, north))
    (x0, y0), (x1, y1) = near.coords[0], near.coords[-1]
    runs_east = x1 > x0 if abs(x1 - x0) >= abs(y1 - y0) else y1 < y0
    shares = [(step + 0.5) / count for step in range(count)]
    walk = shares if runs_east is eastward else [1 - share for share in shares]
    wall = shapely.boundary(shape)
    feet = (near.interpolate(share, normalized=True) for share in walk)
    return [plane.degrees(shapely.get_point(shapely.shortest_line(at, wall), 1)) for at in feet]


def _long_sides(shape: Polygon) -> tuple[LineString, LineString]:
    """Return both long sides of the smallest rectangle around `shape`, in metres."""
    at = list(shapely.get_coordinates(shapely.oriented_envelope(shape)))
    sides = [LineString([at[k], at[k + 1]]) for k in range(4)]
    return (sides[0], sides[2]) if sides[0].length >= sides[1].length else (sides[1], sides[3])


def _away(side: LineString, lines: BaseGeometry, north: LineString) -> tuple[float, bool]:
    """Return the key by which the side nearer to a way comes first, in doubt the northern."""
    return round(float(shapely.distance(side.centroid, lines))), side is not north


def natural(number: str | None) -> tuple[int, str]:
    """Return the key that puts 2 before 10, and what has no number last.

    Examples
    --------
    >>> sorted(["10", "2", "1"], key=natural)
    ['1', '2', '10']
    """
    return (10_000, "") if number is None else (len(number), number)


def turned(doors: Mapping[str, str | None], spots: Mapping[str, Point]) -> dict[str, Point]:
    """Return the spot of each door when a row is counted from its other end.

    The flats behind a number stay behind it: so the spots change places, not the numbers.

    Parameters
    ----------
    doors
        Id -> number.
    spots
        Id -> where it stands now.

    Examples
    --------
    >>> row = {"a": Point(0, 0), "b": Point(1, 0), "c": Point(2, 0)}
    >>> {key: spot.x for key, spot in turned({"a": "1", "b": "2", "c": "3"}, row).items()}
    {'a': 2.0, 'b': 1.0, 'c': 0.0}
    """
    order = sorted(doors, key=lambda key: (natural(doors[key]), key))
    return dict(zip(order, (spots[key] for key in reversed(order)), strict=True))


def numbered_on(taken: Sequence[str | None], count: int) -> list[str]:
    """Return `count` numbers that follow the largest of `taken`.

    Examples
    --------
    >>> numbered_on(["1", "3", None], 2)
    ['4', '5']
    """
    last = max((int(one) for one in taken if one and one.isdecimal()), default=0)
    return [str(last + step + 1) for step in range(count)]
