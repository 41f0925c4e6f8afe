"""A proof is only claimed when no order is shorter."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walking.polish import polished
from geo.walking.symmetry import mirrored
from geo.walking.tour import prove, tour_length


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(0, 10**6),
    st.integers(1, 7),
    st.sampled_from(["symmetric", "one-way"]),
    st.sampled_from([1, 7]),
)
def test_the_proved_tour_is_the_shortest(seed: int, n: int, kind: str, part: int) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(0, 60, (n, n)).astype(np.int64)
    cost = cost + cost.T if kind == "symmetric" else cost
    np.fill_diagonal(cost, 0)
    costs = cost if part == 1 else cost / part
    proof = prove(costs, tuple(range(n)), until=None)
    best = min(tour_length(costs, (0, *order)) for order in itertools.permutations(range(1, n)))
    assert proof.optimal
    assert abs(proof.length - best) < 1e-6
    assert sorted(proof.order) == list(range(n))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 30), st.sampled_from(["symmetric", "one-way"]))
def test_a_polished_tour_is_not_longer_and_keeps_its_start(seed: int, n: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(0, 60, (n, n)).astype(np.int64)
    cost = cost + cost.T if kind == "symmetric" else cost
    np.fill_diagonal(cost, 0)
    order = (0, *random.permutation(np.arange(1, n)).tolist())
    tour = polished(cost, order)
    assert sorted(tour) == list(range(n))
    assert tour[0] == 0
    assert tour_length(cost, tour) <= tour_length(cost, order)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(4, 7), st.sampled_from(["closed", "open"]))
def test_stairs_and_another_end_do_not_spoil_a_proof(seed: int, n: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(0, 60, (n, n)).astype(np.int64)
    cost, height = cost + cost.T + 40, random.integers(0, 20, n)
    cost = cost + np.maximum(height[None] - height[:, None], 0) * 2
    if kind == "open":
        cost[1:, 0] = random.integers(0, 60, n - 1)
    np.fill_diagonal(cost, 0)
    assert mirrored(cost, 1000) is not None
    proof = prove(cost, tuple(range(n)), until=None)
    best = min(tour_length(cost, (0, *order)) for order in itertools.permutations(range(1, n)))
    assert (proof.length, proof.bound) == (best, best)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(2, 4), st.sampled_from(["symmetric", "one-way"]))
def test_a_place_with_several_visits_may_be_passed_again(seed: int, n: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(0, 60, (n, n)).astype(np.int64)
    cost = cost + cost.T if kind == "symmetric" else cost
    np.fill_diagonal(cost, 0)
    passes = np.array([1, *random.integers(1, 4, n - 1)])
    visits = [node for node in range(1, n) for _ in range(passes[node])]
    best = min(tour_length(cost, (0, *order)) for order in set(itertools.permutations(visits)))
    proof = prove(cost, tuple(range(n)), until=None, passes=passes)
    assert proof.optimal
    assert proof.length == best
    assert (np.bincount(proof.order, minlength=n) <= passes).all()


def test_a_bound_without_proof_is_not_above_the_best() -> None:
    spots = np.random.default_rng(4).integers(0, 1000, (40, 2))
    cost = np.abs(spots[:, None] - spots[None]).sum(axis=2)
    start = polished(cost, tuple(range(40)))
    cut_short = prove(cost, start, until=None, rounds=1)
    full = prove(cost, start, until=None)
    assert full.optimal
    assert cut_short.bound <= full.length
