"""Rates per household, and the same pulled towards the mean where households are few."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def rates(counts: Numbers, population: Numbers) -> Numbers:
    """Return `counts` per head of `population`, shape (n,); NaN where nobody lives.

    Examples
    --------
    >>> rates(np.array([2.0, 0.0, 1.0]), np.array([40.0, 20.0, 0.0]))
    array([0.05, 0.  ,  nan])
    """
    rate = np.full(counts.shape, np.nan)
    np.divide(counts, population, out=rate, where=population > 0)
    return rate


def smoothed_rates(counts: Numbers, population: Numbers) -> Numbers:
    """Return the empirical-Bayes rate, shape (n,); NaN where nobody lives.

    Each rate is weighed against the mean of all by how much its population can tell: one need in a
    house of two flats does not make it the worst of the district. The prior variance is estimated
    by moments and not below zero, so that pure chance gives the mean everywhere.

    Source: Marshall (1991), Applied Statistics 40(2), 283-294, doi:10.2307/2347593.

    Examples
    --------
    >>> smoothed_rates(np.array([1.0, 30.0, 6.0]), np.array([2.0, 100.0, 100.0])).round(3)
    array([0.221, 0.285, 0.076])
    """
    smoothed = np.full(counts.shape, np.nan)
    lived_in = population > 0
    if not lived_in.any():
        return smoothed
    events, homes = counts[lived_in], population[lived_in]
    rate, mean = events / homes, events.sum() / homes.sum()
    spread = np.average((rate - mean) ** 2, weights=homes)
    prior = max(spread - mean / homes.mean(), 0.0)
    noise = mean / homes
    weight = np.divide(prior, prior + noise, out=np.zeros_like(rate), where=prior + noise > 0)
    smoothed[lived_in] = weight * rate + (1 - weight) * mean
    return smoothed
