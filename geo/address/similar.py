"""Finds the names that look most like a name, without comparing it with every one."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from rapidfuzz.process import extract

SHORTLIST = 48
"""Names that share the rarest characters, of which the likest are taken."""


class SimilarNames:
    """Names indexed by their characters, each weighing the more the fewer names have it.

    Examples
    --------
    >>> SimilarNames(["柳荫里", "机床厂宿舍", "领秀国际"]).most_like("柳阴里", 1)
    [0]
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        holders = defaultdict(list)
        for at, name in enumerate(names):
            for character in set(name):
                holders[character].append(at)
        self._holders = {one: np.array(found, dtype=np.int32) for one, found in holders.items()}
        lengths = np.array([len(set(name)) for name in names], dtype=float)
        self._penalty = lengths * 1e-3

    def most_like(self, name: str, count: int) -> list[int]:
        """Return the positions of the `count` likest names, the likest first, by rapidfuzz WRatio.

        The cost is one step for each name that shares a character, and `SHORTLIST` comparisons.
        """
        shared = -self._penalty
        for character in Counter(name):
            found = self._holders.get(character)
            if found is not None:
                shared[found] += np.log1p(len(self._names) / len(found))
        short = min(max(SHORTLIST, count), len(self._names))
        best = np.argpartition(-shared, short - 1)[:short]
        near = {int(at): self._names[at] for at in best[np.lexsort((best, -shared[best]))]}
        return [at for _, _, at in extract(name, near, limit=count)]
