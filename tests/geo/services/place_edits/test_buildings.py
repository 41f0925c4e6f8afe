"""Buildings are split, merged, placed and bounded; people and needs go with their door."""

import pytest
import shapely
from shapely import Point
from sqlalchemy import select

from geo.errors import ConflictError, InputError
from geo.places.editing import distance_m
from geo.services.place_edits.acts import Act
from geo.services.place_edits.plans import OpenQuestionError
from geo.services.place_edits.undoing import redo, undo
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.place_edits.conftest import TODAY, Edit, area, corners, entrance, spot

CUT = {"building": "b1", "line": corners((52, 95), (52, 120)), "number": "1A"}
"""Between the second and the third door: the third goes with the smaller part."""
MERGE = {"building": "b1", "other": "b2"}


def whereabouts(store: Store) -> dict[str, str | None]:
    """Return the building of every door, flat, resident and need."""
    with store.read(CONSOLE) as session:
        found: dict[str, str | None] = {}
        for record in (m.Entrance, m.Unit, m.Resident, m.Need):
            for key, building in session.execute(select(record.id, record.building_id)):
                found[f"{record.__tablename__} {key}"] = building
        return found


def numbers(store: Store) -> dict[str, str]:
    with store.read(CONSOLE) as session:
        return dict(session.execute(select(m.Building.number, m.Building.id)).all())


def snapshot(store: Store) -> list[tuple[object, ...]]:
    """Return every place as it is, to be compared."""
    with store.read(CONSOLE) as session:
        rows = []
        for record in (m.Building, m.Entrance, m.Compound, m.Gate, m.Way):
            for row in session.scalars(select(record).order_by(record.id)):
                told = {k: v for k, v in vars(row).items() if not k.startswith("_") and k != "pk"}
                told["geometry"] = row.geometry.wkt
                rows.append((record.__tablename__, tuple(sorted(told.items()))))
        return rows


def test_a_split_takes_doors_flats_people_and_needs_along(
    store: Store, steward: Viewer, edit: Edit
) -> None:
    edit(steward, Act.BUILDING_SPLIT, CUT)
    part = numbers(store)["1A"]
    where = whereabouts(store)
    assert where["entrance b1-e3"] == where["unit b1-e3-501"] == part
    assert where["resident r-b1-e3-501"] == where["need 1"] == part
    assert where["entrance b1-e2"] == where["unit b1-e2-501"] == where["need 2"] == "b1"
    with store.read(CONSOLE) as session:
        shape = session.scalars(select(m.Building.geometry).where(m.Building.id == part)).one()
    assert distance_m(entrance(store, "b1-e3").geometry, shapely.boundary(shape)) < 0.05


def test_a_split_is_undone_and_made_again(store: Store, steward: Viewer, edit: Edit) -> None:
    before, where = snapshot(store), whereabouts(store)
    number = edit(steward, Act.BUILDING_SPLIT, CUT)
    after = snapshot(store)
    with store.write(steward) as session:
        undo(session, number, TODAY)
    assert (snapshot(store), whereabouts(store)) == (before, where)
    with store.write(steward) as session:
        redo(session, number)
    assert snapshot(store) == after


def test_a_need_of_the_new_part_is_there_again_when_a_split_is_made_again(
    store: Store, steward: Viewer, edit: Edit
) -> None:
    number = edit(steward, Act.BUILDING_SPLIT, CUT)
    part = numbers(store)["1A"]
    with store.write(CONSOLE) as session:
        need = m.Need(category="leak", compound_id="c1", building_id=part, state="registered",
                      handler="leader", opened_on=TODAY)  # fmt: skip
        session.add(need)
        session.flush()
        line = f"need {need.id}"
    apart = whereabouts(store)
    for _ in range(2):
        with store.write(steward) as session:
            undo(session, number, TODAY)
        assert whereabouts(store)[line] == "b1"
        with store.write(steward) as session:
            redo(session, number)
        assert whereabouts(store) == apart
    with store.read(CONSOLE) as session:
        assert session.scalars(select(m.PlaceEdit.carried)).all() == [None]


