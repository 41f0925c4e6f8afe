"""Every plan keeps every limit, small rounds are the best there are, and doors left out say why."""

import itertools
import math
from dataclasses import replace
from pathlib import Path
from time import thread_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.walking.checker import faults
from geo.walking.plan import Cause, Plan
from geo.walking.prizes import prize_bound
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.solver import solve
from geo.walking.starts import SURE, nearest_next
from geo.walking.ticks import Clock

QUICK = settings(max_examples=60, deadline=None, derandomize=True)


def random_problem(seed: int, n: int, objective: Objective, *, walkers: int = 1) -> Problem:
    random = np.random.default_rng(seed)
    spots = random.integers(0, 600, (n + 2, 2))
    travel = np.abs(spots[:, None] - spots[None]).sum(axis=2) / 10
    visits = []
    for i in range(n):
        opens = int(random.integers(0, 300))
        windows = ((float(opens), opens + float(random.integers(50, 300))),) * int(
            random.integers(0, 2)
        )
        most = objective is Objective.MOST_PRIZE
        visits.append(
            Visit(
                f"v{i}",
                int(random.integers(0, n + 1)),
                float(random.integers(0, 60)),
                windows,
                prize=float(random.integers(0, 5)) if most else 0.0,
                required=not most or random.random() < 0.2,
            )
        )
    max_s = 100.5 + float(random.integers(0, 350))
    crew = tuple(
        Walker(f"w{k}", 0, int(random.integers(0, 2)) * (n + 1), (0.0, 500.0), max_s)
        for k in range(walkers)
    )
    return Problem(travel, tuple(visits), crew, objective)


def best_by_hand(problem: Problem) -> tuple[float, ...]:
    """Try every order of every subset; sums are exact as all times are tenths."""
    best: tuple[float, ...] | None = None
    rows = problem.visits
    walker = problem.walkers[0]
    until = min(walker.shift[1], walker.shift[0] + (walker.max_s or math.inf))
    for size in range(len(rows) + 1):
        for order in itertools.permutations(range(len(rows)), size):
            now, travel, place = walker.shift[0], 0.0, walker.start
            for v in order:
                leg = problem.travel_s[place, rows[v].at]
                now, travel, place = now + leg, travel + leg, rows[v].at
                open_spans = [w for w in rows[v].windows or ((0, math.inf),) if now <= w[1] + 1e-9]
                if not open_spans:
                    break
                now = max(now, open_spans[0][0]) + rows[v].service_s
            else:
                home = problem.travel_s[place, walker.end] if order else 0.0
                if now + home > until + 1e-9:
                    continue
                missing = sum(r.required for i, r in enumerate(rows) if i not in order)
                prize = sum(rows[v].prize for v in order)
                value = worth_of(problem.objective, missing, prize, travel + home, now + home)
                best = value if best is None else min(best, value)
    assert best is not None
    return best


def worth_of(
    objective: Objective, missing: int, prize: float, travel: float, finish: float
) -> tuple[float, ...]:
    travel, finish = round(travel, 6), round(finish, 6)
    return {
        Objective.LEAST_TIME: (missing, travel, finish),
        Objective.EARLIEST_FINISH: (missing, finish, travel),
        Objective.MOST_PRIZE: (missing, -prize, travel),
    }[objective]


def worth_of_plan(problem: Problem, plan: Plan) -> tuple[float, ...]:
    finish = max((r.finish_s for r in plan.routes if r.stops), default=0.0)
    return worth_of(problem.objective, len(plan.dropped), plan.prize, plan.travel_s, finish)


@QUICK
@given(st.integers(0, 10**6), st.integers(0, 5), st.sampled_from(Objective))
def test_a_small_round_is_the_best_of_all(seed: int, n: int, objective: Objective) -> None:
    problem = random_problem(seed, n, objective)
    plan = solve(problem, iterations=20)
    assert plan.optimal
    assert worth_of_plan(problem, plan) == best_by_hand(problem)


@QUICK
@given(st.integers(0, 10**6), st.integers(11, 25), st.integers(1, 3), st.sampled_from(Objective))
def test_every_plan_keeps_every_limit(
    seed: int, n: int, walkers: int, objective: Objective
) -> None:
    problem = random_problem(seed, n, objective, walkers=walkers)
    assert faults(problem, solve(problem, iterations=30)) == []


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_no_plan_beats_the_bound_on_the_prize(seed: int, n: int) -> None:
    problem = random_problem(seed, n, Objective.MOST_PRIZE)
    bound = prize_bound(Clock.of(problem), list(range(n)))
    assert bound >= solve(problem, iterations=20).prize - 1e-9


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 18))
def test_a_round_is_never_longer_than_the_given_order(seed: int, n: int) -> None:
    problem = random_problem(seed, n, Objective.LEAST_TIME)
    visits = tuple(replace(visit, windows=()) for visit in problem.visits)
    crew = (replace(problem.walkers[0], shift=(0.0, 1e5), max_s=None),)
    problem = replace(problem, visits=visits, walkers=crew)
    stops = [crew[0].start, *(visit.at for visit in visits), crew[0].end]
    given_order = sum(problem.travel_s[a, b] for a, b in itertools.pairwise(stops))
    plan = solve(problem, iterations=1)
    assert plan.skipped == ()
    assert plan.travel_s <= given_order + 1e-9


