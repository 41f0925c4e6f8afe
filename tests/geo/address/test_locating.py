"""Matching against a registry: one level up when it lacks a level, candidates when it has two."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo.address.gazetteer import Gazetteer
from geo.address.geocode import geocode
from geo.address.locating import Location, locate
from geo.address.reading import read_address
from geo.address.values import Level
from geo.crs import WGS84
from geo.frames import SPECS, Places
from tests.factories import small_places


def layer(name: str, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return SPECS[name].conformed(gpd.GeoDataFrame(rows, crs=WGS84))


def flats(entrance: str, numbers: list[tuple[str, int]]) -> list[dict[str, object]]:
    return [
        {"id": f"{entrance}-{number}-{floor}", "entrance_id": entrance, "number": number,
         "floor": floor, "geometry": Point(0.0007, 0.0005)}
        for number, floor in numbers
    ]  # fmt: skip


@pytest.fixture(scope="module")
def places() -> Places:
    court = box(0, 0, 0.003, 0.002)
    slab = box(0.0005, 0.0005, 0.001, 0.0006)
    door = Point(0.0007, 0.0005)
    entrances = [("a1", "a", "1"), ("a2", "a", "2"), ("b1", "b", "1"), ("d1", "d", "1"),
                 ("h1", "h", "1"), ("h2", "h", "2"), ("k1", "k", "1"),
                 ("k2", "k", "2")]  # fmt: skip
    return small_places(
        compounds=layer("compounds", [
            {"id": "c1", "name": "柳荫里", "aliases": "柳荫", "geometry": court},
            {"id": "c2", "name": "槐树巷12号院", "geometry": court},
            {"id": "c3", "name": "幸福里", "geometry": court},
            {"id": "c4", "name": "幸福里", "geometry": court},
            {"id": "c5", "name": "松柏路8号院", "geometry": court},
        ]),
        buildings=layer("buildings", [
            {"id": "a", "compound_id": "c1", "number": "1", "floors": 6, "geometry": slab},
            {"id": "b", "compound_id": "c1", "number": "2", "floors": 6, "geometry": slab},
            {"id": "d", "compound_id": "c1", "number": "3", "floors": 6, "geometry": slab},
            {"id": "d2", "compound_id": "c1", "number": "3", "floors": 6, "geometry": slab},
            {"id": "h", "compound_id": "c2", "number": None, "floors": 6, "geometry": slab},
            {"id": "k", "compound_id": "c5", "number": None, "floors": 6, "geometry": slab},
        ]),
        entrances=layer("entrances", [
            {"id": key, "building_id": building, "number": number, "floors": 6,
             "inferred": key == "a2", "geometry": door}
            for key, building, number in entrances
        ]),
        units=layer("units", flats("a1", [("101", 1), ("202", 2), ("601", 6)])
            + flats("a2", [("101", 1), ("502", 5)]) + flats("b1", [("302", 3)])
            + flats("h2", [("1", 5), ("2", 5), ("1", -1)])
            + flats("k1", [("302", 3)]) + flats("k2", [("302", 3), ("401", 4)])),
    )  # fmt: skip


@pytest.fixture(scope="module")
def registry(places: Places) -> Gazetteer:
    return Gazetteer.from_places(places)


def located(registry: Gazetteer, text: str, home: str | None = None) -> Location:
    mention = read_address(text, registry, default_compound=home)
    assert mention is not None
    return locate(mention, registry)


@pytest.mark.parametrize(
    ("text", "level", "unit"),
    [
        ("柳荫里1号楼1单元202", Level.UNIT, "a1-202-2"),
        ("柳荫里1号楼1单元2楼2号", Level.UNIT, "a1-202-2"),
        ("槐树巷12号2单元502", Level.UNIT, "h2-2-5"),
        ("槐树巷12号2单元5楼1号", Level.UNIT, "h2-1-5"),
        ("槐树巷12号2单元地下室1号", Level.UNIT, "h2-1--1"),
        ("柳荫里2号楼302", Level.UNIT, "b1-302-3"),
        ("柳荫里1号楼502", Level.UNIT, "a2-502-5"),
        ("柳荫里1号楼1单元顶楼", Level.ENTRANCE, None),
        ("柳荫里1号楼1单元203", Level.ENTRANCE, None),
        ("柳荫里1号楼4单元203", Level.BUILDING, None),
        ("柳荫里1号楼101", Level.BUILDING, None),
        ("柳荫里9号楼1单元101", Level.COMPOUND, None),
        ("柳荫里3号楼1单元101", Level.COMPOUND, None),
    ],
)
def test_a_place_is_reached_as_deep_as_the_registry_goes(
    registry: Gazetteer, text: str, level: Level, unit: str | None
) -> None:
    location = located(registry, text)
    assert (location.level, location.unit_id) == (level, unit)


def test_what_could_be_two_flats_stays_on_the_building_with_both_entrances(
    registry: Gazetteer,
) -> None:
    location = located(registry, "柳荫里1号楼101")
    assert [one.id for one in location.candidates] == ["a1", "a2"]
    assert location.entrance_id is None


def test_a_flat_without_entrance_in_a_compound_without_building_numbers_is_asked_about(
    registry: Gazetteer,
) -> None:
    asked = located(registry, "松柏路8号院302")
    assert [one.id for one in asked.candidates] == ["k1", "k2"]
    assert asked.level is Level.COMPOUND
    only = located(registry, "松柏路8号院401")
    assert (only.entrance_id, only.unit_id) == ("k2", "k2-401-4")


def test_twin_buildings_are_candidates_and_neither_is_taken(registry: Gazetteer) -> None:
    location = located(registry, "柳荫里3号楼")
    assert [one.id for one in location.candidates] == ["d", "d2"]
    assert "building_twice" in location.notes


def test_compounds_of_one_name_are_candidates_unless_the_writer_has_one(
    registry: Gazetteer,
) -> None:
    location = located(registry, "幸福里1号楼")
    assert location.level is None
    assert [one.id for one in location.candidates] == ["c3", "c4"]


def test_nothing_is_invented_for_an_unknown_compound(registry: Gazetteer) -> None:
    location = located(registry, "星海花园1号楼101")
    assert location.level is None
    assert location.matched == ""
    assert location.at is None


def test_surveyed_doors_are_more_accurate_than_inferred_ones(registry: Gazetteer) -> None:
    surveyed = located(registry, "柳荫里1号楼1单元")
    inferred = located(registry, "柳荫里1号楼2单元")
    building = located(registry, "柳荫里1号楼")
    compound = located(registry, "柳荫里")
    radii = [one.accuracy_m for one in (surveyed, inferred, building, compound)]
    assert radii == sorted(radii, key=float)
    assert radii[0] == 5
    assert radii[3] == pytest.approx(200, rel=0.05)


def test_a_plain_list_disproves_buildings_entrances_and_floors_but_no_flats(
    gazetteer: Gazetteer,
) -> None:
    levels = {
        text: located(gazetteer, text).level
        for text in (
            "柳荫里3号楼1单元502",
            "柳荫里3号楼9单元502",
            "柳荫里99号楼1单元502",
            "机床厂宿舍3号楼1单元1502",
        )
    }
    assert list(levels.values()) == [
        Level.UNIT, Level.BUILDING, Level.COMPOUND, Level.ENTRANCE,
    ]  # fmt: skip
    assert located(gazetteer, "柳荫里3号楼1单元502").accuracy_m is None


def test_a_lacking_level_costs_confidence(registry: Gazetteer) -> None:
    full = located(registry, "柳荫里1号楼1单元202")
    lacking = located(registry, "柳荫里1号楼1单元203")
    assert lacking.confidence < full.confidence
    assert lacking.matched == "柳荫里1号楼1单元2楼"


@pytest.mark.parametrize("written", ["柳树里", "柳大荫里", "柳里"])
def test_one_slip_in_a_name_is_forgiven_where_the_registry_has_the_home(written: str) -> None:
    registry = Gazetteer.from_json(
        [{"name": "柳荫里", "buildings": ["3"]}, {"name": "机床厂宿舍", "buildings": ["3"]}]
    )
    told = geocode(pd.DataFrame({"address": [f"{written}3号楼1单元502"]}), registry).iloc[0]
    assert (told["compound"], told["level"]) == ("柳荫里", "unit")
    assert told["confidence"] < 0.8
    lost = geocode(pd.DataFrame({"address": [f"{written}77号楼1单元502"]}), registry).iloc[0]
    assert lost["level"] == "none" or lost["confidence"] < 0.7


def test_a_slip_that_may_mean_two_compounds_asks_and_does_not_choose() -> None:
    registry = Gazetteer.from_json(
        [{"name": "玉泉苑", "buildings": ["3"]}, {"name": "玉泉里", "buildings": ["3"]}]
    )
    told = geocode(pd.DataFrame({"address": ["玉泉3号楼1单元502"]}), registry).iloc[0]
    assert told["level"] == "none"
    assert len(json.loads(told["candidates"])) == 2


def test_another_kind_of_name_is_another_compound() -> None:
    registry = Gazetteer.from_json([{"name": "丁香家园", "buildings": ["3"]}])
    told = geocode(pd.DataFrame({"address": ["丁香花园3号楼1单元502"]}), registry).iloc[0]
    assert told["level"] == "none"
