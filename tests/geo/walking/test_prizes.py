"""Along a given order the best subset is kept; no move makes a walk end later; prizes are whole."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walking.checker import faults
from geo.walking.laying import laid
from geo.walking.moves import shortened
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.selection import selection
from geo.walking.solver import solve
from geo.walking.strolls import Stroll
from geo.walking.ticks import Clock

QUICK = settings(max_examples=60, deadline=None, derandomize=True)
KINDS = st.sampled_from(["plain", "one-way", "windows", "two windows"])


def day(seed: int, n: int, kind: str, *, until: float = 400.0, walkers: int = 1) -> Problem:
    """Return a problem of prizes; every third visit has windows where `kind` says so."""
    random = np.random.default_rng(seed)
    spots = random.integers(0, 60, (n + 1, 2))
    travel = np.abs(spots[:, None] - spots[None]).sum(axis=2).astype(float)
    if kind == "one-way":
        travel += random.integers(0, 30, travel.shape)
        np.fill_diagonal(travel, 0)
    visits = []
    for k in range(n):
        opens = float(random.integers(0, 200))
        spans = ((opens, opens + 60.0), (opens + 120.0, opens + 180.0))
        some = {"windows": spans[:1], "two windows": spans}.get(kind, ()) if k % 3 else ()
        service, prize = float(random.integers(5, 40)), float(random.integers(0, 9))
        visits.append(Visit(f"v{k}", k + 1, service, some, prize, required=False))
    crew = tuple(Walker(f"w{k}", 0, k, (10.0, 10.0 + until)) for k in range(walkers))
    return Problem(travel, tuple(visits), crew, Objective.MOST_PRIZE, seed)


def stroll_of(problem: Problem, must: set[int] | None = None) -> Stroll:
    return Stroll.of(Clock.of(problem), 0, list(range(len(problem.visits))), must or set())


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 8), KINDS, st.sampled_from([set(), {0}]))
def test_along_an_order_no_subset_is_better(seed: int, n: int, kind: str, must: set[int]) -> None:
    stroll = stroll_of(day(seed, n, kind, until=150), must)
    order = np.random.default_rng(seed).permutation(n)
    levels = stroll.prize.astype(np.int64)
    tried = [
        (-levels[list(part)].sum(), stroll.finish(list(part)))
        for size in range(1, n + 1)
        for part in itertools.combinations(order.tolist(), size)
        if stroll.finish(list(part)) is not None and must <= set(part)
    ]
    kept = selection(stroll, order, levels, int(levels.sum()))
    if not tried:
        assert kept is None
        return
    assert kept is not None
    assert kept.finish == stroll.finish(kept.order)
    assert (-levels[kept.order].sum(), kept.finish) == min(tried)


@QUICK
@given(st.integers(0, 10**6), st.integers(2, 14), KINDS)
def test_a_shortened_walk_keeps_its_visits_and_ends_no_later(seed: int, n: int, kind: str) -> None:
    stroll = stroll_of(day(seed, n, kind, until=2000))
    order = list(range(n))
    finish = stroll.finish(order)
    if finish is None:
        return
    shorter, then = shortened(stroll, order, finish)
    assert sorted(shorter) == order
    assert then == stroll.finish(shorter)
    assert then <= finish


def test_no_turn_and_no_move_of_three_shortens_further() -> None:
    stroll = stroll_of(day(3, 9, "one-way", until=5000))
    start = list(range(9))
    order, finish = shortened(stroll, start, stroll.finish(start) or 0)
    for a, b in itertools.combinations(range(10), 2):
        turned = [*order[:a], *order[a:b][::-1], *order[b:]]
        assert (stroll.finish(turned) or 0) >= finish
        part, rest = order[a:b], [*order[:a], *order[b:]]
        if b - a <= 3:
            for k in range(len(rest) + 1):
                assert (stroll.finish([*rest[:k], *part, *rest[k:]]) or 0) >= finish


@QUICK
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(0, 5), KINDS)
def test_laying_keeps_the_order_of_the_walk_and_the_cheapest(
    seed: int, n: int, most: int, kind: str
) -> None:
    stroll = stroll_of(day(seed, n, kind, until=2000))
    made, free = list(range(n // 2)), np.arange(n // 2, n)
    order = laid(stroll, made, free, most).tolist()
    assert [v for v in order if v in made] == made
    assert len(order) == len(made) + min(most, len(free))
    assert len(set(order)) == len(order)


@QUICK
@given(st.integers(0, 10**6), st.integers(11, 30), st.integers(1, 3), KINDS)
def test_a_collected_plan_keeps_every_limit(seed: int, n: int, walkers: int, kind: str) -> None:
    problem = day(seed, n, kind, walkers=walkers)
    plan = solve(problem, iterations=40)
    assert faults(problem, plan) == []
    assert plan.bound is not None
    assert plan.prize <= plan.bound + 1e-9


@pytest.mark.parametrize("scale", [1.0, 0.1, 1 / 3, 1000.0])
def test_the_unit_of_prizes_does_not_matter_much(scale: float) -> None:
    whole = day(5, 40, "windows", until=300)
    visits = tuple(
        Visit(v.id, v.at, v.service_s, v.windows, v.prize * scale, required=False)
        for v in whole.visits
    )
    other = Problem(whole.travel_s, visits, whole.walkers, Objective.MOST_PRIZE)
    one, two = solve(whole, iterations=600), solve(other, iterations=600)
    assert two.prize / scale >= 0.97 * one.prize


def test_a_required_visit_is_never_given_up_for_prizes() -> None:
    for seed in range(5):
        problem = day(seed, 30, "plain", until=300)
        far = int(problem.travel_s[0, 1:].argmax())
        visits = tuple(
            Visit(v.id, v.at, v.service_s, (), 0.0 if k == far else v.prize, required=k == far)
            for k, v in enumerate(problem.visits)
        )
        plan = solve(
            Problem(problem.travel_s, visits, problem.walkers, Objective.MOST_PRIZE), iterations=100
        )
        assert plan.dropped == ()
        assert f"v{far}" in {stop.visit for stop in plan.routes[0].stops}


def test_a_day_of_many_years_is_still_planned() -> None:
    problem = day(2, 14, "plain")
    longest = (Walker("w", 0, 0, (0.0, 9e10)),)
    plan = solve(
        Problem(problem.travel_s, problem.visits, longest, Objective.MOST_PRIZE), iterations=20
    )
    assert plan.prize == sum(v.prize for v in problem.visits)
