"""The shortest tour or path through places, with a proof: cutting planes, then branching.

The subtour formulation of Dantzig, Fulkerson and Johnson (1954),
https://doi.org/10.1287/opre.2.4.393. Cuts are separated by minimum cuts on the relaxed solution;
arcs whose reduced cost exceeds the gap to a known tour are dropped before branching. Whole costs
let a bound be rounded up; with fractions a proof holds to `CLOSE`. Cost on one core: 45 places
below 0.3 s, 80 below 1 s (tests/benchmarks/rounds.py).
"""

import time
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

from geo.walking.polish import polished
from geo.walking.separation import EDGE, guided, violated
from geo.walking.symmetry import Costs, mirrored

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CLOSE = 1e-8
"""Part of the length to which a proof over fractional costs holds."""
ROUNDS = 200
GUIDED = 4
"""After so many relaxations a tour is made from the last one."""
GUIDES = 8
"""So many tours are made from the last relaxation."""
BLUR = 0.5
"""Shares are blurred by at most this, for other tours."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of the shortest closed tour."""

    order: tuple[int, ...]
    """The best tour known, from node 0."""
    length: float
    bound: float
    """No tour is shorter."""

    @property
    def optimal(self) -> bool:
        """True: no tour is shorter than `order`."""
        return self.bound >= self.length

    def at_least(self, bound: float) -> "Proof":
        """Return the proof with `bound` where it says more."""
        return Proof(self.order, self.length, max(self.bound, bound))

    def or_shorter(self, cost: Costs, order: tuple[int, ...], value: float) -> "Proof":
        """Return the proof with `order`, not longer than its own, which `value` bounds."""
        length = tour_length(cost, order)
        return Proof(order, length, min(length, max(self.bound, _least(cost, value, length))))


