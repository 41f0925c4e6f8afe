"""The layers of the map as GeoJSON text."""

import json
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from flask import url_for

from geo.frames import Places
from geo.services.naming import building_label
from webmap.map.page import View

EMPTY_VIEW = View(73.5, 18.0, 135.1, 53.6)
"""China, where there is nothing to show yet."""
PRECISION = 1e-6
"""Degrees to which positions are written: about 0.1 m."""


def opening_view(frame: gpd.GeoDataFrame) -> View:
    """Return the bounds of `frame` (EPSG:4326) as what a map opens on."""
    return EMPTY_VIEW if frame.empty else View(*(float(side) for side in frame.total_bounds))


def addresses() -> dict[str, Any]:
    """Return the addresses that the page's modules ask for data."""
    return {
        "buildings": url_for("people_map.buildings"),
        "ground": url_for("people_map.ground"),
    }


def buildings(places: Places, language: str) -> str:
    """Return the buildings as GeoJSON text with id, label, floors and compound."""
    frame = places.buildings
    names = places.compounds.set_index("id")["name"]
    labels = [
        building_label(_text(number), _text(name), language)
        for number, name in zip(frame["number"], frame["name"], strict=True)
    ]
    shown = frame[["id", "use", "floors"]].assign(
        label=labels, compound=frame["compound_id"].map(names)
    )
    return collection(gpd.GeoDataFrame(shown, geometry=frame.geometry))


def ground(places: Places) -> str:
    """Return areas, ways, compounds and gates as one GeoJSON text; ``layer`` tells them apart."""
    parts = (
        ("area", places.areas[["kind", "name", "geometry"]]),
        ("way", places.ways[["kind", "name", "width_m", "geometry"]]),
        ("compound", places.compounds[["id", "name", "geometry"]]),
        ("gate", places.gates[["name", "kind", "opens", "closes", "geometry"]]),
    )
    features = [
        feature for layer, frame in parts for feature in _features(frame, extra={"layer": layer})
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def collection(frame: gpd.GeoDataFrame) -> str:
    """Return `frame` as GeoJSON text."""
    content = {"type": "FeatureCollection", "features": _features(frame, extra={})}
    return json.dumps(content, ensure_ascii=False)


def _features(frame: gpd.GeoDataFrame, *, extra: dict[str, str]) -> list[dict[str, Any]]:
    shapes = shapely.to_geojson(shapely.set_precision(frame.geometry.to_numpy(), PRECISION))
    cells = pd.DataFrame(frame.drop(columns="geometry")).astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    return [
        {"type": "Feature", "properties": {**extra, **row}, "geometry": json.loads(shape)}
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
