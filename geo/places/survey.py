"""What a map file states, before it is put together into places."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import geopandas as gpd
import numpy as np

from geo.crs import WGS84
from geo.datum import Datum, geometries_to_wgs84

BUILDING_COLUMNS = (
    "id", "source", "number", "name", "use", "floors", "basements", "road",
    "house_number", "compound",
)  # fmt: skip
PART_COLUMNS = ("source", "floors", "basements")
ADDRESS_COLUMNS = ("source", "road", "house_number")
ENTRANCE_COLUMNS = ("id", "source", "number", "building_source")
GATE_COLUMNS = ("id", "source", "name", "kind", "opens", "closes")
WAY_COLUMNS = (
    "id", "source", "kind", "name", "width_m", "walkable", "steps", "barrier", "access", "layer",
)  # fmt: skip
AREA_COLUMNS = ("id", "source", "kind", "name")
COMPOUND_COLUMNS = ("id", "source", "name", "aliases")


@dataclass(frozen=True, slots=True)
class Survey:
    """Layers in EPSG:4326 with the columns named above; geometry as the file had it."""

    buildings: gpd.GeoDataFrame
    """Footprints, perhaps crossing themselves; addresses as written on them."""
    parts: gpd.GeoDataFrame
    """Building parts, which tell the floors of the building around them."""
    addresses: gpd.GeoDataFrame
    """House numbers that stand on a spot of their own."""
    entrances: gpd.GeoDataFrame
    """Surveyed doors; `building_source` where the file ties the door to a footprint."""
    gates: gpd.GeoDataFrame
    ways: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    compounds: gpd.GeoDataFrame
    """Named residential areas."""


def layer(
    rows: Sequence[dict[str, Any]], columns: tuple[str, ...], geometry: Sequence[Any]
) -> gpd.GeoDataFrame:
    """Return a layer with exactly `columns`; what a row lacks is None."""
    data = {
        name: np.array([row.get(name) for row in rows], dtype=object).reshape(len(rows))
        for name in columns
    }
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = list(geometry)
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs=WGS84), crs=WGS84)


def in_wgs84(survey: Survey, datum: Datum) -> Survey:
    """Return `survey`, whose positions are given in `datum`, in WGS 84."""
    return Survey(**{f.name: moved(getattr(survey, f.name), datum) for f in fields(survey)})


def moved(frame: gpd.GeoDataFrame, datum: Datum) -> gpd.GeoDataFrame:
    """Return `frame`, whose positions are given in `datum`, in WGS 84."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return frame
    shapes = geometries_to_wgs84(frame.geometry.to_numpy(), datum)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
