"""The homes of a registry by what they stand in, and where each lies."""

import pickle

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from geo.address.homes import Homes
from geo.address.layers import Spot
from geo.crs import WGS84, LonLat
from geo.frames import SKETCHED, SPECS, Places
from tests.factories import small_places

COURT, SLAB, DOOR = box(0, 0, 0.003, 0.002), box(0.0005, 0.0005, 0.001, 0.0006), Point(0.0007, 5e-4)


def layer(name: str, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return SPECS[name].conformed(gpd.GeoDataFrame(rows, crs=WGS84))


@pytest.fixture(scope="module")
def places() -> Places:
    buildings = [("a", "c1", "3"), ("b", "c1", "3"), ("h", "c2", None), ("s", None, "3"),
                 ("k", "c2", "甲")]  # fmt: skip
    doors = [("a2", "a", "2"), ("b2", "b", "2"), ("a1", "a", "1"), ("h1", "h", "9"),
             ("hx", "h", None), ("s1", "s", "7"), ("k1", "k", "1")]  # fmt: skip
    flats = [("a1", "502", 5), ("a1", "2", 6), ("a1", "东", 6), ("a1", "B102", -1),
             ("b2", "101", 1), ("b2", "101", 2), ("k1", "101", 1)]  # fmt: skip
    return small_places(
        compounds=layer("compounds", [
            {"id": "c1", "name": "柳荫里", "geometry": COURT},
            {"id": "c2", "name": "槐树巷12号院", "geometry": COURT},
            {"id": "c3", "name": "新里", "source": SKETCHED, "geometry": COURT},
        ]),
        gates=SPECS["gates"].empty(),
        buildings=layer("buildings", [
            {"id": key, "compound_id": compound, "number": number, "geometry": SLAB,
             "source": SKETCHED if key == "k" else None}
            for key, compound, number in buildings
        ]),
        entrances=layer("entrances", [
            {"id": key, "building_id": building, "number": number, "floors": 6,
             "inferred": key == "a2", "geometry": DOOR,
             "source": SKETCHED if key == "k1" else None}
            for key, building, number in doors
        ]),
        units=layer("units", [
            {"id": f"{door}-{number}-{floor}", "entrance_id": door, "number": number,
             "floor": floor, "geometry": DOOR}
            for door, number, floor in flats
        ]),
    )  # fmt: skip


@pytest.fixture(scope="module", params=["made", "sent to another process"])
def homes(request: pytest.FixtureRequest, places: Places) -> Homes:
    made = Homes.from_places(places)
    if request.param == "made":
        return made
    sent: Homes = pickle.loads(pickle.dumps(made, protocol=5))  # noqa: S301 - our own
    return sent


def test_a_compound_tells_the_numbers_of_its_buildings_and_how_far_they_go(homes: Homes) -> None:
    assert homes.buildings_of("c1") == {"3"}
    assert homes.buildings_of("c2") == {"甲"}
    assert homes.buildings_of("c3") == homes.buildings_of("nowhere") == frozenset()
    assert [homes.max_entrance(key) for key in ("c1", "c2", "c3")] == [2, 9, None]
    assert [homes.max_floor(key) for key in ("c1", "c2", "c3")] == [6, 6, None]


def test_a_number_may_name_two_buildings_and_none(homes: Homes) -> None:
    assert homes.building("c1", "3") == ["a", "b"]
    assert homes.building("c1", "甲") == homes.building("c3", "3") == []
    assert homes.building("nowhere", "3") == homes.building("c1", "99") == []


def test_entrances_are_found_behind_a_building_or_through_a_compound(homes: Homes) -> None:
    assert homes.entrance("c1", "3", "2") == ["a2", "b2"]
    assert homes.entrance("c1", "3", "1") == ["a1"]
    assert homes.entrance("c2", None, "9") == ["h1"]
    assert homes.entrance("c2", "甲", "9") == homes.entrance("c2", "3", "1") == []
    assert homes.entrance("nowhere", "3", "1") == []
    assert homes.entrances_of("c1", "3") == ["a2", "b2", "a1"]
    assert homes.entrances_of("c2", None) == ["h1", "hx"]
    assert homes.entrances_of("c2", "9") == homes.entrances_of("nowhere", None) == []
    assert [homes.building_of(key) for key in ("a1", "b2", "hx")] == ["a", "b", "h"]
    with pytest.raises(KeyError, match="nowhere"):
        homes.building_of("nowhere")


def test_floors_are_those_on_which_a_flat_lies(homes: Homes) -> None:
    assert [floor for floor in range(-3, 9) if homes.has_floor("a1", floor)] == [-1, 5, 6]
    assert not homes.has_floor("a2", 1)
    assert not homes.has_floor("nowhere", 1)
    assert [homes.top_floor(key) for key in ("a1", "a2", "nowhere")] == [6, None, None]


@pytest.mark.parametrize(
    ("entrance", "floor", "number", "found"),
    [
        ("a1", None, "502", ["a1-502-5"]),
        ("a1", 5, "2", ["a1-2-6"]),
        ("a1", 6, "602", ["a1-2-6"]),
        ("a1", 5, "302", ["a1-502-5"]),
        ("a1", None, "602", []),
        ("a1", 6, "东", ["a1-东-6"]),
        ("a1", -1, "B102", ["a1-B102--1"]),
        ("a1", 5, "03", []),
        ("b2", None, "101", ["b2-101-1", "b2-101-2"]),
        ("b2", 2, "101", ["b2-101-2"]),
        ("b2", 9, "101", ["b2-101-1", "b2-101-2"]),
        ("a2", 1, "101", []),
        ("nowhere", 1, "101", []),
    ],
)
def test_a_flat_is_found_as_written_else_by_floor_and_position(
    homes: Homes, entrance: str, floor: int | None, number: str, found: list[str]
) -> None:
    assert homes.units(entrance, floor, number) == found


def test_what_is_surveyed_inferred_or_only_sketched_says_so(homes: Homes) -> None:
    assert homes.spot("entrance", "a1") == Spot(LonLat(0.0007, 5e-4), 5.0)
    assert homes.spot("entrance", "a2") == Spot(LonLat(0.0007, 5e-4), 15.0)
    assert homes.spot("unit", "a1-502-5") == Spot(LonLat(0.0007, 5e-4), 5.0)
    compound = homes.spot("compound", "c1")
    assert compound is not None
    assert compound.accuracy_m == pytest.approx(np.hypot(333.6, 222.4) / 2, rel=0.01)
    sketched = [("compound", "c3"), ("building", "k"), ("entrance", "k1"), ("unit", "k1-101-1")]
    assert not any(homes.spot(*one) for one in [*sketched, ("building", "nowhere")])


def test_a_registry_without_rows_has_no_homes() -> None:
    homes = Homes.from_places(Places(**{name: spec.empty() for name, spec in SPECS.items()}))
    assert homes.building("c1", "1") == homes.units("e1", 1, "101") == []
