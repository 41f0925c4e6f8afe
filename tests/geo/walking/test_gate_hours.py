"""A round passes every gate while it stands open, and says where none does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walking.gate_check import Move, gate_faults
from geo.walking.gate_hours import GatedWays, stretches
from geo.walking.gates import Gate
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.plan import Cause
from geo.walking.rounds import plan_round
from geo.walking.stops import Round, Stop, clock_time, seconds_of
from tests.geo.walking.district import district, door, gate, lon_lat, way

HOUR = 3600
STREET = way("street", (0, 0), (600, 0))
EAST, WEST = way("east", (500, 0), (500, 200)), way("west", (100, 0), (100, 200))
YARD = way("yard", (100, 200), (500, 200))
DOORS = [door("out", 300, 3), door("in", 480, 203), door("deep", 300, 203)]
HOMES = [
    Stop("out", "out", 1, 600, prize=1),
    Stop("in", "in", 1, 600, prize=1),
    Stop("deep", "deep", 1, 600, prize=1),
]
Gates = list[dict[str, Any]]


def court(*gates: dict[str, Any], ways: Gates | None = None) -> Network:
    """Return a street and a yard behind it, which is entered by the gates."""
    made = [STREET, EAST, YARD] if ways is None else ways
    return Network.from_places(district(made, DOORS, gates=list(gates)))


def walk(
    network: Network, depart: time, minutes: float = 90, homes: list[Stop] | None = None
) -> Round:
    return plan_round(
        network,
        HOMES if homes is None else homes,
        start=lon_lat(0, 0),
        minutes=minutes,
        depart=depart,
        iterations=10,
    )


def made(result: Round) -> dict[str, time]:
    return {stop.stop.key: stop.start for stop in result.stops}


def left(result: Round) -> dict[str, str]:
    return {skip.stop.key: skip.reason for skip in result.skipped}


EVENING = gate("g", 500, 100, opens="06:00", closes="22:00")


def test_a_gate_that_closes_during_the_round_is_passed_in_time() -> None:
    result = walk(court(EVENING), time(21, 15))
    assert made(result).keys() == {"out", "in", "deep"}
    out = next(stop for stop in result.stops if stop.stop.key == "out")
    inside = [stop for stop in result.stops if stop.stop.key != "out"]
    # out of the yard again, 280 m from the furthest door to the gate, before ten o'clock
    assert max(stop.leave_s for stop in inside) + 300 / 1.2 <= 22 * HOUR + 60
    assert out.start_s > min(stop.start_s for stop in inside)
    assert {stop.stop.key for stop in result.stops if stop.gates == ("g",)} == {"in", "deep"}


def test_a_gate_that_opens_during_the_round_is_waited_for() -> None:
    result = walk(court(EVENING), time(5, 45))
    assert made(result).keys() == {"out", "in", "deep"}
    assert made(result)["out"] < time(6)
    assert min(made(result)["in"], made(result)["deep"]) > time(6)
    assert result.walk_s + result.climb_s + result.service_s + result.wait_s == result.total_s


def test_what_a_gate_leaves_no_time_for_names_the_gate_and_its_hours() -> None:
    result = walk(court(EVENING), time(21, 50))
    assert made(result).keys() == {"out"}
    assert {skip.cause for skip in result.skipped} == {Cause.GATE}
    assert left(result)["in"] == "the hours of gate g (06:00-22:00) cannot be kept"
    assert result.skipped[0].gates == ("g",)


def test_behind_a_locked_gate_nothing_is_planned_and_each_home_says_why() -> None:
    result = walk(court(gate("g", 500, 100, kind="closed")), time(10))
    assert made(result).keys() == {"out"}
    assert {skip.cause for skip in result.skipped} == {Cause.UNREACHABLE}
    other = gate("w", 100, 100)
    both = court(gate("g", 500, 100, kind="closed"), other, ways=[STREET, EAST, WEST, YARD])
    assert made(walk(both, time(10))).keys() == {"out", "in", "deep"}


def test_another_gate_that_stays_open_is_the_way_in() -> None:
    both = court(EVENING, gate("w", 100, 100), ways=[STREET, EAST, WEST, YARD])
    result = walk(both, time(21, 50), minutes=120)
    assert made(result).keys() == {"out", "in", "deep"}
    assert all(stop.gates == () for stop in result.stops)
    assert result.optimal


def test_the_gate_that_is_open_longest_is_the_way_in() -> None:
    early = gate("w", 100, 100, opens="06:00", closes="21:20")
    both = court(EVENING, early, ways=[STREET, EAST, WEST, YARD])
    result = walk(both, time(21, 10))
    assert made(result).keys() == {"out", "in", "deep"}
    assert {gates for stop in result.stops for gates in stop.gates} == {"g"}


def test_hours_of_a_home_count_together_with_those_of_its_gate() -> None:
    late = replace(HOMES[1], windows=((time(21, 55), time(22, 30)),))
    early = replace(HOMES[1], windows=((time(21, 20), time(22, 30)),))
    assert walk(court(EVENING), time(21), homes=[late]).skipped[0].cause is Cause.GATE
    start = made(walk(court(EVENING), time(21), homes=[early]))["in"]
    assert time(21, 20) <= start < time(21, 50)


def test_of_two_stretches_a_home_takes_the_one_that_its_hours_suit() -> None:
    night = gate("g", 500, 100, opens="22:30", closes="20:30")
    late = replace(HOMES[1], windows=((time(22, 40), time(23)),))
    assert walk(court(night), time(20), minutes=200, homes=[late]).skipped == ()
    assert made(walk(court(night), time(20), minutes=200, homes=[HOMES[1]]))["in"] < time(23)


def test_a_round_that_ends_behind_a_gate_is_back_before_it_closes() -> None:
    result = plan_round(
        court(EVENING),
        HOMES[:1],
        start=lon_lat(0, 0),
        end="deep",
        minutes=120,
        depart=time(21),
        iterations=20,
    )
    assert made(result).keys() == {"out"}
    assert result.finish <= time(22)


def test_a_round_of_the_day_looks_at_no_hours() -> None:
    ways = stretches(court(EVENING).parts.gates, 9 * HOUR, 11 * HOUR)
    assert [(one.from_s, one.until_s, one.shut) for one in ways] == [
        (9 * HOUR, 11 * HOUR, frozenset())
    ]


def test_a_round_is_cut_where_a_gate_opens_or_closes() -> None:
    gates = [Gate("g", 1, 360, 1320), Gate("h", 2, 1260, 300)]
    found = stretches(gates, 20 * HOUR, 23 * HOUR)
    assert [(one.from_s / HOUR, one.until_s / HOUR, sorted(one.shut)) for one in found] == [
        (20, 23, [1, 2]),
        (20, 22, [2]),
        (21, 23, [1]),
        (21, 22, []),
    ]


def test_the_check_finds_a_walk_through_a_shut_gate() -> None:
    network = court(EVENING)
    nodes = [network.door("in"), network.door("out"), network.door("out")]
    parts = stretches(network.parts.gates, 21 * HOUR, 23 * HOUR)
    ways = GatedWays.through(network, nodes, pace(), parts)
    seconds = float(ways.walk_s[0, 1])
    good = Move(0, 1, 21 * HOUR, 21 * HOUR + seconds)
    late = Move(0, 1, 22 * HOUR, 22 * HOUR + seconds)
    assert gate_faults(ways, [good]) == []
    assert "the walk from place 0 to 1" in gate_faults(ways, [good, late])[0]


clock = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.tuples(clock, clock, clock, clock),
    st.integers(0, 23 * 60),
    st.integers(10, 400),
    st.lists(st.integers(0, 2), unique=True),
)
def test_every_round_passes_every_gate_while_it_is_open(
    hours: tuple[str, str, str, str], depart_min: int, minutes: int, kept: list[int]
) -> None:
    network = court(
        gate("g", 500, 100, opens=hours[0], closes=hours[1]),
        gate("w", 100, 100, opens=hours[2], closes=hours[3]),
        ways=[STREET, EAST, WEST, YARD],
    )
    homes = [HOMES[k] for k in kept]
    result = walk(network, clock_time(depart_min * 60), minutes, homes)
    assert {s.stop.key for s in (*result.stops, *result.skipped)} == {h.key for h in homes}
    now, place = result.depart_s, "start"
    for stop in result.stops:
        walked = walked_by_hand(network, place, stop.stop.entrance_id, now)
        assert walked is not None
        assert walked <= stop.start_s + 1
        now, place = stop.leave_s, stop.stop.entrance_id
    if result.stops:
        home = walked_by_hand(network, place, "start", now)
        assert home is not None
        assert home <= result.finish_s + 1


SPOTS = {"start": (0, 0), "out": (300, 0), "in": (480, 200), "deep": (300, 200)}


def walked_by_hand(network: Network, start: str, end: str, leave_s: float) -> float | None:
    """Return the earliest arrival on foot, gates waited for: along the street or the yard."""
    (x, y), (u, v) = SPOTS[start], SPOTS[end]
    if y == v:
        return leave_s + abs(u - x) / 1.2
    by_gate = {found.id: found for found in network.parts.gates}
    arrivals = []
    for name, at in (("g", 500), ("w", 100)):
        there = leave_s + (abs(at - x) + 100) / 1.2
        passed = by_gate[name].opens_by_s(there)
        arrivals.append(passed + (abs(u - at) + 100) / 1.2)
    return min(arrivals)


def test_gates_that_change_too_often_to_tell_apart_count_as_shut() -> None:
    gates = [Gate(f"g{k}", k, 600 + 10 * k, 620 + 10 * k) for k in range(12)]
    (whole,) = stretches(gates, 9 * HOUR, 14 * HOUR)
    assert whole.shut == frozenset(range(12))


@pytest.mark.parametrize("read", [lambda: Gate("g", 0, None, None), lambda: Gate("g", 0, 60, 60)])
def test_a_gate_without_hours_never_changes(read: Callable[[], Gate]) -> None:
    assert read().changes_s(0, 48 * HOUR) == []
    assert read().opens_by_s(5.0) == 5.0
    assert read().open_through(0, 48 * HOUR)


def test_seconds_between_places_of_two_stretches_pass_the_gates_of_both() -> None:
    ways = [STREET, EAST, YARD, way("other", (0, 0), (0, -200))]
    doors = [*DOORS, door("below", 3, -190)]
    early = gate("b", 0, -100, opens="06:00", closes="21:30")
    network = Network.from_places(district(ways, doors, gates=[EVENING, early]))
    nodes = [network.door(name) for name in ("in", "below", "out", "out")]
    found = GatedWays.through(
        network, nodes, pace(), stretches(network.parts.gates, 21 * HOUR, 23 * HOUR)
    )
    assert np.isfinite(found.walk_s).all()
    assert found.margins.gates[:2] == (("g",), ("b",))
    assert seconds_of(time(0, 1)) == 60
