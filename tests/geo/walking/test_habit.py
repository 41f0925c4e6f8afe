"""A walk as somebody is used to: ends are held, the usual order unless it costs much."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.walking.checker import faults
from geo.walking.habit import Manner, solve_as_used, turned
from geo.walking.plan import Plan
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.solver import solve


def line(
    spots: list[float],
    *,
    minutes: float = 600,
    windows: dict[str, tuple[float, float]] | None = None,
) -> Problem:
    """Return calls on a street at `spots` seconds from the start, which is the end."""
    at = np.array([*spots, 0.0])
    wanted = windows or {}
    visits = tuple(
        Visit(f"v{k}", k, 60.0, (wanted[f"v{k}"],) if f"v{k}" in wanted else (), 1.0, required=True)
        for k in range(len(spots))
    )
    walker = Walker("w", len(spots), len(spots), (0.0, minutes * 60))
    return Problem(np.abs(at[:, None] - at[None]), visits, (walker,), Objective.MOST_PRIZE)


def order(plan: Plan) -> list[str]:
    return [stop.visit for route in plan.routes for stop in route.stops]


def test_first_and_last_calls_are_held_to_their_place() -> None:
    problem = line([100, 200, 300, 400])
    plan = solve_as_used(problem, Manner(first="v2", last="v3"), iterations=50)
    assert order(plan)[0] == "v2"
    assert order(plan)[-1] == "v3"
    assert faults(problem, plan) == []
    alone = solve_as_used(problem, Manner(last="v0"), iterations=50)
    assert order(alone) in (["v3", "v2", "v1", "v0"], ["v1", "v2", "v3", "v0"])


def test_a_call_that_cannot_come_first_is_not_held_there() -> None:
    problem = line([100, 200], windows={"v1": (0, 150)})
    plan = solve_as_used(problem, Manner(first="v1"), iterations=50)
    assert faults(problem, plan) == []
    assert "v0" in order(plan)
    late = line([100, 200], windows={"v1": (7000, 7200)})
    plan = solve_as_used(late, Manner(first="v1"), iterations=50)
    assert order(plan) == ["v1", "v0"]


def test_the_usual_order_is_kept_while_it_costs_little_and_given_up_when_it_costs_much() -> None:
    near = line([100, 104, 108, 112])
    usual = Manner(habit=("v1", "v0", "v3", "v2"))
    assert order(solve_as_used(near, usual, iterations=50)) == ["v1", "v0", "v3", "v2"]
    far = line([100, 2000, 200, 1900])
    assert turned(order(solve_as_used(far, Manner(habit=("v1", "v0", "v3", "v2")), iterations=50)),
                  ("v1", "v0", "v3", "v2")) > 0  # fmt: skip


def test_of_two_ways_round_the_usual_one_is_walked() -> None:
    problem = line([100, 200, 300])
    for habit in (("v0", "v1", "v2"), ("v2", "v1", "v0")):
        assert order(solve_as_used(problem, Manner(habit=habit), iterations=50)) == list(habit)


def test_a_habit_is_one_walkers() -> None:
    problem = line([100])
    two = Problem(problem.travel_s, problem.visits, (*problem.walkers, Walker("x", 1, 1, (0, 60))))
    with pytest.raises(InputError, match="one walker"):
        solve_as_used(two, Manner(first="v0"))


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 900), min_size=1, max_size=7),
    st.permutations([f"v{k}" for k in range(7)]),
    st.sampled_from(["", "first", "last", "first last"]),
)
def test_nothing_that_was_planned_is_given_up_and_no_limit_is_broken(
    spots: list[int], names: list[str], ends: str
) -> None:
    problem = line([float(spot) for spot in spots], minutes=60)
    known = [name for name in names if int(name[1:]) < len(spots)]
    pins = (
        known[0] if "first" in ends else "",
        known[-1] if "last" in ends and len(known) > 1 else "",
    )
    plan = solve_as_used(problem, Manner(tuple(known), *pins), iterations=20)
    assert faults(problem, plan) == []
    assert sorted(order(plan)) == sorted(order(solve(problem, iterations=20)))
    assert solve_as_used(problem, Manner(tuple(known), *pins), iterations=20) == plan
