"""Rates have a denominator, and few homes speak softly."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.hotspots.rates import rates, smoothed_rates

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from esda.smoothing import Empirical_Bayes

counts = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300)), min_size=2, max_size=30)


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    events, homes = np.array(pairs, dtype=float).T
    return events, homes


@given(counts)
def test_smoothing_is_that_of_esda_where_rates_vary_more_than_chance(
    pairs: list[tuple[int, int]],
) -> None:
    events, homes = columns(pairs)
    mean = events.sum() / homes.sum()
    spread = np.average((events / homes - mean) ** 2, weights=homes)
    assume(spread > mean / homes.mean() + 1e-9)
    wanted = Empirical_Bayes(events, homes).r.ravel()
    np.testing.assert_allclose(smoothed_rates(events, homes), wanted, rtol=1e-9, atol=1e-12)


@given(counts)
def test_a_smoothed_rate_lies_between_the_rate_and_the_mean(pairs: list[tuple[int, int]]) -> None:
    events, homes = columns(pairs)
    mean, rate, smooth = events.sum() / homes.sum(), rates(events, homes), None
    smooth = smoothed_rates(events, homes)
    assert (smooth >= np.minimum(rate, mean) - 1e-12).all()
    assert (smooth <= np.maximum(rate, mean) + 1e-12).all()


@given(counts, st.integers(0, 5))
def test_places_without_homes_have_no_rate_and_change_no_other(
    pairs: list[tuple[int, int]], empty: int
) -> None:
    events, homes = columns(pairs)
    more_events, more_homes = np.append(events, [3.0] * empty), np.append(homes, [0.0] * empty)
    assert np.isnan(rates(more_events, more_homes)[len(pairs) :]).all()
    got = smoothed_rates(more_events, more_homes)
    assert np.isnan(got[len(pairs) :]).all()
    np.testing.assert_array_equal(got[: len(pairs)], smoothed_rates(events, homes))


@pytest.mark.parametrize("events", [[0.0, 0, 0], [1.0, 2, 3]])
def test_what_chance_explains_is_the_mean_everywhere(events: list[float]) -> None:
    homes = np.array([10.0, 20, 30])
    np.testing.assert_allclose(smoothed_rates(np.array(events), homes), sum(events) / 60)


def test_nobody_anywhere_is_no_rate() -> None:
    assert np.isnan(smoothed_rates(np.array([1.0, 2]), np.zeros(2))).all()
