"""Open courts without mapped paths: the shortest ways round buildings and through gates.

A visibility graph: from door to door, gate or way one walks straight, or bends at corners of
buildings and ends of walls (Lozano-Perez and Wesley 1979, https://doi.org/10.1145/359156.359164).
Only the links of shortest ways are kept. Cost: pairs of corners nearer than `SIGHT_M` that are
near a door which no mapped way reaches straight.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely import STRtree

from geo.walking.noding import Floats, Ints, Lines
from geo.walking.snapping import INSIDE_M

SIGHT_M = 100.0
"""Longest straight link."""
COURT_M = 250.0
"""Farthest way across a court."""
CLEAR_M = 0.4
"""Kept from corners."""
TRIM_M = 0.3
"""Cut from both ends of a link before it is tested: a gate stands in its wall."""
SMOOTH_M = 0.3
FEET = 3
"""So many nearest ways are reached from each door and gate."""
BATCH = 100
SLACK_M = 1.0
"""A link that enters the block of its corner by less is kept: rows of houses are not quite even."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class OpenWays:
    """Straight links over open ground; nodes are doors, then gates, then corners, then feet."""

    xy: Floats
    """Shape (nodes, 2): metres."""
    tail: Ints
    head: Ints
    """Shape (links,)."""
    foot_line: Ints
    foot_along_m: Floats
    """Shape (feet,): where each foot lies on the ways; the feet are the last nodes."""

    @property
    def first_foot(self) -> int:
        """The number of the first foot."""
        return len(self.xy) - len(self.foot_line)


def open_ways(
    doors: Floats, gates: Floats, lines: Lines, buildings: Lines, walls: Lines
) -> OpenWays:
    """Return the links that lead from `doors` to one another, through `gates` and to `lines`.

    Parameters
    ----------
    doors, gates
        Shape (k, 2): metres.
    lines
        Ways to reach.
    buildings, walls
        Polygons and lines that are not walked through.
    """
    near = cKDTree(doors)
    solid = _solid(buildings, walls)
    reach = shapely.points(doors)
    close = np.unique(STRtree(solid).query(reach, predicate="dwithin", distance=SIGHT_M)[1])
    blocks = STRtree(solid[close])
    corners, back, ahead = _corners(solid[close], blocks)
    kept_gate = near.query(gates)[0] <= COURT_M if len(gates) else np.zeros(0, dtype=bool)
    spots = np.concatenate([doors, np.where(kept_gate[:, None], gates, np.nan), corners])
    usable = ~np.isnan(spots[:, 0])
    begins = len(doors) + len(gates)
    tail, head = _near_pairs(spots, usable)
    useful = _passing(spots, tail, head, back, ahead) & _passing(spots, head, tail, back, ahead)
    tail, head = tail[useful], head[useful]
    clear = ~_blocked(spots[tail], spots[head], blocks)
    tail, head = tail[clear], head[clear]
    foot_of, foot_line, foot_along, foot_xy = _feet(spots, usable, begins, lines, blocks)
    xy = np.concatenate([spots, foot_xy])
    tail = np.concatenate([tail, foot_of])
    head = np.concatenate([head, len(spots) + np.arange(len(foot_of))])
    sources = np.flatnonzero(usable[:begins])
    used = _shortest(xy, tail, head, sources, len(spots))
    return OpenWays(xy, tail[used], head[used], foot_line, foot_along)


def _solid(buildings: Lines, walls: Lines) -> Lines:
    """Return what one cannot walk through, as polygons."""
    whole = shapely.simplify(shapely.buffer(buildings, -INSIDE_M, join_style="mitre"), SMOOTH_M)
    thin = shapely.buffer(walls, 0.05, cap_style="flat", join_style="mitre")
    parts: Lines = np.asarray(shapely.get_parts(np.concatenate([whole, thin])), dtype=object)
    return parts[~shapely.is_empty(parts)]


def _corners(solid: Lines, blocks: STRtree) -> tuple[Floats, Floats, Floats]:
    """Return points a little outside of corners, and the corners before and after each."""
    wide = shapely.buffer(solid, INSIDE_M + CLEAR_M, join_style="mitre", cap_style="square")
    rings = shapely.get_exterior_ring(shapely.orient_polygons(shapely.get_parts(wide)))
    xy, of = shapely.get_coordinates(rings, return_index=True)
    if not len(xy):
        return xy, xy, xy
    first = np.flatnonzero(np.diff(of, prepend=-1))
    back = np.roll(xy, 1, axis=0)
    # a ring ends where it begins: before its first point comes the last but one
    back[first] = xy[np.append(first[1:], len(of)) - 2]
    ahead = np.roll(xy, -1, axis=0)
    open_end = np.zeros(len(xy), dtype=bool)
    open_end[np.append(first[1:], len(of)) - 1] = True
    turns = np.flatnonzero((_cross(xy - back, ahead - xy) > 0) & ~open_end)
    inside = np.zeros(len(turns), dtype=bool)
    inside[blocks.query(shapely.points(xy[turns]), predicate="within")[0]] = True
    turns = turns[~inside]
    turns = turns[np.unique(np.round(xy[turns], 2), axis=0, return_index=True)[1]]
    return xy[turns], back[turns], ahead[turns]