@pytest.mark.data
def test_known_windows_instances_reach_their_best_known_finish(sample_data: Path) -> None:
    folder = sample_data / "tsptw_langevin"
    for line in (folder / "best_known.txt").read_text().splitlines():
        name, best = line.split()[:2]
        plan = solve(langevin(folder / name), iterations=3000)
        assert plan.skipped == ()
        assert plan.routes[0].finish_s == float(best)


def langevin(path: Path) -> Problem:
    numbers = [float(word) for word in path.read_text().split()]
    n = int(numbers[0])
    travel = np.array(numbers[1 : 1 + n * n]).reshape(n, n)
    windows = np.array(numbers[1 + n * n :]).reshape(n, 2).tolist()
    visits = tuple(Visit(str(i), i, 0.0, (tuple(windows[i]),)) for i in range(1, n))
    walker = Walker("w", 0, 0, tuple(windows[0]))
    return Problem(travel, visits, (walker,), Objective.EARLIEST_FINISH)


LINE = np.abs(np.arange(6)[:, None] - np.arange(6)[None]) * 100.0


def line_problem(*visits: Visit, max_s: float | None = None, **changed: object) -> Problem:
    walker = Walker("w1", 0, 0, (0.0, 10_000.0), max_s)
    return replace(Problem(LINE, visits, (walker,)), **changed)


def test_a_window_before_arrival_is_named() -> None:
    plan = solve(line_problem(Visit("v1", 3, windows=((0.0, 100.0),)), Visit("v2", 1)))
    assert [(skip.visit, skip.cause) for skip in plan.dropped] == [("v1", Cause.WINDOW)]
    assert "window [0, 100] closes before the earliest arrival at 300 s" in plan.dropped[0].reason


def test_a_budget_too_small_for_all_is_named() -> None:
    plan = solve(line_problem(Visit("v1", 1, 60), Visit("v2", 5, 60), max_s=900))
    assert [skip.visit for skip in plan.dropped] == ["v2"]
    assert "budget max_s of 'w1' is 900 s" in plan.dropped[0].reason


def test_a_budget_of_zero_plans_nothing_and_says_why() -> None:
    plan = solve(line_problem(Visit("v1", 1, 60), max_s=0))
    assert plan.routes[0].stops == ()
    assert plan.dropped[0].cause is Cause.BUDGET


def test_a_door_that_no_way_leads_to_is_unreachable() -> None:
    travel = LINE.copy()
    travel[:5, 5] = math.inf
    plan = solve(line_problem(Visit("v1", 5), Visit("v2", 2), travel_s=travel))
    assert [(skip.visit, skip.cause) for skip in plan.skipped] == [("v1", Cause.UNREACHABLE)]


def test_an_optional_visit_without_prize_is_skipped_as_no_prize() -> None:
    problem = line_problem(
        Visit("v1", 1, required=False),
        Visit("v2", 2, prize=3, required=False),
        objective=Objective.MOST_PRIZE,
    )
    plan = solve(problem)
    assert [(skip.visit, skip.reason) for skip in plan.skipped] == [("v1", "no prize")]
    assert (plan.prize, plan.bound, plan.optimal) == (3, 3, True)


def test_the_second_window_is_used_when_the_first_is_over() -> None:
    plan = solve(line_problem(Visit("v1", 3, windows=((0.0, 100.0), (500.0, 600.0)))))
    stop = plan.routes[0].stops[0]
    assert (stop.arrive_s, stop.start_s) == (300, 500)


def test_decimals_are_kept_exact() -> None:
    travel = np.array([[0, 0.1], [0.2, 0]])
    plan = solve(line_problem(Visit("v1", 1, 0.3), travel_s=travel))
    assert plan.routes[0].finish_s == 0.6
    assert plan.routes[0].travel_s == 0.3


def test_many_doors_behind_few_entrances_are_proved_shortest() -> None:
    random = np.random.default_rng(5)
    spots = random.integers(0, 3000, (46, 2))
    travel = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)).round(1)
    visits = tuple(Visit(str(i), 1 + i % 45, 60) for i in range(150))
    walker = Walker("w", 0, 0, (0.0, 90_000.0))
    plan = solve(Problem(travel, visits, (walker,)), iterations=50)
    assert plan.optimal
    assert plan.bound == plan.travel_s


def test_equal_iterations_give_equal_plans() -> None:
    problem = random_problem(3, 30, Objective.MOST_PRIZE, walkers=2)
    assert solve(problem, iterations=40) == solve(problem, iterations=40)


