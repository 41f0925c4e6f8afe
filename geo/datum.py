"""Chinese datums: GCJ-02, BD-09, CGCS2000 and WGS 84, in both directions, vectorised.

GCJ-02 shifts positions by up to about 700 m; BD-09 shifts GCJ-02 once more. Neither has an
official formula: these are the ones of the published reverse engineering (eviltransform, 2015;
coordtransform, 2015), which agree with map services to about a metre. The shift is applied only
inside the rectangle 72.004-137.8347 E, 0.8293-55.8271 N, as the published implementations do;
outside it every datum equals WGS 84. CGCS2000 differs from WGS 84 by centimetres and is kept.
"""

from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
"""Degrees, shape (n, 2), longitude first."""

SEMI_MAJOR_M = 6_378_245.0
"""Krasovsky 1940, which GCJ-02 uses."""
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
BAIDU_TURN = np.pi * 3000.0 / 180.0
WEST, SOUTH, EAST, NORTH = 72.004, 0.8293, 137.8347, 55.8271
INVERSE_STEPS = 8
"""Each step of the fixed-point inverse divides the error by more than 100 over land."""


class Datum(StrEnum):
    """What the longitudes and latitudes of a file refer to."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_shifted_rectangle(lonlat: Coordinates) -> NDArray[np.bool_]:
    """Return for each of n positions whether GCJ-02 shifts it, shape (n,)."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside: NDArray[np.bool_] = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
    return inside


def looks_swapped(lonlat: Coordinates) -> NDArray[np.bool_]:
    """Return for each of n positions whether it lies in China once its numbers change places.

    North of 80 degrees there are no compounds, so that nothing else can be meant; shape (n,).

    Examples
    --------
    >>> looks_swapped(np.array([[41.8, 123.4], [123.4, 41.8], [15.6, 78.2]])).tolist()
    [True, False, False]
    """
    first, second = lonlat[:, 0], lonlat[:, 1]
    swapped: NDArray[np.bool_] = (first >= 3.0) & (first <= 54.0) & (second >= 80.0)
    return swapped & (second <= EAST)


def from_wgs84(lonlat: Coordinates, datum: Datum) -> Coordinates:
    """Return WGS 84 positions, shape (n, 2), in `datum`.

    Examples
    --------
    >>> from_wgs84(np.array([[121.5272106, 31.1774276]]), Datum.GCJ02).round(6).tolist()
    [[121.531542, 31.175304]]
    """
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return lonlat.copy()
    inside = in_shifted_rectangle(lonlat)
    shifted = lonlat + np.where(inside[:, None], _gcj_offset(lonlat), 0.0)
    if datum is Datum.GCJ02:
        return shifted
    return np.where(inside[:, None], _baidu(shifted), shifted)


def to_wgs84(lonlat: Coordinates, datum: Datum) -> Coordinates:
    """Return positions given in `datum`, shape (n, 2), in WGS 84.

    The formulas have no closed inverse: a fixed-point iteration comes back to within 1 mm.

    Examples
    --------
    >>> to_wgs84(np.array([[121.531542, 31.175304]]), Datum.GCJ02).round(6).tolist()
    [[121.527211, 31.177428]]
    """
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return lonlat.copy()
    inside = in_shifted_rectangle(lonlat)[:, None]
    guess = lonlat.copy()
    for _ in range(INVERSE_STEPS):
        forward = guess + _gcj_offset(guess)
        if datum is Datum.BD09:
            forward = _baidu(forward)
        guess = np.where(inside, guess + (lonlat - forward), lonlat)
    return guess


def geometries_to_wgs84(geometries: NDArray[np.object_], datum: Datum) -> NDArray[np.object_]:
    """Return shapely geometries given in `datum` in WGS 84; missing ones stay missing."""
    moved: NDArray[np.object_] = shapely.transform(
        geometries, lambda lonlat: to_wgs84(lonlat, datum)
    )
    return moved


def _gcj_offset(lonlat: Coordinates) -> Coordinates:
    """Return what GCJ-02 adds to each WGS 84 position, in degrees."""
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    short = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (short + _waves(y, 20.0, 40.0) + _long_waves(y, 160.0, 320.0)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (short + _waves(x, 20.0, 40.0) + _long_waves(x, 150.0, 300.0)) * 2.0 / 3.0
    phi = np.radians(lonlat[:, 1])
    squeeze = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / squeeze**1.5
    parallel_m = SEMI_MAJOR_M / np.sqrt(squeeze) * np.cos(phi)
    return np.column_stack([np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)])


def _waves(t: NDArray[np.float64], one: float, three: float) -> NDArray[np.float64]:
    waves: NDArray[np.float64] = one * np.sin(np.pi * t) + three * np.sin(np.pi / 3.0 * t)
    return waves


def _long_waves(t: NDArray[np.float64], twelve: float, thirty: float) -> NDArray[np.float64]:
    waves: NDArray[np.float64] = twelve * np.sin(np.pi / 12.0 * t)
    waves += thirty * np.sin(np.pi / 30.0 * t)
    return waves


def _baidu(gcj: Coordinates) -> Coordinates:
    """Return GCJ-02 positions in BD-09."""
    x, y = gcj[:, 0], gcj[:, 1]
    radius = np.hypot(x, y) + 0.000_02 * np.sin(y * BAIDU_TURN)
    angle = np.arctan2(y, x) + 0.000_003 * np.cos(x * BAIDU_TURN)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])
