"""A round adds up, keeps its minutes and hours, and says what did not fit."""

from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import WGS84
from geo.errors import InputError, NotFoundError
from geo.walking.gpx import gpx
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.plan import Cause
from geo.walking.rounds import plan_round
from geo.walking.stops import Round, Stop
from tests.geo.walking.district import district, door, gate, grid, lon_lat, way

DOORS = [
    door("e1", 100, 5),
    door("e2", 300, 5),
    door("e3", 200, 205, lift=True, floors=18),
    door("e4", 395, 300),
    door("e5", 5, 350),
]
NETWORK = Network.from_places(district(grid(), DOORS))
START = lon_lat(0, -10)
NINE = time(9)


def stops(*more: Stop) -> list[Stop]:
    plain = [
        Stop("a", "e1", 3, 600, prize=3, reason="due", label="1号楼1单元301"),
        Stop("b", "e1", 5, 300, prize=1, label="1号楼1单元501"),
        Stop("c", "e2", 1, 600, prize=2),
        Stop("d", "e3", 16, 900, prize=4),
        Stop("e", "e3", 12, 300, prize=2),
        Stop("f", "e4", 2, 600, prize=1),
    ]
    return [*plain, *more]


def planned(wanted: list[Stop], minutes: float = 120, network: Network = NETWORK) -> Round:
    return plan_round(network, wanted, start=START, minutes=minutes, depart=NINE, iterations=50)


def assert_adds_up(result: Round) -> None:
    parts = result.walk_s + result.climb_s + result.service_s + result.wait_s
    assert parts == result.total_s
    now = result.depart_s
    for stop in result.stops:
        assert stop.arrive_s == now + stop.walk_s + stop.climb_s
        assert stop.start_s >= stop.arrive_s
        now = stop.leave_s
    if result.stops:
        assert result.finish_s == now + result.back_walk_s + result.back_climb_s


def test_every_door_is_visited_when_there_is_time() -> None:
    result = planned(stops())
    assert {stop.stop.key for stop in result.stops} == set("abcdef")
    assert result.skipped == ()
    assert result.optimal
    assert_adds_up(result)


def test_homes_behind_one_entrance_follow_each_other() -> None:
    result = planned(stops())
    entrances = [entrance for entrance, _ in result.entrances]
    assert len(entrances) == len(set(entrances)) == 4


def test_in_a_tower_one_rides_up_and_walks_down() -> None:
    keys = [stop.stop.key for stop in planned(stops()).stops]
    assert keys.index("d") < keys.index("e")


def test_what_does_not_fit_is_listed_with_the_end_of_time() -> None:
    result = planned(stops(), minutes=45)
    assert {skip.cause for skip in result.skipped} == {Cause.BUDGET}
    assert "before 09:45" in result.skipped[0].reason
    assert result.total_s <= 45 * 60
    assert_adds_up(result)


def test_what_a_door_adds_is_what_the_round_saves_without_it() -> None:
    whole = planned(stops())
    for stop in whole.stops:
        rest = [s for s in stops() if s.key != stop.stop.key]
        assert whole.total_s - planned(rest).total_s >= stop.adds_s


def test_with_so_many_seconds_more_a_door_left_out_would_fit() -> None:
    short = planned(stops(), minutes=60)
    assert short.skipped
    for left in short.skipped:
        assert left.extra_s is not None
        minutes = 60 + left.extra_s / 60
        held = [replace(stop.stop, required=True) for stop in short.stops]
        longer = planned([*held, replace(left.stop, required=True)], minutes)
        assert left.stop.key in {stop.stop.key for stop in longer.stops}
        assert len(longer.stops) == len(held) + 1


def test_a_promised_visit_comes_before_dearer_ones() -> None:
    promised = replace(stops()[5], required=True)
    result = planned([*stops()[:5], promised], minutes=40)
    assert "f" in {stop.stop.key for stop in result.stops}


def test_hours_of_a_home_are_kept_and_waiting_is_shown() -> None:
    late = Stop("w", "e1", 1, 300, required=True, windows=((time(9, 30), time(9, 40)),))
    result = planned([late])
    assert result.stops[0].start == time(9, 30)
    assert result.wait_s > 0
    assert_adds_up(result)


