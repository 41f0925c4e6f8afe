"""Walls: a way that runs into one ends there, except at a gate."""

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

from geo.walking.noding import Ints, Lines

GAP_M = 0.06
"""Taken out of a way at a wall, so that its parts do not join."""
DRAWN_M = 0.05
"""A way with a vertex so near to the wall was drawn through an opening."""


def opened(
    lines: Lines, ground: npt.NDArray[np.bool_], walls: Lines, gates: Lines, *, reach_m: float
) -> tuple[Lines, Ints]:
    """Return `lines` cut at the `walls` that they cross, and the line that each part comes from.

    Not cut are lines off the ground, crossings within `reach_m` of a gate, and crossings at a
    vertex of the line.

    Parameters
    ----------
    lines, walls
        Lines in local metres.
    ground
        Shape (lines,): true on the ground.
    gates
        Points.
    """
    whole = np.arange(len(lines))
    if not len(walls) or not len(lines):
        return lines, whole
    wall, line = STRtree(lines).query(walls, predicate="intersects")
    wall, line = wall[ground[line]], line[ground[line]]
    spots, pair = shapely.get_parts(
        shapely.intersection(lines[line], walls[wall]), return_index=True
    )
    spots, line = shapely.centroid(spots), line[pair]
    shut = ~_beside(spots, gates, reach_m)
    corners, of = shapely.get_coordinates(lines, return_index=True)
    spot, corner = STRtree(np.asarray(shapely.points(corners), dtype=object)).query(
        spots, predicate="dwithin", distance=DRAWN_M
    )
    shut[spot[of[corner] == line[spot]]] = False
    if not shut.any():
        return lines, whole
    cut = lines.copy()
    for k in np.unique(line[shut]).tolist():
        gaps = shapely.buffer(shapely.union_all(spots[shut & (line == k)]), GAP_M)
        cut[k] = shapely.difference(lines[k], gaps)
    parts, origin = shapely.get_parts(cut, return_index=True)
    return np.asarray(parts, dtype=object), np.asarray(origin, dtype=np.int64)


def _beside(spots: Lines, gates: Lines, reach_m: float) -> npt.NDArray[np.bool_]:
    near = np.zeros(len(spots), dtype=bool)
    if len(gates):
        near[STRtree(gates).query(spots, predicate="dwithin", distance=reach_m)[0]] = True
    return near
