"""Footprints become one small picture with north up and nothing outside it."""

import re

import geopandas as gpd
import pytest
from shapely import Polygon, box

from geo.crs import WGS84
from webmap.outline_map import MARGIN, WIDTH, outline_map

COLOURS = {"a": ("#ffffff", "#000000"), "b": ("#993404", "#ffffff")}


def test_the_picture_holds_every_footprint_with_north_up() -> None:
    court = Polygon(
        [(123.4, 41.8), (123.402, 41.8), (123.402, 41.801), (123.4, 41.801)],
        [[(123.4005, 41.8003), (123.4015, 41.8003), (123.4015, 41.8007), (123.4005, 41.8007)]],
    )
    shapes = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[court, box(123.4, 41.8015, 123.401, 41.8017)], crs=WGS84
    )
    drawn = outline_map(shapes, COLOURS)
    south, north = drawn.outlines
    assert south.path.count("M") == 2
    assert north.y < south.y
    assert (north.colour, north.ink) == COLOURS["b"]
    for one in drawn.outlines:
        across, down = zip(
            *(map(float, pair.split()) for pair in re.findall(r"[\d.]+ [\d.]+", one.path)),
            strict=True,
        )
        assert min(*across, *down) >= MARGIN - 0.1
        assert max(across) <= drawn.width - MARGIN + 0.1
        assert max(down) <= drawn.height - MARGIN + 0.1
    assert max(drawn.width, drawn.height) == pytest.approx(WIDTH)


def test_without_footprints_there_is_nothing_to_draw() -> None:
    empty = gpd.GeoDataFrame({"id": []}, geometry=[], crs=WGS84)
    assert outline_map(empty, {}).outlines == ()
