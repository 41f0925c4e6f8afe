"""What people type finds the place, and a name finds a person only for her leader."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from geo.services.registry import places_in_scope
from geo.services.search import PlaceIndex, residents_named
from geo.store.models import Resident
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from webmap.installation import store_of
from webmap.settings import from_env

ViewerAs = Callable[[str], Viewer]


@pytest.fixture(scope="module")
def index(demo_folder: Path) -> PlaceIndex:
    """Return the index of the whole demo: its manager's territory is all of it."""
    store = store_of(from_env({}, folder=str(demo_folder)))
    with store.read(CONSOLE) as session:
        made = PlaceIndex(places_in_scope(session, with_units=True), "zh")
    store.close()
    return made


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("御林湾3号楼1单元202", "flat", "御林湾 3号楼 1单元"),
        ("御林湾三号楼一单元", "entrance", "御林湾 3号楼 1单元"),
        ("3#1-202", "flat", "3号楼 1单元"),
        ("ylw", "compound", "御林湾"),
        ("YLW3", "building", "御林湾 3号楼"),
        ("yulinwan", "compound", "御林湾"),
        ("御林湾", "compound", "御林湾"),
        ("建设中路", "compound", "建设中路92号小区"),
        ("兴华北街", "road", "兴华北街"),
        ("建设中路92号小区2单元", "entrance", "建设中路92号小区 2单元"),
    ],
)
def test_the_first_hit_is_what_was_typed(
    index: PlaceIndex, typed: str, kind: str, label: str
) -> None:
    first = index.find(typed)[0]
    assert first.kind == kind
    assert label in first.label


def test_a_leader_needs_not_name_her_compound(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        index = PlaceIndex(places_in_scope(session, with_units=True), "zh")
    assert [hit.kind for hit in index.find("3#1-202")] == ["flat", "building"]
    assert index.find("馨馨家园") == []


def test_every_hit_leads_somewhere(index: PlaceIndex) -> None:
    for typed in ("3", "建设", "x", "3-1-502", "号楼"):
        assert all(hit.bounds or hit.building for hit in index.find(typed))


@pytest.mark.parametrize("typed", ["", "   ", "zzzzqq", "!@#", "999号楼999单元", "御" * 500])
def test_nonsense_finds_nothing_and_breaks_nothing(index: PlaceIndex, typed: str) -> None:
    assert index.find(typed) == []


def test_a_name_is_found_by_its_leader_only(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        person = session.scalars(
            select(Resident).where(Resident.name.is_not(None)).order_by(Resident.id)
        ).first()
        assert person is not None
        found = residents_named(session, store.digest(str(person.name)), "zh")
        assert (person.name, person.unit_id) in [(hit.label, hit.unit) for hit in found]
        digest = store.digest(str(person.name))
    for user in ("manager", "partner"):
        with store.read(viewer_as(user)) as session:
            assert residents_named(session, digest, "zh") == []