def test_hours_that_are_over_are_named() -> None:
    early = Stop("w", "e5", 1, 300, required=True, windows=((time(8), time(9)),))
    result = planned([early])
    assert result.skipped[0].cause is Cause.WINDOW
    assert result.skipped[0].reason == "its hours 08:00-09:00 cannot be kept"


def test_a_door_behind_a_gate_that_stays_shut_is_unreachable() -> None:
    ways = [*grid(2), way("court", (100, 50), (180, 50))]
    places = district(
        ways, [door("in", 180, 52)], gates=[gate("g", 120, 50, opens="14:00", closes="16:00")]
    )
    result = planned([Stop("x", "in", 1, 60, prize=1)], network=Network.from_places(places))
    assert result.skipped[0].cause is Cause.UNREACHABLE
    assert result.total_s == 0
    assert result.line.is_empty


def test_an_entrance_that_is_not_on_the_map_is_skipped_with_a_reason() -> None:
    result = planned(stops(Stop("z", "nowhere", 1, 60, required=True)))
    assert [skip.stop.key for skip in result.skipped] == ["z"]


def test_a_round_may_end_elsewhere() -> None:
    result = plan_round(
        NETWORK, stops(), start="e5", end="e2", minutes=120, depart=NINE, iterations=20
    )
    assert result.line.coords[-1] == pytest.approx(NETWORK.lon_lat(NETWORK.door("e2")), abs=1e-6)
    assert_adds_up(result)


def test_an_unknown_start_is_an_error() -> None:
    with pytest.raises(NotFoundError, match="'e9' is not part of the walking network"):
        plan_round(NETWORK, stops(), start="e9", minutes=60, depart=NINE)


def test_minutes_must_fit_into_a_day() -> None:
    with pytest.raises(InputError, match="minutes is -5"):
        planned(stops(), minutes=-5)


def test_the_line_is_as_long_as_the_walk() -> None:
    result = planned(stops())
    line = gpd.GeoSeries([result.line], crs=WGS84).to_crs(NETWORK.crs)
    assert line.length.iloc[0] / 1.2 == pytest.approx(result.walk_s, abs=len(result.stops) + 1)


KEYS = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(KEYS, st.integers(5, 120))
def test_every_round_adds_up_and_keeps_its_minutes(keys: list[str], minutes: int) -> None:
    result = planned([stop for stop in stops() if stop.key in keys], minutes)
    assert_adds_up(result)
    assert result.total_s <= minutes * 60
    assert {s.stop.key for s in result.stops} | {s.stop.key for s in result.skipped} == set(keys)
    for before, after in pairwise(result.stops):
        assert before.leave_s <= after.arrive_s


def test_gpx_names_doors_and_nothing_of_people() -> None:
    result = planned([replace(stop, reason="独居") for stop in stops()])
    document = gpx(result, title="早上 <1> & 2\x07", on=date(2026, 3, 2))
    root = ET.fromstring(document)  # noqa: S314  # our own text
    ns = {"g": "http://www.topografix.com/GPX/1/1"}
    names = [node.text for node in root.findall("g:wpt/g:name", ns)]
    assert len(names) == 6
    assert any("1号楼1单元301" in (name or "") for name in names)
    assert root.findtext("g:trk/g:name", namespaces=ns) == "早上 <1> & 2"
    assert len(root.findall("g:trk/g:trkseg/g:trkpt", ns)) == len(result.line.coords)
    assert "独居" not in document.decode()
    times = [node.text for node in root.findall("g:wpt/g:time", ns)]
    assert times == sorted(times)


def test_where_no_way_leads_on_from_the_start_every_home_says_so() -> None:
    ways = [way("steps", (0, 0), (0, 20), kind="steps"), way("street", (0, 20), (90, 20))]
    network = Network.from_places(district(ways, [door("d", 80, 21)]))
    result = plan_round(
        network,
        [Stop("d", "d", 1, 60, prize=1)],
        start=lon_lat(0, 0),
        end=lon_lat(-1, 0),
        minutes=60,
        depart=time(9),
        pace=pace().without_steps(),
        iterations=2,
    )
    assert [(skip.cause, skip.extra_s) for skip in result.skipped] == [(Cause.UNREACHABLE, None)]
