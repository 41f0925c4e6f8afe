"""Two people meet at one door at one time, and walk their own rounds before and after."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.walking.checker import faults
from geo.walking.meeting import solve_with_meetings
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.solver import solve

LINE = np.abs(np.arange(9)[:, None] - np.arange(9)[None]) * 100.0
CREW = (Walker("a", 0, 0, (0.0, 5000.0)), Walker("b", 8, 8, (300.0, 5000.0), 4000.0))


def with_one_for_two(**more: object) -> Problem:
    visits = [Visit(f"v{k}", k, 200) for k in (1, 2, 6, 7)]
    return Problem(LINE, (*visits, Visit("m", 4, 600, people=2, **more)), CREW)  # type: ignore[arg-type]


def test_both_are_there_at_one_time() -> None:
    problem = with_one_for_two()
    plan = solve_with_meetings(problem, iterations=60)
    assert faults(problem, plan) == []
    assert plan.skipped == ()
    starts = [s.start_s for route in plan.routes for s in route.stops if s.visit == "m"]
    assert len(starts) == 2
    assert starts[0] == starts[1]
    assert plan.travel_s == 800 + 800


def test_its_hours_are_kept() -> None:
    problem = with_one_for_two(windows=((2000.0, 2100.0),))
    plan = solve_with_meetings(problem, iterations=60)
    assert faults(problem, plan) == []
    assert {s.start_s for route in plan.routes for s in route.stops if s.visit == "m"} <= {
        float(t) for t in range(2000, 2101)
    }


def test_one_walker_alone_leaves_it_out_with_a_reason() -> None:
    problem = replace(with_one_for_two(), walkers=CREW[:1])
    plan = solve_with_meetings(problem, iterations=20)
    assert faults(problem, plan) == []
    assert [skip.visit for skip in plan.dropped] == ["m"]
    assert "no two walkers" in plan.dropped[0].reason


def test_the_plain_search_says_who_plans_it() -> None:
    with pytest.raises(InputError, match="'m' is for two people"):
        solve(with_one_for_two())
    with pytest.raises(InputError, match="people is 3"):
        Visit("x", 0, people=3)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 14), st.integers(1, 4), st.sampled_from(Objective))
def test_every_plan_with_meetings_keeps_every_limit(
    seed: int, n: int, walkers: int, objective: Objective
) -> None:
    random = np.random.default_rng(seed)
    spots = random.integers(0, 400, (n + 1, 2))
    travel = np.abs(spots[:, None] - spots[None]).sum(axis=2).astype(float)
    visits = []
    for k in range(n):
        opens = float(random.integers(0, 900))
        windows = ((opens, opens + 300),) if random.random() < 0.3 else ()
        people, must = 1 + int(random.random() < 0.3), bool(random.random() < 0.5)
        prize = float(random.integers(0, 9))
        visits.append(Visit(f"v{k}", k + 1, 60.0, windows, prize, must, people))
    crew = tuple(
        Walker(f"w{k}", 0, int(random.integers(0, n + 1)), (10.0 * k, 1500.0))
        for k in range(walkers)
    )
    problem = Problem(travel, tuple(visits), crew, objective)
    assert faults(problem, solve_with_meetings(problem, iterations=20)) == []