def test_a_part_without_a_door_is_asked_about(store: Store, steward: Viewer, edit: Edit) -> None:
    told = CUT | {"line": corners((66, 95), (66, 120))}
    with pytest.raises(OpenQuestionError) as asked:
        edit(steward, Act.BUILDING_SPLIT, told)
    assert asked.value.about["kind"] == "empty_part"
    assert {door["id"] for door in asked.value.about["doors"]} == {"b1-e1", "b1-e2", "b1-e3"}
    assert "没有单元门" in asked.value.said("zh")
    edit(steward, Act.BUILDING_SPLIT, told | {"doors": {"b1-e3": 1}})
    part = numbers(store)["1A"]
    assert whereabouts(store)["unit b1-e3-501"] == part
    again = {"building": "b3", "line": corners((66, 145), (66, 170)), "empty_is_meant": True}
    edit(steward, Act.BUILDING_SPLIT, again)
    assert whereabouts(store)["entrance b3-e2"] == "b3"


def test_a_door_on_the_cut_is_asked_about(store: Store, steward: Viewer, edit: Edit) -> None:
    told = CUT | {"line": corners((45, 95), (45, 120))}
    with pytest.raises(OpenQuestionError) as asked:
        edit(steward, Act.BUILDING_SPLIT, told)
    assert asked.value.about["kind"] == "doors"
    open_doors = [door["id"] for door in asked.value.about["doors"] if door["part"] is None]
    assert open_doors == ["b1-e2"]
    edit(steward, Act.BUILDING_SPLIT, told | {"doors": {"b1-e2": 1}})
    assert whereabouts(store)["entrance b1-e2"] == numbers(store)["1A"]


def test_a_number_that_is_taken_is_refused(steward: Viewer, edit: Edit) -> None:
    with pytest.raises(ConflictError, match="building 2 already"):
        edit(steward, Act.BUILDING_SPLIT, CUT | {"number": "2"})


def test_a_merger_asks_for_other_numbers_and_takes_everybody_along(
    store: Store, steward: Viewer, edit: Edit
) -> None:
    before, where = snapshot(store), whereabouts(store)
    with pytest.raises(OpenQuestionError) as asked:
        edit(steward, Act.BUILDINGS_MERGED, MERGE)
    doors = asked.value.about["doors"]
    assert {door["id"]: door["suggested"] for door in doors} == {
        "b2-e1": "4", "b2-e2": "5", "b2-e3": "6",
    }  # fmt: skip
    with pytest.raises(OpenQuestionError):
        edit(steward, Act.BUILDINGS_MERGED, MERGE | {"numbers": {"b2-e1": "2"}})
    answer = {door["id"]: door["suggested"] for door in doors}
    number = edit(steward, Act.BUILDINGS_MERGED, MERGE | {"numbers": answer})
    now = whereabouts(store)
    assert "2" not in numbers(store)
    assert now["unit b2-e1-101"] == now["resident r-b2-e1-101"] == now["need 3"] == "b1"
    assert entrance(store, "b2-e1").number == "4"
    with store.write(steward) as session:
        undo(session, number, TODAY)
    assert (snapshot(store), whereabouts(store)) == (before, where)
    with store.write(steward) as session:
        redo(session, number)
    assert whereabouts(store) == now


def test_buildings_of_two_compounds_stay_two(steward: Viewer, edit: Edit) -> None:
    with pytest.raises(ConflictError, match="two compounds"):
        edit(steward, Act.BUILDINGS_MERGED, {"building": "b1", "other": "b9"})
    with pytest.raises(InputError, match="two different"):
        edit(steward, Act.BUILDINGS_MERGED, {"building": "b1", "other": "b1"})


