"""The layers of the map: every row drawn, every label inside its shape, positions to 0.1 m."""

import json
from dataclasses import replace
from functools import partial

from shapely import Point
from shapely.geometry import shape

from tests.factories import small_places
from webmap.map import layers


def test_buildings_carry_their_label_inside() -> None:
    places = small_places()
    found = json.loads(layers.buildings(lambda name: getattr(places, name), "zh"))["features"]
    (feature,) = found
    assert feature["properties"]["label"] == "1号楼"
    assert feature["properties"]["compound"] == "柳荫里"
    assert shape(feature["geometry"]).contains(Point(feature["properties"]["at"]))


def test_the_ground_tells_its_layers_apart() -> None:
    places = small_places()
    found = json.loads(layers.ground(lambda name: getattr(places, name)))["features"]
    assert {one["properties"]["layer"] for one in found} == {
        "area", "way", "compound", "gate", "door",
    }  # fmt: skip
    door = next(one for one in found if one["properties"]["layer"] == "door")
    assert door["properties"]["inferred"] is False


def test_what_stands_in_for_a_compound_is_marked() -> None:
    places = small_places()
    block = places.compounds.assign(source="made:block")
    for compounds, made in ((places.compounds, None), (block, "block")):
        known = replace(places, compounds=compounds)
        found = json.loads(layers.ground(partial(getattr, known)))["features"]
        (one,) = [f["properties"] for f in found if f["properties"]["layer"] == "compound"]
        assert one.get("made") == made


def test_without_buildings_the_map_opens_on_the_country() -> None:
    places = small_places()
    assert layers.opening_view(places.buildings.iloc[:0]) == layers.EMPTY_VIEW
    assert layers.opening_view(places.buildings).west == 0.0005
