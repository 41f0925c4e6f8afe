"""Coordinate systems: WGS 84 for storage, one local metric system for every measurement."""

from dataclasses import dataclass

import geopandas as gpd
from pyproj import CRS
from shapely import Point

from geo.errors import InputError

WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True, slots=True)
class LonLat:
    """A position in degrees, EPSG:4326, longitude first.

    Examples
    --------
    >>> LonLat(123.37, 41.8).point.wkt
    'POINT (123.37 41.8)'
    """

    lon: float
    """Degrees east, -180 to 180."""
    lat: float
    """Degrees north, -90 to 90."""

    def __post_init__(self) -> None:
        """Refuse what is not on the globe, which also catches most swapped pairs."""
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise InputError(
                f"({self.lon}, {self.lat}) is not a longitude and latitude in degrees: "
                "longitude comes first",
                zh="经度和纬度要用度数写，经度在前。",
            )

    @property
    def point(self) -> Point:
        """The position as a shapely point, x = longitude."""
        return Point(self.lon, self.lat)


def local_metres(centre: LonLat) -> CRS:
    """Return a metric CRS centred on `centre`, true to 1:10 000 within 30 km of it.

    A transverse Mercator on WGS 84 whose central meridian runs through `centre`, so that a city
    never straddles two zones.
    """
    return CRS.from_proj4(
        f"+proj=tmerc +lat_0={centre.lat:.6f} +lon_0={centre.lon:.6f} "
        "+k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
    )


def metres_for(frame: gpd.GeoDataFrame) -> CRS:
    """Return `local_metres` at the centre of the bounds of `frame` (EPSG:4326, not empty)."""
    west, south, east, north = frame.total_bounds
    if not west <= east:
        raise InputError(
            "an empty layer has no place to measure in: give at least one geometry",
            zh="没有可以画在地图上的地方。",
        )
    return local_metres(LonLat((west + east) / 2, (south + north) / 2))
