"""Doors in facades: where they are, in which order, and how large the slab behind them is."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

FAR_M = 1e6
"""Stands for the distance to a way where there is none."""


@dataclass(frozen=True, slots=True)
class Doors:
    """n doors in a metric CRS."""

    building: NDArray[np.intp]
    """Row of the building of each door, (n,)."""
    step: NDArray[np.intp]
    """Place of the door in its building from the left, as seen from outside, from 0; (n,)."""
    spots: NDArray[np.object_]
    """Points on the footprint, (n,)."""


def slab_size_m(
    footprints: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return length and depth of the slab with the area and outline of each footprint, (n,) each.

    A bent slab has the size that it would have if it were straight.
    """
    area = shapely.area(footprints)
    half = shapely.length(shapely.boundary(footprints)) / 2
    length = (half + np.sqrt(np.maximum(half**2 - 4 * area, 0))) / 2
    return length, area / length


def distances_m(spots: NDArray[np.object_], lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the distance of each spot to the nearest line, `FAR_M` without any; (n,)."""
    distances = np.full(len(spots), FAR_M)
    if len(lines) and len(spots):
        (row, _), away = shapely.STRtree(lines).query_nearest(
            spots, return_distance=True, all_matches=False
        )
        distances[row] = away
    return distances