def test_the_time_limit_is_kept_even_with_5000_visits() -> None:
    visits = tuple(Visit(str(i), i % 6, 1.0) for i in range(5000))
    plan = solve(line_problem(*visits), seconds=0.5)
    assert plan.seconds <= 0.5 * 1.2 + 0.1


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize("walkers", [1, 4])
def test_no_search_is_begun_that_cannot_end_in_time(objective: Objective, walkers: int) -> None:
    random = np.random.default_rng(2)
    spots = random.random((2501, 2)) * 2000
    travel = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)))
    most = objective is Objective.MOST_PRIZE
    visits = tuple(
        Visit(str(i), i, 30, ((9e3, 3e4),) if i % 3 else (), 1.0 + i % 7, required=not most)
        for i in range(1, 2501)
    )
    crew = tuple(Walker(f"w{k}", 0, 0, (0.0, 6e4)) for k in range(walkers))
    begin = thread_time()
    plan = solve(Problem(travel, visits, crew, objective), seconds=1.0)
    # seconds of this thread, as others may keep the machine busy
    assert thread_time() - begin <= 1.0 * 1.2 + 0.3
    assert sum(len(route.stops) for route in plan.routes) > 100


def test_a_plan_with_more_visits_than_a_search_takes_is_searched_on() -> None:
    visits = tuple(Visit(str(i), 1 + i % 5, 1.0) for i in range(1400))
    walker = Walker("w1", 0, 0, (0.0, 1200.0))
    plan = solve(Problem(LINE, visits, (walker,)), iterations=2)
    assert 250 < len(plan.routes[0].stops) < 1400


def thousands() -> Problem:
    spots = np.random.default_rng(1).random((2001, 2)) * 2000
    travel = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)))
    visits = tuple(Visit(str(i), i, 60, prize=1 + i % 7, required=False) for i in range(1, 2001))
    walker = Walker("w", 0, 0, (0.0, 7200.0))
    return Problem(travel, visits, (walker,), Objective.MOST_PRIZE)


def test_thousands_of_places_still_get_a_plan_in_little_time() -> None:
    problem = thousands()
    plan = solve(problem, seconds=0.2)
    assert faults(problem, plan) == []
    assert len(plan.routes[0].stops) > 20


def test_a_first_plan_is_made_even_when_all_time_has_gone() -> None:
    problem = thousands()
    (order,) = nearest_next(Clock.of(problem), list(range(len(problem.visits))), until=0.0)
    assert len(order) >= SURE


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_one_way_times_are_each_counted_in_their_direction(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    travel = random.integers(1, 200, (n + 2, n + 2)).astype(float)
    np.fill_diagonal(travel, 0)
    problem = replace(random_problem(seed, n, Objective.LEAST_TIME), travel_s=travel)
    plan = solve(problem, iterations=20)
    assert faults(problem, plan) == []
    assert worth_of_plan(problem, plan) == best_by_hand(problem)


def test_nothing_to_visit_is_an_empty_plan() -> None:
    plan = solve(line_problem())
    assert (plan.routes[0].stops, plan.travel_s, plan.bound, plan.optimal) == ((), 0, 0, True)


def test_times_may_count_from_any_zero() -> None:
    problem = random_problem(8, 14, Objective.MOST_PRIZE)
    zero = 1_700_000_000.0
    later = replace(
        problem,
        visits=tuple(
            replace(v, windows=tuple((a + zero, b + zero) for a, b in v.windows))
            for v in problem.visits
        ),
        walkers=(replace(problem.walkers[0], shift=(zero, zero + 500)),),
    )
    one, two = solve(problem, iterations=300), solve(later, iterations=300)
    assert faults(later, two) == []
    assert two.prize >= 0.9 * one.prize > 0


def test_several_walkers_finish_earlier_than_one() -> None:
    visits = tuple(Visit(f"v{k}", k, 300) for k in range(1, 6))
    one = Walker("w1", 0, 0, (0.0, 10_000.0))
    problem = Problem(LINE, visits, (one,), Objective.EARLIEST_FINISH)
    both = replace(problem, walkers=(one, replace(one, id="w2")))
    alone, shared = solve(problem, iterations=200), solve(both, iterations=200)
    assert shared.skipped == ()
    assert max(r.finish_s for r in shared.routes) < alone.routes[0].finish_s


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda: line_problem(travel_s=np.zeros((2, 3))), "as many rows as columns"),
        (lambda: line_problem(travel_s=np.array([[0, math.nan], [1, 0]])), "not a number"),
        (lambda: line_problem(travel_s=np.array([[0, -1], [1, 0]])), r"\[0\]\[1\] is negative"),
        (lambda: line_problem(Visit("v1", 9)), "visit 'v1': at is 9"),
        (lambda: line_problem(Visit("v1", 1), Visit("v1", 2)), "'v1' occurs twice"),
        (lambda: line_problem(Visit("v1", 1, -5)), "service_s is -5"),
        (lambda: line_problem(Visit("v1", 1, windows=((9, 3),))), "ends before it starts"),
        (lambda: Walker("w", 0, 0, (0.0, 1e300)), "no time in seconds"),
        (lambda: Walker("w", 0, 0, (5.0, 1.0)), "ends before it starts"),
        (lambda: solve(line_problem(), seconds=math.nan), "seconds is nan"),
        (lambda: solve(line_problem(), seconds=-1), "seconds is -1"),
        (lambda: solve(line_problem(), iterations=0), "iterations is 0"),
    ],
)
def test_bad_input_is_one_clear_error(fault: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        fault()  # type: ignore[operator]
