"""Why a visit is left out of a plan."""

import numpy as np
import numpy.typing as npt

from geo.walking.plan import Cause
from geo.walking.problem import Objective
from geo.walking.schedule import Orders
from geo.walking.starts import Spans
from geo.walking.ticks import Clock

Reason = tuple[Cause, str]
BLOCK = 64
"""Rows of the matrix that are added at a time, so that they stay in the cache."""


def hopeless(clock: Clock) -> dict[int, Reason]:
    """Return the visits that no plan makes, or that no good plan makes, with the reason."""
    out, back = _nearest(clock, outward=True), _nearest(clock, outward=False)
    feasible = _possible(clock, out, back)
    found = {}
    for index, visit in enumerate(clock.problem.visits):
        reason = _unwanted(clock, index)
        if reason is None and not feasible[index]:
            reason = _impossible(clock, index, out[:, visit.at], back[:, visit.at])
        if reason:
            found[index] = reason
    return found


def left_out(clock: Clock, orders: Orders, known: dict[int, Reason]) -> dict[int, Reason]:
    """Return a reason for each visit that is neither in `orders` nor in `known`."""
    made = {visit for order in orders for visit in order} | known.keys()
    left = [index for index in range(len(clock.problem.visits)) if index not in made]
    timed = [index for index in left if clock.problem.visits[index].windows]
    crowded = set(np.array(timed)[_time_left(clock, orders, timed)].tolist()) if timed else set()
    return {index: _crowded_out(clock, orders, index, by_window=index in crowded) for index in left}


def _possible(
    clock: Clock, out: npt.NDArray[np.int64], back: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return for each visit whether some walker can make it as the only one."""
    at = np.array([visit.at for visit in clock.problem.visits], dtype=np.int64)
    spans = Spans.of(clock, list(range(len(at))))
    possible = np.zeros(len(at), dtype=bool)
    for walker, (begin, until) in enumerate(zip(clock.starts, clock.untils, strict=True)):
        start = spans.after(begin + out[walker, at])
        possible |= start + clock.service + back[walker, at] <= until
    return possible


def _unwanted(clock: Clock, index: int) -> Reason | None:
    visit = clock.problem.visits[index]
    if visit.required:
        return None
    if visit.prize == 0:
        return Cause.NO_PRIZE, "no prize"
    if clock.problem.objective is not Objective.MOST_PRIZE:
        return Cause.OPTIONAL, "optional: leaving it out saves time"
    return None


def _impossible(
    clock: Clock, index: int, out: npt.NDArray[np.int64], back: npt.NDArray[np.int64]
) -> Reason | None:
    """Return why no walker can make the visit even as the only one; None: one can."""
    if (np.maximum(out, back) >= clock.never).all():
        return Cause.UNREACHABLE, "no way leads there and back"
    arrivals = np.array(clock.starts) + out
    starts = [clock.start(index, int(arrive)) for arrive in arrivals]
    if all(start is None for start in starts):
        early = clock.seconds(int(arrivals.min()))
        return (
            Cause.WINDOW,
            f"{_windows(clock, index)} closes before the earliest arrival at {early:g} s",
        )
    finishes = [
        (start + int(clock.service[index]) + int(home), start, walker)
        for walker, (start, home) in enumerate(zip(starts, back, strict=True))
        if start is not None
    ]
    over = [(f - clock.untils[w], f, s, w) for f, s, w in finishes]
    excess, _finish, start, walker = min(over)
    if excess <= 0:
        return None
    finish_s = _finish_alone_s(clock, index, walker)
    late = f"the finish would be at {finish_s:g} s, {_limit(clock, walker)}"
    if start > int(arrivals[walker]):
        return Cause.WINDOW, f"{_windows(clock, index)} opens too late: {late}"
    return Cause.BUDGET, f"even alone {late}"


def _finish_alone_s(clock: Clock, index: int, walker: int) -> float:
    """Return when `walker` would be back from one visit; ticks are clipped to the day, this not."""
    visit, person = clock.problem.visits[index], clock.problem.walkers[walker]
    travel_s = clock.problem.travel_s
    arrive_s = person.shift[0] + float(travel_s[person.start, visit.at])
    opens_s = [max(arrive_s, opens) for opens, closes in visit.windows if arrive_s <= closes]
    start_s = min(opens_s, default=arrive_s)
    return start_s + visit.service_s + float(travel_s[visit.at, person.end])


def _crowded_out(clock: Clock, orders: Orders, index: int, *, by_window: bool) -> Reason:
    if by_window:
        return (
            Cause.WINDOW,
            f"{_windows(clock, index)} cannot be kept together with the visits that are planned",
        )
    limits = "; ".join(_limit(clock, walker) for walker in range(len(orders)))
    return Cause.BUDGET, f"no time is left beside the visits that are planned: {limits}"


def _time_left(clock: Clock, orders: Orders, left: list[int]) -> npt.NDArray[np.bool_]:
    """Return for each visit of `left` whether some walk has the time for it, hours not looked at.

    Cost: the visits left out times those planned, in whole arrays.
    """
    rows, travel = clock.problem.visits, clock.travel
    at = np.array([rows[index].at for index in left], dtype=np.int64)
    fits = np.zeros(len(left), dtype=bool)
    for walker, order in enumerate(orders):
        person = clock.problem.walkers[walker]
        walk = np.array([person.start, *(rows[index].at for index in order), person.end])
        legs = travel[walk[:-1], walk[1:]]
        spent = clock.starts[walker] + int(legs.sum()) + int(clock.service[list(order)].sum())
        for first in range(0, len(left), BLOCK):
            part = slice(first, first + BLOCK)
            detour = travel[walk[:-1, None], at[part]] + travel[at[part], walk[1:, None]]
            finish = spent + (detour - legs[:, None]).min(axis=0) + clock.service[left[part]]
            fits[part] |= finish <= clock.untils[walker]
    return fits


def _windows(clock: Clock, index: int) -> str:
    spans = clock.problem.visits[index].windows
    text = ", ".join(f"[{opens:g}, {closes:g}]" for opens, closes in spans)
    return f"window {text}" if len(spans) == 1 else f"each window of {text}"


def _limit(clock: Clock, walker: int) -> str:
    person = clock.problem.walkers[walker]
    shift = f"shift of {person.id!r} ends at {person.shift[1]:g} s"
    if person.max_s is not None and person.shift[0] + person.max_s < person.shift[1]:
        return f"budget max_s of {person.id!r} is {person.max_s:g} s"
    return shift


def _nearest(clock: Clock, *, outward: bool) -> npt.NDArray[np.int64]:
    """Return the least travel from each walker's start, or to each end, over any places."""
    travel = clock.travel if outward else clock.travel.T
    ends = [walker.start if outward else walker.end for walker in clock.problem.walkers]
    found: dict[int, npt.NDArray[np.int64]] = {}
    for place in dict.fromkeys(ends):
        least = travel[place]
        while True:
            nearer = least
            for first in range(0, len(travel), BLOCK):
                part = slice(first, first + BLOCK)
                nearer = np.minimum(nearer, (least[part, None] + travel[part]).min(axis=0))
            if (nearer == least).all():
                break
            least = nearer
        found[place] = least
    return np.array([found[place] for place in ends])
