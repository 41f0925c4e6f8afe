"""First plans that need no search: the order as given, and always the door that is next in time."""

import time
from dataclasses import dataclass

import numpy as np

from geo.walking.schedule import Orders
from geo.walking.ticks import Clock, Ints

COMPARED = 500
"""At most about twice so many places are compared with each one."""
SURE = 50
"""Visits that each walker is given however late it is: a plan of nobody helps nobody."""


def as_given(clock: Clock, visits: list[int], until: float | None) -> Orders:
    """Return `visits` in the given order for walker 0, without those that break a limit."""
    rows, person = clock.problem.visits, clock.problem.walkers[0]
    order: list[int] = []
    now, place = clock.starts[0], person.start
    for visit in visits:
        if until is not None and time.perf_counter() > until:
            break
        there = rows[visit].at
        leg, home = int(clock.travel[place, there]), int(clock.travel[there, person.end])
        start = clock.start(visit, now + leg)
        if start is None or max(leg, home) >= clock.never:
            continue
        leave = start + int(clock.service[visit])
        if leave + home <= clock.untils[0]:
            order.append(visit)
            now, place = leave, there
    return (tuple(order), *((),) * (len(clock.problem.walkers) - 1))


def nearest_next(clock: Clock, visits: list[int], until: float | None) -> Orders:
    """Return orders in which each walker goes on to the visit with the best worth per second.

    Required visits come before optional ones; a prize counts per second that it costs. After
    `until`, a reading of `time.perf_counter`, walks of `SURE` visits or more are not made longer.
    Cost: visits squared, in numpy.
    """
    rows = clock.problem.visits
    at = np.array([rows[v].at for v in visits], dtype=np.int64)
    left = np.ones(len(visits), dtype=bool)
    worth = np.array([1e9 if rows[v].required else rows[v].prize for v in visits])
    service = clock.service[visits]
    spans = Spans.of(clock, visits)
    orders = []
    for walker, person in enumerate(clock.problem.walkers):
        order: list[int] = []
        now, place = clock.starts[walker], person.start
        home = clock.travel[at, person.end]
        while left.any() and (until is None or len(order) < SURE or time.perf_counter() < until):
            start = spans.after(now + clock.travel[place, at])
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


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """The windows of several visits as arrays."""

    opens: Ints
    closes: Ints
    """Shape (most windows of a visit, visits), ticks; each column sorted."""
    late: int
    """Stands for a start that is too late."""

    @classmethod
    def of(cls, clock: Clock, visits: list[int]) -> "Spans":
        """Return the windows of `visits`."""
        most = max((len(clock.windows[v]) for v in visits), default=1)
        padded = [[*clock.windows[v], *[clock.windows[v][-1]] * most][:most] for v in visits]
        table = np.array(padded, dtype=np.int64).reshape(len(visits), most, 2)
        return cls(table[:, :, 0].T, table[:, :, 1].T, 4 * clock.never)

    def after(self, arrive: Ints) -> Ints:
        """Return the start of service of each visit after `arrive`; `late` when too late."""
        start = np.full(len(arrive), self.late, dtype=np.int64)
        for opens, closes in zip(self.opens, self.closes, strict=True):
            starts = np.where(arrive <= closes, np.maximum(arrive, opens), self.late)
            start = np.minimum(start, starts)
        return start


def promising(clock: Clock, visits: list[int], orders: Orders, most: int) -> list[int]:
    """Return at most `most` of `visits`: those in `orders`, then the best worth per second.

    The seconds of a visit are its service and the legs to its nearest neighbours.
    """
    made = {v for order in orders for v in order}
    most = max(most, len(made))
    if len(visits) <= most:
        return visits
    rows = clock.problem.visits
    places = np.unique([rows[v].at for v in visits])
    # of very many places a part says well enough how dense they lie
    some = places[:: 1 + len(places) // COMPARED]
    legs = clock.travel[np.ix_(places, some)]
    legs[places[:, None] == some[None, :]] = clock.never
    few = min(2, len(some))
    near = np.partition(legs, few - 1, axis=1)[:, :few].sum(axis=1)
    near_of = dict(zip(places.tolist(), near.tolist(), strict=True))

    def cost(v: int) -> tuple[bool, bool, float]:
        seconds = float(clock.service[v]) + near_of[rows[v].at] + 1.0
        return v not in made, not rows[v].required, seconds / max(rows[v].prize, 1e-9)

    return sorted(sorted(visits, key=cost)[:most])
