"""One-way costs that differ only by height become symmetric, which halves the work of a proof.

Stairs cost more up than down, but what goes up comes down again: where the difference of the two
directions is a difference of heights, every tour costs the same with the mean of both.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Costs = npt.NDArray[np.int64] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Mirrored:
    """A symmetric tour problem of doubled costs that stands for a one-way one."""

    cost: Costs
    """Shape (m, m); m is one more when the walk ends elsewhere than it starts."""
    discount: float
    """What the cost is too low by, doubled: the link from the end to the start."""

    def tour(self, order: tuple[int, ...]) -> tuple[int, ...]:
        """Return a tour of the one-way problem as one of this."""
        return (*order, len(order)) if self.discount else order

    def original(self, order: tuple[int, ...]) -> tuple[int, ...]:
        """Return a tour of this as one of the one-way problem, from node 0."""
        if not self.discount:
            return order
        last = len(order) - 1
        turned = order if order[-1] == last else (order[0], *reversed(order[1:]))
        return turned[:-1]


def mirrored(cost: Costs, longest: float) -> Mirrored | None:
    """Return the symmetric problem that stands for `cost`; None: there is none.

    Parameters
    ----------
    cost
        Shape (n, n): row 0 leaves from the start, column 0 arrives at the end.
    longest
        No shortest tour is longer.
    """
    if len(cost) < 4:
        return None
    inner = cost[1:, 1:]
    gap = inner - inner.T
    height = gap[0]
    if not _equal(gap, height[None, :] - height[:, None]):
        return None
    leave, arrive = 2 * cost[0, 1:] - height, 2 * cost[1:, 0] + height
    n = len(cost)
    closed = _equal(leave, arrive)
    whole: Any = np.zeros((n, n) if closed else (n + 1, n + 1), dtype=cost.dtype)
    whole[1:n, 1:n] = inner + inner.T
    whole[0, 1:n] = whole[1:n, 0] = leave
    if closed:
        return Mirrored(whole, 0.0)
    discount = 2 * longest + 4 * np.abs(height).max().item() + 1
    whole[n, 1:n] = whole[1:n, n] = arrive
    whole[0, n] = whole[n, 0] = -discount
    return Mirrored(whole, discount)


def _equal(left: Costs, right: Costs) -> bool:
    if np.issubdtype(left.dtype, np.integer):
        return bool((left == right).all())
    return bool(np.allclose(left, right, rtol=0, atol=1e-9))
