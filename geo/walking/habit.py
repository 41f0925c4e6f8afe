"""Walks as somebody is used to: a fixed first and last call, and the order of habit.

A walk with a fixed first call is the walk that begins when that call is done; one with a fixed last
call ends in time for it. The order of habit is a price on every pair of calls that is turned
round, added to the seconds of the way, and lowered by moving stretches of the order (Or-opt, Or
1976): where it costs much way, it is given up, and no call is given up for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from time import perf_counter

from geo.errors import InputError
from geo.walking.checker import faults
from geo.walking.plan import Plan, PlannedStop, Route
from geo.walking.problem import Problem, Visit, Walker
from geo.walking.schedule import Timing, timing
from geo.walking.solver import SECONDS, solve
from geo.walking.ticks import Clock

TURNED_S = 10.0
"""A pair of calls in the other order than usual weighs so many seconds of way."""
LONGEST = 4
"""Most calls that are moved together."""
ORDERING_S = 0.25
"""Wall time for finding the order."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody is used to walk; ids of visits."""

    habit: tuple[str, ...] = ()
    """Calls in their usual order; others come where they fit."""
    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.habit or self.first or self.last)


def solve_as_used(
    problem: Problem,
    manner: Manner,
    *,
    seconds: float = SECONDS,
    iterations: int | None = None,
) -> Plan:
    """Return the best plan found in which one walker keeps to `manner`.

    A first or last call that the time does not allow is not held to its place.

    Parameters
    ----------
    problem
        One walker's visits.
    manner
        What comes first and last, and the order of habit.
    seconds, iterations
        Effort; see `geo.walking.solver.solve`. The order takes up to `ORDERING_S` more.

    Raises
    ------
    InputError
        When there are several walkers.
    """
    if len(problem.walkers) != 1:
        raise InputError(f"a habit is one walker's: the problem has {len(problem.walkers)}")
    plan = None
    if manner.first or manner.last:
        plan = _pinned(problem, manner, seconds=seconds, iterations=iterations)
    if plan is None:
        plan = solve(problem, seconds=seconds, iterations=iterations)
    plan = _ordered(problem, plan, manner, timed=iterations is None)
    broken = faults(problem, plan)
    if broken:
        raise AssertionError("a habit broke a limit: " + "; ".join(broken))
    return plan


def turned(order: Sequence[str], habit: Sequence[str]) -> int:
    """Return how many pairs of `order` stand the other way round than in `habit`.

    Examples
    --------
    >>> turned(["b", "x", "a", "c"], ["a", "b", "c"])
    1
    """
    rank = {name: place for place, name in enumerate(habit)}
    ranks = [rank[name] for name in order if name in rank]
    return sum(one > other for one, other in combinations(ranks, 2))


def _pinned(
    problem: Problem, manner: Manner, *, seconds: float, iterations: int | None
) -> Plan | None:
    """Return a plan whose first and last calls are those of `manner`; None: no time for them."""
    index = {visit.id: k for k, visit in enumerate(problem.visits)}
    first, last = index.get(manner.first), index.get(manner.last)
    walker: Walker | None = problem.walkers[0]
    if walker is not None and first is not None:
        walker = _after(problem, walker, problem.visits[first])
    if walker is not None and last is not None:
        walker = _before(problem, walker, problem.visits[last])
    if walker is None or (first is None and last is None):
        return None
    ends = [k for k in (first, last) if k is not None]
    rest = tuple(visit for k, visit in enumerate(problem.visits) if k not in ends)
    inner = solve(
        replace(problem, visits=rest, walkers=(walker,)), seconds=seconds, iterations=iterations
    )
    between = [index[stop.visit] for route in inner.routes for stop in route.stops]
    order = [*([] if first is None else [first]), *between, *([] if last is None else [last])]
    clock = Clock.of(problem)
    walk = timing(clock, 0, order)
    if walk is None:
        return None
    more = sum(problem.visits[k].prize for k in ends)
    bound = None if inner.bound is None else inner.bound + more
    return replace(
        _with_order(clock, inner, order, walk),
        prize=inner.prize + more,
        bound=bound,
        optimal=False,
    )


def _after(problem: Problem, walker: Walker, visit: Visit) -> Walker | None:
    """Return the walker who begins when `visit` is done; None: it cannot be done in time."""
    arrive = walker.shift[0] + float(problem.travel_s[walker.start, visit.at])
    starts = [max(arrive, opens) for opens, closes in _windows(visit) if arrive <= closes]
    leave = min(starts, default=float("inf")) + visit.service_s
    if leave > walker.shift[1]:
        return None
    spent = leave - walker.shift[0]
    most = None if walker.max_s is None else walker.max_s - spent
    if most is not None and most < 0:
        return None
    return replace(walker, start=visit.at, shift=(leave, walker.shift[1]), max_s=most)


