import shapely

from geo.crs import LonLat, metres_for
from geo.places.sketch import (
    NOWHERE,
    SketchBuilding,
    SketchCompound,
    SketchEntrance,
    corner_beside,
    natural_order,
    sketch,
)
from tests.factories import small_places

DOOR = SketchEntrance("1", 6, 2)


def compound(name: str, *numbers: str | None, entrances: int = 2) -> SketchCompound:
    doors = tuple(SketchEntrance(str(n), 6, 2) for n in range(1, entrances + 1))
    return SketchCompound(name, tuple(SketchBuilding(number, doors) for number in numbers))


def test_blocks_stand_apart_in_their_compound_and_in_order() -> None:
    made = sketch([compound("柳荫里", "10", "2", "1", "3"), compound("松园", "A", "B")], NOWHERE)
    blocks = made.buildings.to_crs(metres_for(made.compounds))
    pairs = shapely.STRtree(blocks.geometry).query(blocks.geometry, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()
    grounds = made.compounds.set_index("id").geometry
    assert all(
        grounds[row.compound_id].contains(row.geometry) for row in made.buildings.itertuples()
    )
    south, north = blocks[blocks["number"].isin(["1", "2"])], blocks[blocks["number"] == "10"]
    assert south.total_bounds[3] < north.total_bounds[1]


def test_each_door_is_on_its_block_beside_a_path_that_leads_to_the_gate() -> None:
    made = sketch([compound("柳荫里", *"123456789")], NOWHERE)
    metres = metres_for(made.compounds)
    doors, ways = made.entrances.to_crs(metres), made.ways.to_crs(metres)
    blocks = made.buildings.to_crs(metres).set_index("id").geometry
    paths = shapely.union_all(ways.geometry.to_numpy())
    for door in doors.itertuples():
        assert blocks[door.building_id].exterior.distance(door.geometry) < 0.01
        assert 3.9 < paths.distance(door.geometry) < 4.1
    assert paths.distance(made.gates.to_crs(metres).geometry.iloc[0]) < 0.01
    assert shapely.line_merge(paths).is_valid
    assert len(shapely.get_parts(shapely.union_all(shapely.buffer(list(ways.geometry), 0.1)))) == 1


def test_equal_lists_give_equal_rows() -> None:
    first, again = (sketch([compound("柳荫里", "1", "2")], LonLat(123.4, 41.8)) for _ in range(2))
    for name in ("compounds", "buildings", "entrances", "ways"):
        assert getattr(first, name).equals(getattr(again, name))


def test_a_sketch_begins_beside_what_is_mapped() -> None:
    mapped = small_places().compounds.geometry
    assert corner_beside(mapped).lon > mapped.total_bounds[2]
    assert corner_beside(mapped.iloc[:0]) == NOWHERE


def test_more_homes_make_a_block_higher_and_wider_and_nothing_smaller() -> None:
    was = SketchBuilding("1", (SketchEntrance("1", 6, 2), SketchEntrance("2", 6, None)))
    more = SketchBuilding("1", (SketchEntrance("2", 4, 3), SketchEntrance("3", 7, 2)), basements=1)
    grown = was.with_more(more)
    assert grown.entrances == (
        SketchEntrance("1", 6, 2),
        SketchEntrance("2", 6, 3),
        SketchEntrance("3", 7, 2),
    )
    assert grown.basements == 1


def test_numbers_are_ordered_as_people_count() -> None:
    numbers: list[str | None] = ["B", "10", None, "2", "A", "2-1"]
    assert sorted(numbers, key=natural_order) == ["2", "2-1", "10", None, "A", "B"]
