"""Solves a round: who makes which visits in which order, what is left out, and how good it is.

Several ways race: the given order, the nearest next door, dynamic programming over a few visits,
PyVRP, and the cutting planes of `geo.walking.tour`. The best plan that keeps every limit wins.
"""

import math
import time
from dataclasses import dataclass

import numpy as np

from geo.errors import InputError
from geo.walking import exact
from geo.walking.checker import faults
from geo.walking.collapse import MANY as JOINED
from geo.walking.collapse import collapsed
from geo.walking.plan import Plan, PlannedStop, Route, Skip
from geo.walking.polish import polished
from geo.walking.prizes import collected, prize_bound
from geo.walking.problem import Objective, Problem
from geo.walking.reasons import Reason, hopeless, left_out
from geo.walking.schedule import Orders, Worth, timing, worth
from geo.walking.search import (
    HEAVY,
    Effort,
    Weights,
    earliest_finishes,
    search_clock,
    searched,
)
from geo.walking.starts import as_given, nearest_next, promising
from geo.walking.symmetry import Costs
from geo.walking.ticks import Clock
from geo.walking.tour import prove, tour_length

SECONDS = 0.5
"""Wall time of solving when nothing is said."""
PROVABLE = 120
"""Most places of a proof that a clock ends."""
PROVABLE_UNTIMED = 45
"""Most places of a reproducible proof, which no clock ends."""
CROWD = 250
"""Most visits that one search takes: more make each of its steps too long."""
MANY = 500
"""Most visits that a search for prizes takes."""
FEW = 120
"""Up to so many visits, a search begins with a plan of its own."""
LEAST_S = 0.05
"""Seconds for a first plan, even where a large problem leaves none."""
TAIL_S = 6e-5
"""Seconds for each visit that reasons and checks need after the search."""


@dataclass(slots=True)
class Race:
    """The best orders so far."""

    clock: Clock
    orders: Orders
    worth: Worth
    bound: float | None = None
    """In the unit of the objective: ticks or prize."""
    proved: bool = False

    def offer(self, orders: Orders | None) -> None:
        """Take `orders` when they keep every limit and are better."""
        if orders is None:
            return
        value = worth(self.clock, orders)
        if value is not None and value < self.worth:
            self.orders, self.worth = orders, value


def solve(problem: Problem, *, seconds: float = SECONDS, iterations: int | None = None) -> Plan:
    """Return the best plan found for `problem`.

    Parameters
    ----------
    problem
        Visits, walkers and the travel matrix.
    seconds
        Wall time, hard within a fifth and a tenth of a second.
    iterations
        Iterations of search instead of a time: equal input gives an equal plan.

    Raises
    ------
    InputError
        When `seconds` or `iterations` is not above zero, or a visit is for two people: those are
        planned by `geo.walking.meeting.solve_with_meetings`.
    """
    begin = time.perf_counter()
    together = next((visit.id for visit in problem.visits if visit.people > 1), None)
    if together is not None:
        raise InputError(f"visit {together!r} is for two people: plan it with their meetings")
    if iterations is None and not 0 < seconds < 1e6:
        raise InputError(f"seconds is {seconds}: wanted a number above 0")
    if iterations is not None and iterations < 1:
        raise InputError(f"iterations is {iterations}: wanted a whole number from 1")
    tail_s = min(0.5 * seconds, TAIL_S * len(problem.visits))
    effort = Effort(begin + seconds - tail_s) if iterations is None else Effort(None, iterations)
    clock = Clock.of(problem)
    reasons = hopeless(clock)
    visits = [i for i in range(len(problem.visits)) if i not in reasons]
    race = _race(clock, visits, effort)
    reasons |= left_out(clock, race.orders, reasons)
    plan = _plan(race, reasons, 0.0 if iterations else time.perf_counter() - begin)
    broken = faults(problem, plan)
    if broken:
        raise AssertionError("the solver made a plan that breaks a limit: " + "; ".join(broken))
    return plan


def _race(clock: Clock, visits: list[int], effort: Effort) -> Race:
    nobody: Orders = ((),) * len(clock.problem.walkers)
    start = worth(clock, nobody)
    if start is None:
        raise InputError("a shift ends before it starts")
    race = Race(clock, nobody, start)
    if not visits:
        return _finished(race)
    soon = effort.part(0.3).until
    if soon is not None:
        soon = max(soon, time.perf_counter() + LEAST_S)
    race.offer(nearest_next(clock, visits, soon))
    race.offer(as_given(clock, visits, soon))
    alone = len(clock.problem.walkers) == 1
    if alone and len(visits) <= exact.MOST:
        race.offer((exact.best_order(clock, visits),))
        return _finished(race)
    if _is_tour(clock, visits):
        _solve_tour(race, visits, effort)
    if not race.proved:
        _search(race, visits, effort)
        _bound_prize(race, visits)
    return race


