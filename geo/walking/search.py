"""Good orders by PyVRP's iterated local search: windows, prizes, shifts, several walkers.

Wouda, Lan and Kool (2024), https://doi.org/10.1287/ijoc.2023.0055.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Route,
    Solution,
    VehicleType,
    solve,
)
from pyvrp.stop import FirstFeasible, MaxIterations, MaxRuntime, MultipleCriteria

from geo.walking.problem import Objective
from geo.walking.schedule import Orders, worth
from geo.walking.ticks import Clock

LONGEST = 10**8
"""Most ticks of a day in the search: coarser ticks when a problem has finer ones."""
SLOW_START_S = 2e-6
"""CPU seconds per squared visit that PyVRP needs before it first looks at the clock."""
SLOWER_START_S = 6e-6
"""The same for one walker without orders to start from (measured at 170 to 1700 visits)."""
NO_CROWD = 120
"""Up to so many visits it looks at the clock soon enough."""
HEAVY = 10
"""Weight of the finish against travel while the earliest finish is looked for."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: until a time, or for a number of iterations."""

    until: float | None
    """`time.perf_counter` time; None: `iterations` counts alone, which is reproducible."""
    iterations: int = 0

    def shares(self, parts: tuple[float, ...]) -> Iterator["Effort"]:
        """Yield the parts one after the other; what one leaves of its time, the last one has."""
        whole = self.left_s
        for share in parts:
            if self.until is None:
                yield Effort(None, max(1, round(self.iterations * share)))
            elif self.left_s > 0:
                yield Effort(min(self.until, time.perf_counter() + whole * share))

    def part(self, share: float) -> "Effort":
        """Return `share` of what is left."""
        if self.until is None:
            return Effort(None, max(1, round(self.iterations * share)))
        now = time.perf_counter()
        return Effort(now + max(0.0, self.until - now) * share)

    @property
    def left_s(self) -> float:
        """Seconds left; infinite when iterations count."""
        return float("inf") if self.until is None else self.until - time.perf_counter()

    def stop(self, *, at_first: bool = False) -> MultipleCriteria:
        """Return the criterion that PyVRP asks after each iteration."""
        limit = (
            MaxIterations(self.iterations)
            if self.until is None
            else MaxRuntime(max(0.0, self.left_s))
        )
        return MultipleCriteria([limit, FirstFeasible()] if at_first else [limit])


def search_clock(clock: Clock) -> Clock:
    """Return `clock`, or a coarser one whose day fits the search."""
    if clock.never <= LONGEST:
        return clock
    decimals = int(np.log10(clock.scale)) - int(np.ceil(np.log10(clock.never / LONGEST)))
    return Clock.of(clock.problem, max(0, decimals))


@dataclass(frozen=True, slots=True)
class Weights:
    """What one second weighs, and whether required visits may be left out for a price."""

    travel: int = 1
    time: int = 0
    soft: bool = False
    price: float = 0.0
    """Ticks that a prize of 1 weighs; 0: more than any saving of time."""


def searched(
    clock: Clock,
    visits: list[int],
    weights: Weights,
    effort: Effort,
    *,
    first: Orders | None = None,
    latest: int | None = None,
) -> Orders | None:
    """Return the best orders found for `visits`; None: none that keeps every limit, or no time.

    Parameters
    ----------
    clock
        The problem in ticks, a day of at most `LONGEST`.
    visits
        Indices of the visits that may be planned.
    weights
        Weights of the search.
    effort
        When to stop.
    first
        Orders to start from.
    latest
        Finish at the latest, ticks; stop at the first orders that keep it.
    """
    if effort.left_s < _slow_start_s(clock, visits, first):
        return None
    data, owner = as_data(clock, visits, weights, latest)
    start = None if first is None else Solution(data, _routes(data, owner, first))
    result = solve(
        data,
        effort.stop(at_first=latest is not None),
        seed=clock.problem.seed,
        collect_stats=False,
        display=False,
        initial_solution=start,
    )
    if not result.best.is_feasible():
        return None
    orders: list[tuple[int, ...]] = [()] * len(clock.problem.walkers)
    for route in result.best.routes():
        orders[route.vehicle_type()] = tuple(
            owner[activity.idx] for activity in route if activity.is_client()
        )
    return tuple(orders)


def _slow_start_s(clock: Clock, visits: list[int], first: Orders | None) -> float:
    """Return the seconds that pass before a search can be stopped."""
    if len(visits) <= NO_CROWD:
        return 0.0
    alone = first is None and len(clock.problem.walkers) == 1
    return (SLOWER_START_S if alone else SLOW_START_S) * len(visits) ** 2


