"""Footprints as one small picture: drawn by the server, so that it needs no map and no script."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely

from geo.crs import metres_for

WIDTH = 1000.0
"""Units across; the height follows from the ground."""
MARGIN = 16.0


@dataclass(frozen=True, slots=True)
class Outline:
    """One footprint in the units of the picture, y down."""

    id: str
    path: str
    """Data of an SVG path."""
    x: float
    y: float
    """Where its label stands."""
    colour: str
    ink: str


@dataclass(frozen=True, slots=True)
class OutlineMap:
    """The picture."""

    width: float
    height: float
    outlines: tuple[Outline, ...]


def outline_map(shapes: gpd.GeoDataFrame, colours: Mapping[str, tuple[str, str]]) -> OutlineMap:
    """Return the picture of `shapes`, frame with id and geometry, EPSG:4326.

    Parameters
    ----------
    colours
        Fill and ink of each footprint by id.
    """
    if shapes.empty:
        return OutlineMap(WIDTH, 0, ())
    flat = shapes.to_crs(metres_for(shapes))
    west, south, east, north = flat.total_bounds
    scale = (WIDTH - 2 * MARGIN) / max(east - west, north - south, 1.0)

    def put(x: float, y: float) -> tuple[float, float]:
        return round(MARGIN + (x - west) * scale, 1), round(MARGIN + (north - y) * scale, 1)

    outlines = []
    for key, shape in zip(flat["id"], flat.geometry, strict=True):
        fill, ink = colours[key]
        spot = shapely.point_on_surface(shape)
        x, y = put(spot.x, spot.y)
        rings = [
            "M" + "L".join("{} {}".format(*put(*at)) for at in shapely.get_coordinates(ring)) + "Z"
            for ring in shapely.get_rings(shape)
        ]
        outlines.append(Outline(str(key), "".join(rings), x, y, fill, ink))
    return OutlineMap(
        round((east - west) * scale + 2 * MARGIN, 1),
        round((north - south) * scale + 2 * MARGIN, 1),
        tuple(outlines),
    )
