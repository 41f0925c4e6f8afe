"""Makes one walk end earlier by turning and moving stretches of it, windows kept.

2-opt (Croes 1958, https://doi.org/10.1287/opre.6.6.791) and Or-opt (Or 1976) with the stretch
also turned, all moves of a kind in one numpy pass, one-way legs included. Where windows bind, the
moves that save most are tried on the clock. Cost: stops squared for each step.
"""

import time
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geo.walking.strolls import Stroll

LONGEST = 3
TRIED = 12
"""Moves of one step that are tried on the clock."""
FAR = 1 << 40

Ints = npt.NDArray[np.int64]


def shortened(
    stroll: Stroll, order: list[int], finish: int, *, until: float | None = None
) -> tuple[list[int], int]:
    """Return an order of the same visits that ends no later, and its finish.

    `until` is the `time.perf_counter` time at which to stop; None: when no move is left.
    """
    while len(order) > 1 and (until is None or time.perf_counter() < until):
        better = _better(stroll, order, finish)
        if better is None:
            break
        order, finish = better
    return order, finish


def _better(stroll: Stroll, order: list[int], finish: int) -> tuple[list[int], int] | None:
    stops = np.array([stroll.count, *order, stroll.count + 1])
    legs = stroll.legs[np.ix_(stops, stops)].astype(np.int64)
    saved = _changes(legs)
    if not stroll.any_timed:
        best = int(saved.argmin())
        if saved[best] >= 0:
            return None
        return _moved(order, best), finish + int(saved[best])
    wait = finish - int(legs.diagonal(1).sum()) - int(stroll.service[order].sum())
    few = min(TRIED, len(saved) - 1)
    for move in np.argpartition(saved, few)[:few].tolist():
        if saved[move] < wait or saved[move] < 0:
            tried = _moved(order, move)
            then = stroll.finish(tried)
            if then is not None and then < finish:
                return tried, then
    return None


def _changes(legs: Ints) -> Ints:
    """Return what each move changes in the length of a walk, in the order of `_moved`."""
    k = len(legs) - 2
    ahead, behind = np.diagonal(legs, 1), np.diagonal(legs, -1)
    turn = np.concatenate([[0], np.cumsum(behind - ahead)])
    i, j = _pairs(k)
    found = [legs[i - 1, j] + legs[i, j + 1] - ahead[i - 1] - ahead[j] + turn[j] - turn[i]]
    for size in range(1, min(LONGEST, k - 1) + 1):
        head = np.arange(1, k - size + 2)
        tail = head + size - 1
        freed = legs[head - 1, tail + 1] - ahead[head - 1] - ahead[tail]
        base = freed[:, None] - ahead[None, :] + _outside(k, size)
        found.append((base + legs[:-1, head].T + legs[tail, 1:]).ravel())
        if size > 1:
            turned = (turn[tail] - turn[head])[:, None]
            found.append((base + turned + legs[:-1, tail].T + legs[head, 1:]).ravel())
    return np.concatenate(found)


@lru_cache(maxsize=256)
def _pairs(k: int) -> tuple[Ints, Ints]:
    i, j = np.triu_indices(k, 1)
    return i + 1, j + 1


@lru_cache(maxsize=512)
def _outside(k: int, size: int) -> Ints:
    """Shape (stretches, gaps): 0 where a gap lies outside a stretch, else `FAR`."""
    head, gap = np.arange(1, k - size + 2)[:, None], np.arange(k + 1)[None]
    return np.where((gap >= head - 1) & (gap <= head + size - 1), FAR, 0)


def _moved(order: list[int], move: int) -> list[int]:
    """Return `order` after move number `move` of `_changes`."""
    k = len(order)
    i, j = _pairs(k)
    if move < len(i):
        a, b = int(i[move]) - 1, int(j[move])
        return [*order[:a], *order[a:b][::-1], *order[b:]]
    move -= len(i)
    for size in range(1, min(LONGEST, k - 1) + 1):
        count = (k - size + 1) * (k + 1)
        for turned in (False, True)[: 1 + (size > 1)]:
            if move < count:
                head, gap = divmod(move, k + 1)
                part = order[head : head + size]
                rest = [*order[:head], *order[head + size :]]
                at = gap if gap <= head else gap - size
                return [*rest[:at], *(part[::-1] if turned else part), *rest[at:]]
            move -= count
    raise AssertionError("no such move")
