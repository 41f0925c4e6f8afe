"""Doors corrected on the map: a dragged point comes to the outline, a row is numbered anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import Point
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


def on_outline(dropped: Point, footprint: BaseGeometry, *, before: Point | None = None) -> Snapped:
    """Return the point of the outline of `footprint` nearest to `dropped`; all EPSG:4326.

    Raises
    ------
    InputError
        When it was dropped more than `FARTHEST_M` from the building.
    """
    plane = Plane.around(footprint)
    spot, wall = plane.metres(dropped), shapely.boundary(plane.metres(footprint))
    off_m = float(shapely.distance(spot, wall))
    if off_m > FARTHEST_M:
        raise InputError(
            f"this is {off_m:.0f} m from the building: a door stands at its wall, at most "
            f"{FARTHEST_M:.0f} m from where you drop it",
            zh=f"离这栋楼有 {off_m:.0f} 米:单元门在墙上,请拖到离楼 {FARTHEST_M:.0f} 米以内。",
        )
    foot = shapely.get_point(shapely.shortest_line(spot, wall), 1)
    was = foot if before is None else plane.metres(before)
    return Snapped(plane.degrees(foot), off_m, float(shapely.distance(was, foot)))


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
