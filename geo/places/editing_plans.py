"""A drawing laid under the map by two or three points that are known on both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import MultiPoint, Point

from geo.crs import LonLat
from geo.errors import InputError
from geo.places.editing import Plane

LEAST_APART_PX = 20.0
LEAST_M_PER_PX, MOST_M_PER_PX = 0.002, 5.0
"""A drawing of a courtyard to a drawing of a whole quarter."""
LEAST_BESIDE = 0.05
"""Sine of the least angle at the first of three points."""
MOST_STRETCHED = 3.0
"""Three points may stretch a crooked scan, but not more than this in one direction."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the picture and where it is."""

    x: float
    """Pixels from the left of the picture."""
    y: float
    """Pixels from its top."""
    at: LonLat


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a picture lies."""

    corners: tuple[LonLat, LonLat, LonLat, LonLat]
    """Top left, top right, bottom right, bottom left."""
    m_per_px: float


def laid(marks: Sequence[Mark], width_px: int, height_px: int) -> Laid:
    """Return where a picture lies whose `marks` are known on the map.

    Two marks move, turn and scale it; three may also stretch it, as a scan can be crooked.

    Raises
    ------
    InputError
        When there are not two or three marks, they lie on each other or in one line, the picture
        would be mirrored, or its scale is that of no site plan.
    """
    if len(marks) not in (2, 3):
        raise InputError(
            f"{len(marks)} points: a plan is laid by two or three", zh="请标两个或三个对应点。"
        )
    plane = Plane.around(MultiPoint([mark.at.point for mark in marks]))
    # pixels run down, metres up
    picture = np.array([(mark.x, -mark.y) for mark in marks], dtype=float)
    ground = np.array(
        [(spot.x, spot.y) for spot in (plane.metres(mark.at.point) for mark in marks)], dtype=float
    )
    _check_apart(picture, LEAST_APART_PX)
    _check_apart(ground, 1.0)
    turn = _similarity(picture, ground) if len(marks) == 2 else _affine(picture, ground)
    corners = np.array([(0, 0), (width_px, 0), (width_px, -height_px), (0, -height_px)])
    flat = ground[0] + (corners - picture[0]) @ turn.T
    spots = [plane.degrees(Point(*one)) for one in flat]
    scale = float(np.sqrt(abs(np.linalg.det(turn))))
    if not LEAST_M_PER_PX <= scale <= MOST_M_PER_PX:
        raise InputError(
            f"by these points one pixel is {scale:.3g} m: check that they belong together",
            zh=f"按这些点，图上一个像素是 {scale:.3g} 米，不像平面图：请检查对应点。",
        )
    top_left, top_right, bottom_right, bottom_left = (LonLat(one.x, one.y) for one in spots)
    return Laid((top_left, top_right, bottom_right, bottom_left), scale)


def _check_apart(points: np.ndarray, least: float) -> None:
    for one in range(len(points)):
        for other in range(one):
            if float(np.hypot(*(points[one] - points[other]))) < least:
                raise InputError(
                    "two of the points lie on each other: choose points far apart",
                    zh="有两个点太近了：请选相隔远一些的点。",
                )


def _similarity(picture: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return the turn and scale (2, 2) that takes the step between two points to the other."""
    a, b = picture[1] - picture[0]
    c, d = ground[1] - ground[0]
    long = a * a + b * b
    cos, sin = (a * c + b * d) / long, (a * d - b * c) / long
    return np.array([[cos, -sin], [sin, cos]])


def _affine(picture: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return the matrix (2, 2) that takes two steps from the first point to the others."""
    steps = np.stack([picture[1] - picture[0], picture[2] - picture[0]], axis=1)
    reached = np.stack([ground[1] - ground[0], ground[2] - ground[0]], axis=1)
    for triangle in (steps, reached):
        long = np.hypot(*triangle)
        if abs(float(np.linalg.det(triangle))) < LEAST_BESIDE * float(long[0] * long[1]):
            raise InputError(
                "the three points lie in one line: choose one beside it",
                zh="三个点在一条线上：请另选一个旁边的点。",
            )
    turn: np.ndarray = reached @ np.linalg.inv(steps)
    stretched = np.linalg.svd(turn, compute_uv=False)
    if np.linalg.det(turn) < 0 or stretched[0] > MOST_STRETCHED * stretched[1]:
        raise InputError(
            "by these points the plan would be mirrored or torn: they do not belong together",
            zh="按这些点，图会翻转或拉歪：请检查对应点有没有标反。",
        )
    return turn
