"""Entrances that nobody surveyed: along the long side of the footprint that faces a path."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84, metres_for
from geo.frames import ENTRANCES
from geo.places.bent import bent_doors
from geo.places.doors import Doors, distances_m, slab_size_m

ENTRANCE_WIDTH_M = 18.0
"""Length of facade that one entrance of a slab block serves: two flats side by side."""
SLAB_DEPTH_M = 26.0
"""A building deeper than this is no slab: its flats open onto one core."""
SLAB_RATIO = 1.8
"""A slab is at least this much longer than deep; else one core serves the whole floor."""
SMALLEST_M2 = 40.0
"""Below this a footprint is a shed or a kiosk, not a home."""
BENT_DEPTH_M = 20.0
BENT_RATIO = 3.0
BENT_FILL = 0.72
"""A slab that fills less than this of the rectangle around it is bent: L, U or angled."""
EQUALLY_NEAR_M = 1.0
SOURCE = "inferred"


class Numbering(StrEnum):
    """Where entrance 1 is."""

    WEST_TO_EAST = "west_to_east"
    """From the west; on facades that run north-south from the north."""
    EAST_TO_WEST = "east_to_west"
    LEFT_TO_RIGHT = "left_to_right"
    """As seen by someone who stands before the doors."""
    RIGHT_TO_LEFT = "right_to_left"


@dataclass(frozen=True, slots=True)
class _Facades:
    """The facade of each building that the doors open through; metric, shape (n, 2) each."""

    left: NDArray[np.float64]
    """Its left end as seen from outside."""
    right: NDArray[np.float64]
    inward: NDArray[np.float64]
    """From the facade to the opposite side of the building."""

    @property
    def length_m(self) -> NDArray[np.float64]:
        """Length along the doors, (n,)."""
        return _lengths(self.right - self.left)

    @property
    def depth_m(self) -> NDArray[np.float64]:
        """Depth behind the doors, (n,)."""
        return _lengths(self.inward)


def _lengths(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the length of each vector, (n, 2) -> (n,)."""
    lengths: NDArray[np.float64] = np.hypot(vectors[:, 0], vectors[:, 1])
    return lengths


def infer_entrances(
    buildings: gpd.GeoDataFrame,
    ways: gpd.GeoDataFrame,
    *,
    numbering: Numbering = Numbering.WEST_TO_EAST,
    width_m: float = ENTRANCE_WIDTH_M,
    through: Collection[str] = (),
) -> gpd.GeoDataFrame:
    """Return likely entrances of `buildings`, a frame ENTRANCES with `inferred` true.

    Slabs get one entrance to `width_m` of facade, towers and public buildings one; sheds and
    buildings of use "other" none. The doors lie on the footprint, evenly along its long side that
    faces the nearest walkable way; where none is nearer, along the north side, as is usual in
    Chinese housing. Bent slabs have them along their wings, in doubt on the court side.

    Parameters
    ----------
    buildings : frame BUILDINGS, EPSG:4326
    ways : frame WAYS, EPSG:4326; may be empty
    numbering : where entrance 1 is
    width_m : facade that one entrance serves
    through : ids of compounds whose entrances are numbered through all buildings, north to south,
        because the buildings have no numbers

    Notes
    -----
    Vectorised; linear in the buildings but for one nearest-neighbour query in the ways.
    """
    chosen = buildings[buildings["use"].isna() | (buildings["use"] != "other")]
    if chosen.empty:
        return ENTRANCES.empty()
    metres = metres_for(chosen)
    chosen = chosen.to_crs(metres)
    chosen = chosen[chosen.area >= SMALLEST_M2]
    if chosen.empty:
        return ENTRANCES.empty()
    lines = _walkable(ways.to_crs(metres))
    doors = _doors(chosen, lines, width_m)
    count = np.bincount(doors.building, minlength=len(chosen))
    forward = _runs_left_to_right(doors, count, numbering)[doors.building]
    number = np.where(forward, doors.step, count[doors.building] - 1 - doors.step) + 1
    number += _numbers_before(chosen, count, through)[doors.building]
    spots = gpd.GeoSeries(doors.spots, crs=metres).to_crs(WGS84)
    return _frame(chosen, doors.building, number, spots)


