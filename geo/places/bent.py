"""Doors of bent slabs: L, U and angled blocks, whose long side turns corners."""

from dataclasses import dataclass, fields

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.places.doors import FAR_M, Doors, distances_m, slab_size_m

BAY_M = 1.5
"""Balconies and bays stand out no further than this."""
END_WALL = 1.4
"""An edge shorter than this many depths is the end of a wing, not a facade."""
STEP_OUT_M = 2.0
BOTH_SIDES = 1.25
"""Facades longer than the slab by this factor are chosen from both sides of a wing."""
LEAST_SIDE = 0.6
"""A side counts where its facades reach this share of the slab's length."""
LEAST_SPACING = 0.6
"""Doors stand no closer than this share of the usual width of an entrance."""
EQUALLY_NEAR_M = 1.0


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges of all outlines in ring order, against the clock; metric, n rows each."""

    owner: NDArray[np.intp]
    """Row of the building, (n,)."""
    start: NDArray[np.float64]
    along: NDArray[np.float64]
    """From the start to the end of the edge, (n, 2)."""
    is_court: NDArray[np.bool_]
    """The ground before the edge lies inside the convex hull of the building, (n,)."""
    away_m: NDArray[np.float64]
    """From the ground before the edge to the nearest way, (n,)."""
    behind_m: NDArray[np.float64]
    """From the ground at the other side of the wing to the nearest way, (n,)."""

    @property
    def length_m(self) -> NDArray[np.float64]:
        """Length of each edge, (n,)."""
        length: NDArray[np.float64] = np.hypot(self.along[:, 0], self.along[:, 1])
        return length

    def only(self, chosen: NDArray[np.bool_]) -> "_Edges":
        """Return the chosen edges."""
        return _Edges(*(getattr(self, field.name)[chosen] for field in fields(self)))


def bent_doors(
    footprints: NDArray[np.object_], lines: NDArray[np.object_], width_m: float
) -> Doors:
    """Return doors along the outer or the court side of each slab, metric.

    The side whose facades lie nearer to `lines` counts; in doubt the court, where the doors of
    such blocks usually are. Doors are spread evenly over the facades of that side. Cost: two
    nearest-neighbour queries for each edge of the outlines.
    """
    length_m, depth_m = slab_size_m(footprints)
    edges = _edges(footprints, lines, depth_m)
    facade = edges.length_m >= END_WALL * depth_m[edges.owner]
    to_court = _opens_to_court(edges.only(facade), length_m)
    chosen = facade & (edges.is_court == to_court[edges.owner])
    chosen = _one_side_of_each_wing(edges, chosen, length_m)
    chosen |= ~np.isin(edges.owner, edges.owner[chosen])  # no long edge at all: take every one
    room_m = np.bincount(edges.owner[chosen], edges.length_m[chosen], len(length_m))
    wanted = np.minimum(np.rint(length_m / width_m), room_m // (LEAST_SPACING * width_m))
    return _spread(footprints, edges.only(chosen), np.maximum(1, wanted).astype(np.intp))


def _edges(
    footprints: NDArray[np.object_], lines: NDArray[np.object_], depth_m: NDArray[np.float64]
) -> _Edges:
    outlines = shapely.simplify(shapely.orient_polygons(footprints), BAY_M)
    rings = shapely.get_exterior_ring(outlines)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[:-1] == ring[1:]
    owner, start, along = ring[:-1][joined], corners[:-1][joined], np.diff(corners, axis=0)[joined]
    middle = start + along / 2
    outward = np.column_stack([along[:, 1], -along[:, 0]])
    outward /= np.maximum(np.hypot(outward[:, 0], outward[:, 1]), 1e-9)[:, None]
    before = np.asarray(shapely.points(middle + STEP_OUT_M * outward))
    behind = shapely.points(middle - (depth_m[owner] + STEP_OUT_M)[:, None] * outward)
    hulls = shapely.convex_hull(outlines)[owner]
    is_court = shapely.intersects(hulls, before)
    away_m, behind_m = distances_m(before, lines), distances_m(np.asarray(behind), lines)
    return _Edges(owner, start, along, is_court, away_m, behind_m)


def _opens_to_court(facades: _Edges, length_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each building whether its doors open to the court, (m,)."""
    side, size = 2 * facades.owner + facades.is_court, 2 * len(length_m)
    total = np.bincount(side, facades.length_m, size).reshape(-1, 2)
    away = np.bincount(side, facades.length_m * facades.away_m, size).reshape(-1, 2)
    mean = np.where(total > 0, away / np.maximum(total, 1e-9), FAR_M)
    enough = total >= LEAST_SIDE * length_m[:, None]
    nearer = mean[:, 1] <= mean[:, 0] + EQUALLY_NEAR_M
    to_court: NDArray[np.bool_] = np.where(
        enough[:, 0] == enough[:, 1], nearer & (total[:, 1] > 0), enough[:, 1]
    )
    return to_court


def _one_side_of_each_wing(
    edges: _Edges, chosen: NDArray[np.bool_], length_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return `chosen`, of wings chosen from both sides only the side nearer to a way."""
    total = np.bincount(edges.owner[chosen], edges.length_m[chosen], len(length_m))
    both = (total > BOTH_SIDES * length_m)[edges.owner]
    nearer = chosen & (~both | (edges.away_m <= edges.behind_m))
    left = np.bincount(edges.owner[nearer], edges.length_m[nearer], len(length_m))
    enough = (left >= LEAST_SIDE * length_m)[edges.owner]
    kept: NDArray[np.bool_] = np.where(enough, nearer, chosen)
    return kept


def _spread(footprints: NDArray[np.object_], edges: _Edges, count: NDArray[np.intp]) -> Doors:
    """Return `count` doors of each building evenly over its edges, from left to right."""
    owner, edge_m = edges.owner, edges.length_m
    total = np.bincount(owner, edge_m, len(count))
    offset = np.cumsum(edge_m) - edge_m
    base = np.cumsum(total) - total
    building = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(building)) - np.repeat(np.cumsum(count) - count, count)
    place = base[building] + (step + 0.5) / count[building] * total[building]
    edge = np.clip(np.searchsorted(offset, place, side="right") - 1, 0, len(edge_m) - 1)
    share = (place - offset[edge]) / np.maximum(edge_m[edge], 1e-9)
    spots = shapely.points(edges.start[edge] + share[:, None] * edges.along[edge])
    walls = shapely.boundary(footprints)[building]
    doors = shapely.get_point(shapely.shortest_line(walls, spots), 0)
    return Doors(building, _unbroken(building, step, count, doors), doors)


def _unbroken(
    building: NDArray[np.intp],
    step: NDArray[np.intp],
    count: NDArray[np.intp],
    doors: NDArray[np.object_],
) -> NDArray[np.intp]:
    """Return the steps turned so that the widest gap between two doors is not inside the row."""
    first = np.cumsum(count) - count
    previous = first[building] + (step - 1) % count[building]
    gap_m = shapely.distance(doors, doors[previous])
    widest = np.lexsort((-gap_m, building))[first]
    turned: NDArray[np.intp] = (step - step[widest][building]) % count[building]
    return turned
