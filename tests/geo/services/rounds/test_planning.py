"""A round is planned from what is due, adds up, and belongs to whoever planned it."""

import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select, update

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.services.calls import calls
from geo.services.rounds import planning
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.keeping import kept_round, latest_round
from geo.services.rounds.progress import progress
from geo.store.models import Promise, Resident, Visit
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import plan, wish

ViewerAs = Callable[[str], Viewer]


def test_the_parts_of_a_round_add_up(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        visited = set(session.scalars(select(Visit.unit_id).where(Visit.visited_on == TODAY)))
        due = {call.unit_id for call in calls(session, TODAY, "zh")} - visited
    assert made.legs
    assert {leg.unit_id for leg in made.legs} | {left.unit_id for left in made.left} == due
    hours, minutes = map(int, made.finish.split(":"))
    walked = made.walk_min + made.climb_min + made.service_min + made.wait_min
    assert hours * 60 + minutes - 540 == pytest.approx(walked, abs=1)
    assert walked <= 120
    assert walked + made.spare_min == pytest.approx(120, abs=1)
    with store.read(leader) as session:
        assert kept_round(session, round_id) == made
        assert latest_round(session, TODAY) == (round_id, made)


def test_the_gpx_names_doors_but_nobody(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        _, made = plan(session, wish(store, leader), "zh")
    names = {name for leg in made.legs for name in leg.people}
    root = ET.fromstring(made.gpx.encode())  # noqa: S314 - our own file
    assert len(root.findall("{*}wpt")) >= len(made.legs)
    assert made.legs[0].place in made.gpx
    assert not [name for name in names if name in made.gpx]
    assert not [why for leg in made.legs for why in leg.whys if why in made.gpx]


def test_a_home_that_is_called_at_for_a_promise_alone_is_named(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        due = {call.unit_id for call in calls(session, TODAY, "zh")}
        home = session.scalars(
            select(Resident).where(Resident.unit_id.not_in(due)).order_by(Resident.id)
        ).first()
        assert home is not None
        session.add(
            Promise(
                compound_id=home.compound_id,
                unit_id=home.unit_id,
                words="送药",
                made_on=TODAY,
                due_on=TODAY,
            )
        )
        session.flush()
        names = {
            one.name for one in session.scalars(select(Resident).filter_by(unit_id=home.unit_id))
        }
        (call,) = (one for one in calls(session, TODAY, "zh") if one.unit_id == home.unit_id)
    assert 0 < len(call.people) <= 2
    assert set(call.people) <= names


def test_nobody_else_reads_the_round(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, _ = plan(session, wish(store, leader), "zh")
    with store.read(viewer_as("manager")) as session, pytest.raises(NotFoundError):
        kept_round(session, round_id)


def test_a_manager_plans_no_round(store: Store, viewer_as: ViewerAs) -> None:
    wanted = wish(store, viewer_as("leader"))
    with store.write(viewer_as("manager")) as session, pytest.raises(ForbiddenError):
        plan(session, wanted, "zh")


def test_minutes_that_are_no_round_are_refused(store: Store, viewer_as: ViewerAs) -> None:
    with pytest.raises(InputError, match="5 minutes is no round"):
        wish(store, viewer_as("leader"), minutes=5)


def test_a_round_kept_before_there_were_terms_and_shares_is_still_read(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        made = planning.plan(session, wish(store, leader, minutes=60), "zh")
    kept = json.loads(made.to_json())
    for name in ("later", "share", "parts"):
        del kept[name]
    for name in ("paired", "homes", "only", "first", "last"):
        del kept["asked"][name]
    for leg in kept["legs"]:
        for name in ("hours", "call_first", "two_people", "talk", "address_as"):
            del leg[name]
    for left in kept["left"]:
        for name in ("door", "barred", "gates"):
            del left[name]
    assert Itinerary.from_json(json.dumps(kept)) == made


def test_a_kept_round_names_nobody_who_declined_since(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=120)
    with store.write(leader) as session:
        round_id, made = plan(session, asked, "zh")
        leg = next(leg for leg in made.legs if leg.people)
        at_home = Resident.unit_id == leg.unit_id
        session.execute(update(Resident).where(at_home).values(declines_visits=True))
        now = progress(session, round_id).itinerary
    assert next(one for one in now.legs if one.unit_id == leg.unit_id).people == ()
