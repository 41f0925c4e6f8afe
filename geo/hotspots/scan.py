"""A layer of counts with, for each place, its rate and whether needs gather around it."""

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from geo.crs import WGS84, metres_for
from geo.errors import InputError
from geo.hotspots.clusters import (
    Numbers,
    false_discovery,
    gi_star,
    is_constant,
    two_sided_p,
    within_band,
)
from geo.hotspots.rates import rates, smoothed_rates

ADDED = ("rate", "smoothed_rate", "gi_z", "p", "p_fdr", "hot", "n_neighbours")
"""The columns that `hotspots` adds."""

LEVEL = 0.05
"""False discovery rate at which a place is called hot."""


def hotspots(
    frame: gpd.GeoDataFrame, value: str, population: str | None = None, *, band_m: float
) -> gpd.GeoDataFrame:
    """Return `frame` with the columns of `ADDED`; rows, order, columns and CRS are kept.

    Parameters
    ----------
    frame
        Points, or polygons that count at their centroid, in any CRS. A projected CRS is measured
        as it is (in metres, whatever its unit); a geographic one is projected for measuring only.
    value
        Column of counts: numbers, none missing, none negative.
    population
        Column of households or persons: numbers, none missing, none negative. Where it is 0 there
        is no rate: such a place is left out of the statistics, with one warning.
    band_m
        Radius in metres within which places are neighbours.

    Returns
    -------
    GeoDataFrame
        ``rate`` and ``smoothed_rate`` (empirical Bayes) per head of `population`, empty without
        one: there is no rate without a denominator. ``gi_z``: G* of the rate, or of `value` where
        no `population` is given. ``p``: two-sided. ``p_fdr``: after Benjamini and Hochberg over
        all places. ``hot``: true where ``gi_z`` > 0 and ``p_fdr`` <= `LEVEL`. ``n_neighbours``:
        other places at distance <= `band_m` that have a rate.

    Raises
    ------
    InputError
        When a column is missing or already there, a value is missing, negative or no number, or a
        geometry is missing (each names its row), when the layer is empty or has no CRS, or when
        the band is no positive number.

    Warns
    -----
    UserWarning
        Once when all values are equal: then ``gi_z``, ``p`` and ``p_fdr`` are empty.

    Notes
    -----
    Cost: n log n + the number of neighbour pairs; 20 000 buildings take well under a second.
    """
    crs = _usable(frame, value, population, band_m)
    counts = _numbers(frame, value)
    homes = None if population is None else _numbers(frame, population)
    points = _metres(frame, crs)
    with_rate = np.ones(len(frame), dtype=bool) if homes is None else homes > 0
    if not with_rate.all():
        _warn(f"{(~with_rate).sum()} of {len(frame)} rows have no {population}: left out")
    rate = np.full(len(frame), np.nan) if homes is None else rates(counts, homes)
    studied = counts if homes is None else rate
    score, neighbours = _score(points, studied, with_rate, band_m)
    p = two_sided_p(score)
    p_fdr = false_discovery(p)
    return frame.assign(
        rate=rate,
        smoothed_rate=np.nan if homes is None else smoothed_rates(counts, homes),
        gi_z=score,
        p=p,
        p_fdr=p_fdr,
        hot=(score > 0) & (p_fdr <= LEVEL),
        n_neighbours=neighbours,
    )


def _score(
    points: Numbers, studied: Numbers, counted: NDArray[np.bool_], band_m: float
) -> tuple[Numbers, NDArray[np.int64]]:
    """Return G* and the number of other places in the band, over the `counted` places."""
    score = np.full(len(points), np.nan)
    neighbours = np.zeros(len(points), dtype=np.int64)
    if not counted.any():
        return score, neighbours
    values = studied[counted]
    if is_constant(values):
        _warn("all values are equal: no place can be hot, gi_z is empty")
    around = within_band(points[counted], values, band_m)
    score[counted] = gi_star(values, around)
    neighbours[counted] = around.size - 1
    return score, neighbours


def _usable(frame: gpd.GeoDataFrame, value: str, population: str | None, band_m: float) -> CRS:
    """Return the CRS of a layer that can be measured with these options.

    Raises
    ------
    InputError
        With the first fault found.
    """
    for column in (value, population):
        if column is not None and column not in frame:
            known = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
            raise InputError(f"no column {column!r}: the layer has {known}")
    if there := [name for name in ADDED if name in frame]:
        raise InputError(f"column {there[0]!r} is already there: rename or drop it")
    if not (np.isfinite(band_m) and band_m > 0):
        raise InputError(f"a band of {band_m} m: wanted a number above 0")
    if frame.empty:
        raise InputError("the layer has no rows: nothing can gather there")
    if frame.crs is None:
        raise InputError("the layer has no CRS: say in which one its coordinates are")
    return frame.crs


def _numbers(frame: gpd.GeoDataFrame, column: str) -> Numbers:
    """Return `column` as numbers.

    Raises
    ------
    InputError
        Naming the first row whose cell is missing, no number, not finite or negative.
    """
    given = frame[column]
    numbers = pd.to_numeric(given, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = ~np.isfinite(numbers) | (numbers < 0)
    if bad.any():
        cell = given[bad].iloc[0]
        found = "is missing" if pd.isna(cell) else f"is {cell}"
        raise InputError(
            f"{_row(frame, bad)}: {column!r} {found}: wanted a number, 0 or more, in every row"
        )
    return numbers


def _metres(frame: gpd.GeoDataFrame, crs: CRS) -> Numbers:
    """Return the centroids in metres, shape (n, 2).

    Raises
    ------
    InputError
        Naming the first row without a geometry or with one that has no place.
    """
    void = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    if void.any():
        raise InputError(f"{_row(frame, void)} has no geometry: give it one or drop it")
    shapes, per_unit = frame.geometry, 1.0
    if crs.is_geographic:
        shapes = shapes.to_crs(metres_for(gpd.GeoDataFrame(geometry=shapes.to_crs(WGS84))))
    else:
        per_unit = crs.axis_info[0].unit_conversion_factor
    centres = shapes.centroid
    points = np.column_stack([centres.x, centres.y]) * per_unit
    lost = ~np.asarray(np.isfinite(points).all(axis=1))
    if lost.any():
        raise InputError(f"{_row(frame, lost)} lies outside the area of {crs.name}")
    return points


def _row(frame: gpd.GeoDataFrame, bad: NDArray[np.bool_]) -> str:
    """Return the name of the first bad row: its label, and its id where the layer has one."""
    name = f"row {frame.index[bad][0]}"
    return f"{name} (id {frame.loc[bad, 'id'].iloc[0]})" if "id" in frame else name


def _warn(message: str) -> None:
    warnings.warn(message, UserWarning, stacklevel=3)
