"""A registry with faults is told, each with its rows."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Polygon

from geo.address.gazetteer import Gazetteer
from geo.address.registry_doubts import refuse_swapped, registry_doubts
from geo.errors import InputError
from geo.frames import Places
from tests.factories import small_places

NORTH_EAST = (123.4, 41.8)


def moved(places: Places, east: float, north: float) -> gpd.GeoDataFrame:
    return places.buildings.set_geometry(places.buildings.translate(east, north))


def doubts(places: Places) -> tuple[str, ...]:
    return registry_doubts(Gazetteer.from_places(places).compounds, places)


def test_a_sound_registry_is_taken_without_a_word() -> None:
    places = small_places()
    sound = small_places(buildings=moved(places, *NORTH_EAST))
    assert doubts(sound) == ()
    refuse_swapped(sound.buildings)


def test_two_buildings_of_one_number_are_named() -> None:
    buildings = moved(small_places(), *NORTH_EAST)
    twin = buildings.assign(id="c1-b2")
    both = gpd.GeoDataFrame(pd.concat([buildings, twin], ignore_index=True), crs=buildings.crs)
    (told,) = doubts(small_places(buildings=both))
    assert told == "there are buildings of one number: 柳荫里 1 (c1-b1、c1-b2)"


def test_a_footprint_that_crosses_itself_is_named() -> None:
    buildings = moved(small_places(), *NORTH_EAST)
    corners = shapely.get_coordinates(buildings.geometry.iloc[0])[[0, 2, 1, 3]]
    crossed = small_places(buildings=buildings.set_geometry([Polygon(corners)]))
    assert doubts(crossed) == ("there are footprints that cross themselves: c1-b1",)


def test_a_registry_outside_china_is_told_and_a_swapped_one_refused() -> None:
    assert "lie outside China" in doubts(small_places())[-1]
    with pytest.raises(InputError, match="as in building c1-b1") as refused:
        refuse_swapped(moved(small_places(), *NORTH_EAST[::-1]))
    assert "纬度写在了前面" in refused.value.said("zh")


def test_a_list_without_geometry_is_looked_at_for_its_names() -> None:
    rows = [{"name": "甲里", "buildings": ["1"]}, {"name": "甲里", "buildings": ["2"]}]
    told = registry_doubts(Gazetteer.from_json(rows).compounds, None)
    assert told == ("there are compounds of one name: 甲里",)
