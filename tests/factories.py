"""Small invented places for tests."""

from functools import cache

import geopandas as gpd
from shapely import LineString, Point, box

from geo.crs import WGS84
from geo.frames import SPECS, Places

LAYERS = {
    "compounds": [
        {"id": "c1", "name": "柳荫里", "aliases": "柳荫里小区|柳荫",
         "geometry": box(0, 0, 0.003, 0.002)},
    ],
    "gates": [
        {"id": "c1-g1", "compound_id": "c1", "name": "南门", "kind": "both", "opens": "05:30",
         "closes": "23:00", "geometry": Point(0.0015, 0)},
    ],
    "buildings": [
        {"id": "c1-b1", "compound_id": "c1", "number": "1", "floors": 6,
         "geometry": box(0.0005, 0.0005, 0.001, 0.0006)},
    ],
    "entrances": [
        {"id": "c1-b1-e1", "building_id": "c1-b1", "number": "1", "floors": 6, "lift": False,
         "flats_per_floor": 2, "inferred": False, "geometry": Point(0.0007, 0.0005)},
    ],
    "units": [
        {"id": "c1-b1-e1-101", "entrance_id": "c1-b1-e1", "number": "101", "floor": 1,
         "geometry": Point(0.0007, 0.0005)},
    ],
    "ways": [
        {"id": "w1", "kind": "path", "walkable": True,
         "geometry": LineString([(0.0015, 0), (0.0007, 0.0004)])},
    ],
    "areas": [{"id": "a1", "kind": "green", "geometry": box(0.002, 0.001, 0.0025, 0.0015)}],
}  # fmt: skip


def small_places(**layers: gpd.GeoDataFrame) -> Places:
    """Return a compound with one building, one entrance and one flat; `layers` replace its own."""
    return Places(**({name: _small_layer(name).copy() for name in LAYERS} | layers))


@cache
def _small_layer(name: str) -> gpd.GeoDataFrame:
    return SPECS[name].conformed(gpd.GeoDataFrame(LAYERS[name], crs=WGS84))
