"""Buildings of another city are told from those next door."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

from geo.crs import WGS84
from geo.places.elsewhere import WARNED_M, elsewhere


def houses(lon: float, lat: float, number: int = 4) -> gpd.GeoDataFrame:
    shapes = [box(lon + n * 1e-3, lat, lon + n * 1e-3 + 5e-4, lat + 1e-4) for n in range(number)]
    return gpd.GeoDataFrame(geometry=shapes, crs=WGS84)


def test_neighbours_are_not_elsewhere_and_nothing_is_said_of_nothing() -> None:
    here = houses(123.4, 41.8)
    assert elsewhere(houses(123.45, 41.8), here) is None
    assert elsewhere(here.iloc[:0], here) is None
    assert elsewhere(here, here.iloc[:0]) is None


def test_one_stray_building_is_no_other_city() -> None:
    near = houses(123.4, 41.8)
    file = gpd.GeoDataFrame(geometry=[*near.geometry, *houses(100.0, 20.0, 1).geometry], crs=WGS84)
    assert elsewhere(file, near) is None


@given(st.floats(75.0, 133.0), st.floats(19.0, 50.0))
def test_the_distance_is_that_of_the_nearest(lon: float, lat: float) -> None:
    here = houses(123.4, 41.8)
    far = elsewhere(houses(lon, lat), here)
    (straight,) = Geod(ellps="WGS84").inv([123.4], [41.8], [lon], [lat])[2]
    if far is None:
        assert straight < WARNED_M + 1_000
    else:
        assert far.distance_m == pytest.approx(straight, abs=1_000)
        assert (far.here.lat, far.there.lat) == pytest.approx((41.80005, lat + 5e-5))
