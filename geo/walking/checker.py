"""An independent check of a plan: it adds up every time itself, from the problem's own numbers.

It shares no code with the solver. Sums are exact, over the decimal numbers as given.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, localcontext

from geo.walking.plan import Plan, PlannedStop, Route
from geo.walking.problem import Problem, Visit, Walker

TOLERANCE_S = Decimal("1e-9")
"""Rounding of written numbers; nobody's clock shows it."""
FLOAT = Decimal("1e-13")
"""Part of a sum by which the number written for it may be off."""
DIGITS = 60
"""Significant digits of every sum: more than any two times together have."""


def faults(problem: Problem, plan: Plan) -> list[str]:
    """Return every promise that `plan` breaks, each as a sentence; empty: a good plan.

    Checked are: known walkers and visits, each visit planned as often as it wants people, all at
    one time, or skipped, arrival,
    start and leave times, windows, shift and budget, travel, prize and their sums, and that a
    proved bound is not beaten.
    """
    checks = (_membership, _meetings, _walks, _sums)
    with localcontext(prec=DIGITS):
        return [fault for check in checks for fault in check(problem, plan)]


def _membership(problem: Problem, plan: Plan) -> Iterator[str]:
    known = {visit.id for visit in problem.visits}
    planned = [stop.visit for route in plan.routes for stop in route.stops]
    skipped = [skip.visit for skip in plan.skipped]
    for name in sorted({*planned, *skipped} - known):
        yield f"visit {name!r} is not in the problem"
    times, left = Counter([*planned, *skipped]), set(skipped)
    for visit in problem.visits:
        wanted = 1 if visit.id in left else visit.people
        if times[visit.id] != wanted:
            yield f"visit {visit.id!r} is planned or skipped {times[visit.id]} times"
    for skip in plan.skipped:
        if not skip.reason:
            yield f"visit {skip.visit!r} is skipped without a reason"
    walkers = [route.walker for route in plan.routes]
    crew = {walker.id for walker in problem.walkers}
    for name in sorted(set(walkers)):
        if name not in crew:
            yield f"walker {name!r} is not in the problem"
        if walkers.count(name) > 1:
            yield f"walker {name!r} has two routes"


def _meetings(problem: Problem, plan: Plan) -> Iterator[str]:
    stops = [stop for route in plan.routes for stop in route.stops]
    for visit in problem.visits:
        if visit.people > 1:
            starts = [_exact(stop.start_s) for stop in stops if stop.visit == visit.id]
            if starts and max(starts) - min(starts) > TOLERANCE_S:
                yield f"visit {visit.id!r} is for two, but they start at different times"


def _walks(problem: Problem, plan: Plan) -> Iterator[str]:
    walkers = {walker.id: walker for walker in problem.walkers}
    visits = {visit.id: visit for visit in problem.visits}
    for route in plan.routes:
        if route.walker in walkers:
            yield from _walk(problem, visits, walkers[route.walker], route)


def _walk(
    problem: Problem, visits: dict[str, Visit], walker: Walker, route: Route
) -> Iterator[str]:
    now, travel, place = _exact(walker.shift[0]), Decimal(0), walker.start
    for stop in route.stops:
        visit = visits.get(stop.visit)
        if visit is None:
            return
        leg = _leg(problem, place, visit.at)
        if leg is None:
            yield f"no way leads to visit {visit.id!r}"
            return
        now, travel, place = now + leg, travel + leg, visit.at
        yield from _stop(visit, stop, now)
        now = max(now, _exact(stop.start_s)) + _exact(visit.service_s)
    home = _leg(problem, place, walker.end) if route.stops else Decimal(0)
    if home is None:
        yield f"no way leads walker {walker.id!r} to the end"
        return
    yield from _finish(walker, route, now + home, travel + home)


def _stop(visit: Visit, stop: PlannedStop, arrive: Decimal) -> Iterator[str]:
    if _apart(arrive, stop.arrive_s):
        yield f"visit {visit.id!r}: arrives at {float(arrive)}, plan says {stop.arrive_s}"
    start = _exact(stop.start_s)
    if start < arrive - TOLERANCE_S:
        yield f"visit {visit.id!r} starts before the walker arrives"
    if not _in_window(visit, start):
        yield f"visit {visit.id!r} starts at {stop.start_s}, outside its windows"
    leave = max(arrive, start) + _exact(visit.service_s)
    if _apart(leave, stop.leave_s):
        yield f"visit {visit.id!r}: leaves at {float(leave)}, plan says {stop.leave_s}"


def _finish(walker: Walker, route: Route, now: Decimal, travel: Decimal) -> Iterator[str]:
    if _apart(now, route.finish_s) or _apart(travel, route.travel_s):
        yield f"walker {walker.id!r}: finish or travel do not add up"
    begin, end = walker.shift
    if now > _exact(end) + TOLERANCE_S:
        yield f"walker {walker.id!r} finishes at {float(now)}, after the shift"
    out = now - _exact(begin)
    if walker.max_s is not None and out > _exact(walker.max_s) + TOLERANCE_S:
        yield f"walker {walker.id!r} is out for {float(out)} s, more than max_s"


def _leg(problem: Problem, start: int, end: int) -> Decimal | None:
    seconds = float(problem.travel_s[start, end])
    return None if seconds == float("inf") else _exact(seconds)


def _sums(problem: Problem, plan: Plan) -> Iterator[str]:
    made = {stop.visit for route in plan.routes for stop in route.stops}
    prize = sum((_exact(v.prize) for v in problem.visits if v.id in made), Decimal(0))
    if _apart(prize, plan.prize):
        yield f"the prizes add up to {float(prize)}, plan says {plan.prize}"
    travel = sum((_exact(route.travel_s) for route in plan.routes), Decimal(0))
    if _apart(travel, plan.travel_s):
        yield f"the routes' travel adds up to {float(travel)}, plan says {plan.travel_s}"
    if plan.optimal and plan.bound is None:
        yield "the plan claims a proof but names no bound"


def _in_window(visit: Visit, start: Decimal) -> bool:
    return not visit.windows or any(
        _exact(opens) - TOLERANCE_S <= start
        and (closes == float("inf") or start <= _exact(closes) + TOLERANCE_S)
        for opens, closes in visit.windows
    )


def _exact(number: float) -> Decimal:
    """Return the decimal number that people wrote, not its binary neighbour."""
    given = float(number)
    return Decimal(int(given)) if given.is_integer() else Decimal(str(given))


def _apart(exact: Decimal, written: float) -> bool:
    return abs(exact - _exact(written)) > TOLERANCE_S + abs(exact) * FLOAT