def _cross(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])


def _near_pairs(spots: Floats, usable: Flags) -> tuple[Ints, Ints]:
    index = np.flatnonzero(usable)
    pairs = cKDTree(spots[index]).query_pairs(SIGHT_M, output_type="ndarray")
    return index[pairs[:, 0]], index[pairs[:, 1]]


def _passing(spots: Floats, at: Ints, other: Ints, back: Floats, ahead: Floats) -> Flags:
    """Return whether each link passes the corner `at`, and does not run into its building."""
    passing = np.ones(len(at), dtype=bool)
    begins = len(spots) - len(back)
    corner = np.flatnonzero(at >= begins)
    here, there = spots[at[corner]], spots[other[corner]]
    along = (there - here) / np.maximum(np.hypot(*(there - here).T), 1e-9)[:, None]
    one = _cross(along, back[at[corner] - begins] - here)
    two = _cross(along, ahead[at[corner] - begins] - here)
    passing[corner] = (one * two >= 0) | (np.minimum(np.abs(one), np.abs(two)) < SLACK_M)
    return passing


def _blocked(start: Floats, end: Floats, blocks: STRtree) -> Flags:
    length = np.maximum(np.hypot(*(end - start).T), 1e-9)[:, None]
    trim = np.minimum(TRIM_M / length, 0.45) * (end - start)
    links = np.asarray(shapely.linestrings(np.stack([start + trim, end - trim], axis=1)))
    found = np.zeros(len(links), dtype=bool)
    found[blocks.query(links, predicate="intersects")[0]] = True
    return found


def _feet(
    spots: Floats, usable: Flags, begins: int, lines: Lines, blocks: STRtree
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the spots that see the nearest point of a way: spot, line, metres along, foot.

    Doors and gates, the first `begins` spots, look at every near way, corners at the nearest.
    """
    if not len(lines):
        return np.zeros(0, int), np.zeros(0, int), np.zeros(0), np.zeros((0, 2))
    tree, index = STRtree(lines), np.flatnonzero(usable)
    points = np.asarray(shapely.points(spots[index]), dtype=object)
    first = int((index < begins).sum())
    spot, line = tree.query(points[:first], predicate="dwithin", distance=SIGHT_M)
    corner, nearest = tree.query_nearest(points[first:], max_distance=SIGHT_M, all_matches=False)
    spot, line = np.concatenate([spot, corner + first]), np.concatenate([line, nearest])
    along = shapely.line_locate_point(lines[line], points[spot])
    foot = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along))
    clear = ~_blocked(spots[index[spot]], foot.reshape(-1, 2), blocks)
    return index[spot][clear], line[clear], along[clear], foot[clear]


def _shortest(xy: Floats, tail: Ints, head: Ints, sources: Ints, first_foot: int) -> Flags:
    """Return which links lie on the shortest ways between sources and to the nearest feet."""
    n = len(xy)
    length = np.maximum(np.hypot(*(xy[tail] - xy[head]).T), 1e-3)
    graph = csr_array((length, (tail, head)), shape=(n, n))
    key = np.minimum(tail, head) * n + np.maximum(tail, head)
    order = np.argsort(key)
    key = key[order]
    used = np.zeros(len(tail), dtype=bool)
    for part, far, before in _searches(graph, sources):
        feet = np.argsort(far[:, first_foot:], axis=1)[:, :FEET] + first_foot
        row = np.repeat(np.arange(len(part)), feet.shape[1])
        row = np.concatenate([row, np.repeat(np.arange(len(part)), len(sources))])
        goal = np.concatenate([feet.ravel(), np.tile(sources, len(part))])
        while len(goal):
            previous = before[row, goal].astype(np.int64)
            on = previous >= 0
            row, goal, previous = row[on], goal[on], previous[on]
            wanted = np.minimum(previous, goal) * n + np.maximum(previous, goal)
            used[order[np.searchsorted(key, wanted)]] = True
            row, goal = np.unique(np.stack([row, previous]), axis=1)
    return used


def _searches(graph: csr_array, sources: Ints) -> Iterator[tuple[Ints, Floats, Ints]]:
    for first in range(0, len(sources), BATCH):
        part = sources[first : first + BATCH]
        far, before = dijkstra(
            graph, directed=False, indices=part, limit=COURT_M, return_predecessors=True
        )
        yield part, far, before
