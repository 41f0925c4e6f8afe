"""A small invented court: ways on a 100 m grid, walls, a bridge, steps, gates and doors."""

from typing import Any

import geopandas as gpd
import shapely
from pyproj import Transformer
from shapely import Geometry, LineString, Point, Polygon

from geo.crs import WGS84, LonLat, local_metres
from geo.frames import SPECS, Places

CENTRE = LonLat(123.35, 41.8)
TO_DEGREES = Transformer.from_crs(local_metres(CENTRE), WGS84, always_xy=True).transform


def degrees(shape: Geometry) -> Geometry:
    """Return a shape drawn in metres around `CENTRE` in degrees."""
    return shapely.transform(shape, TO_DEGREES, interleaved=False)


def lon_lat(x: float, y: float) -> LonLat:
    """Return the place `x` metres east and `y` north of `CENTRE`."""
    return LonLat(*TO_DEGREES(x, y))


def layer(name: str, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    if not rows:
        return SPECS[name].empty()
    made = [row | {"geometry": degrees(row["geometry"])} for row in rows]
    return SPECS[name].conformed(gpd.GeoDataFrame(made, crs=WGS84))


def way(name: str, *xy: tuple[float, float], **more: object) -> dict[str, Any]:
    return {"id": name, "kind": "footway", "walkable": True, "geometry": LineString(xy)} | more


def door(name: str, x: float, y: float, **more: object) -> dict[str, Any]:
    row = {"id": name, "building_id": "b", "number": name, "floors": 6, "lift": False}
    return row | {"inferred": False, "geometry": Point(x, y)} | more


def gate(name: str, x: float, y: float, **more: object) -> dict[str, Any]:
    return {"id": name, "geometry": Point(x, y)} | more


def block(name: str, *xy: tuple[float, float]) -> dict[str, Any]:
    return {"id": name, "geometry": Polygon(xy)}


def district(
    ways: list[dict[str, Any]],
    doors: list[dict[str, Any]],
    *,
    gates: list[dict[str, Any]] | None = None,
    buildings: list[dict[str, Any]] | None = None,
) -> Places:
    """Return places with these rows, drawn in metres around `CENTRE`."""
    far = block("b", (5000, 5000), (5010, 5000), (5010, 5010))
    empty = {name: SPECS[name].empty() for name in ("compounds", "units", "areas")}
    return Places(
        gates=layer("gates", gates or []),
        buildings=layer("buildings", [far, *(buildings or [])]),
        entrances=layer("entrances", doors),
        ways=layer("ways", ways),
        **empty,
    )


def grid(n: int = 5, step: float = 100.0) -> list[dict[str, Any]]:
    """Return `n` streets each way that cross without a shared vertex."""
    end = (n - 1) * step
    across = [way(f"a{k}", (0, k * step), (end, k * step)) for k in range(n)]
    return across + [way(f"u{k}", (k * step, 0), (k * step, end)) for k in range(n)]
