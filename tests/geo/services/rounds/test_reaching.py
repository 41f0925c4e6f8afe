"""A door that no way leads to is told with what bars it."""

from datetime import time

from geo.services.rounds.reaching import Bar, Barred, bars, doors_apart
from geo.walking.network import Network
from geo.walking.pace import pace
from tests.geo.walking.district import district, door, gate, lon_lat, way

WAYS = [
    way("main", (0, 0), (100, 0)),
    way("court", (100, 0), (100, 100)),
    way("steps", (0, 0), (0, 60), kind="steps"),
    way("up", (0, 60), (0, 100)),
    way("island", (500, 500), (600, 500)),
]
DOORS = [
    door("near", 50, 2),
    door("behind", 102, 90),
    door("above", 2, 95),
    door("apart", 550, 502),
]


def network(**more: object) -> Network:
    barrier = gate("g", 100, 50, opens="06:00", closes="09:30", **more)
    return Network.from_places(district(WAYS, DOORS, gates=[barrier]))


def barred(*, step_free: bool, depart: time, **more: object) -> dict[str, Bar]:
    step = pace().without_steps() if step_free else pace()
    return bars(
        network(**more),
        ["near", "behind", "above", "apart", "lost"],
        start=lon_lat(0, 0),
        depart=depart,
        minutes=60,
        pace=step,
    )


def test_a_gate_bars_only_where_it_is_shut_all_the_time_of_the_round() -> None:
    assert barred(step_free=False, depart=time(10))["behind"] == Bar(Barred.GATE, ("g",))
    assert "behind" not in barred(step_free=False, depart=time(9))
    assert "behind" not in barred(step_free=False, depart=time(5, 30))


def test_a_locked_gate_bars_whatever_its_hours() -> None:
    found = barred(step_free=False, depart=time(7), kind="closed")
    assert found["behind"] == Bar(Barred.GATE, ("g",))


def test_steps_bar_only_who_keeps_off_them() -> None:
    assert barred(step_free=True, depart=time(7))["above"] == Bar(Barred.STEPS)
    assert "above" not in barred(step_free=False, depart=time(7))


def test_ways_that_do_not_join_and_doors_that_nobody_knows_are_told_apart() -> None:
    found = barred(step_free=False, depart=time(7))
    assert found == {"apart": Bar(Barred.APART), "lost": Bar(Barred.UNLINKED)}


def test_doors_apart_are_listed_by_group() -> None:
    (group,) = doors_apart(network())
    assert group.entrance_ids == ("apart",)
    assert abs(group.at.lon - lon_lat(550, 502).lon) < 1e-6
