"""Climbing: up and down by stairs or lift, and no detour that saves time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walking.pace import Pace
from geo.walking.vertical import climb_s, floors_between

PACE = Pace(1.2, 0.6, 16, 13, 30, 2, 8)
FLOORS = st.sampled_from([-2, -1, 1, 2, 3, 4, 5, 6, 9, 12, 18, 30])


def test_there_is_no_floor_zero() -> None:
    assert floors_between(-1, 1) == 1


@pytest.mark.parametrize(
    ("start", "end", "lift", "wanted_s"),
    [
        (1, 5, False, 64),
        (5, 1, False, 52),
        (1, 2, True, 16),
        (1, 11, True, 30 + 20 + 8),
        (3, 3, True, 0),
    ],
)
def test_the_quicker_of_stairs_and_lift_is_taken(
    start: int, end: int, *, lift: bool, wanted_s: float
) -> None:
    assert climb_s(start, end, lift=lift, pace=PACE) == wanted_s


def test_a_trolley_takes_the_lift_for_one_floor() -> None:
    assert climb_s(1, 2, lift=True, pace=PACE.without_steps()) == 40


@settings(max_examples=60, deadline=None, derandomize=True)
@given(a=FLOORS, b=FLOORS, c=FLOORS, lift=st.booleans())
def test_a_stop_on_the_way_never_saves_time(a: int, b: int, c: int, *, lift: bool) -> None:
    direct = climb_s(a, c, lift=lift, pace=PACE)
    via = climb_s(a, b, lift=lift, pace=PACE) + climb_s(b, c, lift=lift, pace=PACE)
    assert direct <= via
