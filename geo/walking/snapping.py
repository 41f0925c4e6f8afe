"""The short way from a door to the nearest path, round the buildings and not through them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

from geo.walking.noding import Cuts, Floats, Ints, Lines

REACH_M = 150.0
"""A door further from every way than this is not connected."""
DETOUR_M = 60.0
"""How far to look for a way that no building hides."""
INSIDE_M = 0.5
"""Footprints are shrunk by this: a door point may lie a little inside its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where each spot meets the ways."""

    line: Ints
    """Shape (spots,): index of the line; -1 where none is in reach."""
    along_m: Floats
    """Shape (spots,): metres from the start of the line."""
    hidden: npt.NDArray[np.bool_]
    """Shape (spots,): true where every link found passes through a building or a wall."""

    @property
    def cuts(self) -> Cuts:
        """The cuts that make each foot a node."""
        return Cuts(self.line[self.line >= 0], self.along_m[self.line >= 0])


def feet(spots: Lines, lines: Lines, buildings: Lines, walls: Lines) -> Feet:
    """Return for each point of `spots` the nearest foot on `lines` that nothing hides.

    Parameters
    ----------
    spots, lines
        Points and lines in local metres.
    buildings, walls
        Polygons and lines that hide what is behind them.
    """
    line = np.full(len(spots), -1, dtype=np.int64)
    hidden = np.zeros(len(spots), dtype=bool)
    if not len(spots) or not len(lines):
        return Feet(line, np.zeros(len(spots)), hidden)
    near = STRtree(lines)
    spot, found = near.query_nearest(spots, max_distance=REACH_M, all_matches=False)
    line[spot] = found
    shrunk = shapely.buffer(buildings, -INSIDE_M, quad_segs=1)
    solid = STRtree(np.concatenate([shrunk, walls]))
    hidden[spot] = _blocked(spots[spot], lines[found], solid)
    _go_round(spots, lines, near, solid, line, hidden)
    along = np.zeros(len(spots))
    held = line >= 0
    along[held] = shapely.line_locate_point(lines[line[held]], spots[held])
    return Feet(line, along, hidden)


def _go_round(
    spots: Lines,
    lines: Lines,
    near: STRtree,
    walls: STRtree,
    line: Ints,
    hidden: npt.NDArray[np.bool_],
) -> None:
    """Move the hidden spots, in place, to the nearest line in sight."""
    asked = np.flatnonzero(hidden)
    if not len(asked):
        return
    spot, found = near.query(spots[asked], predicate="dwithin", distance=DETOUR_M)
    spot = asked[spot]
    seen = ~_blocked(spots[spot], lines[found], walls)
    spot, found = spot[seen], found[seen]
    far = shapely.distance(spots[spot], lines[found])
    order = np.lexsort((far, spot))
    first = order[np.flatnonzero(np.diff(spot[order], prepend=-1))]
    line[spot[first]] = found[first]
    hidden[spot[first]] = False


def _blocked(spots: Lines, lines: Lines, walls: STRtree) -> npt.NDArray[np.bool_]:
    """Return for each pair whether the shortest link passes through a building or a wall."""
    links = shapely.shortest_line(spots, lines)
    blocked = np.zeros(len(links), dtype=bool)
    blocked[walls.query(links, predicate="intersects")[0]] = True
    return blocked
