"""Datums agree with published pairs and come back within a decimetre over China."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.datum import Datum, from_wgs84, geometries_to_wgs84, looks_swapped, to_wgs84

PUBLISHED_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
"""WGS 84 and GCJ-02, from the tests of eviltransform (three) and the notes of coordtransform."""

DEGREE_M = 111_320.0


def metres_apart(a: np.ndarray, b: np.ndarray) -> float:
    east = (a[:, 0] - b[:, 0]) * np.cos(np.radians(a[:, 1]))
    return float(np.hypot(east, a[:, 1] - b[:, 1]).max() * DEGREE_M)


@pytest.mark.parametrize(("wgs", "gcj"), PUBLISHED_GCJ)
def test_published_pairs_hold_in_both_directions(
    wgs: tuple[float, float], gcj: tuple[float, float]
) -> None:
    assert metres_apart(from_wgs84(np.array([wgs]), Datum.GCJ02), np.array([gcj])) < 0.01
    assert metres_apart(to_wgs84(np.array([gcj]), Datum.GCJ02), np.array([wgs])) < 0.01


def test_baidu_shifts_gcj_as_published() -> None:
    gcj = np.array([[116.404, 39.915]])
    baidu = from_wgs84(to_wgs84(gcj, Datum.GCJ02), Datum.BD09)
    assert metres_apart(baidu, np.array([[116.41036949371029, 39.92133699351021]])) < 0.01


@given(
    st.lists(st.tuples(st.floats(73.6, 135.0), st.floats(18.2, 53.5)), min_size=1),
    st.sampled_from(list(Datum)),
)
def test_a_round_trip_over_china_stays_within_a_decimetre(
    positions: list[tuple[float, float]], datum: Datum
) -> None:
    lonlat = np.array(positions)
    assert metres_apart(to_wgs84(from_wgs84(lonlat, datum), datum), lonlat) < 0.1


@given(st.floats(-30.0, 60.0), st.floats(-80.0, 80.0), st.sampled_from(list(Datum)))
def test_outside_the_rectangle_nothing_moves(lon: float, lat: float, datum: Datum) -> None:
    lonlat = np.array([[lon, lat]])
    assert (from_wgs84(lonlat, datum) == lonlat).all()
    assert (to_wgs84(lonlat, datum) == lonlat).all()


def test_geometries_move_as_their_corners_do_and_missing_ones_stay_missing() -> None:
    lines = np.array([shapely.LineString([(123.4, 41.8), (123.5, 41.9)]), None])
    moved = geometries_to_wgs84(lines, Datum.GCJ02)
    assert moved[1] is None
    expected = to_wgs84(shapely.get_coordinates(lines[0]), Datum.GCJ02)
    assert (shapely.get_coordinates(moved[0]) == expected).all()


def test_swapped_positions_of_chinese_cities_are_noticed_and_others_are_not() -> None:
    cities = np.array([[123.43, 41.8], [113.9, 22.5], [116.4, 39.9], [87.6, 43.8]])
    assert looks_swapped(cities[:, ::-1]).all()
    assert not looks_swapped(cities).any()
    assert not looks_swapped(np.array([[15.6, 78.2], [0.0, 0.0], [-70.0, 80.5]])).any()
