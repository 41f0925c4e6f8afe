"""First plans that need no search: the order as given, and always the door that is next in time."""

import time

import numpy as np

from geo.walking.schedule import Orders, timing
from geo.walking.ticks import Clock


def as_given(clock: Clock, visits: list[int], until: float | None) -> Orders:
    """Return `visits` in the given order for walker 0, without those that break a limit."""
    order: list[int] = []
    for visit in visits:
        if until is not None and time.perf_counter() > until:
            break
        if timing(clock, 0, [*order, visit]) is not None:
            order.append(visit)
    return (tuple(order), *((),) * (len(clock.problem.walkers) - 1))


def nearest_next(clock: Clock, visits: list[int], until: float | None) -> Orders:
    """Return orders in which each walker goes on to the visit with the best worth per second.

    Required visits come before optional ones; a prize counts per second that it costs.
    Cost: visits squared, in numpy.
    """
    rows = clock.problem.visits
    at = np.array([rows[v].at for v in visits], dtype=np.int64)
    left = np.ones(len(visits), dtype=bool)
    worth = np.array([1e9 if rows[v].required else rows[v].prize for v in visits])
    service = clock.service[visits]
    orders = []
    for walker, person in enumerate(clock.problem.walkers):
        now, place, order = clock.starts[walker], person.start, []
        home = clock.travel[at, person.end]
        while left.any() and (until is None or time.perf_counter() < until):
            start = _starts(clock, visits, now + clock.travel[place, at])
            leave = start + service
            can = left & (leave + home <= clock.untils[walker])
            if not can.any():
                break
            rate = np.where(can, worth / (leave - now + 1.0), -1.0)
            best = int(rate.argmax())
            order.append(visits[best])
            left[best] = False
            now, place = int(leave[best]), int(at[best])
        orders.append(tuple(order))
    return tuple(orders)


def _starts(clock: Clock, visits: list[int], arrive: np.ndarray) -> np.ndarray:
    """Return the start of service of each of `visits` after `arrive`; `never` when too late."""
    late = 4 * clock.never
    start = np.full(len(visits), late, dtype=np.int64)
    spans = max(len(clock.windows[v]) for v in visits)
    for k in range(spans):
        opens = np.array([clock.windows[v][min(k, len(clock.windows[v]) - 1)][0] for v in visits])
        closes = np.array([clock.windows[v][min(k, len(clock.windows[v]) - 1)][1] for v in visits])
        start = np.minimum(start, np.where(arrive <= closes, np.maximum(arrive, opens), late))
    return start
