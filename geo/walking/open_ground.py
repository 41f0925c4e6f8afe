"""Puts the ways over open ground into the walking graph."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geo.walking.courts import OpenWays, open_ways
from geo.walking.noding import Floats, Ints, Lines, Segments
from geo.walking.snapping import Feet

FAR_M = 25.0
"""A door further from the way that it sees also walks over open ground."""


@dataclass(frozen=True, slots=True, eq=False)
class Court:
    """The ways over open ground, and what they change in the links of doors."""

    tied: Feet
    """Without the links that pass through a building where a way round is found."""
    doors: Ints
    """The doors that are the first nodes of `ways`."""
    gates: int
    """How many gates follow."""
    ways: OpenWays | None
    joined: npt.NDArray[np.bool_]
    """Shape (doors,): reached over open ground."""

    @property
    def feet(self) -> Feet:
        """Where they meet the ways."""
        ways = self.ways
        if ways is None:
            return Feet(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=bool))
        return Feet(ways.foot_line, ways.foot_along_m, np.zeros(len(ways.foot_line), dtype=bool))


def court_of(
    doors: Lines, gates: Lines, tied: Feet, lines: Lines, buildings: Lines, walls: Lines
) -> Court:
    """Return ways round buildings for doors that see no way, or only a far one."""
    far = np.zeros(len(doors), dtype=bool)
    held = tied.line >= 0
    far[held] = shapely.distance(doors[held], lines[tied.line[held]]) > FAR_M
    asked = np.flatnonzero(tied.hidden | far | ~held)
    joined = np.zeros(len(doors), dtype=bool)
    if not len(asked) or not len(lines):
        return Court(tied, asked[:0], 0, None, joined)
    found = open_ways(_xy(doors[asked]), _xy(gates), lines, buildings, walls)
    ends = np.unique(np.concatenate([found.tail, found.head]))
    joined[asked[ends[ends < len(asked)]]] = True
    seen = tied.hidden & joined
    line, hidden = np.where(seen, -1, tied.line), tied.hidden & ~joined
    return Court(Feet(line, tied.along_m, hidden), asked, len(gates), found, joined)


def with_court(
    segments: Segments,
    steps: npt.NDArray[np.bool_],
    court: Court,
    door_node: Ints,
    gate_node: Ints,
    lines: Lines,
) -> tuple[Segments, npt.NDArray[np.bool_], Ints]:
    """Return the graph with the ways over open ground, and the nodes of the gates."""
    ways = court.ways
    if ways is None or not len(ways.tail):
        return segments, steps, gate_node
    n, doors, gates = len(segments.xy), len(court.doors), court.gates
    node = np.full(len(ways.xy), -1, dtype=np.int64)
    node[:doors] = door_node[court.doors]
    node[doors : doors + gates] = gate_node
    node[ways.first_foot :] = nodes_at(segments, lines, court.feet, np.arange(len(ways.foot_line)))
    used = np.zeros(len(node), dtype=bool)
    used[np.concatenate([ways.tail, ways.head])] = True
    fresh = np.flatnonzero(used & (node < 0))
    node[fresh] = n + np.arange(len(fresh))
    tail, head = node[ways.tail], node[ways.head]
    real = tail != head
    grown = Segments(
        np.concatenate([segments.xy, ways.xy[fresh]]),
        np.concatenate([segments.tail, tail[real]]),
        np.concatenate([segments.head, head[real]]),
        np.concatenate([segments.line, np.full(int(real.sum()), -1)]),
    )
    steps = np.concatenate([steps, np.zeros(int(real.sum()), dtype=bool)])
    return grown, steps, node[doors : doors + gates]


def _xy(points: Lines) -> Floats:
    return np.asarray(shapely.get_coordinates(points), dtype=float).reshape(-1, 2)


def nodes_at(segments: Segments, lines: Lines, tied: Feet, held: Ints) -> Ints:
    """Return the node at each foot of `tied` that `held` names; the lines are cut there."""
    if not len(held):
        return np.zeros(0, dtype=np.int64)
    points = shapely.line_interpolate_point(lines[tied.line[held]], tied.along_m[held])
    return np.asarray(cKDTree(segments.xy).query(_xy(points))[1], dtype=np.int64)
