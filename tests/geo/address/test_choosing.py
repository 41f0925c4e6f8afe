"""The registry and its residents decide between readings; where they cannot, nothing is taken."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo.address.choosing import Choice, choose, regroupings
from geo.address.gazetteer import Gazetteer
from geo.address.geocode import geocode
from geo.address.reading import read_address
from geo.address.values import Address, Level
from geo.crs import WGS84
from geo.frames import SPECS
from tests.factories import small_places

RESIDENTS = {"s1-402": ["李红"], "s2-402": ["张永"], "x-1": ["王秀兰"], "y-1": ["孙佩"]}


def layer(name: str, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return SPECS[name].conformed(gpd.GeoDataFrame(rows, crs=WGS84))


def unit(key: str, entrance: str, number: str, floor: int) -> dict[str, object]:
    return {"id": key, "entrance_id": entrance, "number": number, "floor": floor,
            "geometry": Point(0.0007, 0.0005)}  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """One slab of short flat numbers, one of long ones with 142 too, two compounds of a name."""
    court, slab = box(0, 0, 0.003, 0.002), box(0.0005, 0.0005, 0.001, 0.0006)
    doors = [("p1", "p", "1"), ("q1", "q", "1"), ("s1", "s", "1"), ("s2", "s", "2"),
             ("x1", "x", "1"), ("y1", "y", "1")]  # fmt: skip
    blocks = [("p", "c1", "7"), ("q", "c1", "8"), ("s", "c1", "9"), ("x", "c2", "1"),
              ("y", "c3", "1")]  # fmt: skip
    return Gazetteer.from_places(
        small_places(
            compounds=layer("compounds", [
                {"id": "c1", "name": "柳荫里", "geometry": court},
                {"id": "c2", "name": "幸福里", "geometry": court},
                {"id": "c3", "name": "幸福里", "geometry": court},
            ]),
            buildings=layer("buildings", [
                {"id": key, "compound_id": owner, "number": number, "floors": 18, "geometry": slab}
                for key, owner, number in blocks
            ]),
            entrances=layer("entrances", [
                {"id": key, "building_id": block, "number": number, "floors": 18,
                 "inferred": False, "geometry": Point(0.0007, 0.0005)}
                for key, block, number in doors
            ]),
            units=layer("units", [
                unit("p-142", "p1", "2", 4), unit("p-152", "p1", "2", 15),
                unit("q-142", "q1", "142", 1), unit("q-42", "q1", "2", 4),
                unit("s1-402", "s1", "402", 4), unit("s2-402", "s2", "402", 4),
                unit("p-1201", "p1", "1201", 12), unit("p-201", "p1", "1", 20),
                unit("s1-1201", "s1", "1201", 12), unit("s2-1201", "s2", "1201", 12),
                unit("s1-201", "s1", "1", 20),
                unit("x-1", "x1", "101", 1), unit("y-1", "y1", "101", 1),
            ]),
        )
    )  # fmt: skip


def chosen(text: str, gazetteer: Gazetteer, *persons: str) -> Choice:
    mention = read_address(text, gazetteer)
    assert mention is not None
    return choose(mention, gazetteer, persons=persons, residents=RESIDENTS)


def test_digits_run_together_are_entrance_floor_and_flat_where_the_registry_says_so(
    gazetteer: Gazetteer,
) -> None:
    choice = chosen("柳荫里7号楼142", gazetteer)
    assert choice.mention.address == Address("柳荫里", "7", "1", "4", "2")
    assert choice.location.unit_id == "p-142"
    assert "regrouped" in choice.location.notes
    assert choice.others[0].address.unit == "142"
    assert {r.rule for r in choice.mention.reasons if r.level is Level.UNIT} == {"digits_apart"}
    assert chosen("柳荫里7号楼1152", gazetteer).location.unit_id == "p-152"


def test_where_both_readings_exist_the_level_above_is_given_and_both_are_offered(
    gazetteer: Gazetteer,
) -> None:
    choice = chosen("柳荫里8号楼142", gazetteer)
    assert choice.location.level is Level.BUILDING
    assert choice.location.unit_id is None
    assert {one.id for one in choice.location.candidates} == {"q-142", "q-42"}
    assert "readings_open" in choice.location.notes


def test_a_plain_flat_is_left_as_it_was_read(gazetteer: Gazetteer) -> None:
    choice = chosen("柳荫里9号楼1单元402", gazetteer)
    assert choice.location.unit_id == "s1-402"
    assert choice.others == ()


def test_a_flat_of_four_digits_is_not_taken_apart(gazetteer: Gazetteer) -> None:
    assert chosen("柳荫里7号楼1201", gazetteer).location.unit_id == "p-1201"


def test_a_flat_behind_several_doors_is_asked_about_and_not_taken_apart(
    gazetteer: Gazetteer,
) -> None:
    choice = chosen("柳荫里9号楼1201", gazetteer)
    assert choice.location.level is Level.BUILDING
    assert {one.id for one in choice.location.candidates} == {"s1", "s2"}


def test_the_named_resident_tells_which_entrance_is_meant(gazetteer: Gazetteer) -> None:
    assert chosen("柳荫里9号楼402", gazetteer).location.unit_id is None
    choice = chosen("柳荫里9号楼402", gazetteer, "张永")
    assert choice.location.unit_id == "s2-402"
    assert "resident" in choice.location.notes
    assert choice.location.confidence > 0.9


def test_the_named_resident_tells_compounds_of_one_name_apart(gazetteer: Gazetteer) -> None:
    assert chosen("幸福里1号楼1单元101", gazetteer).location.level is None
    assert chosen("幸福里1号楼1单元101", gazetteer, "孙佩").location.compound_id == "c3"


def test_a_name_that_nobody_bears_changes_nothing(gazetteer: Gazetteer) -> None:
    mention = read_address("柳荫里9号楼402", gazetteer)
    assert mention is not None
    asked = choose(mention, gazetteer, persons=["赵无名"], residents=RESIDENTS.get)
    assert asked == choose(mention, gazetteer)


def test_a_table_may_name_the_person_of_each_row(gazetteer: Gazetteer) -> None:
    frame = pd.DataFrame({"address": ["柳荫里9号楼402"] * 3, "name": ["李红", "张永", None]})
    placed = geocode(frame, gazetteer, person_column="name", residents=RESIDENTS)
    assert placed["level"].tolist() == ["unit", "unit", "building"]
    assert placed["entrance"].tolist()[:2] == ["1", "2"]


def test_every_other_reading_keeps_the_words_it_came_from(gazetteer: Gazetteer) -> None:
    mention = read_address("柳荫里5楼502", gazetteer)
    assert mention is not None
    (other,) = regroupings(mention)
    assert other.address == Address("柳荫里", None, None, "5", "502")
    assert all(reason.span is not None for reason in other.reasons)


def test_a_place_that_is_unsure_is_asked_about_and_not_taken(gazetteer: Gazetteer) -> None:
    mention = read_address("星月9号楼1单元402", gazetteer, default_compound="柳荫里")
    assert mention is not None
    location = choose(mention, gazetteer).location
    assert location.level is None
    assert [(one.id, one.reason) for one in location.candidates] == [("s1-402", "unsure")]