def _before(problem: Problem, walker: Walker, visit: Visit) -> Walker | None:
    """Return the walker who is at `visit` in time for it and the way back; None: no time."""
    until = walker.shift[1]
    if walker.max_s is not None:
        until = min(until, walker.shift[0] + walker.max_s)
    latest = until - float(problem.travel_s[visit.at, walker.end]) - visit.service_s
    begins = [min(latest, closes) for opens, closes in _windows(visit) if opens <= latest]
    there = max(begins, default=float("-inf"))
    if there < walker.shift[0]:
        return None
    return replace(walker, end=visit.at, shift=(walker.shift[0], there), max_s=None)


def _windows(visit: Visit) -> tuple[tuple[float, float], ...]:
    return visit.windows or ((0.0, float("inf")),)


def _ordered(problem: Problem, plan: Plan, manner: Manner, *, timed: bool) -> Plan:
    """Return `plan` with its calls in the order that costs least, turned pairs included."""
    index = {visit.id: k for k, visit in enumerate(problem.visits)}
    order = [index[stop.visit] for route in plan.routes for stop in route.stops]
    if len(order) < 2 or not manner.habit:
        return plan
    usual = _Usual(Clock.of(problem), problem, manner.habit)
    held = (
        int(problem.visits[order[0]].id == manner.first),
        int(problem.visits[order[-1]].id == manner.last),
    )
    best = _lowered(usual, order, held, until=perf_counter() + ORDERING_S if timed else None)
    walk = timing(usual.clock, 0, best)
    if best == order or walk is None:
        return plan
    return replace(_with_order(usual.clock, plan, best, walk), optimal=False)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What an order costs to somebody with a habit."""

    clock: Clock
    problem: Problem
    habit: tuple[str, ...]

    def cost(self, order: Sequence[int]) -> float:
        """Return the seconds of way and the price of turned pairs; infinite: not in time."""
        walk = timing(self.clock, 0, order)
        if walk is None:
            return float("inf")
        names = [self.problem.visits[k].id for k in order]
        return self.clock.seconds(walk.travel) + TURNED_S * turned(names, self.habit)


def _lowered(
    usual: _Usual, order: list[int], held: tuple[int, int], *, until: float | None
) -> list[int]:
    """Return a cheaper order of the same calls; the ends that are held keep their place."""
    low, high = held[0], len(order) - held[1]
    best, cost = min(
        ((start, usual.cost(start)) for start in _starts(usual, order, low, high)),
        key=lambda pair: pair[1],
    )
    while until is None or perf_counter() < until:
        found = _best_move(usual, best, (low, high), cost, until)
        if found is None:
            break
        best, cost = found
    return best


def _starts(usual: _Usual, order: list[int], low: int, high: int) -> list[list[int]]:
    """Return the order as it is, turned round, and as the habit has it."""
    inner = order[low:high]
    rank = {name: place for place, name in enumerate(usual.habit)}
    names = [usual.problem.visits[k].id for k in inner]
    known = sorted((rank[name], k) for name, k in zip(names, inner, strict=True) if name in rank)
    as_used = iter([k for _, k in known])
    # strangers keep their place among the calls of habit
    mixed = [next(as_used) if name in rank else k for name, k in zip(names, inner, strict=True)]
    return [[*order[:low], *middle, *order[high:]] for middle in (inner, inner[::-1], mixed)]


def _best_move(
    usual: _Usual,
    order: list[int],
    ends: tuple[int, int],
    cost: float,
    until: float | None,
) -> tuple[list[int], float] | None:
    """Return the order after the best move of a stretch, with its cost; None: none is cheaper."""
    low, high = ends
    best: tuple[list[int], float] | None = None
    for size in range(1, LONGEST + 1):
        for at in range(low, high - size + 1):
            if until is not None and perf_counter() > until:
                return best
            stretch, rest = order[at : at + size], order[:at] + order[at + size :]
            for place in range(low, high - size + 1):
                if place == at:
                    continue
                moved = rest[:place] + stretch + rest[place:]
                value = usual.cost(moved)
                if value < (cost if best is None else best[1]) - 1e-9:
                    best = moved, value
    return best


def _with_order(clock: Clock, plan: Plan, order: Sequence[int], walk: Timing) -> Plan:
    """Return `plan` with one route that makes the calls of `order` at the times of `walk`."""
    visits, walker = clock.problem.visits, clock.problem.walkers[0]
    stops = tuple(
        PlannedStop(visits[k].id, *(clock.seconds(tick) for tick in ticks))
        for k, ticks in zip(order, walk.stops, strict=True)
    )
    route = Route(walker.id, stops, clock.seconds(walk.travel), clock.seconds(walk.finish))
    return replace(plan, routes=(route,), travel_s=route.travel_s)