def _bound_prize(race: Race, visits: list[int]) -> None:
    """Note a prize that no plan beats; collecting all of it proves the prize, not the walk."""
    if race.clock.problem.objective is Objective.MOST_PRIZE and race.bound is None:
        race.bound = max(prize_bound(race.clock, visits), -race.worth[1])


def _finished(race: Race) -> Race:
    """Note that no plan is better than the one in `race`."""
    most = race.clock.problem.objective is Objective.MOST_PRIZE
    race.bound = -race.worth[1] if most else race.worth[1]
    race.proved = True
    return race


def _is_tour(clock: Clock, visits: list[int]) -> bool:
    """Return whether only the order is open: one walker, no window that binds."""
    if len(clock.problem.walkers) > 1:
        return False
    begin, end = clock.starts[0], clock.untils[0]
    return all(
        any(opens <= begin and end <= closes for opens, closes in clock.windows[v]) for v in visits
    )


def _solve_tour(race: Race, visits: list[int], effort: Effort) -> None:
    """Order all `visits` as one tour and prove it, where they all fit into the day."""
    places = {race.clock.problem.visits[v].at for v in visits}
    if len(visits) > JOINED and len(places) > PROVABLE:
        return
    doors = collapsed(race.clock, visits)
    groups = doors.groups
    if len(groups) > (PROVABLE_UNTIMED if effort.until is None else PROVABLE):
        return
    cost = _tour_costs(race.clock, groups)
    if _too_long(race.clock, visits, cost, doors.least_inner):
        return
    known = _known_tour(race, groups, cost)
    passes = np.array([1, *doors.passes], dtype=np.int64)
    proof = prove(cost, known, until=effort.until, passes=passes)
    race.offer((doors.visits(tuple(node - 1 for node in proof.order[1:])),))
    if set(race.orders[0]) == set(visits):
        unit = 1 if np.issubdtype(cost.dtype, np.integer) else race.clock.scale
        exact_inside = doors.inner == doors.least_inner
        bound = proof.bound + doors.least_inner / unit
        _note_tour(race, bound, proved=proof.optimal and exact_inside)


def _known_tour(race: Race, groups: tuple[tuple[int, ...], ...], cost: Costs) -> tuple[int, ...]:
    """Return a good tour over node 0 and one node for each of `groups`."""
    node = {visit: index + 1 for index, group in enumerate(groups) for visit in group}
    order = dict.fromkeys(node[v] for v in race.orders[0])
    tours = [_nearest_tour(cost), (0, *order, *(k for k in node.values() if k not in order))]
    tours = [tuple(dict.fromkeys(tour)) for tour in tours]
    return polished(cost, min(tours, key=lambda tour: tour_length(cost, tour)))


def _nearest_tour(cost: Costs) -> tuple[int, ...]:
    """Return the tour that always goes on to the nearest node."""
    far = cost.astype(float)
    tour = [0]
    while len(tour) < len(cost):
        far[:, tour[-1]] = np.inf
        tour.append(int(far[tour[-1]].argmin()))
    return tuple(tour)


def _tour_costs(clock: Clock, groups: tuple[tuple[int, ...], ...]) -> Costs:
    """Return the closed tour's costs: node 0 leaves from the start and comes in at the end."""
    walker, rows = clock.problem.walkers[0], clock.problem.visits
    first = [walker.end, *(rows[group[0]].at for group in groups)]
    last = [walker.start, *(rows[group[-1]].at for group in groups)]
    cost = clock.travel[np.ix_(last, first)].copy()
    np.fill_diagonal(cost, 0)
    return cost if clock.never <= 10**9 else cost / clock.scale


def _too_long(clock: Clock, visits: list[int], cost: Costs, inner: int) -> bool:
    """Return whether service and the shortest leg to each place alone are more than the day."""
    legs = np.where(np.eye(len(cost), dtype=bool), np.inf, cost).min(axis=0).sum()
    unit = 1 if np.issubdtype(cost.dtype, np.integer) else clock.scale
    least = int(clock.service[visits].sum()) + inner + legs * unit
    return bool(least > clock.untils[0] - clock.starts[0] + 1)


