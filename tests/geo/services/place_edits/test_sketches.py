"""A sketched compound comes to its real place with the first block that is put down."""

import pytest
import shapely
from shapely import Point
from sqlalchemy import select

from geo.errors import InputError
from geo.frames import SKETCHED, SPECS, Places
from geo.places.editing import distance_m
from geo.places.sketch import NOWHERE, SketchBuilding, SketchCompound, SketchEntrance, sketch
from geo.services.loading import load_places
from geo.services.place_edits.acts import Act
from geo.services.place_edits.sketches import unplaced
from geo.services.place_edits.undoing import undo
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.place_edits.conftest import TODAY, Edit, spot


@pytest.fixture
def blocks(store: Store) -> Store:
    """Return the store with a sketched compound of three blocks, the leader's second one."""
    doors = tuple(SketchEntrance(str(k), 6, 2) for k in (1, 2, 3))
    buildings = tuple(SketchBuilding(str(k), doors) for k in (1, 2, 3))
    made = sketch((SketchCompound("杨荫里", buildings),), NOWHERE)
    with store.write(CONSOLE) as session:
        places = Places(
            compounds=made.compounds, gates=made.gates, buildings=made.buildings,
            entrances=made.entrances, ways=made.ways,
            units=SPECS["units"].empty(), areas=SPECS["areas"].empty(),
        )  # fmt: skip
        load_places(session, places)
        key = made.compounds["id"].iloc[0]
        session.add(m.TerritoryCompound(territory_id=1, compound_id=key))
    return store


def shapes(store: Store) -> dict[str, shapely.Geometry]:
    with store.read(CONSOLE) as session:
        sketched = select(m.Building).join(m.Compound, m.Compound.id == m.Building.compound_id)
        rows = session.scalars(sketched.where(m.Compound.name == "杨荫里"))
        return {row.number or "": row.geometry for row in rows}


def test_the_first_block_takes_the_others_along(blocks: Store, leader: Viewer, edit: Edit) -> None:
    with blocks.read(leader) as session:
        waiting = unplaced(session, "zh")
    assert [one.label for one in waiting] == ["杨荫里 1号楼", "杨荫里 2号楼", "杨荫里 3号楼"]
    assert waiting[0].length_m == 42
    before = shapes(blocks)
    told = {"building": waiting[0].id, "at": list(spot(400, 60)), "length_m": 42, "depth_m": 12}
    number = edit(leader, Act.BLOCK_PLACED, told)
    after = shapes(blocks)
    assert distance_m(shapely.centroid(after["1"]), Point(spot(400, 60))) < 0.5
    apart = distance_m(shapely.centroid(before["1"]), shapely.centroid(before["3"]))
    assert distance_m(shapely.centroid(after["1"]), shapely.centroid(after["3"])) == pytest.approx(
        apart, abs=0.5
    )
    with blocks.read(CONSOLE) as session:
        row = session.scalars(select(m.Compound).where(m.Compound.name == "杨荫里")).one()
        assert row.source == "hand"
        assert all(shapely.covers(row.geometry, shape) for shape in after.values())
        left = session.scalars(select(m.Building.number).where(m.Building.source == SKETCHED))
        assert set(left) == {"2", "3"}
        doors = session.scalars(select(m.Entrance).where(m.Entrance.building_id == waiting[0].id))
        assert all(distance_m(door.geometry, shapely.boundary(after["1"])) < 0.05 for door in doors)
        paths = session.scalars(select(m.Way).where(m.Way.id.startswith(row.id))).all()
        assert paths
        assert all(path.west > 123 for path in paths)
    with blocks.write(leader) as session:
        undo(session, number, TODAY)
    assert all(shape.equals(before[key]) for key, shape in shapes(blocks).items())


def test_a_later_block_widens_the_boundary(blocks: Store, leader: Viewer, edit: Edit) -> None:
    with blocks.read(leader) as session:
        waiting = unplaced(session, "zh")
    size = {"length_m": 42, "depth_m": 12}
    for one, at in zip(waiting[:2], (spot(400, 60), spot(520, 150)), strict=True):
        edit(leader, Act.BLOCK_PLACED, {"building": one.id, "at": list(at), **size})
    with blocks.read(leader) as session:
        row = session.scalars(select(m.Compound).where(m.Compound.name == "杨荫里")).one()
        assert shapely.covers(row.geometry, shapes(blocks)["2"])
        assert [one.label for one in unplaced(session, "zh")] == ["杨荫里 3号楼"]


def test_a_block_is_put_in_the_district(blocks: Store, leader: Viewer, edit: Edit) -> None:
    with blocks.read(leader) as session:
        waiting = unplaced(session, "zh")
    with pytest.raises(InputError, match="outside your district"):
        edit(leader, Act.BLOCK_PLACED, {"building": waiting[0].id, "at": [121.4, 31.2]})
