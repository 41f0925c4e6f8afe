"""Stairs and lifts: the seconds between floors, and how the homes of one entrance are climbed."""

from enum import StrEnum

from geo.walking.pace import Pace

GROUND = 1
"""The floor of the door; floors are counted as people do: 1, 2, 3, and -1 below 1."""


def floors_between(start: int, end: int) -> int:
    """Return how many storeys lie from floor `start` to floor `end`; above 0 is up.

    Examples
    --------
    >>> floors_between(1, 5), floors_between(2, -1)
    (4, -2)
    """
    return _storey(end) - _storey(start)


def climb_s(start: int, end: int, *, lift: bool, pace: Pace) -> float:
    """Return the least seconds from floor `start` to floor `end`, by stairs or by lift."""
    storeys = floors_between(start, end)
    stairs = storeys * pace.floor_up_s if storeys > 0 else -storeys * pace.floor_down_s
    if not lift or storeys == 0:
        return stairs
    ride = pace.lift_wait_s + abs(storeys) * pace.lift_floor_s + pace.lift_stop_s
    return ride if pace.step_free else min(stairs, ride)


class Climb(StrEnum):
    """How the homes behind one entrance are walked, for a hint to the walker."""

    LIFT_THEN_DOWN = "lift_then_down"
    LIFT = "lift"
    UP = "up"
    TOP_FIRST = "top_first"
    LEVEL = "level"
    MIXED = "mixed"


def climb_of(floors: list[int], *, lift: bool) -> Climb:
    """Return how `floors` (at least one), in the order of the calls, are climbed.

    Examples
    --------
    >>> climb_of([9, 7, 3], lift=True), climb_of([2, 4], lift=False), climb_of([1, 1], lift=True)
    (<Climb.LIFT_THEN_DOWN: 'lift_then_down'>, <Climb.UP: 'up'>, <Climb.LEVEL: 'level'>)
    """
    storeys = [_storey(floor) for floor in floors]
    if set(storeys) == {0}:
        return Climb.LEVEL
    if storeys == sorted(storeys):
        # a lift carries to a single floor, or from one to the next
        return Climb.LIFT if lift else Climb.UP
    if storeys == sorted(storeys, reverse=True):
        return Climb.LIFT_THEN_DOWN if lift else Climb.TOP_FIRST
    return Climb.MIXED


def _storey(floor: int) -> int:
    return floor - 1 if floor > 0 else floor
