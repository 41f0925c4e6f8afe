"""The window: round scales, and lengths on paper that are true on the ground."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import WGS84
from geo.errors import InputError
from webmap.sheets.scale_bar import LONGEST_MM, Side, north_arrow, scale_bar
from webmap.sheets.sheet import Extent
from webmap.sheets.window import (
    MARGIN,
    extent_of,
    fitted_window,
    round_denominator,
    round_length_m,
)

# the first example loads the font and the projections
calm = settings(deadline=None, max_examples=30)

LON, LAT, SIZE = st.floats(74, 134), st.floats(18, 53), st.floats(0.0005, 0.2)


@given(st.floats(1, 1e6))
@calm
def test_a_scale_is_rounded_up_but_never_by_more_than_a_quarter(least: float) -> None:
    assert least * (1 - 1e-9) <= round_denominator(least) <= least * 1.25 * (1 + 1e-9)


@given(st.floats(0.01, 1e6))
@calm
def test_a_length_is_one_two_or_five_and_more_than_a_third_of_the_longest(longest: float) -> None:
    length = round_length_m(longest)
    assert longest * 0.39 < length <= longest * (1 + 1e-9)
    assert f"{length:e}"[0] in "125"


@given(LON, LAT, SIZE, SIZE)
@calm
def test_the_scale_bar_is_as_long_on_the_ground_as_it_says(
    west: float, south: float, wide: float, high: float
) -> None:
    extent = Extent(west, south, west + wide, south + high)
    window = fitted_window(extent, width_mm=222, height_mm=166)
    bar = scale_bar(window, "米")
    assert LONGEST_MM * 0.39 < bar.length_mm <= LONGEST_MM * (1 + 1e-9)
    middle = west + wide / 2, south + high / 2
    lon, lat, _ = Geod(ellps="WGS84").fwd(*middle, 90, bar.length_m)
    points = gpd.GeoDataFrame(geometry=[shapely.Point(middle), shapely.Point(lon, lat)], crs=WGS84)
    drawn = shapely.get_coordinates(window.drawn(points).geometry)
    assert np.hypot(*(drawn[1] - drawn[0])) == pytest.approx(bar.length_mm, rel=1e-4)


@given(LON, LAT, SIZE, SIZE)
@calm
def test_all_of_the_extent_is_on_the_paper_with_north_up(
    west: float, south: float, wide: float, high: float
) -> None:
    extent = Extent(west, south, west + wide, south + high)
    window = fitted_window(extent, width_mm=192, height_mm=200)
    corners = [shapely.Point(west, south), shapely.Point(west + wide, south + high)]
    frame = gpd.GeoDataFrame(geometry=corners, crs=WGS84)
    (x0, y0), (x1, y1) = shapely.get_coordinates(window.drawn(frame).geometry).tolist()
    assert 0 < x0 < x1 < 192
    assert 0 < y1 < y0 < 200
    assert (x1 - x0) / 192 <= MARGIN + 0.01


def test_the_furniture_stands_inside_the_window_on_both_sides() -> None:
    window = fitted_window(Extent(123, 41, 123.01, 41.01), width_mm=222, height_mm=166)
    paper = shapely.box(0, 0, 222, 166)
    made = [scale_bar(window, "米", side=side).ground for side in Side]
    made += [north_arrow(window, "北", side=side).ground for side in Side]
    assert all(paper.contains(ground) for ground in made)
    assert not shapely.intersects(made[0], made[3])


def test_broken_rings_are_drawn_and_what_lies_outside_is_not() -> None:
    window = fitted_window(Extent(0, 0, 0.001, 0.001), width_mm=100, height_mm=100)
    bow = shapely.Polygon([(0, 0), (0.001, 0.001), (0.001, 0), (0, 0.001)])
    frame = gpd.GeoDataFrame(
        {"id": ["bow", "far"]}, geometry=[bow, shapely.box(1, 1, 2, 2)], crs=WGS84
    )
    assert window.drawn(frame)["id"].tolist() == ["bow"]


def test_nothing_to_show_is_said_so() -> None:
    with pytest.raises(InputError, match="export the table instead"):
        extent_of(np.array([], dtype=object))
    with pytest.raises(InputError, match="shows no ground"):
        Extent(10, 0, 10, 1)
