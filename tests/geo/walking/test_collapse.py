"""Homes behind one entrance become one place, and the round stays the shortest there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walking.checker import faults
from geo.walking.collapse import collapsed
from geo.walking.pace import Pace
from geo.walking.problem import Problem, Visit, Walker
from geo.walking.solver import solve
from geo.walking.ticks import Clock
from geo.walking.vertical import climb_s

PACE = Pace(1.2, 0.6, 16, 13, 30, 2, 8)


def towers(seed: int, homes: int, entrances: int, *, lifts: bool) -> Problem:
    """Return homes on floors behind entrances; each home is its own place of the matrix."""
    random = np.random.default_rng(seed)
    spots = random.integers(0, 300, (entrances + 1, 2))
    way = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)))
    door = np.concatenate([[0], random.integers(1, entrances + 1, homes)])
    floor = np.concatenate([[1], random.integers(1, 12, homes)])
    lift = np.concatenate([[False], random.random(entrances) < 0.5]) & lifts

    def leg(a: int, b: int) -> float:
        if door[a] == door[b]:
            return climb_s(int(floor[a]), int(floor[b]), lift=bool(lift[door[a]]), pace=PACE)
        down = climb_s(int(floor[a]), 1, lift=bool(lift[door[a]]), pace=PACE)
        up = climb_s(1, int(floor[b]), lift=bool(lift[door[b]]), pace=PACE)
        return float(way[door[a], door[b]]) + down + up

    travel = np.array([[leg(a, b) for b in range(homes + 1)] for a in range(homes + 1)])
    visits = tuple(Visit(f"v{k}", k, 60.0) for k in range(1, homes + 1))
    return Problem(travel, visits, (Walker("w", 0, 0, (0.0, 1e6)),))


def shortest(problem: Problem) -> float:
    n = len(problem.visits)
    orders = np.array(list(itertools.permutations(range(1, n + 1))))
    walks = np.pad(orders, ((0, 0), (1, 1)))
    lengths: np.ndarray = problem.travel_s[walks[:, :-1], walks[:, 1:]].sum(axis=1)
    return float(lengths.min())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(2, 7), st.integers(1, 4), st.booleans())
def test_no_bound_is_above_the_shortest_and_groups_hold_every_visit(
    seed: int,
    homes: int,
    entrances: int,
    lifts: bool,  # noqa: FBT001  # drawn
) -> None:
    problem = towers(seed, homes, entrances, lifts=lifts)
    doors = collapsed(Clock.of(problem), list(range(homes)))
    assert sorted(v for group in doors.groups for v in group) == list(range(homes))
    inside = {v: k for k, group in enumerate(doors.groups) for v in group}
    order = min(
        itertools.permutations(range(len(doors.groups))),
        key=lambda groups: length(problem, [v for g in groups for v in doors.groups[g]]),
    )
    best = length(problem, [v for g in order for v in doors.groups[g]])
    assert len(inside) == homes
    if doors.inner == doors.least_inner:
        assert best == pytest.approx(shortest(problem))


def length(problem: Problem, order: list[int]) -> float:
    stops = [0, *(v + 1 for v in order), 0]
    return float(problem.travel_s[stops[:-1], stops[1:]].sum())


def test_a_street_of_towers_is_proved_shortest() -> None:
    problem = towers(4, 90, 25, lifts=False)
    assert len(collapsed(Clock.of(problem), list(range(90))).groups) <= 26
    plan = solve(problem, iterations=30)
    assert faults(problem, plan) == []
    assert plan.optimal
    assert plan.bound == plan.travel_s


def test_homes_seen_alike_are_not_joined_when_a_round_may_gain_by_coming_twice() -> None:
    far = np.array([[0, 5, 5, 9], [5, 0, 40, 4], [5, 40, 0, 4], [9, 4, 4, 0]], dtype=float)
    visits = tuple(Visit(f"v{k}", k, 0.0) for k in range(1, 4))
    problem = Problem(far, visits, (Walker("w", 0, 0, (0.0, 1e4)),))
    assert len(collapsed(Clock.of(problem), [0, 1, 2]).groups) == 3