def _doors(buildings: gpd.GeoDataFrame, lines: NDArray[np.object_], width_m: float) -> Doors:
    """Return the doors of all buildings, those of bent slabs along their wings."""
    footprints = buildings.geometry.to_numpy()
    bent = np.flatnonzero(_is_bent(footprints, _may_be_home(buildings["use"])))
    straight = np.setdiff1d(np.arange(len(footprints)), bent)
    one = _straight_doors(footprints[straight], buildings["use"].iloc[straight], lines, width_m)
    if not len(bent):
        return one
    other = bent_doors(footprints[bent], lines, width_m)
    return Doors(
        np.concatenate([straight[one.building], bent[other.building]]),
        np.concatenate([one.step, other.step]),
        np.concatenate([one.spots, other.spots]),
    )


def _may_be_home(use: pd.Series) -> NDArray[np.bool_]:
    return np.asarray((use.isna() | (use == "residential")).to_numpy(dtype=bool))


def _is_bent(footprints: NDArray[np.object_], homes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether each footprint is a slab that fills little of the rectangle around it."""
    length_m, depth_m = slab_size_m(footprints)
    filled = shapely.area(footprints) / shapely.area(shapely.oriented_envelope(footprints))
    slab = (depth_m <= BENT_DEPTH_M) & (length_m >= BENT_RATIO * depth_m)
    single = shapely.get_num_geometries(footprints) == 1
    bent: NDArray[np.bool_] = homes & single & slab & (filled < BENT_FILL)
    return bent


def _straight_doors(
    footprints: NDArray[np.object_],
    use: pd.Series,
    lines: NDArray[np.object_],
    width_m: float,
) -> Doors:
    """Return doors evenly along the long side of the rectangle around each footprint."""
    facades = _facing(_long_sides(footprints), lines)
    count = _counts(facades, _may_be_home(use), width_m)
    owner = np.repeat(np.arange(len(footprints)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return Doors(owner, step, _met(footprints, facades, owner, (step + 0.5) / count[owner]))


def _long_sides(footprints: NDArray[np.object_]) -> tuple[_Facades, _Facades]:
    """Return both long sides of the smallest rectangle around each footprint."""
    rectangles = shapely.orient_polygons(shapely.oriented_envelope(footprints))
    corners = shapely.get_coordinates(rectangles).reshape(-1, 5, 2)[:, :4]
    first, second = (_lengths(corners[:, k + 1] - corners[:, k]) for k in (0, 1))
    turn = (second > first).astype(int)[:, None]
    a, b, c, d = (
        np.take_along_axis(corners, ((turn + k) % 4)[:, :, None], axis=1)[:, 0] for k in range(4)
    )
    # corners run against the clock, so an outsider sees side a-b with a at the left
    return _Facades(a, b, d - a), _Facades(c, d, a - d)


def _walkable(ways: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the lines on the ground that a pedestrian may use."""
    on_ground = ways["layer"].fillna(0).astype(int) == 0
    return np.asarray(ways[ways["walkable"] & on_ground].geometry.to_numpy())


def _facing(sides: tuple[_Facades, _Facades], lines: NDArray[np.object_]) -> _Facades:
    """Return of each pair of sides the one nearer to a way; in doubt the northern one."""
    one, other = sides
    away_one, away_other = (
        distances_m(np.asarray(shapely.points((side.left + side.right) / 2)), lines)
        for side in sides
    )
    northern = one.inward[:, 1] <= other.inward[:, 1]
    in_doubt = np.abs(away_one - away_other) <= EQUALLY_NEAR_M
    first = np.where(in_doubt, northern, away_one < away_other)[:, None]
    return _Facades(
        np.where(first, one.left, other.left),
        np.where(first, one.right, other.right),
        np.where(first, one.inward, other.inward),
    )


def _counts(facades: _Facades, homes: NDArray[np.bool_], width_m: float) -> NDArray[np.intp]:
    """Return the number of entrances of each building, (n,)."""
    length_m, depth_m = facades.length_m, facades.depth_m
    slab = homes & (depth_m <= SLAB_DEPTH_M) & (length_m >= SLAB_RATIO * depth_m)
    return np.where(slab, np.maximum(1, np.rint(length_m / width_m)), 1).astype(np.intp)


def _met(
    footprints: NDArray[np.object_],
    facades: _Facades,
    owner: NDArray[np.intp],
    share: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Return the point of each footprint met first when walking in from the facade at `share`."""
    outside = facades.left[owner] + share[:, None] * (facades.right - facades.left)[owner]
    beyond = outside + facades.inward[owner]
    outside = outside - facades.inward[owner] / facades.depth_m[owner][:, None]  # 1 m off the wall
    walks = shapely.linestrings(np.stack([outside, beyond], axis=1))
    walls = shapely.boundary(footprints)[owner]
    met = shapely.intersection(walks, walls)
    met = np.where(shapely.is_empty(met), walls, met)
    doors: NDArray[np.object_] = shapely.get_point(
        shapely.shortest_line(shapely.points(outside), met), 1
    )
    return doors


def _runs_left_to_right(
    doors: Doors, count: NDArray[np.intp], numbering: Numbering
) -> NDArray[np.bool_]:
    """Return whether the entrances of each building count up from the left, (n,)."""
    forward = np.ones(len(count), dtype=bool)
    if numbering in (Numbering.LEFT_TO_RIGHT, Numbering.RIGHT_TO_LEFT):
        return forward if numbering is Numbering.LEFT_TO_RIGHT else ~forward
    spots = shapely.get_coordinates(doors.spots)
    row = np.zeros((len(count), 2, 2))
    leftmost, rightmost = doors.step == 0, doors.step == count[doors.building] - 1
    row[doors.building[leftmost], 0] = spots[leftmost]
    row[doors.building[rightmost], 1] = spots[rightmost]
    east, north = (row[:, 1] - row[:, 0]).T
    eastward: NDArray[np.bool_] = np.where(np.abs(east) >= np.abs(north), east > 0, north < 0)
    return eastward if numbering is Numbering.WEST_TO_EAST else ~eastward


def _numbers_before(
    buildings: gpd.GeoDataFrame, count: NDArray[np.intp], through: Collection[str]
) -> NDArray[np.intp]:
    """Return how many entrances of its compound are counted before each building, (n,)."""
    before = np.zeros(len(buildings), dtype=np.intp)
    joint = (buildings["compound_id"].isin(through) & buildings["number"].isna()).to_numpy()
    middle = shapely.centroid(buildings.geometry.to_numpy())
    order = np.lexsort((shapely.get_x(middle), -shapely.get_y(middle)))
    order = order[joint[order]]
    counted = pd.Series(count[order])
    sums = counted.groupby(buildings["compound_id"].to_numpy()[order]).cumsum()
    before[order] = sums - counted
    return before


def _frame(
    buildings: gpd.GeoDataFrame,
    owner: NDArray[np.intp],
    number: NDArray[np.intp],
    doors: gpd.GeoSeries,
) -> gpd.GeoDataFrame:
    held = buildings.iloc[owner]
    text = pd.Series(number).astype(str)
    frame = gpd.GeoDataFrame(
        {
            "id": held["id"].to_numpy() + "-e" + text.to_numpy(),
            "building_id": held["id"].to_numpy(),
            "number": text.to_numpy(),
            "floors": held["floors"].to_numpy(),
            "inferred": True,
            "source": SOURCE,
        },
        geometry=doors.to_numpy(),
        crs=WGS84,
    )
    order = np.lexsort((number, owner))
    return ENTRANCES.conformed(frame.iloc[order].reset_index(drop=True))
