"""How a need stands: whether the words behind it say that it is settled or turned down.

A small linear model sees the clause that tells of the need and, apart from it, those that follow up
to the next home: characters, senses of words and rules that match. What it misses leaves a need
open, which somebody then looks at; ``tests/benchmarks/train_need_model.py`` makes its weights.
"""

from math import sqrt

from geo.diary.features import REACH
from geo.diary.needs import SERVICES, Standing
from geo.diary.weights import ADDED, Seen, standing_weights

LEAST_SURE = {Standing.DONE: 100, Standing.DECLINED: 0}
"""Log-odds, `SCALE` to one, from which a need counts as done, or as declined."""


class Standings:
    """How the needs of an entry stand; the same clauses are weighed once."""

    def __init__(self, seen: Seen) -> None:
        """Hold what is seen of the clauses of an entry."""
        self._seen = seen
        self._sums: dict[tuple[int, int], int] = {}

    def of(self, category: str, first: int, end: int) -> Standing:
        """Return how the need that clause `first` tells of stands before clause `end`.

        Cost: linear in the words of at most `REACH` clauses.
        """
        weights = standing_weights()
        total = self._sum(first, min(end, first + 1 + REACH)) + weights.of.get(category, 0)
        *sums, count = ADDED.unpacked(total)
        held = sqrt(max(count, 1))
        done, declined = (one / held + no for one, no in zip(sums, weights.nothing, strict=True))
        if category in SERVICES and declined >= max(done, LEAST_SURE[Standing.DECLINED]):
            return Standing.DECLINED
        return Standing.DONE if done >= LEAST_SURE[Standing.DONE] else Standing.OPEN

    def _sum(self, first: int, end: int) -> int:
        """Return the packed weights of what is seen in clause `first` and in those up to `end`."""
        if (first, end) not in self._sums:
            weights, closing = standing_weights(), self._seen.closing
            behind = set[int]().union(*closing[first + 1 : end])
            total = sum(map(weights.here.__getitem__, closing[first]))
            total += sum(map(weights.after.__getitem__, behind))
            self._sums[first, end] = total
        return self._sums[first, end]
