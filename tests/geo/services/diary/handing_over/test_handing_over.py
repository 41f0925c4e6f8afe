"""Words about a colleague's compound reach its leader, who confirms or returns them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.services.accounts import close_account
from geo.services.diary import dropping, entries, listing, undoing
from geo.services.diary.facts import Decision
from geo.services.diary.handing_over import receiving, sending
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.diary.understanding import understood
from geo.store.models import AuditEvent, DiaryEntry, Handover, Need
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import NINETY_TWO, TODAY
from tests.geo.services.diary.conftest import (
    HOME,
    VACCINE,
    ViewerAs,
    all_words,
    confirmed,
    saved,
    what_came,
)

HAND = Words(items={0: ItemWord(handed=True), 1: ItemWord(handed=True)}, promises={})


@pytest.fixture
def sent(store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer, leader_of_92: Viewer) -> int:
    """Return an entry of the demo's leader that was handed over to the leader of 92."""
    del leader_of_92
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, VACCINE)
    confirmed(store, leader, entry_id, HAND)
    return entry_id


def waiting(store: Store, viewer: Viewer) -> receiving.Received:
    with store.read(viewer) as session:
        (one,) = receiving.waiting(session)
    return one


def taken(store: Store, viewer: Viewer) -> int:
    """Take what waits for `viewer` and say yes to all of it."""
    one = waiting(store, viewer)
    with store.write(viewer) as session:
        found = understood(
            session,
            one.text,
            one.facts,
            compound_id=one.compound_id,
            language="zh",
        )
        words = all_words(found)
        return receiving.take(session, one.id, words, today=TODAY, digest=store.digest)


def test_both_items_go_as_one_and_become_needs_of_the_colleague(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, sent: int
) -> None:
    one = waiting(store, leader_of_92)
    assert (one.compound, one.text, one.writer) == (NINETY_TWO, VACCINE, "点长小演")
    with store.read(viewer_as("leader")) as session:
        assert receiving.waiting(session) == ()
        facts = entries.entry_file(session, sent).facts
        assert {fact.decision for fact in facts} == {Decision.HANDED}
    entry_id = taken(store, leader_of_92)
    made = what_came(store, leader_of_92, entry_id)
    assert [need.case.category.id for need in made.needs] == ["plumbing_drain", "home_medical"]
    assert len(made.promises) == 1
    with store.read(viewer_as("leader")) as session:
        (told,) = sending.sent_of(session, sent)
        assert (told.state, told.may_withdraw) == (sending.TAKEN, False)
        assert session.get(DiaryEntry, entry_id) is None
        assert session.scalars(select(Need).where(Need.entry_id == entry_id)).all() == []
    with store.read(leader_of_92) as session, pytest.raises(NotFoundError):
        receiving.received(session, one.id)
    with store.read(CONSOLE) as session:
        acts = session.scalars(select(AuditEvent.act).order_by(AuditEvent.id)).all()
    assert [act for act in acts if act.startswith("handover")] == [
        "handover.sent",
        "handover.taken",
    ]


