"""Why a visit is left out of a plan."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from geo.walking.plan import Cause
from geo.walking.problem import Objective
from geo.walking.schedule import Orders, timing
from geo.walking.starts import Spans
from geo.walking.ticks import Clock

Reason = tuple[Cause, str]
BLOCK = 64
"""Rows of the matrix that are added at a time, so that they stay in the cache."""
TRIED = 100
"""Most visits left out, and most on a route, for which every place in the order is tried."""


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
    free = _without_windows(clock)
    left = [index for index in range(len(clock.problem.visits)) if index not in made]
    found = {}
    for count, index in enumerate(left):
        windows = bool(clock.problem.visits[index].windows)
        crowded = windows and (count >= TRIED or _fits(free, orders, index))
        found[index] = _crowded_out(clock, orders, index, by_window=crowded)
    return found


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


def _fits(clock: Clock, orders: Orders, index: int) -> bool:
    return any(_insertable(clock, walker, order, index) for walker, order in enumerate(orders))


def _insertable(clock: Clock, walker: int, order: tuple[int, ...], index: int) -> bool:
    if len(order) > TRIED:
        return False
    return any(
        timing(clock, walker, (*order[:k], index, *order[k:])) is not None
        for k in range(len(order) + 1)
    )


def _without_windows(clock: Clock) -> Clock:
    day = ((0, 4 * clock.never),)
    return replace(clock, windows=(day,) * len(clock.windows))


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
