"""A partner learns of no need what its category would say of a person."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.needs.vocabulary import NEUTRAL, Group, Role, categories
from geo.services.case_files import case_list
from geo.services.disclosure import may_name, told_id
from geo.services.elevation import Urgency, elevation
from geo.services.mapping import scene_counts
from geo.services.scene import Scene, Status
from geo.services.scene_table import buildings
from geo.store.models import Need
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]
SENSITIVE = [key for key, one in categories().items() if not one.shown]


@pytest.fixture
def building(store: Store) -> str:
    """Give all open needs about flats of sensitive categories to the partner; return a building."""
    with store.write(CONSOLE) as session:
        needs = session.scalars(
            select(Need).where(Need.unit_id.is_not(None), Need.closed_on.is_(None))
        ).all()
        for at, need in enumerate(needs):
            need.category = SENSITIVE[at % len(SENSITIVE)]
            need.partner_id, need.due_on = "property", None
        return str(needs[0].building_id)


@pytest.mark.parametrize(
    "scene",
    [*(Scene(category=key, status=Status.ALL) for key in SENSITIVE), Scene(group=Group.PEOPLE)],
)
def test_a_category_that_may_not_be_named_finds_nothing(
    store: Store, viewer_as: ViewerAs, building: str, scene: Scene
) -> None:
    with store.read(viewer_as("partner")) as session:
        assert case_list(session, scene, TODAY, "zh") == []
        counts = scene_counts(session, scene, TODAY)
        assert (counts.needs, counts.overdue, counts.elsewhere) == (0, 0, 0)
        assert buildings(session, scene, TODAY, "zh").needs == 0
        assert elevation(session, building, scene, TODAY, language="zh").needs == 0


def test_counts_of_unnamed_categories_are_one(
    store: Store, viewer_as: ViewerAs, building: str
) -> None:
    del building
    with store.read(viewer_as("partner")) as session:
        found = scene_counts(session, Scene(), TODAY)
        rows = session.scalars(select(Need.category).where(Need.closed_on.is_(None))).all()
    assert found.by_category[NEUTRAL.id] == sum(row in SENSITIVE for row in rows) > 0
    assert not set(found.by_category) & set(SENSITIVE)
    assert (found.care, found.care_overdue, found.people) == (0, 0, 0)


def test_doors_do_not_tell_which_needs_are_care(
    store: Store, viewer_as: ViewerAs, building: str
) -> None:
    with store.read(viewer_as("partner")) as session:
        found = elevation(session, building, Scene(), TODAY, language="zh")
    doors = [d for stair in found.staircases for s in stair.storeys for d in s.doors if d.needs]
    assert {(door.urgency, door.care) for door in doors} == {(Urgency.OPEN, False)}
    assert not set(found.by_category) & set(SENSITIVE)


def test_a_group_holds_only_what_may_be_named(
    store: Store, viewer_as: ViewerAs, building: str
) -> None:
    del building
    with store.read(viewer_as("partner")) as session:
        found = case_list(session, Scene(group=Group.SAFETY, status=Status.ALL), TODAY, "zh")
    assert all(may_name(case.category, Role.PARTNER) for case in found)


@pytest.mark.parametrize("role", [Role.LEADER, Role.MANAGER])
def test_those_who_answer_for_people_read_every_category(role: Role) -> None:
    assert [told_id(key, role) for key in categories()] == list(categories())
