"""The layers of the map as GeoJSON text."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.places.tile_layers import drawn_compounds
from geo.services.naming import building_labels
from geo.services.tile_changes import Changed
from webmap.map.page import View

Read = Callable[[str], gpd.GeoDataFrame]
"""Gives a layer of places by its name."""

EMPTY_VIEW = View(73.5, 18.0, 135.1, 53.6)
"""China, where there is nothing to show yet."""
FORM = "2"
"""Raised when a layer says something else of the same places, so that no browser keeps the old."""
PRECISION = 1e-6
"""Degrees to which positions are written: about 0.1 m."""


def opening_view(frame: gpd.GeoDataFrame) -> View:
    """Return the bounds of `frame` (EPSG:4326) as what a map opens on."""
    return EMPTY_VIEW if frame.empty else View(*(float(side) for side in frame.total_bounds))


def buildings(read: Read, language: str) -> str:
    """Return the buildings as GeoJSON text with id, number, label, use, floors and compound.

    ``at`` is the point (lon, lat) inside the building where its number stands.
    """
    frame = read("buildings")
    names = read("compounds").set_index("id")["name"]
    shown = frame[["id", "number", "use", "floors"]].assign(
        label=building_labels(frame, read("entrances"), language),
        compound=frame["compound_id"].map(names),
        compound_id=frame["compound_id"],
        at=_label_points(frame),
    )
    return collection(gpd.GeoDataFrame(shown, geometry=frame.geometry))


def ground(read: Read) -> str:
    """Return what lies around the buildings as one GeoJSON text; ``layer`` tells what is what.

    The layers are area, way, compound, gate and door.
    """
    frame = read("compounds")
    compounds = drawn_compounds(frame).assign(at=_label_points(frame))
    parts = (
        ("area", read("areas")[["kind", "name", "geometry"]]),
        ("way", read("ways")[["kind", "name", "width_m", "geometry"]]),
        ("compound", compounds),
        ("gate", read("gates")[["name", "kind", "opens", "closes", "geometry"]]),
        ("door", read("entrances")[["number", "inferred", "geometry"]]),
    )
    return _collected(
        feature for layer, frame in parts for feature in _features(frame, extra={"layer": layer})
    )


def changes(found: Changed) -> str:
    """Return what was edited since the tiles were drawn as GeoJSON text.

    ``layer`` is the layer of the tiles that a feature would be in; the member ``replaced`` says
    which of the tiles' features are no longer drawn.
    """
    features = (
        feature
        for layer in found.layers
        for feature in _features(layer.frame, extra={"layer": layer.name})
    )
    replaced = json.dumps(found.replaced, separators=(",", ":"))
    return f'{{"type":"FeatureCollection","replaced":{replaced},"features":[{",".join(features)}]}}'


def collection(frame: gpd.GeoDataFrame) -> str:
    """Return `frame` as GeoJSON text."""
    return _collected(_features(frame, extra={}))


def _collected(features: Iterable[str]) -> str:
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _label_points(frame: gpd.GeoDataFrame) -> pd.Series:
    """Return a point inside each shape, (lon, lat): its middle where that lies inside."""
    shapes = frame.geometry.to_numpy()
    middles = shapely.centroid(shapes)
    inside = shapely.contains(shapes, middles)
    middles[~inside] = shapely.point_on_surface(shapes[~inside])
    pairs = shapely.get_coordinates(middles).round(6).tolist()
    return pd.Series(pairs, index=frame.index, dtype=object)


def _features(frame: gpd.GeoDataFrame, *, extra: dict[str, str]) -> Iterator[str]:
    """Yield each row as GeoJSON text; shapes go in as GEOS wrote them, not read again."""
    shapes = shapely.to_geojson(shapely.set_precision(frame.geometry.to_numpy(), PRECISION))
    cells = pd.DataFrame(frame.drop(columns="geometry")).astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    for row, shape in zip(rows, shapes, strict=True):
        told = json.dumps({**extra, **_filled(row)}, ensure_ascii=False, separators=(",", ":"))
        yield f'{{"type":"Feature","properties":{told},"geometry":{shape}}}'


def _filled(row: dict[Any, Any]) -> dict[Any, Any]:
    """Return `row` without its empty cells."""
    return {name: cell for name, cell in row.items() if cell is not None}
