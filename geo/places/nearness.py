"""Which area holds a point, or which shape lies nearest: the joins that places need."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

NONE = -1
"""Stands where no shape was found."""

Shapes = NDArray[np.object_]
Rows = NDArray[np.intp]


def holding(areas: Shapes, points: Shapes) -> Rows:
    """Return for each of n points the row of the smallest area that holds it, or NONE; (n,)."""
    held_by = np.full(len(points), NONE, dtype=np.intp)
    if not len(areas) or not len(points):
        return held_by
    point, area = shapely.STRtree(areas).query(points, predicate="intersects")
    # the last write wins: write the smallest area last, of equal ones the first
    order = np.lexsort((-area, -shapely.area(areas)[area]))
    held_by[point[order]] = area[order]
    return held_by


def given(values: pd.Series, rows: Rows) -> Shapes:
    """Return the value at each of `rows`, None where it is NONE, shape (n,)."""
    taken = np.full(len(rows), None, dtype=object)
    found = rows != NONE
    taken[found] = values.to_numpy(dtype=object)[rows[found]]
    return taken


def nearest(shapes: Shapes, points: Shapes, within_m: float) -> Rows:
    """Return for each of n points the row of the nearest shape within `within_m`, or NONE; (n,).

    Of shapes equally near the first one counts.
    """
    near = np.full(len(points), NONE, dtype=np.intp)
    if not len(shapes) or not len(points):
        return near
    point, shape = shapely.STRtree(shapes).query_nearest(points, max_distance=within_m)
    order = np.lexsort((-shape, point))
    near[point[order]] = shape[order]
    return near
