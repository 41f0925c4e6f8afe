"""A tick counts once, keeps promises, and can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Outcome, Role
from geo.services.calls import Cause, added_calls, calls, habit_calls
from geo.services.visits import tick, untick
from geo.store.models import Account, Promise, Resident, Visit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def test_a_tick_sent_twice_is_one_visit(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        unit_id = calls(session, TODAY, "zh")[0].unit_id
    for _ in range(2):
        with store.write(leader) as session:
            tick(session, unit_id, Outcome.MET, key="k1", today=TODAY)
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).where(Visit.key == "k1")) == 1


def test_who_was_met_is_not_due_again_and_the_promise_is_kept(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        call = next(
            one for one in calls(session, TODAY, "zh") if Cause.VISIT in {w.cause for w in one.whys}
        )
    with store.write(CONSOLE) as session:
        compound = session.scalars(
            select(Resident.compound_id).where(Resident.unit_id == call.unit_id)
        ).first()
        session.add(
            Promise(compound_id=compound, unit_id=call.unit_id, words="送药", made_on=TODAY,
                    due_on=TODAY - timedelta(days=1))
        )  # fmt: skip
    with store.read(leader) as session:
        assert calls(session, TODAY, "zh")[0].promised
    with store.write(leader) as session:
        tick(session, call.unit_id, Outcome.MET, key="k2", today=TODAY)
    with store.read(leader) as session:
        left = [one for one in calls(session, TODAY, "zh") if one.unit_id == call.unit_id]
    assert all(why.cause not in {Cause.VISIT, Cause.PROMISE} for one in left for why in one.whys)
    with store.write(leader) as session:
        untick(session, "k2")
    with store.read(leader) as session:
        again = next(one for one in calls(session, TODAY, "zh") if one.unit_id == call.unit_id)
    assert again.promised


def test_whoever_asked_not_to_be_visited_is_not_due(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        declined = set(
            session.scalars(select(Resident.id).where(Resident.declines_visits.is_(True)))
        )
        people = {name for call in calls(session, TODAY, "zh") for name in call.people}
        names = set(session.scalars(select(Resident.name).where(Resident.id.in_(declined))))
    assert declined
    visited = names & people
    with store.read(leader) as session:
        for call in calls(session, TODAY, "zh"):
            if set(call.people) & visited:
                assert {why.cause for why in call.whys} != {Cause.VISIT}


@pytest.mark.parametrize("how", ["declines", "away", "moved", "home_moved", "refused"])
def test_no_call_names_anybody_who_declined_is_away_or_moved(
    store: Store, viewer_as: ViewerAs, how: str
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        taken = {call.unit_id for call in calls(session, TODAY, "zh")}
        here = select(Resident).where(
            Resident.unit_id.not_in(taken),
            Resident.unit_id.not_in(select(Visit.unit_id)),
            Resident.name.is_not(None),
            ~Resident.declines_visits,
            Resident.away_until.is_(None),
        )
        homes: dict[str, list[Resident]] = {}
        for resident in session.scalars(here):
            homes.setdefault(resident.unit_id, []).append(resident)
        first, second = next(found for found in homes.values() if len(found) == 2)
        key, unit_id, compound = first.id, first.unit_id, first.compound_id
        closed, open_to_visits = first.name, second.name
        session.add(
            Promise(compound_id=compound, unit_id=unit_id, words="送药", made_on=TODAY,
                    due_on=TODAY)
        )  # fmt: skip
    assert set(named_at(store, leader, unit_id)) == {closed, open_to_visits}
    with store.write(leader) as session:
        who = session.get_one(Resident, key)
        who.declines_visits = how == "declines"
        who.away_until = TODAY if how == "away" else None
        outcome = {"moved": Outcome.MOVED, "home_moved": Outcome.MOVED, "refused": Outcome.DECLINED}
        if how in outcome:
            session.add(
                Visit(key="seen", compound_id=compound, unit_id=unit_id, visited_on=TODAY,
                      resident_id=None if how == "home_moved" else who.id,
                      outcome=outcome[how].value)
            )  # fmt: skip
    left = () if how == "home_moved" else (open_to_visits,)
    assert named_at(store, leader, unit_id) == left


def named_at(store: Store, leader: Viewer, unit_id: str) -> tuple[str, ...]:
    """Return the names that the call at a flat shows."""
    with store.read(leader) as session:
        found = [call.people for call in calls(session, TODAY, "zh") if call.unit_id == unit_id]
        by_hand = added_calls(session, [unit_id], TODAY, "zh")
        usual = habit_calls(session, [unit_id], TODAY, "zh")
    assert len(found) == len(by_hand) == 1
    assert by_hand[0].people == found[0]
    # where nobody opens, no habit leads to the door
    assert [call.people for call in usual] == ([found[0]] if found[0] else [])
    return found[0]


def test_only_the_leader_of_the_compound_ticks(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(CONSOLE) as session:
        elsewhere = session.scalars(select(Visit.unit_id).order_by(Visit.unit_id.desc())).first()
    with store.write(viewer_as("manager")) as session, pytest.raises(ForbiddenError):
        tick(session, str(elsewhere), Outcome.MET, key="k3", today=TODAY)
    with store.write(viewer_as("leader")) as session, pytest.raises(NotFoundError):
        tick(session, "no-such-flat", Outcome.MET, key="k4", today=TODAY)


def test_a_key_is_for_one_door(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        one, other = (call.unit_id for call in calls(session, TODAY, "zh")[:2])
    with store.write(leader) as session:
        tick(session, one, Outcome.MET, key="k5", today=TODAY)
        with pytest.raises(InputError, match="another flat"):
            tick(session, other, Outcome.MET, key="k5", today=TODAY)


def test_a_key_that_somebody_else_used_is_no_fault(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(CONSOLE) as session:
        other = Account(
            user="wu",
            name="点长",
            role=Role.LEADER.value,
            password_hash="-",
            territory_id=leader.territory_id,
        )
        session.add(other)
        session.flush()
        colleague = replace(leader, user="wu", account_id=other.id)
    with store.read(leader) as session:
        unit_id = calls(session, TODAY, "zh")[0].unit_id
    for viewer in (leader, colleague):
        with store.write(viewer) as session:
            made = tick(session, unit_id, Outcome.NOT_HOME, key="k6", today=TODAY)
            assert made.account_id == viewer.account_id
    with store.write(colleague) as session:
        untick(session, "k6")
    with store.read(leader) as session:
        (left,) = session.scalars(select(Visit).where(Visit.key == "k6"))
        assert left.account_id == leader.account_id