def earliest_finishes(clock: Clock, visits: list[int], effort: Effort) -> Iterator[Orders]:
    """Yield orders of several walkers, each with an earlier last finish than the one before."""
    share = effort.part(0.2)
    latest = max(clock.untils)
    while effort.left_s > 0:
        found = searched(clock, visits, Weights(1, HEAVY), share, latest=latest)
        value = None if found is None else worth(clock, found)
        if found is None or value is None:
            return
        yield found
        latest = int(value[1]) - 1
        if effort.until is None:
            effort = Effort(None, effort.iterations - share.iterations)
            if effort.iterations <= 0:
                return
        share = effort.part(0.5)


def as_data(
    clock: Clock, visits: list[int], weights: Weights, latest: int | None = None
) -> tuple[ProblemData, list[int]]:
    """Return PyVRP's view: one location for each place used, one client for each window."""
    problem = clock.problem
    at = [problem.visits[v].at for v in visits]
    ends = [place for walker in problem.walkers for place in (walker.start, walker.end)]
    used = sorted({*at, *ends})
    row = {place: index for index, place in enumerate(used)}
    travel: Any = clock.travel[np.ix_(used, used)]
    prize = _prizes(clock, visits, weights)
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    owner: list[int] = []
    for v in visits:
        spans = clock.windows[v]
        must = problem.visits[v].required and not weights.soft
        group = len(groups) if len(spans) > 1 else None
        if group is not None:
            members = list(range(len(owner), len(owner) + len(spans)))
            groups.append(ClientGroup(members, required=must))
        for opens, closes in spans:
            clients.append(
                Client(
                    row[problem.visits[v].at],
                    service_duration=int(clock.service[v]),
                    tw_early=opens,
                    tw_late=closes,
                    prize=prize[v],
                    required=must and group is None,
                    group=group,
                )
            )
            owner.append(v)
    depots = [Depot(row[place]) for place in ends]
    vehicles = [
        VehicleType(
            1,
            start_depot=2 * w,
            end_depot=2 * w + 1,
            tw_early=clock.starts[w],
            tw_late=max(clock.starts[w], min(until, until if latest is None else latest)),
            start_late=clock.starts[w] if weights.time else None,
            unit_distance_cost=weights.travel,
            unit_duration_cost=weights.time,
        )
        for w, until in enumerate(clock.untils)
    ]
    places = [Location(0, 0)] * len(used)
    return ProblemData(places, clients, depots, vehicles, [travel], [travel], groups), owner


def _prizes(clock: Clock, visits: list[int], weights: Weights) -> dict[int, int]:
    """Return whole prizes, each unit of which outweighs any saving of time."""
    rows = clock.problem.visits
    span = max(clock.untils) - min(clock.starts) + 1
    unit = span * (weights.travel + weights.time) * len(clock.problem.walkers)
    if clock.problem.objective is not Objective.MOST_PRIZE:
        prizes = dict.fromkeys(visits, 0)
    elif weights.price:
        prizes = {v: round(rows[v].prize * weights.price) for v in visits}
    else:
        prizes = _strict_prizes(clock, visits, unit)
    if weights.soft:
        must = sum(prizes.values()) + unit
        prizes = {v: p + must * rows[v].required for v, p in prizes.items()}
    return prizes


def _strict_prizes(clock: Clock, visits: list[int], unit: int) -> dict[int, int]:
    """Return prizes of which the smallest difference outweighs `unit`, within 64 bits."""
    rows = clock.problem.visits
    largest = max((rows[v].prize for v in visits), default=0.0) or 1.0
    fine = next((10**k for k in range(4) if _whole(rows[v].prize * 10**k for v in visits)), 1000)
    weight = unit if largest * fine < 10**4 else max(1, int(unit * 10**4 / (largest * fine)))
    return {v: round(rows[v].prize * fine) * weight for v in visits}


def _whole(numbers: Iterable[float]) -> bool:
    return all(abs(number - round(number)) < 1e-9 for number in numbers)


def _routes(data: ProblemData, owner: list[int], orders: Orders) -> list[Route]:
    client: dict[int, int] = {}
    for index, visit in enumerate(owner):
        client.setdefault(visit, index)
    return [
        Route(data, [Activity(ActivityType.CLIENT, client[v]) for v in order], walker)
        for walker, order in enumerate(orders)
        if order
    ]
