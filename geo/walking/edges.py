"""The contracted graph as arrays of edges, and as a sparse matrix of seconds for one pace."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.walking.noding import Floats, Ints
from geo.walking.pace import Pace

SHORTEST_S = 1e-3
"""Every edge takes some time, as a sparse matrix stores no edge of zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Undirected edges between nodes numbered from 0."""

    tail: Ints
    head: Ints
    """Shape (edges,)."""
    flat_m: Floats
    steps_m: Floats
    """Shape (edges,): metres on the level and on steps."""

    def joined(self, other: "Edges") -> "Edges":
        """Return these edges, then those of `other`."""
        return Edges(
            np.concatenate([self.tail, other.tail]),
            np.concatenate([self.head, other.head]),
            np.concatenate([self.flat_m, other.flat_m]),
            np.concatenate([self.steps_m, other.steps_m]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class TimedGraph:
    """Seconds between neighbours, and which edge stands behind each entry."""

    seconds: csr_array
    """Shape (nodes, nodes), symmetric."""
    edge: Ints
    """Shape (entries,): the quickest edge between the two nodes."""

    def between(self, tail: int, head: int) -> int:
        """Return the edge from `tail` to its neighbour `head`."""
        first, last = self.seconds.indptr[tail], self.seconds.indptr[tail + 1]
        entry = first + int(np.flatnonzero(self.seconds.indices[first:last] == head)[0])
        return int(self.edge[entry])


def usable(edges: Edges, pace: Pace, shut: frozenset[int]) -> npt.NDArray[np.bool_]:
    """Return which edges are walked at `pace` while the gates at nodes `shut` are shut."""
    found = np.ones(len(edges.tail), dtype=bool)
    if pace.step_free:
        found &= edges.steps_m == 0
    if shut:
        closed = np.array(sorted(shut))
        found &= ~(np.isin(edges.tail, closed) | np.isin(edges.head, closed))
    return found


def timed(edges: Edges, nodes: int, pace: Pace, shut: frozenset[int]) -> TimedGraph:
    """Return the graph at `pace` without the edges at nodes that are `shut`."""
    seconds = edges.flat_m / pace.walk_m_s + edges.steps_m / pace.steps_m_s
    edge = np.flatnonzero(usable(edges, pace, shut))
    tail = np.concatenate([edges.tail[edge], edges.head[edge]])
    head = np.concatenate([edges.head[edge], edges.tail[edge]])
    edge = np.tile(edge, 2)
    cost = np.maximum(seconds[edge], SHORTEST_S)
    order = np.lexsort((cost, head, tail))
    tail, head, edge, cost = tail[order], head[order], edge[order], cost[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    tail, head, edge, cost = tail[first], head[first], edge[first], cost[first]
    starts = np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int32)
    graph = csr_array((cost, head.astype(np.int32), starts), shape=(nodes, nodes))
    return TimedGraph(graph, edge)
