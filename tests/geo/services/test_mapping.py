"""Counts by building: they add up, follow the scene, and stop at the viewer's border."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
from sqlalchemy import func, select, update

from geo.errors import NotFoundError
from geo.needs.vocabulary import Group, Role
from geo.services import facts
from geo.services.mapping import (
    _kept_roster,
    _placed,
    building_row,
    compound_names,
    extent,
    places_version,
    roster,
    scene_counts,
)
from geo.services.need_columns import Codes
from geo.services.scene import Scene, Status
from geo.store.models import Building, Compound, Need, TerritoryCompound
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

if TYPE_CHECKING:
    from _typeshed import TraceFunction

T = TypeVar("T")
ViewerAs = Callable[[str], Viewer]
EVERYTHING = Scene(status=Status.ALL)


@pytest.mark.parametrize("user", ["leader", "manager", "partner"])
def test_every_need_in_scope_is_counted_once(store: Store, viewer_as: ViewerAs, user: str) -> None:
    with store.read(viewer_as(user)) as session:
        found = scene_counts(session, EVERYTHING, TODAY)
        rows = session.scalar(select(func.count(Need.id)).where(Need.hidden.is_(False)))
    assert found.needs == rows
    assert sum(found.by_category.values()) == rows
    assert (found.buildings["needs"] >= 0).all()


def test_open_and_closed_make_all(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("manager")) as session:
        needs = {
            status: scene_counts(session, Scene(status=status), TODAY).needs for status in Status
        }
    assert needs[Status.OPEN] + needs[Status.CLOSED] == needs[Status.ALL]
    assert 0 < needs[Status.OVERDUE] < needs[Status.OPEN]


def test_the_counts_of_categories_do_not_follow_the_chosen_one(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.read(viewer_as("manager")) as session:
        whole = scene_counts(session, EVERYTHING, TODAY)
        chosen = scene_counts(session, replace(EVERYTHING, group=Group.UTILITIES), TODAY)
    assert chosen.by_category == whole.by_category
    assert 0 < chosen.needs < whole.needs


def test_a_compound_narrows_buildings_and_households(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("manager")) as session:
        compound = str(session.scalar(select(Building.compound_id).where(Building.number == "3")))
        inside = scene_counts(session, Scene(compound=compound), TODAY)
        keys = session.scalars(
            select(Building.id).where(Building.compound_id == compound).order_by(Building.id)
        ).all()
        whole = scene_counts(session, Scene(), TODAY)
    assert inside.buildings["id"].tolist() == keys
    assert 0 < inside.households < whole.households


def test_a_leaders_households_are_those_of_her_compound(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        own = scene_counts(session, Scene(), TODAY)
    with store.read(viewer_as("manager")) as session:
        whole = scene_counts(session, Scene(), TODAY)
    assert 0 < own.households < whole.households


def test_the_version_changes_when_places_are_touched_and_not_with_a_need(
    store: Store, viewer_as: ViewerAs
) -> None:
    manager = viewer_as("manager")
    with store.read(manager) as session:
        before = places_version(session)
    with store.write(CONSOLE) as session:
        session.execute(update(Need).values(told_resident=True))
    with store.read(manager) as session:
        assert places_version(session) == before
    with store.write(CONSOLE) as session:
        facts.touch_places(session)
    with store.read(manager) as session:
        assert places_version(session) != before


def test_the_version_differs_by_territory_and_follows_its_compounds(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.read(viewer_as("manager")) as session:
        whole = places_version(session)
        other = session.scalars(select(Compound.id).where(Compound.name != "御林湾")).first()
    with store.read(leader) as session:
        before = places_version(session)
    assert before != whole
    with store.write(CONSOLE) as session:
        session.add(TerritoryCompound(territory_id=leader.territory_id, compound_id=other))
    with store.read(leader) as session:
        assert places_version(session) != before


def test_the_extent_is_that_of_the_viewers_compounds(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        assert [one["name"] for one in compound_names(session)] == ["御林湾"]
        own = extent(session)
    with store.read(viewer_as("manager")) as session:
        whole = extent(session)
    assert own is not None
    assert whole is not None
    assert whole[0] < own[0] < own[2] < whole[2]


def test_people_to_look_after_are_told_apart_from_what_is_wanted(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.read(viewer_as("manager")) as session:
        whole = scene_counts(session, Scene(), TODAY)
        people = scene_counts(session, Scene(group=Group.PEOPLE), TODAY)
        wanted = [
            scene_counts(session, Scene(group=group), TODAY)
            for group in Group
            if group is not Group.PEOPLE
        ]
    assert whole.care == people.care == people.needs > 0
    assert whole.people == people.people <= whole.care
    assert whole.needs - whole.care == sum(one.needs for one in wanted) > 0
    assert not any(one.care or one.people for one in wanted)
    assert people.overdue <= whole.care_overdue <= whole.care


def test_real_compounds_come_before_blocks_and_addresses(store: Store) -> None:
    with store.write(CONSOLE) as session:
        rows = session.scalars(select(Compound).order_by(Compound.id)).all()
        rows[0].name, rows[0].source = "安顺路9号", "made:address"
        rows[1].name, rows[1].source = "安顺路10号", "made:address"
        rows[2].name, rows[2].source = "安顺路·北街街区", "made:block"
    with store.read(CONSOLE) as session:
        names = [one["name"] for one in compound_names(session)]
    assert names[-3:] == ["安顺路·北街街区", "安顺路9号", "安顺路10号"]


def test_a_store_without_buildings_has_no_extent(store: Store) -> None:
    nowhere = Viewer(user="x", name="x", role=Role.LEADER, territory_id=-1)
    with store.read(CONSOLE) as session:
        assert extent(session) is not None
    with store.write(CONSOLE) as session:
        street = Building.compound_id.is_(None)
        somewhere = session.scalars(select(Building.compound_id).where(~street)).first()
        session.execute(update(Building).where(street).values(compound_id=somewhere))
    with store.read(nowhere) as session:
        assert extent(session) is None


def test_a_building_elsewhere_does_not_exist(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        mine = session.scalars(select(Building.id)).all()
    with store.read(CONSOLE) as session:
        others = session.scalars(select(Building.id).where(Building.id.not_in(mine))).first()
    with store.read(viewer_as("leader")) as session, pytest.raises(NotFoundError):
        building_row(session, str(others))


def overtaken(count: Callable[[], T], other: Callable[[], object], line: int) -> tuple[T, bool]:
    """Return what `count` gives when `other` runs before a line of `_placed`, and if it did."""
    lines = iter(range(1_000))
    reached = False

    def trace(frame: FrameType, event: str, _: object) -> "TraceFunction | None":
        nonlocal reached
        if frame.f_code is not _placed.__code__:
            return None
        if event == "line" and next(lines) == line:
            reached = True
            sys.settrace(None)
            other()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return count(), reached
    finally:
        sys.settrace(before)


def test_a_count_that_another_overtakes_at_any_line_has_its_own_positions(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.read(viewer_as("manager")) as session:
        keys, kept = roster(session)["id"].to_list(), _kept_roster(session)
        line, reached = 0, True
        while reached:
            old, new = Codes(), Codes()
            old.taken(keys)
            new.taken(keys[::-1])
            placed = partial(_placed, kept, None, new)
            _placed(kept, None, old)
            (_, on, _), reached = overtaken(placed, placed, line)
            assert np.array_equal(on, new.positions(keys)), line
            line += 1
    assert line > 4
