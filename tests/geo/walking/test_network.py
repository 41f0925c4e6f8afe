"""Ways join where one can turn, doors hang on the way in sight, and shut gates are not crossed."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from geo.crs import WGS84
from geo.errors import InputError, NotFoundError
from geo.walking.network import DETOUR, Network
from geo.walking.pace import Pace, pace
from tests.geo.walking.district import block, district, door, gate, grid, lon_lat, way

METRE = Pace(1.0, 0.5, 20, 10, 30, 2, 10)
"""One metre a second, so that seconds are metres."""


def seconds(network: Network, start: str, end: str, walker: Pace = METRE) -> float:
    nodes = [network.door(start), network.door(end)]
    return float(network.travel_s(nodes, walker)[0, 1])


def metres(line: LineString, network: Network) -> float:
    return float(gpd.GeoSeries([line], crs=WGS84).to_crs(network.crs).length.iloc[0])


def test_crossing_ways_join_without_a_shared_vertex() -> None:
    network = Network.from_places(district(grid(), [door("p", 0, -5), door("q", 400, 405)]))
    assert seconds(network, "p", "q") == pytest.approx(810, abs=0.2)


def test_a_bridge_and_the_way_below_do_not_join() -> None:
    ways = [
        way("low", (0, 0), (100, 0)),
        way("bridge", (50, -50), (50, 50), layer=1),
    ]
    network = Network.from_places(district(ways, [door("p", 0, 5), door("q", 100, 5)]))
    assert len(network.components()) == 2
    assert seconds(network, "p", "q") == pytest.approx(110, abs=0.1)


def test_ways_that_may_not_be_walked_are_left_out() -> None:
    ways = [
        way("long", (0, 0), (0, 200), (100, 200), (100, 0)),
        way("motorway", (0, 0), (100, 0), walkable=False),
        way("closed", (0, 1), (100, 1), access="no"),
        way("wall", (0, 2), (100, 2), barrier="wall"),
    ]
    network = Network.from_places(district(ways, [door("p", -5, 0), door("q", 105, 0)]))
    assert seconds(network, "p", "q") == pytest.approx(510, abs=0.2)


def test_a_door_is_tied_to_the_way_in_sight_not_through_its_building() -> None:
    ways = [way("back", (0, 21), (100, 21)), way("front", (0, -30), (100, -30))]
    ways.append(way("side", (0, 21), (0, -30)))
    house = block("h", (20, 0), (80, 0), (80, 12), (20, 12))
    network = Network.from_places(
        district(ways, [door("p", 50, 0), door("q", 0, -35)], buildings=[house])
    )
    assert network.hidden == ()
    assert seconds(network, "p", "q") == pytest.approx(30 + 50 + 5, abs=0.6)


def test_a_door_far_from_every_way_is_named_and_unreachable() -> None:
    network = Network.from_places(district(grid(), [door("p", 0, 0), door("far", 900, 900)]))
    assert network.unconnected == ("far",)
    assert seconds(network, "p", "far") == np.inf
    with pytest.raises(NotFoundError, match="no way leads"):
        network.path(network.door("p"), network.door("far"), METRE)


def test_steps_are_slow_and_a_trolley_goes_round() -> None:
    ways = [
        way("steps", (0, 0), (100, 0), kind="steps"),
        way("ramp", (0, 0), (0, 100), (100, 100), (100, 0)),
    ]
    network = Network.from_places(district(ways, [door("p", -1, 0), door("q", 101, 0)]))
    assert seconds(network, "p", "q") == pytest.approx(202, abs=0.2)
    assert seconds(network, "p", "q", METRE.without_steps()) == pytest.approx(302, abs=0.2)


def test_a_shut_gate_is_walked_around() -> None:
    ways = [way("inner", (0, 0), (100, 0)), way("round", (0, 0), (0, 300), (100, 300), (100, 0))]
    places = district(
        ways,
        [door("p", -1, 0), door("q", 101, 0)],
        gates=[gate("g", 50, 1, opens="06:00", closes="22:00")],
    )
    network = Network.from_places(places)
    assert seconds(network.open_during(9 * 60, 120), "p", "q") == pytest.approx(102, abs=0.2)
    assert seconds(network.open_during(21 * 60, 120), "p", "q") == pytest.approx(702, abs=0.2)


def test_gate_hours_that_cannot_be_read_are_named() -> None:
    places = district(grid(), [door("p", 0, 0)], gates=[gate("g7", 0, 0, opens="6", closes="9")])
    with pytest.raises(InputError, match="gate 'g7': '6' is not a time of day"):
        Network.from_places(places)


def test_without_ways_distances_are_estimates() -> None:
    network = Network.from_places(district([], [door("p", 0, 0), door("q", 100, 0)]))
    assert network.estimated
    assert seconds(network, "p", "q") == pytest.approx(100 * DETOUR, rel=1e-3)


def test_nothing_at_all_is_an_error() -> None:
    with pytest.raises(InputError, match="no ways and no entrances"):
        Network.from_places(district([], []))


def test_parts_that_no_way_joins_are_reported_largest_first() -> None:
    island = way("island", (900, 0), (1000, 0))
    network = Network.from_places(
        district([*grid(), island], [door("p", 0, -5), door("i", 950, 5)])
    )
    parts = network.components()
    assert parts["entrances"].tolist() == ["p", "i"]
    assert parts["doors"].tolist() == [1, 1]
    assert parts.crs == WGS84


SPOTS = st.tuples(st.floats(-20, 420), st.floats(-20, 420))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(SPOTS, min_size=3, max_size=8), SPOTS)
def test_walking_is_symmetric_and_no_detour_is_shorter(
    spots: list[tuple[float, float]], start: tuple[float, float]
) -> None:
    doors = [door(f"d{k}", x, y) for k, (x, y) in enumerate(spots)]
    network, node = Network.from_places(district(grid(), doors)).at(lon_lat(*start))
    nodes = [*(network.door(f"d{k}") for k in range(len(doors))), node]
    walked = network.travel_s(nodes, METRE)
    assert np.array_equal(walked, walked.T)
    assert (np.diag(walked) == 0).all()
    for via in range(len(nodes)):
        assert (walked <= walked[:, [via]] + walked[[via], :] + 1e-6).all()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(SPOTS, SPOTS, SPOTS)
def test_a_drawn_way_is_as_long_as_it_takes(
    p: tuple[float, float], q: tuple[float, float], start: tuple[float, float]
) -> None:
    places = district(grid(), [door("p", *p), door("q", *q)])
    network, node = Network.from_places(places).at(lon_lat(*start))
    for a, b in [(network.door("p"), network.door("q")), (node, network.door("q"))]:
        line = network.path(a, b, METRE)
        taken = network.travel_s([a, b], METRE)[0, 1]
        assert metres(line, network) == pytest.approx(taken, abs=0.1)
        for end, there in ((a, line.coords[0]), (b, line.coords[-1])):
            assert there == pytest.approx(network.lon_lat(end), abs=1e-7)


def test_a_start_between_two_corners_walks_straight_to_either() -> None:
    places = district(grid(2), [door("p", 0, -1), door("q", 100, -1)])
    network, node = Network.from_places(places).at(lon_lat(30, 2))
    nodes = [node, network.door("p"), network.door("q")]
    assert network.travel_s(nodes, METRE)[0].tolist() == pytest.approx([0, 33, 73], abs=0.2)


def test_who_starts_at_the_foot_of_steps_need_not_climb_them() -> None:
    street, flight = way("street", (0, 0), (100, 0)), way("up", (50, 0), (50, 5), kind="steps")
    above = way("above", (50, 5), (50, 60))
    network = Network.from_places(
        district([street, flight, above], [door("low", 90, 1), door("high", 51, 50)])
    )
    for foot in ((50.02, 0.1), (51, 2)):
        grown, node = network.at(lon_lat(*foot))
        nodes = [node, network.door("low"), network.door("high")]
        level = grown.travel_s(nodes, METRE.without_steps())[0]
        assert level[1] == pytest.approx(42, abs=3)
        assert np.isinf(level[2])
        assert np.isfinite(grown.travel_s(nodes, METRE)[0]).all()


def test_the_slow_pace_is_slower_everywhere() -> None:
    network = Network.from_places(district(grid(), [door("p", 0, -5), door("q", 400, 405)]))
    assert seconds(network, "p", "q", pace("slow")) > seconds(network, "p", "q", pace())


def test_an_unknown_pace_is_named_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="'hasty' is not one of ordinary, slow"):
        pace("hasty")
