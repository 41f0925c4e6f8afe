"""What leaves the house tells of no household, names its sources, and is noted."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Group, categories
from geo.services import facts
from geo.services.mapping import scene_counts
from geo.services.scene import Scene, Status
from geo.services.snapshots import (
    Snapshot,
    Wish,
    note_snapshot,
    offered,
    snapshot,
    viewer_named,
)
from geo.store.models import Account, AuditEvent, Building
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def made(store: Store, viewer: Viewer, **words: str) -> Snapshot:
    query = {name.rstrip("_"): value for name, value in words.items()}
    with store.read(viewer) as session:
        return snapshot(session, Wish.from_query(query), TODAY)


def test_no_count_of_people_below_five_is_told(store: Store, viewer_as: ViewerAs) -> None:
    for words in ({}, {"status": "all"}, {"category": "lone_elderly", "status": "all"}):
        counts = made(store, viewer_as("manager"), **words).counts
        told = counts["count"].dropna()
        assert counts["count"].isna().any()
        assert not told.between(1, 4).any()
        assert (told < counts.loc[told.index, "households"]).all()


def test_a_fault_of_a_place_is_told_where_enough_homes_could_have_it(
    store: Store, viewer_as: ViewerAs
) -> None:
    leaks = made(store, viewer_as("manager"), category="leak", status="all")
    assert leaks.small_told
    counted = leaks.counts[leaks.counts["count"].gt(0).fillna(value=False)]
    assert counted["count"].between(1, 4).any()
    assert (counted["households"] >= 5).all()
    assert not made(store, viewer_as("manager"), group="people").small_told


def test_what_is_told_is_true(store: Store, viewer_as: ViewerAs) -> None:
    manager = viewer_as("manager")
    told = made(store, manager, category="lone_elderly", status="all").counts
    with store.read(manager) as session:
        scene = Scene(category="lone_elderly", status=Status.ALL)
        true = scene_counts(session, scene, TODAY).buildings.set_index("id")["needs"]
    shown = told.dropna(subset="count")
    assert (shown["count"].astype(int) == shown["building_id"].map(true)).all()
    small = told[told["building_id"].map(true).between(1, 4)]
    assert len(small)
    assert small["count"].isna().all()


def test_what_is_not_counted_outside_is_left_out_or_refused(
    store: Store, viewer_as: ViewerAs
) -> None:
    manager = viewer_as("manager")
    uncounted = [key for key, one in categories().items() if not one.counted]
    assert uncounted
    for key in uncounted:
        with pytest.raises(InputError, match=f"'{key}' is not counted outside"):
            made(store, manager, category=key)
    with pytest.raises(InputError, match="choose another category"):
        made(store, manager, category="dispute", status="all")
    whole = made(store, manager, status="all")
    assert whole.left_out
    assert not made(store, manager, group=Group.UTILITIES.value).left_out
    with store.read(manager) as session:
        everything = scene_counts(session, Scene(status=Status.ALL), TODAY).buildings
    needs = whole.counts["building_id"].map(everything.set_index("id")["needs"])
    shown = whole.counts["count"].notna()
    assert whole.counts.loc[shown, "count"].sum() < needs[shown].sum()
    assert {one.id for one in offered()} == set(categories()) - set(uncounted)


def test_a_leader_shows_her_compound_only(store: Store, viewer_as: ViewerAs) -> None:
    counts = made(store, viewer_as("leader"), status="all").counts
    places = made(store, viewer_as("leader")).places
    assert list(places.compounds["name"]) == ["御林湾"]
    inside = places.buildings.set_index("id")["compound_id"].reindex(counts["building_id"])
    assert set(inside) == set(places.compounds["id"])
    assert places.units.empty


def test_hotspots_are_outlined_on_request(store: Store, viewer_as: ViewerAs) -> None:
    words = {"group": "utilities", "status": "all", "from_": "2025-12-22", "band": "100"}
    assert made(store, viewer_as("manager"), **words).counts["hotspot"].any()
    words.pop("band")
    assert not made(store, viewer_as("manager"), **words).counts["hotspot"].any()
    with pytest.raises(ForbiddenError, match="managers"):
        made(store, viewer_as("leader"), band="100")


@pytest.mark.parametrize("user", ["partner", "steward"])
def test_who_sees_no_needs_makes_no_snapshot(store: Store, viewer_as: ViewerAs, user: str) -> None:
    with pytest.raises(ForbiddenError, match="leader or a manager"):
        made(store, viewer_as(user))


def test_a_compound_out_of_scope_is_refused(store: Store, viewer_as: ViewerAs) -> None:
    with pytest.raises(InputError, match="'c07' does not exist in your area"):
        made(store, viewer_as("leader"), compound="c07")


def test_the_sources_are_named(store: Store, viewer_as: ViewerAs) -> None:
    assert made(store, viewer_as("manager")).attribution == ""
    with store.write(CONSOLE) as session:
        first = select(Building.pk).limit(1).scalar_subquery()
        session.execute(update(Building).where(Building.pk == first).values(source="osm:way/1"))
    assert made(store, viewer_as("manager")).attribution == facts.OSM_ATTRIBUTION
    with store.write(CONSOLE) as session:
        facts.set_fact(session, facts.ATTRIBUTION, f"{facts.OSM_ATTRIBUTION} · 区测绘院")
    assert (
        made(store, viewer_as("manager")).attribution == "© OpenStreetMap contributors · 区测绘院"
    )


def test_an_export_is_noted_with_its_number_and_no_title(store: Store, viewer_as: ViewerAs) -> None:
    manager = viewer_as("manager")
    taken = made(store, manager, category="leak", status="all", title="王秀兰家")
    with store.write(manager) as session:
        note_snapshot(session, taken, "pdf")
    with store.read(CONSOLE) as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.actor, event.act) == ("manager", "snapshot.exported")
        assert event.subject == f"{taken.number} pdf category=leak&status=all"


def test_equal_scenes_have_equal_numbers_within_a_territory(
    store: Store, viewer_as: ViewerAs
) -> None:
    numbers = [
        made(store, viewer_as(user), category=key).number
        for user, key in (
            ("manager", "leak"),
            ("manager", "leak"),
            ("leader", "leak"),
            ("manager", "noise"),
        )
    ]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    assert all(number.startswith("20260302-") for number in numbers)


def test_the_command_line_acts_as_a_known_open_account(store: Store) -> None:
    assert viewer_named(store, "manager").user == "manager"
    with pytest.raises(NotFoundError, match="'nobody' does not exist or is closed"):
        viewer_named(store, "nobody")
    with store.write(CONSOLE) as session:
        session.execute(update(Account).where(Account.user == "manager").values(active=False))
    with pytest.raises(NotFoundError, match="'manager' does not exist or is closed"):
        viewer_named(store, "manager")


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"kategory": "leak"}, "'kategory' is no part of a scene"),
        ({"bbox": "1,2,3"}, "wanted west,south,east,north"),
        ({"bbox": "3,2,1,4"}, "shows no ground"),
        ({"bbox": "nan,2,1,4"}, "shows no ground"),
        ({"bbox": "0,-91,1,4"}, "shows no ground"),
        ({"band": "5"}, "whole metres"),
        ({"title": "题" * 61}, "more than 60"),
        ({"from": "2026-02-30"}, "is no day"),
    ],
)
def test_a_wish_that_cannot_be_names_its_fault(query: dict[str, str], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        Wish.from_query(query)


DEGREES = st.floats(-80, 80).map(lambda value: round(value, 6))


@given(
    category=st.sampled_from([None, "leak", "noise"]),
    status=st.sampled_from(list(Status)),
    since=st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    corner=st.none() | st.tuples(DEGREES, DEGREES),
    band=st.none() | st.integers(30, 1000),
)
def test_a_wish_reads_back_from_its_query(
    category: str | None,
    status: Status,
    since: date | None,
    corner: tuple[float, float] | None,
    band: int | None,
) -> None:
    wish = Wish(
        scene=Scene(category=category, status=status, since=since),
        bbox=None if corner is None else (*corner, corner[0] + 0.5, corner[1] + 0.25),
        band_m=band,
    )
    again = Wish.from_query(wish.query())
    assert (again.scene, again.band_m) == (wish.scene, wish.band_m)
    assert (again.bbox is None) == (wish.bbox is None)
    if again.bbox is not None and wish.bbox is not None:
        assert again.bbox == pytest.approx(wish.bbox, abs=1e-6)


def test_counts_keep_their_types(store: Store, viewer_as: ViewerAs) -> None:
    counts = made(store, viewer_as("manager")).counts
    assert list(counts.columns) == ["building_id", "count", "households", "hotspot"]
    assert counts["count"].dtype == pd.Int64Dtype()
