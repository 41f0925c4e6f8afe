"""Whatever is edited, in whatever order: undone from the end, everything is as it was."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from geo.errors import ConflictError, ForbiddenError, GeoError, NotFoundError
from geo.services.place_edits.acts import Act
from geo.services.place_edits.history import history_of, recent
from geo.services.place_edits.making import StaleError
from geo.services.place_edits.states import present_state, version_of
from geo.services.place_edits.undoing import redo, undo
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.place_edits.conftest import TODAY, Edit, corners, entrance, spot
from tests.geo.services.place_edits.test_buildings import snapshot, whereabouts

NUMBERS = {"b2-e1": "4", "b2-e2": "5", "b2-e3": "6"}
ORDERS: tuple[tuple[Act, dict[str, Any]], ...] = (
    (Act.ENTRANCE_MOVED, {"entrance": "b1-e1", "at": list(spot(25, 113))}),
    (Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e3"}),
    (Act.ENTRANCES_TURNED, {"building": "b1"}),
    (Act.ENTRANCES_TURNED, {"building": "b2"}),
    (Act.ENTRANCE_ADDED, {"building": "b2", "at": list(spot(73, 112)), "number": "9"}),
    (Act.GATE_CHANGED, {"gate": "g1", "at": list(spot(90, 0)), "name": "新门"}),
    (Act.GATE_REMOVED, {"gate": "g1"}),
    (Act.PATH_ADDED, {"corners": corners((100, 130), (45, 165))}),
    (Act.PATH_REMOVED, {"way": "w1"}),
    (Act.BLOCK_PLACED, {"building": "b3", "at": list(spot(180, 60))}),
    (Act.BUILDING_SPLIT, {"building": "b1", "line": corners((52, 90), (52, 120))}),
    (Act.BUILDING_SPLIT, {"building": "b2", "line": corners((102, 90), (102, 120))}),
    (Act.BUILDINGS_MERGED, {"building": "b1", "other": "b2", "numbers": NUMBERS}),
    (
        Act.BOUNDARY_DRAWN,
        {"compound": "c1", "corners": corners((0, 0), (340, 0), (340, 200), (0, 200))},
    ),
)


@given(st.lists(st.sampled_from(ORDERS), min_size=1, max_size=5))
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_undone_from_the_end_everything_is_as_it_was(
    store: Store, steward: Viewer, edit: Edit, orders: list[tuple[Act, dict[str, Any]]]
) -> None:
    before, where = snapshot(store), whereabouts(store)
    made = []
    for act, told in orders:
        try:
            made.append(edit(steward, act, told))
        except GeoError:
            continue
    after = snapshot(store)
    for number in reversed(made):
        with store.write(steward) as session:
            undo(session, number, TODAY)
    assert (snapshot(store), whereabouts(store)) == (before, where)
    for number in made:
        with store.write(steward) as session:
            redo(session, number)
    assert snapshot(store) == after
    for number in reversed(made):
        with store.write(steward) as session:
            undo(session, number, TODAY)


def test_the_list_says_what_can_be_undone_and_what_waits_for_what(
    store: Store, leader: Viewer, steward: Viewer, edit: Edit
) -> None:
    first = edit(leader, Act.ENTRANCE_MOVED, {"entrance": "b1-e1", "at": list(spot(25, 113))})
    second = edit(leader, Act.ENTRANCES_TURNED, {"building": "b1"}, why="从东数起")
    split = {"building": "b3", "line": corners((38, 140), (38, 170)), "number": "3A"}
    third = edit(steward, Act.BUILDING_SPLIT, split)
    with store.read(leader) as session:
        lines = {line.id: line for line in recent(session, "zh")}
        own = [line.id for line in history_of(session, "entrances", "b1-e1", "zh")]
        of_building = [line.id for line in history_of(session, "buildings", "b1", "zh")]
    assert (lines[first].may_undo, lines[first].waits_for) == (False, second)
    assert lines[second].may_undo
    assert lines[second].why == "从东数起"
    assert lines[first].what == "柳荫里 1号楼 1单元"
    assert not lines[third].may_undo
    assert own == of_building == [second, first]
    with store.write(leader) as session, pytest.raises(ForbiddenError):
        undo(session, third, TODAY)
    with store.write(leader) as session, pytest.raises(NotFoundError):
        undo(session, 999, TODAY)
    with store.write(leader) as session:
        undo(session, second, TODAY)
    with store.read(leader) as session:
        line = {one.id: one for one in recent(session, "zh")}[second]
    assert (line.undone_by, line.may_redo) == ("点长小李", True)


def test_of_two_writers_at_once_one_is_told(store: Store, leader: Viewer, edit: Edit) -> None:
    with store.read(CONSOLE) as session:
        seen = {"entrances/b1-e1": version_of(present_state(session, "entrances", "b1-e1"))}
    answers: list[object] = []

    def write(east_m: float) -> Callable[[], None]:
        told = {"entrance": "b1-e1", "at": list(spot(east_m, 113))}

        def run() -> None:
            try:
                answers.append(edit(leader, Act.ENTRANCE_MOVED, told, seen=seen))
            except StaleError as refused:
                answers.append(refused)

        return run

    threads = [threading.Thread(target=write(east_m)) for east_m in (25, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in answers) == ["StaleError", "int"]
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).select_from(m.PlaceEdit)) == 1


def test_what_an_import_moved_since_is_not_undone(store: Store, leader: Viewer, edit: Edit) -> None:
    number = edit(leader, Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e1"})
    with store.write(CONSOLE) as session:
        row = session.scalars(select(m.Entrance).where(m.Entrance.id == "b1-e1")).one()
        row.floors = 7
    with store.write(leader) as session, pytest.raises(ConflictError, match="an import"):
        undo(session, number, TODAY)
    assert not entrance(store, "b1-e1").inferred
