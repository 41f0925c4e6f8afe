"""Makes a tour shorter by turning and moving stretches of it.

2-opt (Croes 1958, https://doi.org/10.1287/opre.6.6.791) where both directions cost the same, and
Or-opt (Or 1976), each step the best of all in one numpy pass. Cost: nodes squared for each step.
"""

from collections.abc import Callable

import numpy as np

from geo.walking.symmetry import Costs

LONGEST_MOVED = 3
STEPS = 2000
SMALLEST = 1e-9


def polished(cost: Costs, order: tuple[int, ...]) -> tuple[int, ...]:
    """Return a tour from the first node of `order`, not longer, that no single move shortens."""
    tour = np.array(order)
    if len(tour) < 5:
        return order
    moves: list[Callable[..., np.ndarray | None]] = [_moved]
    if (cost == cost.T).all():
        moves.append(_turned)
    for _ in range(STEPS):
        shorter = next((t for move in moves if (t := move(cost, tour)) is not None), None)
        if shorter is None:
            break
        tour = shorter
    return tuple(tour.tolist())


def _turned(cost: Costs, tour: np.ndarray) -> np.ndarray | None:
    """Return the tour with the best stretch turned round; None: none shortens it."""
    after = np.roll(tour, -1)
    step = cost[tour, after]
    gain = step[:, None] + step[None, :] - cost[np.ix_(tour, tour)] - cost[np.ix_(after, after)]
    i, j = np.unravel_index(np.triu(gain, 2).argmax(), gain.shape)
    if gain[i, j] <= SMALLEST or i >= j:
        return None
    return np.concatenate([tour[: i + 1], tour[i + 1 : j + 1][::-1], tour[j + 1 :]])


def _moved(cost: Costs, tour: np.ndarray) -> np.ndarray | None:
    """Return the tour with the best stretch of up to three nodes moved elsewhere."""
    n = len(tour)
    best: tuple[float, np.ndarray] | None = None
    for size in range(1, min(LONGEST_MOVED, n - 3) + 1):
        first = np.arange(1, n - size + 1)
        head, tail = tour[first], tour[first + size - 1]
        before, behind = tour[first - 1], tour[(first + size) % n]
        freed = cost[before, head] + cost[tail, behind] - cost[before, behind]
        left, right = tour, np.roll(tour, -1)
        added = cost[np.ix_(left, head)] - cost[left, right][:, None] + cost[np.ix_(tail, right)].T
        where = np.arange(n)[:, None]
        inside = (where >= first - 1) & (where <= first + size - 1)
        gain = np.where(inside, -np.inf, freed[None, :] - added)
        gap, k = np.unravel_index(gain.argmax(), gain.shape)
        if gain[gap, k] > SMALLEST and (best is None or gain[gap, k] > best[0]):
            best = (float(gain[gap, k]), _spliced(tour, int(first[k]), size, int(gap)))
    return None if best is None else best[1]


def _spliced(tour: np.ndarray, first: int, size: int, gap: int) -> np.ndarray:
    stretch = tour[first : first + size]
    rest = np.delete(tour, np.s_[first : first + size])
    at = gap + 1 if gap < first else gap + 1 - size
    return np.insert(rest, at, stretch)
