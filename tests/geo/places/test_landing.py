"""A wrong datum is noticed by the buildings that stand already; a right or unknown one is not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import WGS84
from geo.datum import Datum, from_wgs84, geometries_to_wgs84
from geo.places.landing import Landing, landing, outside_china, swapped

RIGHT = 0.9


def town(seed: int = 0, count: int = 400) -> gpd.GeoDataFrame:
    """Return slabs of a dense town near Shenyang, about 25 m apart."""
    dice = np.random.default_rng(seed)
    columns = np.arange(count) % 20
    west = 123.37 + columns * 0.00075 + dice.uniform(0, 0.0001, count)
    south = 41.79 + np.arange(count) // 20 * 0.0004 + dice.uniform(0, 0.00005, count)
    wide, deep = dice.uniform(0.0004, 0.0006, count), dice.uniform(0.0001, 0.00016, count)
    return gpd.GeoDataFrame(geometry=shapely.box(west, south, west + wide, south + deep), crs=WGS84)


def written_in(datum: Datum, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `frame` as a file in `datum` would hold it."""
    moved = shapely.transform(frame.geometry.to_numpy(), lambda xy: from_wgs84(xy, datum))
    return gpd.GeoDataFrame(geometry=moved, crs=WGS84)


def taken_as(named: Datum, file: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = geometries_to_wgs84(file.geometry.to_numpy(), named)
    return gpd.GeoDataFrame(geometry=shapes, crs=WGS84)


def seen(true: Datum, named: Datum) -> Landing:
    again = town().translate(0.00002, 0.00001)
    file = written_in(true, gpd.GeoDataFrame(geometry=again, crs=WGS84))
    found = landing(taken_as(named, file), town(), named)
    assert found is not None
    return found


@pytest.mark.parametrize("true", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
@pytest.mark.parametrize("named", list(Datum))
def test_the_likely_datum_is_named_whatever_was_said(true: Datum, named: Datum) -> None:
    found = seen(true, named)
    said = Datum.WGS84 if named is Datum.CGCS2000 else named
    assert found.likely is (None if said is true else true)
    assert found.likely_share > RIGHT
    assert (found.shift_m < 1) == (said is true)


def test_the_shift_has_the_length_and_direction_of_gcj() -> None:
    found = seen(Datum.GCJ02, Datum.WGS84)
    assert 300 < found.shift_m < 800
    offset = from_wgs84(np.array([[123.375, 41.793]]), Datum.GCJ02) - [123.375, 41.793]
    east, north = offset[0] * [np.cos(np.radians(41.793)), 1]
    assert abs(found.bearing_deg - np.degrees(np.arctan2(east, north)) % 360) < 2


def test_other_buildings_on_the_same_ground_say_nothing() -> None:
    found = landing(town(seed=7, count=399), gpd.GeoDataFrame(town(seed=3)), Datum.WGS84)
    assert found is not None
    assert found.likely is None


def test_where_nothing_stands_nothing_is_said() -> None:
    assert landing(town(), town().iloc[:0], Datum.GCJ02) is None
    far = gpd.GeoDataFrame(geometry=town().translate(2, 2), crs=WGS84)
    assert landing(far, town(), Datum.GCJ02) is None


def test_the_share_outside_china_is_told() -> None:
    abroad = gpd.GeoDataFrame(geometry=town().translate(-120, 0), crs=WGS84)
    assert (outside_china(town()), outside_china(abroad), outside_china(town()[:0])) == (0, 1, 0)


def test_swapped_numbers_are_told() -> None:
    shapes = shapely.transform(town().geometry.to_numpy(), lambda xy: xy[:, ::-1])
    turned = gpd.GeoDataFrame(geometry=shapes, crs=WGS84)
    assert (swapped(town()), swapped(turned), swapped(turned[:0])) == (0, 1, 0)
