"""The map at every scale: what is named, what is left out, and that a city stays affordable."""

import json
from dataclasses import replace

import geopandas as gpd
import pytest
from shapely import LineString

from geo.crs import WGS84
from geo.frames import SKETCHED, SPECS
from tests.factories import LAYERS
from webmap.sheets import palette
from webmap.sheets.cartography import Drawing, drawn_map
from webmap.sheets.layout import LANDSCAPE, layout_json
from webmap.sheets.sheet import Extent, Sheet


def at(sheet: Sheet, degrees: float) -> Drawing:
    """Return the map of about `degrees` of ground around the compound."""
    extent = Extent(
        0.0015 - degrees / 2, 0.001 - degrees / 2, 0.0015 + degrees / 2, 0.001 + degrees / 2
    )
    return drawn_map(replace(sheet, extent=extent), width_mm=200, height_mm=200)


def test_details_are_left_out_as_the_map_gets_smaller(sheet: Sheet) -> None:
    near, middle, far = at(sheet, 0.004), at(sheet, 0.012), at(sheet, 0.2)
    assert "南门" in near.texts
    assert "南门" not in middle.texts
    assert "柳荫里" in middle.texts
    assert "柳荫里" not in far.texts
    assert "<circle" in near.svg
    assert "<circle" not in middle.svg
    assert len(far.svg) < len(middle.svg) < len(near.svg)


def test_the_furniture_moves_to_where_it_hides_no_building(sheet: Sheet) -> None:
    extent = Extent(0.0004, 0.0006, 0.0018, 0.0016)
    drawing = drawn_map(replace(sheet, extent=extent), width_mm=200, height_mm=150)
    buildings = drawing.window.drawn(sheet.places.buildings)
    assert not buildings.intersects(drawing.bar.ground).any()


def test_a_sketch_has_no_scale_but_says_what_it_is(sheet: Sheet) -> None:
    drawn = sheet.places.buildings.assign(source=SKETCHED)
    sketch = replace(sheet, places=replace(sheet.places, buildings=drawn))
    surveyed, sketched = (drawn_map(one, width_mm=200, height_mm=150) for one in (sheet, sketch))
    assert (surveyed.sketched, sketched.sketched) == (False, True)
    assert "示意图，不按比例" in sketched.texts
    assert any(text.endswith(" 米") for text in surveyed.texts)
    assert not any(text.endswith(" 米") for text in sketched.texts)
    assert "1:" not in json.loads(layout_json(sketch, LANDSCAPE, sketched))["scale"]


@pytest.mark.parametrize("outlined", [False, True])
def test_nothing_is_drawn_with_a_style_that_a_strict_policy_would_drop(
    sheet: Sheet, *, outlined: bool
) -> None:
    svg = drawn_map(sheet, width_mm=200, height_mm=150, outlined=outlined).svg
    assert "style=" not in svg
    assert ("<text" in svg) is not outlined


def test_buildings_without_a_number_are_called_by_their_entrances(sheet: Sheet) -> None:
    old = sheet.places
    nameless = replace(old, buildings=old.buildings.assign(number=None).astype({"number": "str"}))
    doors = old.entrances.assign(number="2", building_id="c1-b2")
    called = replace(sheet, places=replace(nameless, entrances=doors)).building_numbers
    assert called.to_dict() == {"c1-b1": "", "c1-b2": "2单元", "c1-b3": "", "c1-b4": ""}


def test_a_wall_is_a_thin_line_and_what_stands_in_for_a_compound_has_none(sheet: Sheet) -> None:
    wall = {
        "id": "w2", "kind": "wall", "walkable": False,
        "geometry": LineString([(0.0002, 0.0003), (0.002, 0.0003)]),
    }  # fmt: skip
    frame = gpd.GeoDataFrame([*LAYERS["ways"], wall], crs=WGS84)
    places = replace(
        sheet.places,
        ways=SPECS["ways"].conformed(frame),
        compounds=sheet.places.compounds.assign(source="made:block"),
    )
    bounded, walled = (
        drawn_map(replace(sheet, places=one), width_mm=200, height_mm=150).svg.count(
            f'stroke="{palette.WALL}"'
        )
        for one in (replace(places, compounds=sheet.places.compounds), places)
    )
    assert bounded - walled == 1
    assert walled >= 1
