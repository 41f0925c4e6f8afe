"""When an order of visits happens, whether it keeps every limit, and how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.walking.problem import Objective
from geo.walking.ticks import Clock

Orders = tuple[tuple[int, ...], ...]
"""For each walker the visits in order, as indices into the problem's visits."""

Worth = tuple[float, ...]
"""How good a plan is: the smaller the better, compared from the left."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One walk, in ticks."""

    stops: tuple[tuple[int, int, int], ...]
    """Per visit: arrival, start and end of service."""
    travel: int
    finish: int


def timing(clock: Clock, walker: int, order: Sequence[int]) -> Timing | None:
    """Return when `walker` makes the visits of `order`, as early as can be; None: not in time.

    A walker without visits stays where they are. Waiting at a door is allowed, and leaving early
    is never worse, so that one pass decides.
    """
    person = clock.problem.walkers[walker]
    now = clock.starts[walker]
    if not order:
        return Timing((), 0, now)
    place, travel, stops = person.start, 0, []
    for visit in order:
        there = clock.problem.visits[visit].at
        leg = int(clock.travel[place, there])
        arrive = now + leg
        start = clock.start(visit, arrive)
        if start is None or leg >= clock.never:
            return None
        now = start + int(clock.service[visit])
        stops.append((arrive, start, now))
        travel += leg
        place = there
    home = int(clock.travel[place, person.end])
    if now + home > clock.untils[walker] or home >= clock.never:
        return None
    return Timing(tuple(stops), travel + home, now + home)


def worth(clock: Clock, orders: Orders) -> Worth | None:
    """Return how good `orders` are for the problem's objective; None: they break a limit."""
    walks = []
    for walker, order in enumerate(orders):
        walk = timing(clock, walker, order)
        if walk is None:
            return None
        walks.append(walk)
    visits = clock.problem.visits
    made = {visit for order in orders for visit in order}
    missing = sum(visit.required for i, visit in enumerate(visits) if i not in made)
    prize = sum(visits[i].prize for i in sorted(made))
    travel = sum(walk.travel for walk in walks)
    out = [walk.finish for walk, order in zip(walks, orders, strict=True) if order]
    finish = max(out, default=0)
    return rank(clock.problem.objective, missing, prize, travel, finish)


def rank(objective: Objective, missing: int, prize: float, travel: int, finish: int) -> Worth:
    """Return the worth of a plan that leaves `missing` required visits out."""
    if objective is Objective.LEAST_TIME:
        return (missing, travel, finish)
    if objective is Objective.EARLIEST_FINISH:
        return (missing, finish, travel)
    return (missing, -prize, travel, finish)
