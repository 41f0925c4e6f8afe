"""What the map's vector tiles hold: which layer, which columns, from which zoom on.

Tiles go to everybody with a login. They tell where things stand and what they are called, and
nothing of who lives there: that comes with the counts, within the scope of who asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import metres_for
from geo.frames import SKETCHED

Frames = Mapping[str, gpd.GeoDataFrame]
FIRST_ZOOM, LAST_ZOOM = 10, 16
"""Zooms of tile data. A tile is drawn 512 pixels wide, so the map shows it one zoom further on."""
FOOT = ("footway", "path", "crossing", "steps")
SKETCH = "（示意图）"
"""Behind the name of a compound that nobody has mapped."""
MADE = {"made:block": "block", "made:address": "address"}
"""Source -> what a compound without a boundary of its own stands for."""
LARGE_M2 = 10_000
"""Areas from this size on are drawn in the overview: about 4 by 4 pixels at display zoom 14."""


@dataclass(frozen=True, slots=True)
class TileLayer:
    """Rows of one layer of the tiles and the zooms at which they are in it.

    Two of one name must not share a zoom: readers keep the last layer of each name in a tile.
    """

    name: str
    frame: gpd.GeoDataFrame
    first_zoom: int
    last_zoom: int = LAST_ZOOM
    margin: int = 80
    """How far rows of neighbouring tiles reach into a tile, in parts of 4096: half a line's width
    at least, else a road that runs along a tile's edge is cut lengthwise."""

    @property
    def cost(self) -> int:
        """How many rows are written, counted once a zoom."""
        return len(self.frame) * (self.last_zoom - self.first_zoom + 1)


def tile_layers(places: Frames, labels: pd.DataFrame) -> list[TileLayer]:
    """Return the layers of the tiles of `places`, in EPSG:4326.

    Parameters
    ----------
    places
        Frames by the names of their layers: compounds, gates, buildings, entrances, ways, areas.
    labels
        What each building is called, in the order of the buildings: columns zh and en.
    """
    named = drawn_buildings(places["buildings"], labels)
    spots = named.set_geometry(label_points(named.geometry), crs=named.crs)
    compounds = drawn_compounds(places["compounds"])
    areas = places["areas"][["id", "kind", "geometry"]]
    large = _square_metres(areas) >= LARGE_M2
    ways = places["ways"][["id", "kind", "name", "width_m", "geometry"]].assign(
        under=(places["ways"]["layer"].fillna(0) < 0).map({True: True})
    )
    kind = ways["kind"]
    foot, wall, service = kind.isin(FOOT), kind == "wall", kind == "service"
    return [
        TileLayer("area", areas[large], FIRST_ZOOM),
        TileLayer("plot", areas[~large], 14),
        TileLayer("compound", compounds[compounds["made"].isna()][["id", "geometry"]], FIRST_ZOOM),
        TileLayer("name", compounds.set_geometry(label_points(compounds.geometry)), FIRST_ZOOM),
        TileLayer("road", ways[~(foot | wall | service)], FIRST_ZOOM, margin=256),
        TileLayer("service", ways[service], 14),
        TileLayer("wall", ways[wall], 14),
        TileLayer("foot", ways[foot], LAST_ZOOM),
        TileLayer("building", named[["id", "compound", "geometry"]], 11, 13),
        TileLayer("building", named[["id", "compound", "zh", "en", "geometry"]], 14),
        TileLayer("spot", spots[["id", "number", "use", "zh", "en", "geometry"]], LAST_ZOOM),
        TileLayer("gate", places["gates"][["id", "name", "geometry"]], 15),
        TileLayer("door", places["entrances"][["id", "number", "inferred", "geometry"]], LAST_ZOOM),
    ]


def drawn_buildings(buildings: gpd.GeoDataFrame, labels: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return buildings with the columns that the map reads of them."""
    told = buildings[["id", "compound_id", "number", "use", "geometry"]]
    return told.rename(columns={"compound_id": "compound"}).assign(
        zh=labels["zh"].to_numpy(), en=labels["en"].to_numpy()
    )


def drawn_compounds(compounds: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return compounds with the columns that the map reads of them."""
    told = compounds[["id", "name", "geometry"]]
    sketched = compounds["source"] == SKETCHED
    names = told["name"].where(~sketched, told["name"] + SKETCH)
    return told.assign(name=names, made=compounds["source"].map(MADE))


def label_points(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return a point inside each shape: its middle where that lies inside."""
    known = shapes.to_numpy()
    middles = shapely.centroid(known)
    outside = ~shapely.contains(known, middles)
    middles[outside] = shapely.point_on_surface(known[outside])
    return gpd.GeoSeries(middles, index=shapes.index, crs=shapes.crs)


def _square_metres(frame: gpd.GeoDataFrame) -> pd.Series:
    if frame.empty:
        return pd.Series(0.0, index=frame.index)
    return frame.geometry.to_crs(metres_for(frame)).area
