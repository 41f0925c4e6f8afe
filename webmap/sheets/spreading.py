"""Marks on a map that would lie over each other are moved apart, as little as it takes."""

from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TURNS = 60
GAP_MM = 0.4


def spread(
    spots: Floats, wide_mm: Floats, high_mm: float, within_mm: tuple[float, float]
) -> Floats:
    """Return where to draw marks so that none covers another, if there is room.

    Each two that overlap are pushed apart, half the way each, along the shorter way out; that is
    done again until none do, at most `TURNS` times. Cost: pairs of marks times turns.

    Parameters
    ----------
    spots
        Shape (n, 2): where the marks belong, mm on paper.
    wide_mm
        Shape (n,): width of each mark.
    high_mm
        Height of all.
    within_mm
        Width and height of the paper, from (0, 0).

    Examples
    --------
    >>> spread(np.array([[10.0, 10.0], [12.0, 10.0]]), np.array([4.0, 4.0]), 9.0, (50, 50)).tolist()
    [[8.8, 10.0], [13.2, 10.0]]
    """
    half = np.column_stack([wide_mm, np.full(len(spots), high_mm)]) / 2
    least, most = half, np.array(within_mm) - half
    at: Floats = np.clip(spots.astype(float), least, most)
    pairs = list(combinations(range(len(at)), 2))
    for _ in range(TURNS):
        moved = False
        for one, other in pairs:
            gap = at[other] - at[one]
            into = half[one] + half[other] + GAP_MM - np.abs(gap)
            if (into <= 1e-9).any():
                continue
            axis = int(into.argmin())
            push = into[axis] / 2 * (1 if gap[axis] >= 0 else -1)
            at[one, axis] -= push
            at[other, axis] += push
            moved = True
        if not moved:
            break
        np.clip(at, least, most, out=at)
    return at
