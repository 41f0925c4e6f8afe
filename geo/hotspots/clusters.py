"""Local clusters: Getis-Ord G* within a band, its p-value, and the false discovery rate."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.special import ndtr

Numbers = NDArray[np.float64]

PAIRS_AT_ONCE = 40_000_000
"""Pairs of neighbours, each counted both ways, held in memory at a time: at most 0.6 GB."""


class Neighbourhood(NamedTuple):
    """What lies around each point, itself included."""

    total: Numbers
    """Sum of the values, shape (n,)."""
    size: NDArray[np.int64]
    """Number of points, shape (n,), at least 1."""


def within_band(points: Numbers, values: Numbers, band_m: float) -> Neighbourhood:
    """Return the sum and number of `values` at distance <= `band_m` of each point.

    Parameters
    ----------
    points
        Shape (n, 2), metres in one projected CRS. Points at one place are neighbours.
    values
        Shape (n,).
    band_m
        Radius in metres; a neighbour may lie exactly on it.

    Notes
    -----
    Cost: n log n + the number of pairs; memory is bounded whatever the band.
    """
    tree = cKDTree(points)
    found = int(tree.count_neighbors(tree, band_m))
    if found <= PAIRS_AT_ONCE:
        near = tree.query_pairs(band_m, output_type="ndarray")
        size = 1 + np.bincount(near.ravel(), minlength=len(points))
        total = values + _summed(near[:, 0], values[near[:, 1]], len(points))
        return Neighbourhood(total + _summed(near[:, 1], values[near[:, 0]], len(points)), size)
    return _in_blocks(tree, values, band_m, -(-found // PAIRS_AT_ONCE))


def gi_star(values: Numbers, around: Neighbourhood) -> Numbers:
    """Return the standardised G* of each place, shape (n,); NaN where it does not exist.

    It does not exist where all values are equal, and where every place is a neighbour.

    Source: Ord & Getis (1995), Geographical Analysis 27(4), 286-306, equation 14, with binary
    weights and the place itself included, doi:10.1111/j.1538-4632.1995.tb00912.x.

    Examples
    --------
    >>> values = np.array([9.0, 8.0, 1.0, 1.0, 1.0])
    >>> points = np.array([[0.0, 0], [10, 0], [100, 0], [110, 0], [120, 0]])
    >>> gi_star(values, within_band(points, values, 15)).round(2)
    array([ 1.99,  1.99, -1.33, -1.99, -1.33])
    """
    n = len(values)
    if is_constant(values):
        return np.full(n, np.nan)
    mean, deviation = values.mean(), values.std()
    variance = around.size * (n - around.size) / (n - 1)
    above = around.total - mean * around.size
    score = np.full(n, np.nan)
    np.divide(above, deviation * np.sqrt(variance), out=score, where=variance > 0)
    return score


def is_constant(values: Numbers) -> bool:
    """Whether `values`, at least one, do not differ by more than the rounding of a division."""
    return bool(np.ptp(values) <= 4 * np.finfo(float).eps * np.abs(values).max())


def two_sided_p(score: Numbers) -> Numbers:
    """Return how likely a standard normal lies as far out as `score`; NaN stays NaN."""
    p: Numbers = 2 * ndtr(-np.abs(score))
    return p


def false_discovery(p: Numbers) -> Numbers:
    """Return `p` adjusted so that a cut at q leaves on average a share q of false findings.

    NaN stays NaN and does not count as a test.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57(1), 289-300,
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> false_discovery(np.array([0.01, 0.04, np.nan, 0.03])).round(3)
    array([0.03, 0.04,  nan, 0.04])
    """
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested])[::-1]]
    ranks = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(p[order] * len(order) / ranks))
    return adjusted


def hot_class(score: Numbers, p_fdr: Numbers) -> NDArray[np.int8]:
    """Return 3, 2, 1 for hot at 99, 95, 90 %, the same negative for cold, else 0; shape (n,).

    Examples
    --------
    >>> hot_class(np.array([4.0, -2.5, 0.1, np.nan]), np.array([0.001, 0.04, 0.9, np.nan]))
    array([ 3, -2,  0,  0], dtype=int8)
    """
    strength = sum((p_fdr <= cut).astype(np.int8) for cut in (0.01, 0.05, 0.10))
    signed: NDArray[np.int8] = np.where(score < 0, -strength, strength).astype(np.int8)
    return signed


def _summed(rows: NDArray[np.int64], weights: Numbers, n: int) -> Numbers:
    sums: Numbers = np.bincount(rows, weights=weights, minlength=n).astype(np.float64, copy=False)
    return sums


def _in_blocks(tree: cKDTree, values: Numbers, band_m: float, blocks: int) -> Neighbourhood:
    """Do what `within_band` does, for some points at a time, nearby ones together."""
    n = tree.n
    total, size = np.zeros(n), np.zeros(n, dtype=np.int64)
    for rows in np.array_split(tree.indices, min(blocks, n)):
        near = cKDTree(tree.data[rows]).sparse_distance_matrix(tree, band_m, output_type="ndarray")
        total[rows] = _summed(near["i"], values[near["j"]], len(rows))
        size[rows] = np.bincount(near["i"], minlength=len(rows))
    return Neighbourhood(total, size)