def test_what_a_later_edit_stands_on_is_not_taken_away(
    store: Store, steward: Viewer, edit: Edit
) -> None:
    first = edit(steward, Act.BUILDING_SPLIT, CUT)
    second = edit(steward, Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e3"})
    with store.write(steward) as session, pytest.raises(ConflictError) as refused:
        undo(session, first, TODAY)
    assert f"第 {second} 次修改" in refused.value.said("zh")
    with store.write(steward) as session:
        undo(session, second, TODAY)
        undo(session, first, TODAY)
        undo(session, first, TODAY)
    assert "1A" not in numbers(store)
    with store.write(steward) as session, pytest.raises(ConflictError):
        redo(session, second)


def test_a_building_that_got_doors_since_does_not_vanish(
    store: Store, steward: Viewer, edit: Edit
) -> None:
    walls = corners((150, 20), (190, 20), (190, 32), (150, 32))
    told = {"compound": "c1", "number": "8", "corners": walls}
    first = edit(steward, Act.BUILDING_ADDED, told)
    key = numbers(store)["8"]
    edit(steward, Act.ENTRANCE_ADDED, {"building": key, "at": list(spot(170, 33)), "number": "1"})
    with store.write(steward) as session, pytest.raises(ConflictError, match="registered there"):
        undo(session, first, TODAY)


def test_a_leader_puts_a_block_where_it_stands(store: Store, leader: Viewer, edit: Edit) -> None:
    told = {"building": "b1", "at": list(spot(180, 150)), "length_m": 50, "depth_m": 12}
    edit(leader, Act.BLOCK_PLACED, told)
    with store.read(CONSOLE) as session:
        shape = session.scalars(select(m.Building.geometry).where(m.Building.id == "b1")).one()
    assert distance_m(shapely.centroid(shape), Point(spot(180, 150))) < 0.5
    doors = [entrance(store, f"b1-e{k}") for k in (1, 2, 3)]
    assert all(door.inferred for door in doors)
    assert [door.geometry.x for door in doors] == sorted(door.geometry.x for door in doors)
    assert all(distance_m(door.geometry, shapely.boundary(shape)) < 0.05 for door in doors)


def test_a_boundary_takes_in_what_was_nobodys(store: Store, steward: Viewer, edit: Edit) -> None:
    wide = corners((0, 0), (340, 0), (340, 200), (0, 200))
    edit(steward, Act.BOUNDARY_DRAWN, {"compound": "c1", "corners": wide})
    assert entrance(store, "s1-e1").compound_id == "c1"
    narrow = corners((0, 0), (60, 0), (60, 200), (0, 200))
    with pytest.raises(OpenQuestionError) as asked:
        edit(steward, Act.BOUNDARY_DRAWN, {"compound": "c1", "corners": narrow})
    assert asked.value.about["kind"] == "outside"
    meant = {"compound": "c1", "corners": narrow, "outside_is_meant": True}
    edit(steward, Act.BOUNDARY_DRAWN, meant)
    with store.read(CONSOLE) as session:
        drawn = session.scalars(select(m.Compound).where(m.Compound.id == "c1")).one()
        assert drawn.geometry.normalize().equals_exact(area(0, 0, 60, 200).normalize(), 1e-6)


def test_a_new_compound_needs_a_name_of_its_own(store: Store, steward: Viewer, edit: Edit) -> None:
    told = {"corners": corners((290, 90), (340, 90), (340, 120), (290, 120))}
    with pytest.raises(InputError, match="needs a name"):
        edit(steward, Act.BOUNDARY_DRAWN, told)
    with pytest.raises(ConflictError, match="already"):
        edit(steward, Act.BOUNDARY_DRAWN, told | {"name": "柳荫里"})
    edit(steward, Act.BOUNDARY_DRAWN, told | {"name": "桂荫里"})
    with store.read(CONSOLE) as session:
        made = session.scalars(select(m.Compound).where(m.Compound.name == "桂荫里")).one()
        assert session.scalars(
            select(m.Building.id).where(m.Building.compound_id == made.id)
        ).all() == ["s1"]
