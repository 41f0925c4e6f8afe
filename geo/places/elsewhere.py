"""Whether the places of a file lie where those lie that stand already, or in another city."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod

from geo.crs import LonLat

WARNED_M = 20_000.0
"""From here on the distance of half of the buildings to the nearest that stands is told."""
REFUSED_M = 100_000.0
"""So far apart lie no two places that one service looks after."""
MOST_COMPARED = 2_000
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Two groups of buildings, far from each other."""

    distance_m: float
    """Median distance from a building of the file to the nearest that stands."""
    here: LonLat
    """Middle of those that stand."""
    there: LonLat
    """Middle of those of the file."""


def elsewhere(buildings: gpd.GeoDataFrame, standing: gpd.GeoDataFrame) -> Elsewhere | None:
    """Return how far `buildings` lie from those `standing`; None where they are neighbours.

    Both are EPSG:4326. The cost is a nearest-neighbour search over at most `MOST_COMPARED`
    buildings; the nearest in degrees is taken, which at such distances is near enough.
    """
    if buildings.empty or standing.empty:
        return None
    step = max(1, len(buildings) // MOST_COMPARED)
    theirs = shapely.centroid(buildings.geometry.to_numpy()[::step])
    ours = shapely.centroid(standing.geometry.to_numpy())
    found, nearest = shapely.STRtree(ours).query_nearest(theirs, all_matches=False)
    one, other = shapely.get_coordinates(theirs[found]), shapely.get_coordinates(ours[nearest])
    distance_m = float(np.median(_GEOD.inv(*one.T, *other.T)[2]))
    if distance_m < WARNED_M:
        return None
    middles = (np.median(shapely.get_coordinates(part), axis=0) for part in (ours, theirs))
    here, there = (LonLat(float(lon), float(lat)) for lon, lat in middles)
    return Elsewhere(distance_m, here, there)
