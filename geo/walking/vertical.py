"""Stairs and lifts: the seconds between floors, and the order of floors that saves climbing."""

import itertools
from dataclasses import dataclass
from enum import StrEnum

from geo.walking.pace import Pace

GROUND = 1
"""The floor of the door; floors are counted as people do: 1, 2, 3, and -1 below 1."""

TRIED = 5
"""Up to so many floors, every order is tried."""


@dataclass(frozen=True, slots=True)
class Ascent:
    """The visits of one call at an entrance, in order, and the seconds of climbing."""

    order: tuple[int, ...]
    """Indices of the floors given."""
    before_s: tuple[float, ...]
    """Shape as `order`: climbing right before each visit."""
    down_s: float
    """Climbing from the last visit back to the door."""

    @property
    def total_s(self) -> float:
        """All climbing of the call, in seconds."""
        return sum(self.before_s) + self.down_s


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


def ascent(floors: list[int], *, lift: bool, pace: Pace) -> Ascent:
    """Return the order of `floors` (at least one) that costs the least climbing from the door.

    Without a lift that is up to the top with visits on the way; with a lift it is mostly up by
    lift and down the stairs. Basements are one trip of their own. Equal floors keep their order.
    """
    index = sorted(range(len(floors)), key=lambda i: (_storey(floors[i]), i))
    above = [i for i in index if floors[i] >= GROUND]
    below = [i for i in reversed(index) if floors[i] < GROUND]
    turned = sorted(above, key=lambda i: (-_storey(floors[i]), i))
    if len(floors) <= TRIED:
        ways = [list(way) for way in itertools.permutations(index)]
        return _least(ways, floors, lift=lift, pace=pace)
    ways = [[*a, *b] for a in (above, turned) for b in (below, below[::-1])]
    ways += [[*b, *a] for a in (above, turned) for b in (below, below[::-1])]
    return _least(ways, floors, lift=lift, pace=pace)


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


def _least(ways: list[list[int]], floors: list[int], *, lift: bool, pace: Pace) -> Ascent:
    return min((_timed(way, floors, lift=lift, pace=pace) for way in ways), key=lambda a: a.total_s)


def _timed(way: list[int], floors: list[int], *, lift: bool, pace: Pace) -> Ascent:
    at, before = GROUND, []
    for i in way:
        before.append(climb_s(at, floors[i], lift=lift, pace=pace))
        at = floors[i]
    return Ascent(tuple(way), tuple(before), climb_s(at, GROUND, lift=lift, pace=pace))


def _storey(floor: int) -> int:
    return floor - 1 if floor > 0 else floor
