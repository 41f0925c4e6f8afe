"""The tiles hold where things stand and what they are called, each from a sensible zoom on."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import Polygon, box
from shapely.affinity import rotate

from geo.crs import WGS84
from geo.places.tile_layers import (
    FAR_ZOOMS,
    HALF_PX,
    LAST_ZOOM,
    TileLayer,
    far_buildings,
    label_points,
    tile_layers,
)
from geo.places.tiles import write_archive
from tests.factories import small_places

LABELS = pd.DataFrame({"zh": ["1号楼"], "en": ["Building 1"]})
PERSONAL = {
    "unit",
    "units",
    "resident",
    "phone",
    "needs",
    "floors",
    "flats_per_floor",
    "households",
}


def frames() -> dict[str, gpd.GeoDataFrame]:
    """Return the small place by layer."""
    places = small_places()
    return {
        name: getattr(places, name)
        for name in ("compounds", "gates", "buildings", "entrances", "ways", "areas")
    }


@pytest.fixture
def layers() -> list[TileLayer]:
    return tile_layers(frames(), LABELS)


def test_every_place_is_in_a_layer_of_the_last_zoom(layers: list[TileLayer]) -> None:
    places = small_places()
    rows = dict.fromkeys(("building", "door", "gate", "compound"), 0)
    for layer in layers:
        if layer.name in rows and layer.last_zoom == LAST_ZOOM:
            rows[layer.name] += len(layer.frame)
    assert rows == {
        "building": len(places.buildings),
        "door": len(places.entrances),
        "gate": len(places.gates),
        "compound": len(places.compounds),
    }
    ways = [one for one in layers if one.name in ("road", "service", "foot", "wall")]
    assert sum(len(one.frame) for one in ways) == len(places.ways)
    areas = [one for one in layers if one.name in ("area", "plot")]
    assert sum(len(one.frame) for one in areas) == len(places.areas)


def test_no_layer_tells_of_a_household(layers: list[TileLayer]) -> None:
    assert not PERSONAL & {name for layer in layers for name in layer.frame.columns}


def test_layers_of_one_name_share_no_zoom(layers: list[TileLayer]) -> None:
    seen: set[tuple[str, int]] = set()
    for layer in layers:
        zooms = {(layer.name, zoom) for zoom in range(layer.first_zoom, layer.last_zoom + 1)}
        assert not seen & zooms
        seen |= zooms


def test_from_afar_every_building_keeps_a_shape(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    sides = chance.uniform(1, 40, 600)
    boxes = [
        rotate(box(x, y, x + side / 83_000, y + width / 111_000), turn)
        for x, y, side, width, turn in zip(
            chance.uniform(123.3, 123.4, 600),
            chance.uniform(41.7, 41.8, 600),
            sides,
            np.where(np.arange(600) % 3, sides / 2, 2),
            chance.uniform(0, 90, 600),
            strict=True,
        )
    ]
    many = gpd.GeoDataFrame({"id": range(600), "compound": "c"}, geometry=boxes, crs=WGS84)
    for zoom in FAR_ZOOMS:
        drawn = far_buildings(many, zoom)
        path = tmp_path / f"{zoom}.pmtiles"
        layer = TileLayer("building", drawn, zoom, zoom, simplified=HALF_PX)
        write_archive([layer], path)
        kept = pyogrio.read_dataframe(path, layer="building")["id"].astype(int)
        assert set(kept) == set(range(600))
    assert far_buildings(many.iloc[:0], 11).empty


def test_what_stands_in_for_a_compound_has_a_name_and_no_boundary() -> None:
    places = small_places()
    block = places.compounds.assign(source="made:block")
    found = {one.name: one.frame for one in tile_layers(frames() | {"compounds": block}, LABELS)}
    assert found["name"]["made"].tolist() == ["block"]
    assert found["compound"].empty


def test_names_stand_inside_bent_shapes() -> None:
    bent = Polygon([(0, 0), (10, 0), (10, 1), (1, 1), (1, 10), (0, 10)])
    square = Polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    shapes = gpd.GeoSeries([bent, square], crs=WGS84)
    points = label_points(shapes)
    assert shapes.contains(points).all()
    assert (points[1].x, points[1].y) == (1, 1)
