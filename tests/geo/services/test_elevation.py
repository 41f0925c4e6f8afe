"""The elevation shows doors to who may know them, and sums over floors to a manager."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from geo.errors import NotFoundError
from geo.needs.vocabulary import State
from geo.services.elevation import FEWEST_HOMES, Urgency, bands, elevation, urgency
from geo.services.scene import Scene, Status
from geo.store.models import Building, Entrance, Need, Unit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]
STOREYS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40).map(
    lambda rows: [(floor + 1, homes, needs) for floor, (homes, needs) in enumerate(rows)]
)


@pytest.fixture
def busiest(store: Store, viewer_as: ViewerAs) -> str:
    """Return the building of the leader's compound with the most flats in need."""
    with store.read(viewer_as("leader")) as session:
        return str(
            session.scalars(
                select(Need.building_id)
                .where(Need.unit_id.is_not(None))
                .group_by(Need.building_id)
                .order_by(func.count().desc(), Need.building_id)
            ).first()
        )


@given(STOREYS)
def test_bands_lose_no_home_and_none_is_small(storeys: list[tuple[int, int, int]]) -> None:
    made = bands(storeys)
    assert sum(band.homes for band in made) == sum(homes for _, homes, _ in storeys)
    assert sum(band.needs for band in made) == sum(needs for _, _, needs in storeys)
    assert len(made) < 2 or all(band.homes >= FEWEST_HOMES for band in made)


def test_the_doors_of_a_leader_hold_all_needs_of_the_flats(
    store: Store, viewer_as: ViewerAs, busiest: str
) -> None:
    with store.read(viewer_as("leader")) as session:
        found = elevation(session, busiest, Scene(), TODAY, language="zh")
        flats = session.scalar(select(func.count(Unit.id)).where(Unit.building_id == busiest))
    doors = [
        door
        for stair in found.staircases
        for storey in stair.storeys
        for door in storey.doors
        if door.unit
    ]
    assert len(doors) == flats
    assert sum(door.needs for door in doors) == found.needs - found.without_flat > 0
    assert sum(found.by_category.values()) == found.needs
    assert found.bands is None


def test_a_manager_is_told_no_door(store: Store, viewer_as: ViewerAs, busiest: str) -> None:
    with store.read(viewer_as("manager")) as session:
        found = elevation(session, busiest, Scene(), TODAY, language="zh")
    doors = [d for stair in found.staircases for storey in stair.storeys for d in storey.doors]
    assert {(door.urgency, door.needs, door.care) for door in doors} == {(Urgency.CLOSED, 0, False)}
    assert found.bands is not None
    assert sum(band.needs for band in found.bands) == found.needs - found.without_flat > 0
    assert all(band.homes >= FEWEST_HOMES for band in found.bands)


def test_a_partner_sees_only_what_was_given_to_it(store: Store, viewer_as: ViewerAs) -> None:
    partner = viewer_as("partner")
    with store.read(partner) as session:
        need = session.scalars(select(Need).where(Need.unit_id.is_not(None))).first()
        assert need is not None
        building = str(need.building_id)
        found = elevation(session, building, Scene(status=Status.ALL), TODAY, language="zh")
    with store.read(CONSOLE) as session:
        given_to_it = session.scalar(
            select(func.count(Need.id)).where(
                Need.building_id == building, Need.partner_id == partner.partner_id
            )
        )
    assert found.needs == given_to_it > 0


def test_a_storey_without_flats_in_the_registry_is_visibly_unknown(
    store: Store, viewer_as: ViewerAs, busiest: str
) -> None:
    with store.write(CONSOLE) as session:
        entrance = session.scalars(select(Entrance).where(Entrance.building_id == busiest)).first()
        assert entrance is not None
        entrance.floors = (entrance.floors or 0) + 1
        top, label = entrance.floors, entrance.id
    with store.read(viewer_as("leader")) as session:
        found = elevation(session, busiest, Scene(), TODAY, language="zh")
    stair = next(one for one in found.staircases if one.id == label)
    assert stair.storeys[0].floor == top
    assert {door.urgency for door in stair.storeys[0].doors} == {Urgency.UNKNOWN}


def test_a_floor_number_left_out_as_unlucky_is_no_gap(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("manager")) as session:
        tower = session.scalars(select(Building).order_by(Building.floors.desc())).first()
        assert tower is not None
        found = elevation(session, tower.id, Scene(), TODAY, language="zh")
    floors = {storey.floor for stair in found.staircases for storey in stair.storeys}
    assert floors == set(range(1, 31)) - {4, 13, 14}
    urgencies = {d.urgency for s in found.staircases for one in s.storeys for d in one.doors}
    assert Urgency.UNKNOWN not in urgencies


def test_urgency_puts_the_overdue_first_and_keeps_care_apart() -> None:
    late, soon = ("leak", State.WORKING, True), ("leak", State.WORKING, False)
    urgent, care = ("power_gas", State.ASSIGNED, False), ("lone_elderly", State.REGISTERED, False)
    assert urgency([soon, late, urgent]) is Urgency.OVERDUE
    assert urgency([soon, urgent]) is Urgency.URGENT
    assert urgency([care, soon]) is Urgency.OPEN
    assert urgency([care]) is Urgency.CARE
    assert urgency([("leak", State.CLOSED, False)]) is Urgency.DONE
    assert urgency([]) is Urgency.QUIET


def test_a_leader_cannot_open_a_building_elsewhere(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        own = session.scalars(select(Building.compound_id)).all()
    with store.read(CONSOLE) as session:
        elsewhere = session.scalars(
            select(Building.id).where(Building.compound_id.not_in([key for key in own if key]))
        ).first()
    with store.read(viewer_as("leader")) as session, pytest.raises(NotFoundError):
        elevation(session, str(elsewhere), Scene(), TODAY, language="zh")
