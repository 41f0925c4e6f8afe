"""The rest of a round is planned again from where the leader stands."""

from collections.abc import Callable
from datetime import time

import pytest
from sqlalchemy import select

from geo.crs import LonLat
from geo.errors import InputError, NotFoundError
from geo.needs.vocabulary import Outcome
from geo.services.rounds.keeping import kept_round, postpone
from geo.services.rounds.progress import progress, ticked
from geo.services.rounds.replanning import Here, gained
from geo.services.rounds.terms import Terms, set_terms
from geo.services.rounds.wording import in_language
from geo.services.visits import tick
from geo.store.models import Unit
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import minute_later, plan, replan, wish

ViewerAs = Callable[[str], Viewer]


def test_the_rest_is_planned_again_from_the_door_ticked_last(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
    first, second, third = made.legs[:3]
    with store.write(leader) as session:
        for leg in (first, second):
            tick(session, leg.unit_id, Outcome.MET, key=f"k-{leg.unit_id}", today=TODAY)
        postpone(session, round_id, third.unit_id)
    with store.write(leader) as session:
        again = replan(session, round_id, Here(), "zh")
    assert [leg.unit_id for leg in again.done] == [first.unit_id, second.unit_id]
    assert third.unit_id not in {leg.unit_id for leg in again.legs}
    assert again.depart in {second.leave, minute_later(second.leave)}
    assert again.start == pytest.approx(second.door, abs=1e-6)
    assert again.finish <= "11:00"
    promised = {leg.unit_id for leg in made.legs[3:] if leg.promised}
    assert promised <= {leg.unit_id for leg in again.legs}
    with store.read(leader) as session:
        assert kept_round(session, round_id) == again
        assert set(ticked(session, again.unit_ids, TODAY)) == {first.unit_id, second.unit_id}


def test_the_clock_of_the_phone_counts_while_the_round_lasts(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        here = Here(at=LonLat(*made.legs[-1].door), now=time(9, 40))
        again = replan(session, round_id, here, "zh")
        night = replan(session, round_id, Here(now=time(23, 40)), "zh")
        assert again.depart == night.depart == "09:40"
        with pytest.raises(InputError, match="5 minutes are left"):
            replan(session, round_id, Here(now=time(10, 55)), "zh")
        longer = replan(session, round_id, Here(now=time(10, 55), minutes=60), "zh")
        assert longer.asked.minutes == 175


def test_a_door_put_in_by_hand_is_gone_to_and_stays(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        taken = {leg.unit_id for leg in made.legs} | {left.unit_id for left in made.left}
        other = session.scalars(
            select(Unit.id).where(Unit.id.not_in(taken), Unit.compound_id.is_not(None))
        ).first()
        again = replan(session, round_id, Here(), "zh", add=str(other))
        assert [leg.added for leg in again.legs if leg.unit_id == other] == [True]
        assert other in {leg.unit_id for leg in replan(session, round_id, Here(), "zh").legs}
        with pytest.raises(NotFoundError):
            replan(session, round_id, Here(), "zh", add="no-such-flat")


def test_another_hour_adds_doors_and_takes_none_away(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader, minutes=40), "zh")
        more = gained(session, round_id, "zh")
        assert more
        assert not {leg.unit_id for leg in more} & {leg.unit_id for leg in made.legs}
        assert kept_round(session, round_id) == made


def test_homes_behind_one_entrance_are_one_climb(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        tower = session.scalars(select(Unit.entrance_id).where(Unit.floor == 7)).first()
        homes = session.scalars(
            select(Unit.id).where(Unit.entrance_id == tower, Unit.floor.in_([2, 4, 7]))
        ).all()[:3]
        round_id, _ = plan(session, wish(store, leader, minutes=60), "zh")
        for home in homes:
            made = replan(session, round_id, Here(), "zh", add=home)
    groups = [one for one in made.entrances if {leg.unit_id for leg in one.legs} & set(homes)]
    assert len(groups) == 1
    floors = [leg.floor for leg in groups[0].legs]
    assert floors in (sorted(floors), sorted(floors, reverse=True))
    assert groups[0].climb.value in {"up", "lift", "lift_then_down", "top_first", "level"}
    assert sum(len(one.legs) for one in made.entrances) == len(made.legs)


def test_ticks_out_of_order_do_not_move_the_clock_ahead(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        last = made.legs[-1]
        tick(session, last.unit_id, Outcome.NOT_HOME, key="late", today=TODAY)
        again = replan(session, round_id, Here(), "zh")
        assert again.start == pytest.approx(last.door, abs=1e-6)
        assert again.depart < "09:30"
        _, other = plan(session, wish(store, leader), "zh")
        assert last.unit_id not in {one.unit_id for one in (*other.legs, *other.left)}


def test_who_declined_or_moved_is_not_named_among_the_homes_done(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        met, declined, moved = [leg for leg in made.legs if leg.people][:3]
        tick(session, met.unit_id, Outcome.MET, key="met", today=TODAY)
        tick(session, declined.unit_id, Outcome.DECLINED, key="declined", today=TODAY)
        tick(session, moved.unit_id, Outcome.MOVED, key="moved", today=TODAY)
        set_terms(session, met.unit_id, Terms(call_first=True), today=TODAY)
        replan(session, round_id, Here(), "zh")
    with store.read(leader) as session:
        done = {leg.unit_id: leg for leg in progress(session, round_id).itinerary.done}
    assert done[declined.unit_id].people == done[moved.unit_id].people == ()
    assert done[met.unit_id].people == met.people
    assert done[met.unit_id].call_first


def test_a_round_planned_again_in_another_language_is_told_in_that_alone(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        first = made.legs[0]
        tick(session, first.unit_id, Outcome.MET, key="met", today=TODAY)
        told = in_language(session, made, "en").legs[0]
        again = replan(session, round_id, Here(), "en")
        assert again.language == "en"
        assert again.done == (told,)
        assert told.grounds != first.grounds
        assert progress(session, round_id, "zh").itinerary.done[0].grounds == first.grounds
