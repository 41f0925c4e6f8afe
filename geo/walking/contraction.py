"""Takes nodes that only continue a way out of a graph, and remembers the way they drew."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.walking.noding import Floats, Ints, Segments


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Edges of the contracted graph, each a chain of segments between two kept nodes."""

    tail: Ints
    head: Ints
    """Shape (chains,): kept nodes, numbered as in the segments."""
    flat_m: Floats
    steps_m: Floats
    """Shape (chains,): metres on the level and on steps."""
    member: Ints
    """Shape (segments,): the segments, ordered by chain."""
    first: Ints
    """Shape (chains + 1,): where each chain begins in `member`."""

    def drawn(self, segments: Segments, chain: int) -> Floats:
        """Return the coordinates of `chain` from its tail to its head, shape (k, 2)."""
        member = self.member[self.first[chain] : self.first[chain + 1]]
        links: dict[int, list[int]] = {}
        for tail, head in zip(
            segments.tail[member].tolist(), segments.head[member].tolist(), strict=True
        ):
            links.setdefault(tail, []).append(head)
            links.setdefault(head, []).append(tail)
        nodes = [int(self.tail[chain])]
        before = -1
        while len(nodes) <= len(member):
            ahead = [node for node in links[nodes[-1]] if node != before]
            before = nodes[-1]
            nodes.append(ahead[0])
        return segments.xy[nodes]


def contracted(
    segments: Segments, steps: npt.NDArray[np.bool_], keep: npt.NDArray[np.bool_]
) -> Chains:
    """Return the chains between nodes that are kept or where not exactly two segments meet.

    Rings without such a node, and chains from a node to itself, lead nowhere and are left out.

    Parameters
    ----------
    segments
        The graph.
    steps
        Shape (segments,): true on steps.
    keep
        Shape (nodes,): true for a node that must stay, such as a door or a gate.
    """
    n, m = len(segments.xy), len(segments.tail)
    degree = np.bincount(np.concatenate([segments.tail, segments.head]), minlength=n)
    through = (degree == 2) & ~keep
    chain = _chains(segments, through, m)
    count = int(chain.max(initial=-1)) + 1
    length = segments.length_m
    tail, head = _ends(segments, through, chain, count)
    useful = (tail >= 0) & (tail != head)
    number = np.cumsum(useful) - 1
    member = np.flatnonzero(useful[chain])
    member = member[np.argsort(chain[member], kind="stable")]
    sizes = np.bincount(number[chain[member]], minlength=int(useful.sum()))
    return Chains(
        tail[useful],
        head[useful],
        np.bincount(chain, length * ~steps, minlength=count)[useful],
        np.bincount(chain, length * steps, minlength=count)[useful],
        member,
        np.concatenate([[0], np.cumsum(sizes)]),
    )


def _chains(segments: Segments, through: npt.NDArray[np.bool_], m: int) -> Ints:
    """Return for each segment the number of its chain."""
    node = np.concatenate([segments.tail, segments.head])
    segment = np.tile(np.arange(m), 2)
    inner = through[node]
    order = np.argsort(node[inner], kind="stable")
    pairs = segment[inner][order].reshape(-1, 2)
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(m, m))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


def _ends(
    segments: Segments, through: npt.NDArray[np.bool_], chain: Ints, count: int
) -> tuple[Ints, Ints]:
    """Return the two kept nodes of each chain; -1 where it has none."""
    node = np.concatenate([segments.tail, segments.head])
    of = np.tile(chain, 2)
    outer = ~through[node]
    order = np.argsort(of[outer], kind="stable")
    ends, of = node[outer][order], of[outer][order]
    tail, head = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    first = np.flatnonzero(np.diff(of, prepend=-1))
    tail[of[first]] = ends[first]
    head[of[first]] = ends[np.minimum(first + 1, len(ends) - 1)]
    return tail, head