def test_what_is_handed_over_later_goes_along_until_it_was_taken(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    first, second = ({number: ItemWord(handed=True)} for number in (0, 1))
    entry_id = saved(store, leader, gazetteer, VACCINE)
    confirmed(store, leader, entry_id, Words(items=first, promises={}))
    assert "5楼1号" not in waiting(store, leader_of_92).text
    confirmed(store, leader, entry_id, Words(items=second, promises={}))
    one = waiting(store, leader_of_92)
    assert one.text == VACCINE
    assert {fact.item for fact in one.facts} >= {0, 1}

    again = saved(store, leader, gazetteer, VACCINE, key="k2")
    with store.write(leader) as session:
        assert sending.withdraw(session, one.id) == entry_id
    confirmed(store, leader, again, Words(items=first, promises={}))
    taken(store, leader_of_92)
    with pytest.raises(ConflictError) as refused:
        confirmed(store, leader, again, Words(items=second, promises={}))
    assert "另写" in refused.value.said("zh")
    with store.read(leader) as session:
        facts = entries.entry_file(session, again).facts
    assert {fact.decision for fact in facts if fact.item == 1} == {Decision.OPEN}


def test_a_hand_over_is_returned_with_a_word_and_that_is_undone(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, sent: int
) -> None:
    one = waiting(store, leader_of_92)
    with store.write(leader_of_92) as session:
        with pytest.raises(InputError):
            receiving.give_back(session, one.id, " ")
        receiving.give_back(session, one.id, "这栋楼归隔壁")
    with store.read(viewer_as("leader")) as session:
        (back,) = sending.returned(session)
        assert (back.entry_id, back.reply) == (sent, "这栋楼归隔壁")
    with store.write(leader_of_92) as session:
        assert [one.reply for one in receiving.answered_lately(session)] == ["这栋楼归隔壁"]
        receiving.undo_return(session, one.id)
        with pytest.raises(ConflictError):
            receiving.undo_return(session, one.id)
    assert waiting(store, leader_of_92).reply == ""
    with store.write(leader_of_92) as session:
        receiving.give_back(session, one.id, "不是")
    with store.write(viewer_as("leader")) as session:
        assert sending.acknowledge(session, one.id) == sent
        assert sending.returned(session) == ()
    with store.write(leader_of_92) as session, pytest.raises(ConflictError):
        receiving.undo_return(session, one.id)


def test_the_writer_takes_back_what_was_not_taken_within_a_day(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, sent: int
) -> None:
    leader, one = viewer_as("leader"), waiting(store, leader_of_92)
    with store.write(leader_of_92) as session, pytest.raises(NotFoundError):
        sending.withdraw(session, one.id)
    with store.write(leader) as session:
        assert sending.withdraw(session, one.id) == sent
        facts = entries.entry_file(session, sent).facts
        assert {fact.decision for fact in facts} == {Decision.OPEN}
    confirmed(store, leader, sent, HAND)
    long_ago = datetime.now(UTC) - timedelta(hours=25)
    with store.write(CONSOLE) as session:
        session.execute(update(Handover).values(sent_at=long_ago))
    again = waiting(store, leader_of_92)
    with store.write(leader) as session, pytest.raises(ConflictError):
        sending.withdraw(session, again.id)


@pytest.mark.usefixtures("sent")
def test_taking_is_undone_and_the_hand_over_waits_again(store: Store, leader_of_92: Viewer) -> None:
    entry_id = taken(store, leader_of_92)
    with store.write(leader_of_92) as session:
        undoing.undo(session, entry_id, today=TODAY)
        dropping.drop_entry(session, entry_id)
    assert waiting(store, leader_of_92).text == VACCINE
    with store.read(CONSOLE) as session:
        assert session.scalars(select(Need).where(Need.entry_id == entry_id)).all() == []
    assert taken(store, leader_of_92) != entry_id


def test_undoing_the_entry_takes_back_what_waits_and_leaves_what_was_taken(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, sent: int
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        undoing.undo(session, sent, today=TODAY)
    with store.read(leader_of_92) as session:
        assert receiving.waiting(session) == ()
    confirmed(store, leader, sent, HAND)
    taken(store, leader_of_92)
    with store.write(leader) as session:
        undoing.undo(session, sent, today=TODAY)
        assert [one.state for one in sending.sent_of(session, sent)] == [sending.TAKEN]


def test_what_is_not_handed_over_stays_in_the_diary_and_waits_no_more(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}漏水。{VACCINE}")
    words = Words(
        items={1: ItemWord(handed=False), 2: ItemWord(handed=True)},
        promises={},
    )
    confirmed(store, leader, entry_id, words)
    assert HOME not in waiting(store, leader_of_92).text
    with store.read(leader) as session:
        (line,) = [one for one in listing.latest_entries(session) if one.id == entry_id]
    # the leak, and the promise that she made for all three
    assert line.waiting == 2


def test_without_a_leader_it_stands_on_the_managers_list_without_names(
    store: Store, viewer_as: ViewerAs, sent: int
) -> None:
    with store.write(CONSOLE) as session:
        assert receiving.unled_compounds(session) == frozenset()
        close_account(session, "second")
        lost = receiving.unled_compounds(session)
    manager = viewer_as("manager")
    with store.read(manager) as session:
        (one,) = receiving.unled(session, lost)
        assert "某户" in one.words
        assert "5楼1号" not in one.words
        with pytest.raises(ForbiddenError):
            receiving.take(session, one.id, HAND, today=TODAY, digest=store.digest)
    with store.read(viewer_as("steward")) as session:
        assert receiving.counted(session, lost) == [(NINETY_TWO, 1)]
    with store.write(manager) as session:
        with pytest.raises(InputError):
            receiving.see_to(session, one.id, "", lost)
        receiving.see_to(session, one.id, "请网格员去看", lost)
    with store.read(viewer_as("leader")) as session:
        assert [told.state for told in sending.sent_of(session, sent)] == [sending.TAKEN]
    with store.read(viewer_as("partner")) as session:
        assert session.scalars(select(Handover)).all() == []
