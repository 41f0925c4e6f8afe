"""A drawing is laid by two or three points, or refused when they do not belong together."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.crs import LonLat
from geo.errors import InputError
from geo.places.editing import Plane, distance_m
from geo.places.editing_plans import Mark, laid

HERE = Plane(LonLat(123.4, 41.8))
SIZE = (900, 600)


def at(east_m: float, north_m: float) -> LonLat:
    spot = HERE.degrees(Point(east_m, north_m))
    return LonLat(spot.x, spot.y)


def ground(x: float, y: float, scale: float, turned_deg: float) -> LonLat:
    """Return where the pixel x, y lies on a drawing of so many metres a pixel, turned."""
    cos, sin = (f(math.radians(turned_deg)) for f in (math.cos, math.sin))
    return at(scale * (x * cos + y * sin), scale * (x * sin - y * cos))


@given(st.floats(0.05, 2), st.floats(-180, 180), st.booleans())
def test_the_corners_come_to_where_they_are(scale: float, turned: float, third: bool) -> None:  # noqa: FBT001
    pixels = [(40, 560), (860, 500), (450, 30)][: 3 if third else 2]
    marks = [Mark(x, y, ground(x, y, scale, turned)) for x, y in pixels]
    found = laid(marks, *SIZE)
    assert found.m_per_px == pytest.approx(scale, rel=0.01)
    wanted = [(0, 0), (900, 0), (900, 600), (0, 600)]
    for corner, (x, y) in zip(found.corners, wanted, strict=True):
        away_m = distance_m(corner.point, ground(x, y, scale, turned).point)
        assert away_m < 0.2 + 0.002 * 900 * scale


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ([Mark(0, 0, at(0, 0))], "two or three"),
        ([Mark(0, 0, at(0, 0)), Mark(5, 5, at(50, 0))], "on each other"),
        ([Mark(0, 0, at(0, 0)), Mark(500, 5, at(0.1, 0))], "on each other"),
        ([Mark(0, 0, at(0, 0)), Mark(100, 0, at(5_000, 0))], "one pixel is"),
        (
            [Mark(0, 0, at(0, 0)), Mark(200, 0, at(50, 0)), Mark(400, 0, at(100, 0))],
            "in one line",
        ),
        (
            [Mark(0, 0, at(0, 0)), Mark(400, 0, at(100, 0)), Mark(0, 400, at(0, 100))],
            "mirrored",
        ),
        (
            [Mark(0, 0, at(0, 0)), Mark(400, 0, at(100, 0)), Mark(0, 400, at(0, -900))],
            "torn",
        ),
    ],
)
def test_points_that_do_not_belong_together_are_refused(marks: list[Mark], words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        laid(marks, *SIZE)
    assert refused.value.zh
