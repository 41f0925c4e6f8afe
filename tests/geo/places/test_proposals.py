from geo.address.gazetteer import Gazetteer
from geo.places.proposals import Listed, proposed
from geo.places.units import UnitNumbering
from tests.factories import small_places

EMPTY = Gazetteer.from_json([])


def listed(*texts: str, compound: str | None = None) -> list[Listed]:
    return [Listed(text, compound) for text in texts]


def test_homes_tell_of_buildings_entrances_floors_and_doors() -> None:
    told = proposed(
        listed("松园3号楼1单元502", "松园3号楼2单元601", "3-2-603", "松园A座1201", compound="松园"),
        EMPTY,
    )
    (compound,) = told.compounds
    assert compound.name == "松园"
    buildings = {one.number: one for one in compound.buildings}
    assert [door.number for door in buildings["3"].entrances] == ["1", "2"]
    assert {door.floors for door in buildings["3"].entrances} == {6}
    assert [door.flats_per_floor for door in buildings["3"].entrances] == [2, 3]
    assert [door.number for door in buildings["A"].entrances] == [None]
    assert told.counts == {"compounds": 1, "buildings": 2, "entrances": 3}
    assert told.skipped_floors["松园", "3"] == {1, 2, 3, 4}


def test_one_compound_in_two_spellings_is_one() -> None:
    rows = [Listed("松园小区1号楼1单元101", "松园小区"), Listed("松园2号楼1单元101", "松园")]
    (compound,) = proposed(rows, EMPTY).compounds
    assert len(compound.buildings) == 2


def test_entrances_that_are_numbered_through_have_no_building() -> None:
    told = proposed(listed("2单元1楼3号", "3单元2楼1号", compound="建设路92号院"), EMPTY)
    (compound,) = told.compounds
    (building,) = compound.buildings
    assert building.number is None
    assert [door.number for door in building.entrances] == ["2", "3"]
    assert told.numbering[compound.name, None] is UnitNumbering.DOOR_ON_FLOOR


def test_what_stands_is_not_proposed_again_and_what_lacks_is_told_apart() -> None:
    registry = Gazetteer.from_places(small_places())
    told = proposed(listed("柳荫1号楼1单元101", "柳荫99号楼1单元101"), registry)
    (compound,) = told.compounds
    assert [one.number for one in compound.buildings] == ["99"]
    assert told.known_compounds == {compound.name}
    assert told.counts["compounds"] == 0


def test_nothing_is_built_upon_a_slip() -> None:
    assert proposed(listed("松园3号楼1单元99902", compound="松园"), EMPTY).compounds == ()
    assert proposed(listed("电话联系过", "", "松园", compound="松园"), EMPTY).compounds == ()


def test_a_name_that_looks_like_a_known_one_is_pointed_out() -> None:
    registry = Gazetteer.from_json([{"name": "梧桐家园", "buildings": ["1"]}])
    told = proposed([Listed("梧树家园1号楼1单元101", "梧树家园")], registry)
    assert not told.compounds or told.alike == {"梧树家园": "梧桐家园"}