@dataclass(slots=True)
class _Relaxation:
    """Arcs or edges with degree rows, and the cuts found so far."""

    cost: Costs
    """Shape (n, n)."""
    tail: Ints
    head: Ints
    symmetric: bool
    passes: Ints
    """Shape (n,): how often a tour may pass each node."""
    cuts: list[npt.NDArray[np.bool_]] = field(default_factory=list)

    @property
    def n(self) -> int:
        return len(self.cost)

    @property
    def again(self) -> Ints:
        """Nodes that may be passed more than once; each has a column after the edges."""
        return np.flatnonzero(self.passes > 1)

    @property
    def weights(self) -> Costs:
        return np.concatenate([self.cost[self.tail, self.head], np.zeros(len(self.again))])

    @property
    def most(self) -> Floats:
        """The largest value of each column."""
        ends = np.minimum(self.passes[self.tail], self.passes[self.head])
        once = (self.passes[self.tail] == 1) & (self.passes[self.head] == 1)
        edges = np.where(once, 1, ends * (2 if self.symmetric else 1))
        return np.concatenate([edges, self.passes[self.again] - 1]).astype(float)

    def degree_rows(self) -> csr_array:
        m = len(self.tail)
        column = np.arange(m)
        shape = (self.n, m)
        leave = csr_array((np.ones(m), (self.tail, column)), shape=shape)
        enter = csr_array((np.ones(m), (self.head, column)), shape=shape)
        spare = len(self.again)
        more = csr_array((np.full(spare, -1.0), (self.again, np.arange(spare))), (self.n, spare))
        if self.symmetric:
            return hstack([leave + enter, 2 * more], format="csr")
        return vstack([hstack([leave, more]), hstack([enter, more])], format="csr")

    def degrees(self) -> Floats:
        return np.full(self.n, 2.0) if self.symmetric else np.ones(2 * self.n)

    def cut_rows(self) -> csr_array:
        rows = [self._crossing(inside) for inside in self.cuts]
        edges = np.array(rows, dtype=float).reshape(len(rows), len(self.tail))
        return csr_array(np.pad(edges, ((0, 0), (0, len(self.again)))))

    def cut_least(self) -> Floats:
        return np.full(len(self.cuts), 2.0 if self.symmetric else 1.0)

    def _crossing(self, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        out = inside[self.tail] & ~inside[self.head]
        return out | (inside[self.head] & ~inside[self.tail]) if self.symmetric else out

    def violated(self, shares: Floats) -> list[npt.NDArray[np.bool_]]:
        """Return node sets that need a cut."""
        plain = self.symmetric and not len(self.again)
        return violated(
            self.n, self.tail, self.head, shares, symmetric=self.symmetric, shrink=plain
        )

    def shorter(self, known: tuple[int, ...], shares: Floats, *, tries: int = 1) -> tuple[int, ...]:
        """Return a tour made from the relaxed solution, or `known` when that is shorter."""
        random = np.random.default_rng(tries)
        tours = [known]
        for turn in range(tries):
            blurred = shares + min(turn, 1) * BLUR * random.random(len(shares)) * (shares > EDGE)
            tour = guided(self.n, self.tail, self.head, blurred, symmetric=self.symmetric)
            tours.append(polished(self.cost, tour))
        return min(tours, key=lambda order: tour_length(self.cost, order))

    def kept(self, keep: npt.NDArray[np.bool_]) -> "_Relaxation":
        return _Relaxation(
            self.cost, self.tail[keep], self.head[keep], self.symmetric, self.passes, self.cuts
        )


def prove(
    cost: Costs,
    known: tuple[int, ...],
    *,
    until: float | None,
    rounds: int = ROUNDS,
    passes: Ints | None = None,
) -> Proof:
    """Return the best closed tour over all nodes of `cost` and a lower bound.

    Parameters
    ----------
    cost
        Shape (n, n), whole numbers from 0; the diagonal is not read.
    known
        A tour from node 0 through all nodes: the start.
    until
        `time.perf_counter` time at which to stop; None: stop after `rounds` alone, which makes
        equal input give equal results.
    rounds
        Most relaxations and branchings solved.
    passes
        Shape (n,): how often the tour may pass each node; None: once. Matters only where a way
        through a node is shorter than the direct one. The order then names a node repeatedly.
    """
    longest = tour_length(cost, known)
    often = np.ones(len(cost), dtype=np.int64) if passes is None else passes
    mirror = mirrored(cost, longest)
    if mirror is None:
        return _cut(cost, polished(cost, known), until, rounds, often)
    start = polished(mirror.cost, mirror.tour(known))
    often = np.concatenate([often, np.ones(len(mirror.cost) - len(cost), dtype=np.int64)])
    proof = _cut(mirror.cost, start, until, rounds, often)
    order = mirror.original(proof.order)
    length = tour_length(cost, order)
    if proof.optimal:
        return Proof(order, length, length)
    half = (proof.bound + mirror.discount) / 2
    return Proof(order, length, _least(cost, half, length) if np.isfinite(half) else 0)


def _cut(
    cost: Costs, known: tuple[int, ...], until: float | None, rounds: int, passes: Ints
) -> Proof:
    """Return the best tour and bound, by cuts and then by branching."""
    best = Proof(known, tour_length(cost, known), -np.inf)
    if len(known) < 4 and (passes == 1).all():
        return _by_hand(cost, best)
    relaxation = _complete(cost, passes)
    for turn in range(1, rounds + 1):
        left = _left(until)
        solved = None if left is not None and left < 0.02 else _relaxed(relaxation, left)
        if solved is None:
            break
        value, shares, reduced = solved
        best = best.at_least(_least(cost, value, best.length))
        found = [] if best.optimal else relaxation.violated(shares)
        if not best.optimal and (not found or not turn % GUIDED):
            tries = 1 if found else GUIDES
            best = best.or_shorter(cost, relaxation.shorter(best.order, shares, tries=tries), value)
        if best.optimal:
            break
        if not found:
            step = 1 if np.issubdtype(cost.dtype, np.integer) else 0
            length = best.length
            useful = value + np.abs(reduced) * (shares < EDGE) < length - step + 1e-6 * (1 + length)
            kept = relaxation.kept(useful | (shares > EDGE))
            return _branched(kept, best, best.bound, until, rounds)
        relaxation.cuts += found
    return best


def tour_length(cost: Costs, order: tuple[int, ...]) -> float:
    """Return the summed cost of walking `order` and back to its first node."""
    nodes = np.array(order)
    length: float = cost[nodes, np.roll(nodes, -1)].sum().item()
    return length


def _left(until: float | None) -> float | None:
    return None if until is None else until - time.perf_counter()


def _least(cost: Costs, value: float, length: float) -> float:
    """Return the bound that the relaxed `value` proves; `length` itself when the gap is nothing."""
    if np.issubdtype(cost.dtype, np.integer):
        return min(int(np.ceil(value - 1e-5 - 1e-9 * abs(value))), length)
    return length if value >= length - CLOSE * abs(length) else value


def _by_hand(cost: Costs, known: Proof) -> Proof:
    turned = (known.order[0], *reversed(known.order[1:]))
    length, order = min((tour_length(cost, order), order) for order in (known.order, turned))
    return Proof(order, length, length)


def _complete(cost: Costs, passes: Ints) -> _Relaxation:
    symmetric = bool((cost == cost.T).all())
    tail, head = np.nonzero(~np.eye(len(cost), dtype=bool))
    if symmetric:
        tail, head = tail[tail < head], head[tail < head]
    return _Relaxation(cost, tail.astype(np.int64), head.astype(np.int64), symmetric, passes)


def _relaxed(relaxation: _Relaxation, left: float | None) -> tuple[float, Floats, Floats] | None:
    """Return value, shares and reduced costs of the linear relaxation; None: out of time."""
    cuts = bool(relaxation.cuts)
    result = linprog(
        relaxation.weights,
        A_ub=-relaxation.cut_rows() if cuts else None,
        b_ub=-relaxation.cut_least() if cuts else None,
        A_eq=relaxation.degree_rows(),
        b_eq=relaxation.degrees(),
        bounds=np.column_stack([np.zeros(len(relaxation.most)), relaxation.most]),
        method="highs",
        options={} if left is None else {"time_limit": left},
    )
    if result.status != 0:
        return None
    m = len(relaxation.tail)
    reduced = result.lower.marginals + result.upper.marginals
    return float(result.fun), result.x[:m], reduced[:m]


def _branched(
    relaxation: _Relaxation, known: Proof, bound: float, until: float | None, rounds: int
) -> Proof:
    """Finish by branching; `relaxation` holds every arc of any tour shorter than the known one."""
    for _ in range(rounds):
        left = _left(until)
        if left is not None and left < 0.02:
            break
        limits = [
            LinearConstraint(relaxation.degree_rows(), relaxation.degrees(), relaxation.degrees())
        ]
        if relaxation.cuts:
            limits.append(LinearConstraint(relaxation.cut_rows(), relaxation.cut_least(), np.inf))
        result = milp(
            relaxation.weights,
            constraints=limits,
            integrality=np.ones(len(relaxation.most)),
            bounds=Bounds(0, relaxation.most),
            options={"mip_rel_gap": 0.0} | ({} if left is None else {"time_limit": left}),
        )
        if result.status == 2:
            return Proof(known.order, known.length, known.length)
        if result.mip_dual_bound is not None and np.isfinite(result.mip_dual_bound):
            bound = max(bound, _least(relaxation.cost, result.mip_dual_bound, known.length))
        if result.status != 0 or bound >= known.length:
            break
        shares = np.rint(result.x[: len(relaxation.tail)])
        found = relaxation.violated(shares)
        if not found:
            order = _walked(relaxation, shares)
            length = tour_length(relaxation.cost, order)
            if length < known.length:
                return Proof(order, length, _least(relaxation.cost, bound, length))
            break
        relaxation.cuts += found
    return Proof(known.order, known.length, bound)


def _walked(relaxation: _Relaxation, shares: Floats) -> tuple[int, ...]:
    """Return the closed walk over all chosen edges (Hierholzer 1873), from node 0."""
    follow: dict[int, list[int]] = {node: [] for node in range(relaxation.n)}
    for edge in np.flatnonzero(shares > 0.5).tolist():
        tail, head = int(relaxation.tail[edge]), int(relaxation.head[edge])
        for _ in range(round(shares[edge])):
            follow[tail].append(head)
            if relaxation.symmetric:
                follow[head].append(tail)
    walk, path = [], [0]
    while path:
        node = path[-1]
        if follow[node]:
            after = follow[node].pop()
            if relaxation.symmetric:
                follow[after].remove(node)
            path.append(after)
        else:
            walk.append(path.pop())
    return tuple(walk[::-1][:-1])
