"""A problem in whole ticks: decimals become exact integers, on which every sum is exact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.walking.problem import Problem, Visit, Walker, Window

FINEST = 12
"""Most decimals that are kept: a picosecond."""
ROOM = 1e17
"""Largest time in ticks; a hundred of them still fit in 64 bits."""

BLOCK = 64
"""Rows of the matrix that are turned at a time, so that they stay in the cache."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """The problem's times in ticks of ``1 / scale`` seconds; ends of time are clipped to shifts."""

    problem: Problem
    scale: int
    travel: Ints
    """Shape (n, n), ticks; `never` where no way leads."""
    service: Ints
    """Shape (visits,), ticks."""
    windows: tuple[tuple[tuple[int, int], ...], ...]
    """Per visit, sorted, ticks; never empty, as no window becomes the whole day."""
    starts: tuple[int, ...]
    """Per walker: start of the shift, ticks."""
    untils: tuple[int, ...]
    """Per walker: latest finish by shift and budget, ticks."""
    never: int
    """Where no way leads: four times a day that no plan can last, ticks."""

    @classmethod
    def of(cls, problem: Problem, decimals: int | None = None) -> "Clock":
        """Return the problem in ticks of ``10 ** -decimals``; None: as many as it was given in."""
        horizon = max(_until(walker) for walker in problem.walkers)
        scale = 10 ** (_decimals(problem, horizon) if decimals is None else decimals)
        never = 4 * round((horizon + 1) * scale)
        return cls(
            problem,
            scale,
            _travel(problem, horizon, scale, never),
            np.array([round(min(v.service_s, horizon + 1) * scale) for v in problem.visits], int),
            tuple(_windows(visit, horizon, scale) for visit in problem.visits),
            tuple(round(walker.shift[0] * scale) for walker in problem.walkers),
            tuple(round(_until(walker) * scale) for walker in problem.walkers),
            never,
        )

    def seconds(self, ticks: int) -> float:
        """Return `ticks` as the nearest number of seconds."""
        return int(ticks) / self.scale

    def start(self, visit: int, arrive: int) -> int | None:
        """Return when service of `visit` starts after arriving at `arrive`; None: too late."""
        for opens, closes in self.windows[visit]:
            if arrive <= closes:
                return max(arrive, opens)
        return None


def _travel(problem: Problem, horizon: float, scale: int, never: int) -> Ints:
    """Return the legs in ticks; those longer than any day are cut off."""
    ticks = np.empty(problem.travel_s.shape, dtype=np.int64)
    for first in range(0, len(ticks), BLOCK):
        given = problem.travel_s[first : first + BLOCK]
        legs = np.minimum(given, horizon + 1)
        if scale > 1:
            legs *= scale
        part = ticks[first : first + BLOCK]
        part[:] = np.rint(legs, out=legs)
        if given.max() == np.inf:
            part[np.isinf(given)] = never
    return ticks


def _until(walker: Walker) -> float:
    end = walker.shift[1]
    return end if walker.max_s is None else min(end, walker.shift[0] + walker.max_s)


def _windows(visit: Visit, horizon: float, scale: int) -> tuple[tuple[int, int], ...]:
    late = round((horizon + 1) * scale)
    if not visit.windows:
        return ((0, late),)

    def ticks(window: Window) -> tuple[int, int]:
        return (
            min(round(min(window[0], horizon + 1) * scale), late),
            min(round(min(window[1], horizon + 1) * scale), late),
        )

    return tuple(sorted(ticks(window) for window in visit.windows))


def _decimals(problem: Problem, horizon: float) -> int:
    """Return the least number of decimals that shows every time exactly, at most `FINEST`."""
    others = [visit.service_s for visit in problem.visits]
    others += [t for visit in problem.visits for w in visit.windows for t in w]
    others += [t for walker in problem.walkers for t in (*walker.shift, _until(walker))]
    times, legs = np.array(others), problem.travel_s
    if (np.rint(times) == times).all() and _whole(legs):
        return 0
    times = np.minimum(np.concatenate([times, legs[np.isfinite(legs)]]), horizon + 1)
    for decimals in range(FINEST):
        scale = 10.0**decimals
        if (horizon + 1) * scale * 10 > ROOM or (np.rint(times * scale) / scale == times).all():
            return decimals
    return FINEST


def _whole(legs: npt.NDArray[np.float64]) -> bool:
    parts = (legs[first : first + BLOCK] for first in range(0, len(legs), BLOCK))
    return all(bool((np.rint(part) == part).all()) for part in parts)
