"""The tables of a scene agree with its map, and needs are listed only to who may know them."""

from collections.abc import Callable

import pytest

from geo.services import scene_table
from geo.services.mapping import scene_counts
from geo.services.scene import Scene, Status
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


@pytest.mark.parametrize("sort", ["needs", "overdue", "households"])
def test_numbers_fall_and_add_up(store: Store, viewer_as: ViewerAs, sort: str) -> None:
    with store.read(viewer_as("manager")) as session:
        table = scene_table.buildings(session, Scene(), TODAY, "zh", sort=sort)
        counts = scene_counts(session, Scene(), TODAY)
    column = [getattr(row, sort) for row in table.rows]
    assert column == sorted(column, reverse=True)
    assert sum(row.needs for row in table.rows) + table.elsewhere == counts.needs == table.needs


def test_names_rise_as_people_count(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        table = scene_table.buildings(session, Scene(), TODAY, "zh", sort="name")
    own = [row.label for row in table.rows if row.compound == "御林湾"]
    assert own[:3] == ["1号楼", "2号楼", "3号楼"]


def test_a_manager_gets_no_needs_and_a_leader_all(store: Store, viewer_as: ViewerAs) -> None:
    scene = Scene(status=Status.ALL)
    with store.read(viewer_as("manager")) as session:
        assert scene_table.needs(session, scene, TODAY, "zh") is None
    with store.read(viewer_as("leader")) as session:
        needs = scene_table.needs(session, scene, TODAY, "zh")
        assert needs is not None
        assert len(needs) == scene_counts(session, scene, TODAY).needs
