"""Straight ways that meet: cuts axis-parallel lines wherever another end lies on them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CM = 100
"""Whole centimetres: ends that meet are equal numbers."""
REACH = 1 << 31
"""Larger than any coordinate in centimetres, so that two fit into one sort key."""

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Traits:
    """What one kind of way is like; see the columns of the layer `ways`."""

    kind: str
    name: str | None = None
    width_m: float | None = None
    walkable: bool = True
    steps: int | None = None
    barrier: str | None = None
    access: str | None = "public"


@dataclass(slots=True)
class Sketch:
    """Straight ways in metres of the city plan, before they are cut where they meet."""

    traits: list[Traits] = field(default_factory=list)
    lines: list[NDArray[np.float64]] = field(default_factory=list)
    """Arrays ``(n, 4)`` of x, y, x, y, one for each of `traits`."""
    joints: list[NDArray[np.float64]] = field(default_factory=list)
    """Arrays ``(n, 2)`` of more points at which lines are cut."""

    def add(self, traits: Traits, *lines: tuple[float, float, float, float]) -> None:
        """Add axis-parallel lines of one kind."""
        self.add_many(traits, np.array(lines, dtype=float).reshape(-1, 4))

    def add_many(self, traits: Traits, lines: NDArray[np.float64]) -> None:
        """Add axis-parallel lines ``(n, 4)`` of one kind."""
        self.traits.append(traits)
        self.lines.append(lines)

    def join(self, points: NDArray[np.float64]) -> None:
        """Cut lines at `points` ``(n, 2)`` too."""
        self.joints.append(points)

    def pieces(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Return the pieces ``(n, 4)`` in metres, and for each the index of its traits.

        Neighbouring pieces share their end exactly; two lines on top of each other give one
        piece, of the earlier traits. Costs one sort of all ends.
        """
        if not self.lines:
            return np.empty((0, 4)), np.empty(0, dtype=np.intp)
        lines = np.rint(np.concatenate(self.lines) * CM).astype(np.int64)
        owner = np.repeat(np.arange(len(self.lines)), [len(group) for group in self.lines])
        points = np.concatenate(
            [lines[:, :2], lines[:, 2:]]
            + [np.rint(group * CM).astype(np.int64) for group in self.joints]
        )
        level = lines[:, 1] == lines[:, 3]
        flat, flat_owner = _cut(lines[level], owner[level], points)
        upright, upright_owner = _cut(
            lines[~level][:, [1, 0, 3, 2]], owner[~level], points[:, ::-1]
        )
        pieces = np.concatenate([flat, upright[:, [1, 0, 3, 2]]])
        owners = np.concatenate([flat_owner, upright_owner])
        order = np.lexsort((*pieces.T, owners))
        pieces, owners = pieces[order], owners[order]
        _, first = np.unique(pieces, axis=0, return_index=True)
        first.sort()
        return pieces[first] / CM, owners[first]


def _cut(lines: Cells, owner: NDArray[np.intp], points: Cells) -> tuple[Cells, NDArray[np.intp]]:
    """Return the pieces of level `lines` (y equal at both ends) between `points` on them."""
    keys = np.unique(points[:, 1] * REACH + points[:, 0])
    low = np.minimum(lines[:, 0], lines[:, 2])
    high = np.maximum(lines[:, 0], lines[:, 2])
    first = np.searchsorted(keys, lines[:, 1] * REACH + low)
    last = np.searchsorted(keys, lines[:, 1] * REACH + high)
    counts = last - first
    line = np.repeat(np.arange(len(lines)), counts)
    start = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts) + first[line]
    y = lines[line, 1]
    x_from, x_to = keys[start] - y * REACH, keys[start + 1] - y * REACH
    return np.column_stack([x_from, y, x_to, y]), owner[line]
