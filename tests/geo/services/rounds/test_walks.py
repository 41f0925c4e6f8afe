"""What is agreed about homes shapes the walk: hours, two people, standing rounds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from geo.services.rounds.itinerary import TWO_PEOPLE
from geo.services.rounds.planning import plan
from geo.services.rounds.terms import Talk, Terms, set_terms
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import wish

ViewerAs = Callable[[str], Viewer]


def test_a_home_is_called_at_in_its_best_hours_and_its_terms_come_along(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=240)
    with store.read(leader) as session:
        first = plan(session, asked, "zh").legs[0]
    terms = Terms(
        hours=((time(11), time(12)),), call_first=True, talk=(Talk.WRITE,), address_as="王老师"
    )
    with store.write(leader) as session:
        set_terms(session, first.unit_id, terms, today=TODAY)
    with store.read(leader) as session:
        made = plan(session, asked, "zh")
    leg = next(leg for leg in made.legs if leg.unit_id == first.unit_id)
    assert "11:00" <= leg.start <= "12:00"
    assert leg.hours == ("11:00–12:00",)
    assert (leg.call_first, leg.talk, leg.address_as) == (True, ("write",), "王老师")
    assert "王老师" not in made.gpx


def test_nobody_calls_alone_where_two_are_wanted(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=120)
    with store.read(leader) as session:
        first = plan(session, asked, "zh").legs[0]
    with store.write(leader) as session:
        set_terms(session, first.unit_id, Terms(two_people=True), today=TODAY)
    with store.read(leader) as session:
        alone = plan(session, asked, "zh")
        paired = plan(session, replace(asked, paired=True), "zh")
    assert [left.cause for left in alone.left if left.unit_id == first.unit_id] == [TWO_PEOPLE]
    assert first.unit_id in {leg.unit_id for leg in paired.legs}


def test_a_standing_round_goes_to_its_homes_and_to_what_is_promised(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=240)
    with store.read(leader) as session:
        whole = plan(session, asked, "zh")
        homes = tuple(leg.unit_id for leg in whole.legs if not leg.promised)[:3]
        usual = replace(asked, homes=homes[::-1], only=True, first=homes[1], last=homes[0])
        made = plan(session, usual, "zh")
    assert set(homes) <= {leg.unit_id for leg in made.legs}
    assert all(leg.promised for leg in made.legs if leg.unit_id not in homes)
    assert (made.legs[0].unit_id, made.legs[-1].unit_id) == (homes[1], homes[0])
    assert (made.legs[0].order, made.legs[-1].order) == ("first", "last")
    assert made.finish <= "13:00"
