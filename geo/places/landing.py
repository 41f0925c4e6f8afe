"""Whether imported buildings land on those that stand already, as their datum was named.

A wrong datum moves everything the same way, by 300 to 700 m over China for GCJ-02 and BD-09. So
each datum is tried: under the right one the buildings of a file lie on the same buildings as
before, under a wrong one they lie between them.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.crs import WGS84, metres_for
from geo.datum import Coordinates, Datum, from_wgs84, in_shifted_rectangle, looks_swapped, to_wgs84

SAME_M = 12.0
"""Two surveys of one building put its centre at most this far apart."""
SIZES = (0.5, 2.0)
"""Area of one survey over that of the other."""
FEWEST = 5
"""So many buildings must lie where others stand before anything is said."""
MOST_COMPARED = 5_000
CLEAR_SHARE, CLEAR_TIMES = 0.5, 2.0
"""The likely datum fits at least this share, and this many times what the named one does."""
TRIED = (Datum.WGS84, Datum.GCJ02, Datum.BD09)


@dataclass(frozen=True, slots=True)
class Landing:
    """How well imported buildings lie on those that stand."""

    compared: int
    """Buildings of the file near some that stand, under any datum."""
    share: float
    """Share of them that lie on a building of their size as the datum was named."""
    likely: Datum | None
    """Datum under which they do; None: the named one, or nothing can be said."""
    likely_share: float
    shift_m: float
    """Median distance between the positions under both datums."""
    bearing_deg: float
    """Direction, from north clockwise, in which the named datum puts them off."""


def landing(
    buildings: gpd.GeoDataFrame, standing: gpd.GeoDataFrame, named: Datum
) -> Landing | None:
    """Return how `buildings` land among `standing`; None where too few lie near any.

    Parameters
    ----------
    buildings : footprints of a file, taken as `named` and brought to EPSG:4326
    standing : footprints that stood before, EPSG:4326

    The cost is three nearest-neighbour searches over at most `MOST_COMPARED` buildings.
    """
    if buildings.empty or standing.empty:
        return None
    metres = metres_for(standing)
    ground = standing.to_crs(metres).geometry.to_numpy()
    step = max(1, len(buildings) // MOST_COMPARED)
    shapes = buildings.geometry.to_numpy()[::step]
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    raw = from_wgs84(centres, named)
    spots = {one: _metric(to_wgs84(raw, one), metres) for one in TRIED}
    near = shapely.box(*shapely.total_bounds(ground))
    counted = np.any([shapely.intersects_xy(near, *spot.T) for spot in spots.values()], axis=0)
    if counted.sum() < FEWEST:
        return None
    sizes = shapely.area(gpd.GeoSeries(shapes, crs=WGS84).to_crs(metres).to_numpy())[counted]
    fits = {one: _share(spot[counted], sizes, ground) for one, spot in spots.items()}
    taken = Datum.WGS84 if named is Datum.CGCS2000 else named
    best = max(TRIED, key=lambda one: (fits[one], one is taken))
    clear = fits[best] >= CLEAR_SHARE and fits[best] >= CLEAR_TIMES * fits[taken]
    likely = best if best is not taken and clear else None
    shift_m, bearing = _shift(spots[best][counted], spots[taken][counted])
    return Landing(int(counted.sum()), fits[taken], likely, fits[best], shift_m, bearing)


def outside_china(buildings: gpd.GeoDataFrame) -> float:
    """Return the share of `buildings` (EPSG:4326) outside the rectangle in which GCJ-02 shifts."""
    return 0.0 if buildings.empty else float(1.0 - in_shifted_rectangle(_centres(buildings)).mean())


def swapped(buildings: gpd.GeoDataFrame) -> float:
    """Return the share of `buildings` whose latitude stands where the longitude belongs."""
    return 0.0 if buildings.empty else float(looks_swapped(_centres(buildings)).mean())


def _centres(buildings: gpd.GeoDataFrame) -> Coordinates:
    found: Coordinates = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    return found


def compass(bearing_deg: float) -> str:
    """Return the nearest of eight directions.

    Examples
    --------
    >>> compass(93.0), compass(350.0), compass(225.0)
    ('east', 'north', 'south-west')
    """
    points = (
        "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
    )  # fmt: skip
    return points[round(bearing_deg / 45.0) % 8]


def _metric(lonlat: Coordinates, metres: CRS) -> NDArray[np.float64]:
    points = gpd.GeoSeries(shapely.points(lonlat), crs=WGS84).to_crs(metres)
    found: NDArray[np.float64] = shapely.get_coordinates(points.to_numpy())
    return found


def _share(
    spots: NDArray[np.float64], sizes: NDArray[np.float64], ground: NDArray[np.object_]
) -> float:
    """Return the share of `spots` at the centre of a building of about their size."""
    centres = shapely.centroid(ground)
    spot, there = shapely.STRtree(centres).query(
        shapely.points(spots), predicate="dwithin", distance=SAME_M
    )
    ratio = sizes[spot] / np.maximum(shapely.area(ground)[there], 1e-9)
    same = (ratio >= SIZES[0]) & (ratio <= SIZES[1])
    return float(len(np.unique(spot[same])) / len(spots))


def _shift(there: NDArray[np.float64], named: NDArray[np.float64]) -> tuple[float, float]:
    """Return the median distance and bearing from where they lie to where the name puts them."""
    east, north = np.median(named - there, axis=0)
    return float(np.hypot(east, north)), float(np.degrees(np.arctan2(east, north)) % 360.0)
