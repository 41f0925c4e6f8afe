"""A territory is cut into whole areas of about equal minutes; taking them can be undone."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.services.accounts import set_territory
from geo.services.turf import Cut, cut, plans, propose, take, undo
from geo.store.models import Account, Compound, Territory, TerritoryCompound
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def made(store: Store, viewer: Viewer, areas: int = 3, compound: str = "") -> Cut:
    return cut(store, viewer, areas, today=TODAY, language="zh", compound=compound)


def territories(store: Store) -> dict[str, list[str]]:
    with store.read(CONSOLE) as session:
        rows = session.execute(
            select(Territory.name, TerritoryCompound.compound_id)
            .join(TerritoryCompound, TerritoryCompound.territory_id == Territory.id)
            .order_by(Territory.id, TerritoryCompound.compound_id)
        ).all()
    found: dict[str, list[str]] = {}
    for name, compound in rows:
        found.setdefault(name, []).append(compound)
    return found


def test_a_territory_is_cut_by_whole_compounds_into_equal_minutes(
    store: Store, viewer_as: ViewerAs
) -> None:
    found = made(store, viewer_as("manager"), 4)
    with store.read(CONSOLE) as session:
        everything = set(session.scalars(select(Compound.id)))
    compounds = [key for area in found.areas for key in area.compounds]
    assert sorted(compounds) == sorted(everything)
    minutes = [area.minutes or 0 for area in found.areas]
    assert max(minutes) <= 1.25 * min(minutes)
    assert found.spread <= 15
    assert not found.by_homes
    assert made(store, viewer_as("manager"), 4) == found


def test_a_compound_is_cut_by_buildings_and_becomes_no_territory(
    store: Store, viewer_as: ViewerAs
) -> None:
    manager = viewer_as("manager")
    with store.read(CONSOLE) as session:
        compound = session.scalars(select(Compound.id).order_by(Compound.id)).first()
    found = made(store, manager, 3, str(compound))
    buildings = [key for area in found.areas for key in area.buildings]
    assert len(set(buildings)) == len(buildings)
    assert all(not area.compounds for area in found.areas)
    with store.write(manager) as session, pytest.raises(InputError, match="whole compounds"):
        propose(session, found, today=TODAY)


def test_a_cut_that_cannot_be_is_one_sentence(store: Store, viewer_as: ViewerAs) -> None:
    manager = viewer_as("manager")
    for areas in (1, 500):
        with pytest.raises(InputError, match="choose 2 to"):
            made(store, manager, areas)
    with pytest.raises(NotFoundError):
        made(store, manager, 2, "no-such-compound")
    with pytest.raises(ForbiddenError):
        made(store, viewer_as("leader"))


def test_a_proposal_is_taken_by_the_steward_and_undone(store: Store, viewer_as: ViewerAs) -> None:
    manager, steward = viewer_as("manager"), viewer_as("steward")
    before = territories(store)
    found = made(store, manager)
    with store.write(manager) as session:
        plan_id = propose(session, found, today=TODAY)
        assert [line.state for line in plans(session)] == ["proposed"]
        with pytest.raises(ForbiddenError):
            take(session, plan_id)
    with store.read(viewer_as("leader")) as session:
        assert plans(session) == []
    with store.write(steward) as session:
        take(session, plan_id)
    after = territories(store)
    assert len(after) == len(before) + 3
    assert [sorted(area.compounds) for area in found.areas] == list(after.values())[-3:]
    with store.write(steward) as session, pytest.raises(ConflictError, match="taken before"):
        take(session, plan_id)
    with store.write(steward) as session:
        undo(session, plan_id)
        assert [line.state for line in plans(session)] == ["undone"]
    assert territories(store) == before


def test_what_is_in_use_or_changed_later_is_not_undone(store: Store, viewer_as: ViewerAs) -> None:
    manager, steward = viewer_as("manager"), viewer_as("steward")
    with store.write(manager) as session:
        first = propose(session, made(store, manager, 3), today=TODAY)
        second = propose(session, made(store, manager, 2), today=TODAY)
    with store.write(steward) as session:
        take(session, first)
        take(session, second)
    with store.write(steward) as session, pytest.raises(ConflictError, match="later proposal"):
        undo(session, first)
    with store.write(steward) as session:
        undo(session, second)
        name = plans(session)[-1].areas[0][0]
        set_territory(session, "leader", name)
    with store.write(steward) as session, pytest.raises(ConflictError, match="an account has"):
        undo(session, first)
    with store.read(CONSOLE) as session:
        leader = session.scalars(select(Account).where(Account.user == "leader")).one()
        assert leader.territory_id is not None
