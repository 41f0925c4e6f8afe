"""Node sets that a relaxed tour leaves less often than a tour must, by minimum cuts.

Before the cuts, nodes joined by a whole edge become one, after which no violated set is lost
(Padberg and Rinaldi 1990, https://doi.org/10.1007/BF01580861). Cost: one maximum flow for each
node that is left.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Inside = npt.NDArray[np.bool_]
"""Shape (nodes,): true in the set."""

EDGE = 1e-6
FLOW = 10**6


def violated(
    n: int, tail: Ints, head: Ints, shares: Floats, *, symmetric: bool, shrink: bool
) -> list[Inside]:
    """Return node sets of a relaxed tour that need a cut.

    Parameters
    ----------
    n
        Number of nodes.
    tail, head, shares
        Shape (edges,): the relaxed solution.
    symmetric
        Edges, of which two must leave a set; else arcs, of which one must.
    shrink
        Every node has two edges, so that nodes joined by a whole one may become one.
    """
    used = shares > EDGE
    graph = csr_array((shares[used], (tail[used], head[used])), shape=(n, n))
    count, part = connected_components(graph, directed=False)
    if count > 1:
        return [part == k for k in range(count)]
    of = _merged(n, graph) if shrink else np.arange(n)
    return [inside[of] for inside in _cut_off(_shrunk(graph, of), symmetric=symmetric)]


def _merged(n: int, graph: csr_array) -> Ints:
    """Return for each node the number of the node it becomes part of."""
    whole = graph.tocoo()
    sure = whole.data >= 1 - EDGE
    tail, head = (axis[sure] for axis in whole.coords)
    joined = csr_array((np.ones(len(tail)), (tail, head)), shape=(n, n))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


def _shrunk(graph: csr_array, of: Ints) -> npt.NDArray[np.int32]:
    """Return the capacities between the merged nodes."""
    k = int(of.max()) + 1
    edges = graph.tocoo()
    whole = np.zeros((k, k))
    np.add.at(whole, (of[edges.coords[0]], of[edges.coords[1]]), edges.data)
    np.fill_diagonal(whole, 0)
    return np.rint(whole * FLOW).astype(np.int32)


def _cut_off(capacity: npt.NDArray[np.int32], *, symmetric: bool) -> list[Inside]:
    flow = csr_array(capacity + capacity.T if symmetric else capacity)
    least = (2 if symmetric else 1) * FLOW - FLOW // 1000
    sets: dict[bytes, Inside] = {}
    for node in range(1, len(capacity)):
        for source, sink in ((0, node),) if symmetric else ((0, node), (node, 0)):
            inside = _least_cut(flow, source, sink, least)
            if inside is not None:
                sets[inside.tobytes()] = inside
    return list(sets.values())


def _least_cut(capacity: csr_array, source: int, sink: int, wanted: int) -> Inside | None:
    """Return the source side of a minimum cut when it carries less than `wanted`."""
    result = maximum_flow(capacity, source, sink)
    if result.flow_value >= wanted:
        return None
    rest = csr_array(capacity - result.flow)
    rest.data[rest.data < 0] = 0
    rest.eliminate_zeros()
    reached = np.zeros(capacity.shape[0], dtype=bool)
    edge = [source]
    reached[source] = True
    while edge:
        node = edge.pop()
        near = rest.indices[rest.indptr[node] : rest.indptr[node + 1]]
        for neighbour in near[~reached[near]]:
            reached[neighbour] = True
            edge.append(int(neighbour))
    return reached


def guided(n: int, tail: Ints, head: Ints, shares: Floats, *, symmetric: bool) -> tuple[int, ...]:
    """Return a tour from node 0 that takes the edges of most share first, then any that fit."""
    rest = np.argsort(-shares, kind="stable")
    after: dict[int, list[int]] = {node: [] for node in range(n)}
    entered, piece = np.zeros(n, dtype=np.int64), list(range(n))

    def root(node: int) -> int:
        while piece[node] != node:
            piece[node] = piece[piece[node]]
            node = piece[node]
        return node

    most = 2 if symmetric else 1
    for edge in rest.tolist():
        a, b = int(tail[edge]), int(head[edge])
        room = (len(after[b]) if symmetric else entered[b]) < most and len(after[a]) < most
        if room and root(a) != root(b):
            piece[root(a)] = root(b)
            after[a].append(b)
            entered[b] += 1
            if symmetric:
                after[b].append(a)
    return _opened(n, after, entered, symmetric=symmetric)


def _opened(
    n: int, after: dict[int, list[int]], entered: Ints, *, symmetric: bool
) -> tuple[int, ...]:
    """Return the pieces one after the other, turned so that node 0 comes first."""
    seen, order = np.zeros(n, dtype=bool), []
    ends = [k for k in range(n) if (len(after[k]) < 2 if symmetric else not entered[k])]
    for end in [*ends, *range(n)]:
        node: int | None = end
        while node is not None and not seen[node]:
            seen[node] = True
            order.append(node)
            node = next((k for k in after[node] if not seen[k]), None)
    first = order.index(0)
    return (*order[first:], *order[:first])
