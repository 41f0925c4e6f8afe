"""What the map's vector tiles hold: which layer, which columns, from which zoom on.

Tiles go to everybody with a login. They tell where things stand and what they are called, and
nothing of who lives there: that comes with the counts, within the scope of who asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
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
FAR_ZOOMS = (11, 12, 13)
"""Zooms of tile data at which a building is a few pixels."""
UNITS = 4096
"""Parts of a tile's width in which positions are written. Eight of them are a pixel, at most."""
HALF_PX, PX = 4, 8
LEAST_UNITS = 6
"""A side shorter than this may vanish when positions are written in whole units."""


@dataclass(frozen=True, slots=True)
class TileLayer:
    """Rows of one layer of the tiles and the zooms at which they are in it.

    Two of one name must not share a zoom: readers keep the last layer of each name in a tile.
    """

    name: str
    frame: gpd.GeoDataFrame
    first_zoom: int
    last_zoom: int = LAST_ZOOM
    simplified: int = 0
    """How far a line may be off, in parts of 4096 of a tile's width."""
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
    real = compounds[compounds["made"].isna()][["id", "geometry"]]
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
        TileLayer("compound", real, FIRST_ZOOM, FAR_ZOOMS[-1], simplified=HALF_PX),
        TileLayer("compound", real, FAR_ZOOMS[-1] + 1),
        TileLayer("name", compounds.set_geometry(label_points(compounds.geometry)), FIRST_ZOOM),
        TileLayer("road", ways[~(foot | wall | service)], FIRST_ZOOM, margin=256),
        TileLayer("service", ways[service], 14),
        TileLayer("wall", ways[wall], 14),
        TileLayer("foot", ways[foot], LAST_ZOOM),
        *(
            TileLayer("building", far_buildings(named, zoom), zoom, zoom, simplified=HALF_PX)
            for zoom in FAR_ZOOMS
        ),
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


def far_buildings(named: gpd.GeoDataFrame, zoom: int) -> gpd.GeoDataFrame:
    """Return buildings as they are drawn from afar: columns id, compound and a shape that stays.

    What is less than two pixels long becomes its box, and what is thinner than positions can tell
    becomes thicker: GDAL leaves out what has no area in whole units. The overview of a district
    needs half as many points.
    """
    shapes = named.geometry.to_numpy()
    if not len(shapes):
        return named[["id", "compound", "geometry"]]
    west, south, east, north = shapely.bounds(shapes).T
    across = 360 / 2**zoom / UNITS
    down = across * np.cos(np.radians((south + north) / 2))
    wide, high = (east - west) / across, (north - south) / down
    small = np.maximum(wide, high) < 2 * PX
    thin = ~small & (2 * shapely.area(shapes) / shapely.length(shapes) < LEAST_UNITS / 2 * across)
    drawn: npt.NDArray[np.object_] = shapes.copy()
    aside = np.maximum(LEAST_UNITS - wide, 0) / 2 * across
    above = np.maximum(LEAST_UNITS - high, 0) / 2 * down
    boxes = shapely.box(west - aside, south - above, east + aside, north + above)
    drawn[small] = boxes[small]
    drawn[thin] = shapely.buffer(shapes[thin], LEAST_UNITS / 2 * across, join_style="mitre")
    told = named[["id", "compound"]]
    return gpd.GeoDataFrame(told, geometry=drawn, crs=named.crs)


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
