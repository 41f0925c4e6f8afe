"""A volunteer's link: the few doors given, for today, and nothing else of anybody."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, update

from geo.errors import InputError, NotFoundError
from geo.needs.vocabulary import Outcome
from geo.places.register.people import masked_name
from geo.services.rounds.helping import (
    MOST_TICKS,
    TRIES,
    Helping,
    UnknownLinkError,
    opened_link,
    propose_tick,
)
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.links import (
    give_link,
    links,
    proposals,
    refuse_proposal,
    revoke_link,
    take_proposal,
)
from geo.services.rounds.terms import Talk, Terms, set_terms
from geo.services.visits import tick
from geo.services.who_opens import who_opens
from geo.store.models import (
    AuditEvent,
    FailedLogin,
    Need,
    Promise,
    ProposedTick,
    Resident,
    Visit,
    VolunteerLink,
)
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import plan, wish

ViewerAs = Callable[[str], Viewer]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
FROM = "192.0.2.7"


def given_link(store: Store, leader: Viewer, count: int = 2) -> tuple[Itinerary, str, int]:
    """Return a kept round, and token and id of a link to its first homes."""
    asked = wish(store, leader, minutes=90)
    with store.write(leader) as session:
        round_id, made = plan(session, asked, "zh")
        units = [leg.unit_id for leg in made.legs[:count]]
        terms = Terms(talk=(Talk.WRITE,), call_first=True, address_as="王老师")
        set_terms(session, units[0], terms, today=TODAY)
        link_id, token = give_link(
            session, round_id, units, "小周", today=TODAY, now=NOW, zone=ZONE
        )
    return made, token, link_id


def seen(store: Store, token: str, now: datetime = NOW) -> Helping:
    return opened_link(store, token, now=now, address=FROM)


def send(store: Store, token: str, unit: str, outcome: str, key: str, note: str = "") -> None:
    propose_tick(store, token, unit, outcome, key=key, note=note, now=NOW, address=FROM)


def test_a_link_shows_the_doors_given_and_names_no_condition(
    store: Store, viewer_as: ViewerAs
) -> None:
    made, token, _ = given_link(store, viewer_as("leader"))
    doors = seen(store, token).doors
    assert [door.unit_id for door in doors] == [leg.unit_id for leg in made.legs[:2]]
    told = repr(doors)
    with store.read(CONSOLE) as session:
        people = session.execute(select(Resident.name, Resident.phone)).all()
    assert not [value for row in people for value in row if value and value in told]
    words = {ground.words for leg in made.legs for ground in leg.grounds if ground.cause == "visit"}
    assert words
    assert not [word for word in words if word in told]
    assert (doors[0].address_as, doors[0].talk) == ("王老师", ("write",))
    assert [bool(door.surname) for door in doors] == [False, bool(made.legs[1].people)]


def test_a_wrong_an_old_and_a_revoked_link_look_alike(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    _, token, link_id = given_link(store, leader)
    with pytest.raises(UnknownLinkError) as wrong:
        seen(store, "nothing")
    with pytest.raises(UnknownLinkError) as old:
        seen(store, token, NOW + timedelta(hours=14))
    seen(store, token, NOW + timedelta(hours=13, minutes=59))
    with store.write(leader) as session:
        revoke_link(session, link_id)
    with pytest.raises(UnknownLinkError) as revoked:
        seen(store, token)
    assert str(wrong.value) == str(old.value) == str(revoked.value)
    with store.write(viewer_as("manager")) as session, pytest.raises(NotFoundError):
        revoke_link(session, link_id)


def test_the_store_holds_no_token_and_every_act_is_noted(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    _, token, link_id = given_link(store, leader)
    for _ in range(2):
        seen(store, token)
    with store.write(leader) as session:
        (link,) = links(session, NOW)
        assert (link.helper, link.opened, link.live) == ("小周", True, True)
        revoke_link(session, link_id)
    with store.read(CONSOLE) as session:
        row = session.scalars(select(VolunteerLink)).one()
        assert token not in {row.digest, row.doors, row.helper}
        acts = [act for act in session.scalars(select(AuditEvent.act)) if act.startswith("link.")]
    assert acts == ["link.made", "link.opened", "link.revoked"]


def test_many_wrong_links_from_an_address_keep_nobody_from_her_own(
    store: Store, viewer_as: ViewerAs
) -> None:
    _, token, _ = given_link(store, viewer_as("leader"))
    now = datetime.now(UTC)
    with store.write(CONSOLE) as session:
        row = session.scalars(select(VolunteerLink)).one()
        row.expires_at = now + timedelta(hours=1)
    for number in range(TRIES + 2):
        with pytest.raises(UnknownLinkError):
            opened_link(store, f"guess-{number}", now=now, address=FROM)
    assert opened_link(store, token, now=now, address=FROM).doors
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).select_from(FailedLogin)) == TRIES


def test_a_tick_comes_back_as_a_proposal_and_becomes_a_visit_when_taken(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    made, token, _ = given_link(store, leader)
    first, second = (leg.unit_id for leg in made.legs[:2])
    for _ in range(2):
        send(store, token, first, "met", "k1", "暖气不热")
    send(store, token, second, "not_home", "k2")
    send(store, token, second, "met", "k3")
    assert seen(store, token).sent == {first: Outcome.MET, second: Outcome.MET}
    with store.write(leader) as session:
        assert session.scalar(select(func.count()).select_from(Visit).where(Visit.note.is_not(None),
                              Visit.visited_on == TODAY)) == 0  # fmt: skip
        sent = proposals(session, "zh")
        assert [(one.unit_id, one.outcome, one.note) for one in sent] == [
            (first, Outcome.MET, "暖气不热"),
            (second, Outcome.MET, ""),
        ]
        take_proposal(session, sent[0].id)
        unit, key, note, day = take_proposal(session, sent[0].id)
        assert (unit, note, day) == (first, "暖气不热", TODAY)
        refuse_proposal(session, sent[1].id)
        assert proposals(session, "zh") == []
        (visit,) = session.scalars(select(Visit).where(Visit.key == key))
        assert (visit.unit_id, visit.outcome, visit.visited_on) == (first, "met", TODAY)
    assert second not in seen(store, token).sent


def test_a_volunteer_reports_what_is_hers_to_report(store: Store, viewer_as: ViewerAs) -> None:
    made, token, _ = given_link(store, viewer_as("leader"), count=1)
    first, other = (leg.unit_id for leg in made.legs[:2])
    with pytest.raises(UnknownLinkError):
        send(store, token, other, "met", "k1")
    with pytest.raises(InputError, match="a volunteer reports"):
        send(store, token, first, "moved", "k1")
    for number in range(MOST_TICKS):
        send(store, token, first, "met", f"k{number}")
    with pytest.raises(InputError, match="too many ticks"):
        send(store, token, first, "met", "more")


def test_links_of_long_ago_are_forgotten_with_what_was_sent(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    made, token, _ = given_link(store, leader)
    unit = made.legs[0].unit_id
    send(store, token, unit, "met", "k1")
    with store.write(leader) as session:
        round_id, again = plan(session, wish(store, leader, minutes=90), "zh")
        later = NOW + timedelta(days=20)
        units = [again.legs[0].unit_id]
        give_link(session, round_id, units, "小周", today=TODAY, now=later, zone=ZONE)
        assert len(session.scalars(select(VolunteerLink)).all()) == 1
        assert proposals(session, "zh") == []


def test_a_visit_has_a_key_of_its_own_after_old_links_are_deleted(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    taken = []
    for _ in range(2):
        made, token, link_id = given_link(store, leader)
        send(store, token, made.legs[0].unit_id, "not_home", "k1")
        with store.write(leader) as session:
            (sent,) = proposals(session, "zh")
            taken.append((link_id, sent.id, take_proposal(session, sent.id)[1]))
            session.execute(delete(ProposedTick))
            session.execute(delete(VolunteerLink))
    (first, again) = taken
    assert first[:2] == again[:2]
    assert first[2] != again[2]


def test_a_link_needs_a_helper_and_homes_that_wait(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=60)
    with store.write(leader) as session:
        round_id, made = plan(session, asked, "zh")
        unit = made.legs[0].unit_id
        for units, helper in (([], "小周"), ([unit, "other"], "小周"), ([unit], " ")):
            with pytest.raises(InputError):
                give_link(session, round_id, units, helper, today=TODAY, now=NOW, zone=ZONE)


def test_links_that_were_taken_back_do_not_count_and_another_day_has_none(
    store: Store, viewer_as: ViewerAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.services.rounds.links.MOST_LINKS", 1)
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=60)
    with store.write(leader) as session:
        round_id, made = plan(session, asked, "zh")
        units = [made.legs[0].unit_id]
        given = partial(give_link, session, round_id, units, "小周", now=NOW, zone=ZONE)
        link_id, _ = given(today=TODAY)
        with pytest.raises(InputError, match="links were made today"):
            given(today=TODAY)
        revoke_link(session, link_id)
        given(today=TODAY)
        with pytest.raises(InputError, match="a round of today"):
            given(today=TODAY + timedelta(days=1))


def test_no_volunteer_is_sent_alone_where_two_people_call(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=60)
    with store.write(leader) as session:
        round_id, made = plan(session, asked, "zh")
        units = [made.legs[0].unit_id]
        set_terms(session, units[0], Terms(two_people=True), today=TODAY)
        with pytest.raises(InputError, match="nobody calls alone"):
            give_link(session, round_id, units, "小周", today=TODAY, now=NOW, zone=ZONE)


def test_a_door_goes_when_its_home_declines_or_nothing_is_left_to_do(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    made, token, _ = given_link(store, leader, count=4)
    units = [leg.unit_id for leg in made.legs[:4]]
    assert [door.unit_id for door in seen(store, token).doors] == units
    declined, settled, paired, kept = units
    with store.write(leader) as session:
        home = Resident.unit_id == declined
        session.execute(update(Resident).where(home).values(declines_visits=True))
        session.execute(update(Need).where(Need.unit_id == settled).values(hidden=True))
        session.execute(delete(Promise).where(Promise.unit_id == settled))
        tick(session, settled, Outcome.MET, key="today", today=TODAY)
        set_terms(session, paired, Terms(two_people=True), today=TODAY)
    assert [door.unit_id for door in seen(store, token).doors] == [kept]


def test_a_link_names_nobody_who_declined_since_and_tells_what_is_agreed_now(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        homes: dict[str, list[Resident]] = {}
        for one in session.scalars(select(Resident).where(Resident.name.is_not(None))):
            homes.setdefault(one.unit_id, []).append(one)
        unit, first, second = next(
            (unit, *pair)
            for unit, people in homes.items()
            for pair in permutations(people, 2)
            if len(who_opens(session, [unit], TODAY)[unit].openers) == len(people) == 2
            and surname(pair[0]) != surname(pair[1])
        )
        promise = Promise(unit_id=unit, compound_id=first.compound_id, words="送药")
        promise.made_on = promise.due_on = TODAY
        session.add(promise)
        keys = (first.id, second.id)
    made, token, _ = given_link(store, leader, count=8)
    units = [leg.unit_id for leg in made.legs[:8]]
    moved = next(other for other in units[1:] if other != unit)
    with store.write(leader) as session:
        set_terms(session, units[0], Terms(talk=(Talk.LOUD,)), today=TODAY)
    before = {door.unit_id: door.surname for door in seen(store, token).doors}
    with store.write(leader) as session:
        people = [session.get_one(Resident, key) for key in keys]
        asked = next(one for one in people if surname(one) == before[unit])
        other = next(one for one in people if one is not asked)
        asked.declines_visits = True
        told = surname(other)
        tick(session, moved, Outcome.MOVED, key="gone", today=TODAY)
    doors = {door.unit_id: door for door in seen(store, token).doors}
    assert doors[unit].surname == told
    assert moved not in doors
    assert (doors[units[0]].address_as, doors[units[0]].talk) == ("", ("loud",))


def surname(resident: Resident) -> str:
    return masked_name(resident.name or "").removesuffix("*")
