"""Lines into a graph: vertices and crossings join ways, except over bridges and in tunnels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

GRAIN_M = 0.01
"""Vertices nearer than this are one node."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Places along lines at which they are to be cut."""

    line: Ints
    """Shape (cuts,): index of the line."""
    along_m: Floats
    """Shape (cuts,): metres from its start."""

    def joined(self, other: "Cuts") -> "Cuts":
        """Return these cuts and `other`."""
        return Cuts(
            np.concatenate([self.line, other.line]), np.concatenate([self.along_m, other.along_m])
        )


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """An undirected graph of straight segments in local metres."""

    xy: Floats
    """Shape (nodes, 2)."""
    tail: Ints
    head: Ints
    """Shape (segments,): nodes at the ends."""
    line: Ints
    """Shape (segments,): index of the line that the segment is part of."""

    @property
    def length_m(self) -> Floats:
        """Shape (segments,): metres."""
        return np.asarray(np.hypot(*(self.xy[self.tail] - self.xy[self.head]).T))


def crossings(lines: Lines, layers: Ints) -> Cuts:
    """Return where `lines` of equal layer meet, on both lines.

    Cost: pairs of lines that meet, in GEOS.
    """
    left, right = STRtree(lines).query(lines, predicate="intersects")
    once = (left < right) & (layers[left] == layers[right])
    left, right = left[once], right[once]
    meeting = shapely.intersection(lines[left], lines[right])
    points, pair = shapely.get_coordinates(meeting, return_index=True)
    spots = shapely.points(points)
    return Cuts(
        np.concatenate([left[pair], right[pair]]),
        np.concatenate(
            [
                shapely.line_locate_point(lines[left[pair]], spots),
                shapely.line_locate_point(lines[right[pair]], spots),
            ]
        ),
    )


def noded(lines: Lines, cuts: Cuts) -> Segments:
    """Return the segments of `lines`, each line also cut at its `cuts`."""
    vertices, of = shapely.get_coordinates(lines, return_index=True)
    steps = np.hypot(*np.diff(vertices, axis=0, prepend=vertices[:1]).T)
    total = np.cumsum(np.where(np.diff(of, prepend=-1) == 0, steps, 0.0))
    first = np.flatnonzero(np.diff(of, prepend=-1))
    along = total - total[first][np.searchsorted(first, np.arange(len(of)), "right") - 1]
    spots = shapely.line_interpolate_point(lines[cuts.line], cuts.along_m)
    vertices = np.concatenate([vertices, shapely.get_coordinates(spots)])
    of = np.concatenate([of, cuts.line])
    order = np.lexsort((np.concatenate([along, cuts.along_m]), of))
    grid = np.rint(vertices[order] / GRAIN_M).astype(np.int64)
    _, pick, node = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    node, of = node.reshape(-1), of[order]
    joined = (of[1:] == of[:-1]) & (node[1:] != node[:-1])
    return Segments(
        vertices[order][pick], node[:-1][joined], node[1:][joined], of[1:][joined].astype(np.int64)
    )