def _note_tour(race: Race, bound: float, *, proved: bool) -> None:
    """Turn a bound on the tour into one on the objective."""
    clock = race.clock
    unit = 1 if clock.never <= 10**9 else clock.scale
    race.proved = proved
    if clock.problem.objective is Objective.MOST_PRIZE:
        race.bound = -race.worth[1]
        return
    walk = timing(clock, 0, race.orders[0])
    if walk is None:
        return
    gap = 0 if proved else max(0, walk.travel - int(bound * unit))
    race.bound = race.worth[1] - gap


def _search(race: Race, visits: list[int], effort: Effort) -> None:
    """Let PyVRP look for better orders, first with every required visit, then with what fits."""
    clock = search_clock(race.clock)
    hard = not race.worth[0] or (len(visits) <= CROWD and not _over_full(clock, visits))
    if hard:
        _search_all(race, clock, visits, effort)
    if race.worth[0] and clock.problem.objective is Objective.MOST_PRIZE:
        chosen = promising(clock, visits, race.orders, MANY)
        for orders in collected(clock, chosen, race.orders, effort, soft=True):
            race.offer(orders)
    elif race.worth[0]:
        chosen = promising(clock, visits, race.orders, CROWD)
        first = race.orders if len(chosen) > FEW else None
        race.offer(searched(clock, chosen, Weights(soft=True), effort, first=first))


def _search_all(race: Race, clock: Clock, visits: list[int], effort: Effort) -> None:
    """Look for orders with every required visit."""
    if clock.problem.objective is Objective.EARLIEST_FINISH:
        _search_finish(race, clock, visits, effort)
    elif clock.problem.objective is Objective.MOST_PRIZE:
        chosen = promising(clock, visits, race.orders, MANY)
        for orders in collected(clock, chosen, race.orders, effort, soft=False):
            race.offer(orders)
    else:
        first = race.orders if len(visits) > FEW else None
        share = 0.7 if race.worth[0] else 1
        race.offer(searched(clock, visits, Weights(), effort.part(share), first=first))


def _over_full(clock: Clock, visits: list[int]) -> bool:
    """Return whether the service of the required visits alone is more than all shifts hold."""
    required = [v for v in visits if clock.problem.visits[v].required]
    most = sum(until - start for start, until in zip(clock.starts, clock.untils, strict=True))
    return int(clock.service[required].sum()) > most


def _search_finish(race: Race, clock: Clock, visits: list[int], effort: Effort) -> None:
    if len(clock.problem.walkers) > 1:
        for orders in earliest_finishes(clock, visits, effort.part(0.7)):
            race.offer(orders)
        return
    first = race.orders if len(visits) > FEW else None
    found = searched(clock, visits, Weights(1, HEAVY), effort.part(0.6), first=first)
    race.offer(found)
    if found is not None:
        race.offer(searched(clock, visits, Weights(0, 1), effort.part(0.9), first=found))


def _plan(race: Race, reasons: dict[int, Reason], seconds: float) -> Plan:
    clock, problem = race.clock, race.clock.problem
    routes = []
    for walker, order in enumerate(race.orders):
        route = _route(clock, walker, order)
        person = problem.walkers[walker]
        if order or person.start == person.end:
            routes.append(route)
    made = sorted(visit for order in race.orders for visit in order)
    most = problem.objective is Objective.MOST_PRIZE
    bound = race.bound if most or race.bound is None else race.bound / clock.scale
    return Plan(
        routes=tuple(routes),
        skipped=tuple(
            Skip(problem.visits[v].id, reasons[v][1], reasons[v][0], problem.visits[v].required)
            for v in sorted(reasons)
        ),
        prize=math.fsum(problem.visits[v].prize for v in made),
        travel_s=clock.seconds(sum(round(route.travel_s * clock.scale) for route in routes)),
        bound=bound,
        optimal=race.proved,
        seconds=seconds,
    )


def _route(clock: Clock, walker: int, order: tuple[int, ...]) -> Route:
    walk = timing(clock, walker, order)
    if walk is None:
        raise AssertionError("a plan that breaks a limit was kept")
    visits = clock.problem.visits
    stops = tuple(
        PlannedStop(visits[v].id, *(clock.seconds(tick) for tick in ticks))
        for v, ticks in zip(order, walk.stops, strict=True)
    )
    person = clock.problem.walkers[walker]
    return Route(person.id, stops, clock.seconds(walk.travel), clock.seconds(walk.finish))
