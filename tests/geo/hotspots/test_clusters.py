"""G* equals esda's, in any order, at any place, with any amount of memory."""

import numpy as np
import pytest
from esda.getisord import G_Local
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import W
from scipy.spatial.distance import cdist
from scipy.stats import false_discovery_control

from geo.hotspots import clusters
from geo.hotspots.clusters import (
    false_discovery,
    gi_star,
    hot_class,
    is_constant,
    two_sided_p,
    within_band,
)

seeds = st.integers(0, 2**32 - 1)


def places(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points in a square kilometre on a 10 m raster, so that some coincide, and counts."""
    draw = np.random.default_rng(seed)
    points = draw.integers(0, 100, (n, 2)) * 10.0 + [5_000.0, 4_600_000.0]
    return points, draw.poisson(2, n).astype(float)


def esda_scores(points: np.ndarray, values: np.ndarray, band_m: float) -> np.ndarray:
    near = cdist(points, points) <= band_m
    neighbours = {i: [int(j) for j in np.flatnonzero(row)] for i, row in enumerate(near)}
    weights = W(neighbours, silence_warnings=True)
    with np.errstate(invalid="ignore"):
        found = G_Local(values, weights, star=True, transform="B", permutations=0)
    return np.asarray(found.Zs)


@settings(deadline=None, max_examples=40)
@given(seeds, st.integers(3, 120), st.sampled_from([10, 50, 141.5, 400]))
def test_the_score_is_that_of_esda(seed: int, n: int, band_m: float) -> None:
    points, values = places(seed, n)
    around = within_band(points, values, band_m)
    if not is_constant(values):
        wanted = esda_scores(points, values, band_m)
        wanted[around.size == n] = np.nan
        np.testing.assert_allclose(gi_star(values, around), wanted, rtol=0, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(seeds, st.integers(1, 80), st.sampled_from([10, 50, 400]))
def test_the_neighbourhood_is_that_of_a_full_distance_matrix(
    seed: int, n: int, band_m: float
) -> None:
    points, values = places(seed, n)
    near = cdist(points, points) <= band_m
    around = within_band(points, values, band_m)
    np.testing.assert_array_equal(around.size, near.sum(axis=1))
    np.testing.assert_allclose(around.total, near @ values)


def test_little_memory_gives_the_same_neighbourhood(monkeypatch: pytest.MonkeyPatch) -> None:
    points, values = places(7, 500)
    whole = within_band(points, values, 100)
    monkeypatch.setattr(clusters, "PAIRS_AT_ONCE", 900)
    parts = within_band(points, values, 100)
    np.testing.assert_array_equal(parts.size, whole.size)
    np.testing.assert_allclose(parts.total, whole.total)


def test_a_neighbour_may_lie_exactly_on_the_band() -> None:
    points = np.array([[0.0, 0], [300, 400], [300, 400.001]])
    assert within_band(points, np.ones(3), 500).size.tolist() == [2, 3, 2]


@given(seeds)
def test_the_order_of_places_does_not_matter(seed: int) -> None:
    points, values = places(seed, 30)
    order = np.random.default_rng(seed).permutation(30)
    score = gi_star(values, within_band(points, values, 150))
    mixed = gi_star(values[order], within_band(points[order], values[order], 150))
    np.testing.assert_allclose(mixed, score[order], atol=1e-12)


@given(seeds, st.floats(0.01, 1000), st.floats(0, 1000))
def test_the_unit_of_the_values_does_not_matter(seed: int, scale: float, shift: float) -> None:
    points, values = places(seed, 30)
    score = gi_star(values, within_band(points, values, 150))
    other = values * scale + shift
    np.testing.assert_allclose(
        gi_star(other, within_band(points, other, 150)), score, rtol=1e-6, atol=1e-6
    )


def test_equal_values_have_no_score() -> None:
    values = np.array([1.0, 2, 3]) / np.array([3.0, 6, 9])
    points = np.array([[0.0, 0], [1, 0], [9, 0]])
    assert np.isnan(gi_star(values, within_band(points, values, 2))).all()


def test_a_place_with_everybody_around_has_no_score() -> None:
    points, values = np.array([[0.0, 0], [10, 0], [20, 0]]), np.array([1.0, 2, 4])
    assert np.isnan(gi_star(values, within_band(points, values, 10))).tolist() == [
        False,
        True,
        False,
    ]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_the_false_discovery_rate_is_that_of_scipy(p: list[float]) -> None:
    np.testing.assert_allclose(false_discovery(np.array(p)), false_discovery_control(p))


@given(st.lists(st.none() | st.floats(0, 1), max_size=30))
def test_a_place_without_score_is_no_test(p: list[float | None]) -> None:
    given_p = np.array([np.nan if one is None else one for one in p])
    tested = ~np.isnan(given_p)
    adjusted = false_discovery(given_p)
    assert np.isnan(adjusted[~tested]).all()
    np.testing.assert_array_equal(adjusted[tested], false_discovery(given_p[tested]))


def test_p_is_two_sided() -> None:
    np.testing.assert_allclose(two_sided_p(np.array([1.96, -1.96, 0])), [0.05, 0.05, 1], atol=1e-4)


def test_chance_alone_is_seldom_hot() -> None:
    hot = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        points, values = draw.uniform(0, 2000, (400, 2)), draw.poisson(3, 400).astype(float)
        p_fdr = false_discovery(two_sided_p(gi_star(values, within_band(points, values, 150))))
        hot += bool((p_fdr <= 0.05).any())
    assert hot <= 6


def test_classes_follow_the_cut() -> None:
    p = np.array([0.01, 0.05, 0.1, 0.11])
    assert hot_class(np.ones(4), p).tolist() == [3, 2, 1, 0]
    assert hot_class(-np.ones(4), p).tolist() == [-3, -2, -1, 0]
