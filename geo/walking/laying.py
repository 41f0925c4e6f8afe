"""Lays visits that are not made into the gaps of a walk, so that a selection can choose."""

import numpy as np
import numpy.typing as npt

from geo.walking.strolls import Places, Stroll

Floats = npt.NDArray[np.float64]


def laid(
    stroll: Stroll,
    made: list[int],
    free: Places,
    most: int,
    *,
    noise: float = 0.0,
    random: np.random.Generator | None = None,
) -> Places:
    """Return `made` in order with at most `most` of `free` between, each where it costs least.

    Parameters
    ----------
    stroll
        The walker's day.
    made
        A walk that keeps the limits.
    free
        Visits that may be made besides.
    most
        The dearest by seconds for each prize are left out.
    noise
        Times an exponential random number, by which each cost seems higher.
    """
    cost = _costs(stroll, made, free)
    if random is not None and noise:
        cost *= 1 + noise * random.standard_exponential(cost.shape)
    row, gap = np.arange(len(free)), cost.argmin(axis=1)
    if len(free) > most:
        rate = (cost[row, gap] + stroll.service[free] + 1) / np.maximum(stroll.prize[free], 1e-9)
        row = np.sort(np.argpartition(rate, most)[:most])
        free, gap = free[row], gap[row]
    stops = np.array([stroll.count, *made, stroll.count + 1])
    to = stroll.legs[stops[gap], free].astype(float)
    on = stroll.legs[free, stops[gap + 1]]
    # several in one gap follow each other by their share of the way across
    place = np.concatenate([np.arange(len(made)), gap - 0.999 + 0.998 * to / (to + on + 1e-9)])
    both: Places = np.concatenate([np.array(made, dtype=np.int64), free])
    return both[np.argsort(place, kind="stable")]


def _costs(stroll: Stroll, made: list[int], free: Places) -> Floats:
    """Return detour and wait of each free visit in each gap, shape (free, gaps), ticks."""
    stops = np.array([stroll.count, *made, stroll.count + 1])
    before, behind = stops[:-1], stops[1:]
    to = stroll.legs[np.ix_(before, free)].T
    detour = to + stroll.legs[np.ix_(free, behind)] - stroll.legs[before, behind]
    leaves = stroll.leaves(made)
    if not stroll.any_timed or leaves is None:
        return np.asarray(detour, dtype=np.float64)
    arrive = np.array(leaves[:-1])[None, :] + to
    start = np.full(arrive.shape, float(4 * stroll.until))
    for opens, closes in zip(
        stroll.spans.opens[:, free], stroll.spans.closes[:, free], strict=True
    ):
        inside = arrive <= closes[:, None]
        np.minimum(start, np.maximum(arrive, opens[:, None]), out=start, where=inside)
    return np.asarray(detour + start - arrive)
