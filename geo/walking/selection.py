"""The best visits to keep along a given order: all subsets at once, by dynamic programming.

For each visit and each sum of prizes the earliest time of leaving is kept, as the knapsack
problem is solved by profits. Leaving early is never worse, so that windows are exact too. Only
the order is not searched. Cost: visits x `BACK` x levels of prize, in numpy; 60 visits take about
a millisecond.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.walking.strolls import NEVER, Legs, Places, Stroll

BACK = 18
"""Visits in a row that a selection may leave out."""
LOOK = 5
"""After so many visits the largest sum reached is looked up; between, it is taken too high."""

Levels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Selection:
    """Visits kept, in order, and when the walker is back."""

    order: list[int]
    finish: int


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """Visits along an order."""

    legs: Legs
    """Shape (k, k): row i holds the ticks to it from each visit."""
    first: list[int]
    """Index of the earliest visit that may come directly before each."""
    alone: list[int]
    """Leaving time of each visit when it is the first; `NEVER`: it cannot be."""
    service: list[int]
    timed: list[bool]
    opens: list[list[int]]
    closes: list[list[int]]
    gains: list[int]


def selection(stroll: Stroll, order: Places, levels: Levels, most: int) -> Selection | None:
    """Return the visits of `order` with the largest sum of levels, then the earliest finish.

    None: nothing can be kept, or not all that must be.

    Parameters
    ----------
    stroll
        The walker's day.
    order
        Shape (k,): visits in the order in which they may be made.
    levels
        Shape (visits of the stroll,): whole prizes from 0.
    most
        No larger sum is looked for.
    """
    line = _line(stroll, order, levels)
    table = _filled(line, most, stroll.until)
    back = table + stroll.legs[order, stroll.count + 1][:, None]
    musts = np.flatnonzero(stroll.must[order])
    reached = back <= stroll.until
    reached[: musts[-1] if len(musts) else 0] = False
    sums = np.flatnonzero(reached.any(axis=0))
    if not len(sums):
        return None
    total = int(sums[-1])
    finishes = np.where(reached[:, total], back[:, total], 2 * NEVER)
    last = int(finishes.argmin())
    kept = _traced(table, line, last, total)
    return Selection([int(order[k]) for k in kept], int(finishes[last]))


def _line(stroll: Stroll, order: Places, levels: Levels) -> _Line:
    spans, must = stroll.spans, stroll.must[order]
    index = np.arange(len(order))
    last_must = np.concatenate([[-1], np.maximum.accumulate(np.where(must, index, -1))])[:-1]
    start = spans.after(stroll.legs[stroll.count, : stroll.count].astype(np.int64))
    alone = np.minimum(start + stroll.service, NEVER)[order]
    return _Line(
        np.ascontiguousarray(stroll.legs[np.ix_(order, order)].T),
        np.maximum(last_must, index - BACK).clip(0).tolist(),
        np.where(last_must < 0, alone, NEVER).tolist(),
        stroll.service[order].tolist(),
        stroll.timed[order].tolist(),
        spans.opens[:, order].T.tolist(),
        spans.closes[:, order].T.tolist(),
        levels[order].tolist(),
    )


def _filled(line: _Line, most: int, until: int) -> Legs:
    """Return the earliest leaving time by visit and sum of levels, shape (k, most + 1)."""
    table = np.full((len(line.gains), most + 1), NEVER, dtype=np.int32)
    room = np.empty((BACK, most + 1), dtype=np.int32)
    top = -1
    for i, (gain, first, service) in enumerate(
        zip(line.gains, line.first, line.service, strict=True)
    ):
        width = min(top, most - gain) + 1
        if first < i and width > 0:
            part = room[: i - first, :width]
            np.add(table[first:i, :width], line.legs[i, first:i, None], out=part)
            best = np.minimum.reduce(part, axis=0)
            if line.timed[i]:
                best = _begun(best, line.opens[i], line.closes[i])
            best += service
            np.minimum(best, NEVER, out=table[i, gain : gain + width])
        if gain <= most and line.alone[i] < table[i, gain]:
            table[i, gain] = line.alone[i]
        top = min(most, max(top, 0) + gain)
        if not i % LOOK:
            top = _top(table[max(0, i - BACK) : i + 1, : top + 1], until)
    return table


def _begun(arrive: Legs, opens: list[int], closes: list[int]) -> Legs:
    """Return the start of service after each arrival."""
    start = np.full(len(arrive), NEVER, dtype=np.int32)
    for begin, end in zip(opens, closes, strict=True):
        # out of the window stays NEVER
        np.minimum(start, np.maximum(arrive, np.int32(begin)), out=start, where=arrive <= end)
    return start


def _top(rows: Legs, until: int) -> int:
    """Return the largest sum that any of `rows` reaches in time; -1: none."""
    reached = np.flatnonzero(rows.min(axis=0) <= until)
    return int(reached[-1]) if len(reached) else -1


def _traced(table: Legs, line: _Line, last: int, total: int) -> list[int]:
    """Return the indices into the order that lead to `total` at `last`."""
    kept = [last]
    while True:
        at = total - line.gains[last]
        if at == 0 and table[last, total] == line.alone[last]:
            return kept[::-1]
        first = line.first[last]
        last, total = (
            first + int((table[first:last, at] + line.legs[last, first:last]).argmin()),
            at,
        )
        kept.append(last)
