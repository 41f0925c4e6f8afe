"""Calls that two people pay together: both are at one door at one time.

The calls for two are made one after the other by a pair of walkers. Their day is cut there: each
walks until the meeting as one walker and goes on after it as another, so that the search need not
know of it. Several times of meeting and pairs are tried, and the best plan is kept.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from geo.errors import InputError
from geo.walking.checker import faults
from geo.walking.plan import Cause, Plan, PlannedStop, Route, Skip
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.solver import SECONDS, solve

TIMES = 3
"""Times of meeting that are tried for each pair."""
PAIRS = 3
"""Pairs of walkers that are tried: those that can meet earliest."""

LEAST_S = 0.02
"""No try is shorter."""

Meeting = tuple[Visit, float]
"""A call for two and when it starts."""


@dataclass(frozen=True, slots=True)
class Block:
    """A pair of walkers and their meetings in order."""

    pair: tuple[Walker, Walker]
    meetings: tuple[Meeting, ...]


def solve_with_meetings(
    problem: Problem, *, seconds: float = SECONDS, iterations: int | None = None
) -> Plan:
    """Return the best plan found; visits for two are in the routes of both.

    Parameters
    ----------
    problem
        Visits, walkers and the travel matrix.
    seconds, iterations
        Effort; see `geo.walking.solver.solve`. It is shared by all tries.

    Raises
    ------
    InputError
        When `seconds` or `iterations` is not above zero.
    """
    joint = [visit for visit in problem.visits if visit.people > 1]
    if not joint:
        return solve(problem, seconds=seconds, iterations=iterations)
    begin = time.perf_counter()
    if iterations is None and not 0 < seconds < 1e6:
        raise InputError(f"seconds is {seconds}: wanted a number above 0")
    blocks: list[Block | None] = list(_blocks(problem, joint)) or [None]
    plans: list[Plan] = []
    for turn, block in enumerate(blocks):
        left = seconds - (time.perf_counter() - begin)
        if plans and iterations is None and left < LEAST_S:
            break
        share = max(LEAST_S, left / (len(blocks) - turn))
        part = None if iterations is None else max(1, iterations // len(blocks))
        plans.append(_with_block(problem, joint, block, seconds=share, iterations=part))
    best = min(plans, key=lambda plan: _worth(problem, plan))
    took = 0.0 if iterations else time.perf_counter() - begin
    best = replace(best, seconds=took)
    broken = faults(problem, best)
    if broken:
        raise AssertionError("a meeting broke a limit: " + "; ".join(broken))
    return best


def _worth(problem: Problem, plan: Plan) -> tuple[float, ...]:
    finish = max((route.finish_s for route in plan.routes if route.stops), default=0.0)
    missing = float(len(plan.dropped))
    if problem.objective is Objective.MOST_PRIZE:
        return missing, -plan.prize, plan.travel_s, finish
    if problem.objective is Objective.EARLIEST_FINISH:
        return missing, finish, plan.travel_s
    return missing, plan.travel_s, finish


def _blocks(problem: Problem, joint: Sequence[Visit]) -> Iterator[Block]:
    """Yield meetings of the pairs that can meet earliest, at several times of the day."""
    wanted = sorted(joint, key=lambda visit: (not visit.required, -visit.prize))
    earliest = []
    for one, other in combinations(problem.walkers, 2):
        chain = _chain(problem, (one, other), wanted, 0.0)
        if chain:
            earliest.append((-len(chain), chain[-1][1], Block((one, other), chain)))
    earliest.sort(key=lambda found: found[:2])
    for _, last, block in earliest[:PAIRS]:
        yield block
        until = min(_until(walker) for walker in block.pair)
        seen = {block.meetings}
        for turn in range(1, TIMES):
            later = _chain(problem, block.pair, wanted, (until - last) * turn / TIMES)
            if len(later) == len(block.meetings) and later not in seen:
                seen.add(later)
                yield Block(block.pair, later)


def _chain(
    problem: Problem, pair: tuple[Walker, Walker], wanted: Sequence[Visit], wait_s: float
) -> tuple[Meeting, ...]:
    """Return the meetings that fit, each the earliest after the one before; the first waits."""
    places = [walker.start for walker in pair]
    ready = [walker.shift[0] for walker in pair]
    chain: list[Meeting] = []
    left = list(wanted)
    while left:
        found = []
        for rank, visit in enumerate(left):
            arrive = max(
                now + float(problem.travel_s[place, visit.at])
                for now, place in zip(ready, places, strict=True)
            )
            start = _start(visit, arrive + (0.0 if chain else wait_s))
            homes = [float(problem.travel_s[visit.at, walker.end]) for walker in pair]
            if start is None or any(
                start + visit.service_s + home > _until(walker)
                for home, walker in zip(homes, pair, strict=True)
            ):
                continue
            found.append((not visit.required, start, rank))
        if not found:
            break
        _, start, rank = min(found)
        visit = left.pop(rank)
        chain.append((visit, start))
        places, ready = [visit.at] * 2, [start + visit.service_s] * 2
    return tuple(chain)


def _start(visit: Visit, arrive: float) -> float | None:
    starts = [max(arrive, opens) for opens, closes in visit.windows if arrive <= closes]
    return arrive if not visit.windows else min(starts, default=None)


def _until(walker: Walker) -> float:
    end = walker.shift[1]
    return end if walker.max_s is None else min(end, walker.shift[0] + walker.max_s)


def _with_block(
    problem: Problem,
    joint: Sequence[Visit],
    block: Block | None,
    *,
    seconds: float,
    iterations: int | None,
) -> Plan:
    """Return the plan of all other visits around the meetings of `block`."""
    alone = tuple(visit for visit in problem.visits if visit.people == 1)
    crew = [walker for walker in problem.walkers if block is None or walker not in block.pair]
    if block is not None:
        for walker in block.pair:
            crew += _halves(walker, block.meetings)
    part = replace(problem, visits=alone, walkers=tuple(crew))
    inner = solve(part, seconds=seconds, iterations=iterations)
    return _joined(problem, joint, block, inner)


def _halves(walker: Walker, meetings: Sequence[Meeting]) -> tuple[Walker, Walker]:
    """Return `walker` until the first meeting, and from the last one on."""
    (first, start), (last, begin) = meetings[0], meetings[-1]
    before = Walker(_name(walker, 0), walker.start, first.at, (walker.shift[0], start))
    after = Walker(_name(walker, 1), last.at, walker.end, (begin + last.service_s, _until(walker)))
    return before, after


def _name(walker: Walker, half: int) -> str:
    return f"{walker.id}\n{half}"


def _joined(problem: Problem, joint: Sequence[Visit], block: Block | None, inner: Plan) -> Plan:
    """Return `inner` with the halves of the pair put together over the meetings."""
    made = {route.walker: route for route in inner.routes}
    routes = []
    for walker in problem.walkers:
        if block is not None and walker in block.pair:
            halves = [made.get(_name(walker, half)) for half in (0, 1)]
            routes.append(_route(problem, walker, halves, block.meetings))
        elif walker.id in made:
            routes.append(made[walker.id])
    met = {visit.id for visit, _ in block.meetings} if block else set()
    left = tuple(
        Skip(
            visit.id,
            "no two walkers can be there together within its windows, their shifts and budgets",
            Cause.BUDGET,
            visit.required,
        )
        for visit in joint
        if visit.id not in met
    )
    return replace(
        inner,
        routes=tuple(routes),
        skipped=(*inner.skipped, *left),
        prize=inner.prize + sum(visit.prize for visit in joint if visit.id in met),
        travel_s=sum(route.travel_s for route in routes),
        bound=None,
        optimal=False,
    )


def _route(
    problem: Problem, walker: Walker, halves: Sequence[Route | None], meetings: Sequence[Meeting]
) -> Route:
    """Return the whole walk of one of the pair, times added up anew."""
    visits = {visit.id: visit for visit in problem.visits}
    before, after = ([] if half is None else list(half.stops) for half in halves)
    order: list[tuple[Visit, float | None]] = [(visits[stop.visit], None) for stop in before]
    order += [(visit, start) for visit, start in meetings]
    order += [(visits[stop.visit], None) for stop in after]
    now, place, travel, stops = walker.shift[0], walker.start, 0.0, []
    for visit, meets in order:
        leg = float(problem.travel_s[place, visit.at])
        arrive = now + leg
        start = _start(visit, arrive) if meets is None else meets
        if start is None:
            raise AssertionError("a walk before or after a meeting misses a window")
        now, place, travel = start + visit.service_s, visit.at, travel + leg
        stops.append(PlannedStop(visit.id, arrive, start, now))
    home = float(problem.travel_s[place, walker.end])
    return Route(walker.id, tuple(stops), travel + home, now + home)
