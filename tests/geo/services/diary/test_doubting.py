"""One recorded fact that was wrong goes from everything at once, and comes back within a day."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, NotFoundError
from geo.needs.vocabulary import State
from geo.services.diary import doubting, undoing
from geo.services.diary.entries import entry_file
from geo.services.diary.facts import Decision, FactKind
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.households import household
from geo.services.mapping import scene_counts
from geo.services.scene import Scene
from geo.services.wrong import promises
from geo.store.models import AuditEvent, EntryFact, Need, Promise, Visit, WithdrawnPromise
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import (
    HOME,
    LEAK,
    ViewerAs,
    confirmed,
    saved,
    shown,
    what_came,
)

CALLED = f"{HOME}今天入户看望了老人,老人都好。"


def call_wrong(store: Store, viewer: Viewer, fact_id: int | None) -> None:
    with store.write(viewer) as session:
        doubting.call_wrong(session, fact_id or 0, today=TODAY)


def call_right(store: Store, viewer: Viewer, fact_id: int) -> None:
    with store.write(viewer) as session:
        doubting.call_right(session, fact_id, today=TODAY)


def test_a_wrong_need_leaves_the_map_and_comes_back(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")

    def counted() -> int:
        with store.read(leader) as session:
            return scene_counts(session, Scene(), TODAY).needs

    entry_id = saved(store, leader, gazetteer, LEAK)
    before = counted()
    confirmed(store, leader, entry_id)
    (need,) = what_came(store, leader, entry_id).needs
    call_wrong(store, leader, need.fact_id)
    assert counted() == before
    made = what_came(store, leader, entry_id)
    assert made.needs == ()
    assert [(one.fact_id, one.may_come_back) for one in made.wrong] == [(need.fact_id, True)]
    with pytest.raises(ConflictError):
        call_wrong(store, leader, need.fact_id)
    call_right(store, leader, need.fact_id)
    assert counted() == before + 1
    assert what_came(store, leader, entry_id).wrong == ()
    with store.read(CONSOLE) as session:
        acts = list(session.scalars(select(AuditEvent.act).order_by(AuditEvent.id)))
    assert acts[-3:] == ["need.called_wrong", "diary.fact_wrong", "diary.fact_right"]


def test_a_wrong_promise_leaves_the_household_and_comes_back_as_it_was(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, LEAK)
    confirmed(store, leader, entry_id)
    (promise,) = what_came(store, leader, entry_id).promises
    call_wrong(store, leader, promise.fact_id)
    with store.read(leader) as session:
        assert session.scalars(select(Promise).where(Promise.entry_id == entry_id)).all() == []
        told = household(session, "c01-b3-e1-202", TODAY, "zh").promises
        assert promise.words not in {one.words for one in told}
    call_right(store, leader, promise.fact_id or 0)
    assert what_came(store, leader, entry_id).promises == (promise,)


def test_a_promise_put_away_keeps_its_key_and_its_fact_takes_no_other(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")

    def newest(key: str) -> tuple[int, int, int]:
        entry_id = saved(store, leader, gazetteer, LEAK, key=key)
        confirmed(store, leader, entry_id)
        (made,) = what_came(store, leader, entry_id).promises
        with store.read(leader) as session:
            number = session.scalars(select(func.max(Promise.id))).one()
        return entry_id, number, made.fact_id or 0

    entry_id, first, fact_id = newest("k1")
    before = what_came(store, leader, entry_id).promises
    with store.write(leader) as session:
        promises.call_wrong(session, first)
    with pytest.raises(ConflictError, match="nothing was recorded"):
        call_wrong(store, leader, fact_id)
    other, second, _ = newest("k2")
    assert second > first
    with store.write(leader) as session:
        promises.call_wrong(session, second)
        promises.call_right(session, second)
        promises.call_right(session, first)
    assert what_came(store, leader, entry_id).promises == before
    call_wrong(store, leader, fact_id)
    assert len(what_came(store, leader, other).promises) == 1


def test_a_key_that_an_older_store_gave_twice_takes_no_promise_of_another_entry(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    own, other = (saved(store, leader, gazetteer, LEAK, key=key) for key in ("k1", "k2"))
    for entry_id in (own, other):
        confirmed(store, leader, entry_id)
    (made,) = what_came(store, leader, own).promises
    with store.write(CONSOLE) as session:
        (key,) = session.scalars(select(Promise.id).where(Promise.entry_id == other))
        fact = session.get_one(EntryFact, made.fact_id)
        fact.value = json.dumps(json.loads(fact.value) | {"promises": [key]})
    call_wrong(store, leader, made.fact_id)
    assert len(what_came(store, leader, other).promises) == 1


def test_words_put_away_are_deleted_when_they_cannot_come_back(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    for key in ("k1", "k2"):
        confirmed(store, leader, saved(store, leader, gazetteer, LEAK, key=key))
    with store.read(leader) as session:
        older, newer = session.scalars(select(Promise.id).order_by(Promise.id.desc()).limit(2))
    with store.write(leader) as session:
        promises.call_wrong(session, older)
    with store.write(CONSOLE) as session:
        session.execute(update(WithdrawnPromise).values(at=datetime.now(UTC) - timedelta(hours=25)))
    with store.write(leader) as session:
        promises.call_wrong(session, newer)
        assert session.scalars(select(WithdrawnPromise.id)).all() == [newer]


def test_a_reported_visit_is_recorded_once_and_undone(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, CALLED)
    (line,) = shown(store, leader, entry_id).items[0].visits
    assert (line.day, line.preset) == (TODAY, True)

    def visits() -> list[Visit]:
        with store.read(leader) as session:
            return list(session.scalars(select(Visit).where(Visit.entry_id == entry_id)))

    confirmed(store, leader, entry_id)
    confirmed(store, leader, entry_id)
    (visit,) = visits()
    assert (visit.unit_id, visit.visited_on, visit.outcome) == ("c01-b3-e1-202", TODAY, "met")
    again = saved(store, leader, gazetteer, CALLED + "又说了一遍。", key="k2")
    confirmed(store, leader, again)
    (known,) = what_came(store, leader, again).visits
    assert not known.counted
    (made,) = what_came(store, leader, entry_id).visits
    call_wrong(store, leader, made.fact_id)
    assert visits() == []
    call_right(store, leader, made.fact_id)
    assert len(visits()) == 1
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    assert visits() == []


def test_a_visit_waits_for_its_flat(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, "3号楼今天走访了一遍,都好。")
    (item,) = [one for one in shown(store, leader, entry_id).items if one.visits]
    (visit,) = item.visits
    assert not visit.preset
    assert item.place is not None
    for said in (True, False):
        word = ItemWord(place=item.place.key, visits={visit.key: said})
        confirmed(store, leader, entry_id, Words(items={item.number: word}, promises={}))
        with store.read(leader) as session:
            facts = entry_file(session, entry_id).facts
        kinds = {fact.kind: fact.decision for fact in facts}
        assert kinds[FactKind.VISIT] is (Decision.OPEN if said else Decision.REFUSED)
    assert what_came(store, leader, entry_id).visits == ()


def test_a_settled_need_opens_again_and_closes_again(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    first = saved(store, leader, gazetteer, f"{HOME}漏水。")
    confirmed(store, leader, first)
    noted = saved(store, leader, gazetteer, f"{HOME}还在漏水。", key="k2")
    confirmed(store, leader, noted)
    closed = saved(store, leader, gazetteer, f"{HOME}漏水修好了。", key="k3")
    confirmed(store, leader, closed)

    def state_and_notes() -> tuple[str, int]:
        with store.read(leader) as session:
            need = session.scalars(select(Need).where(Need.entry_id == first)).one()
            return need.state, sum(event.act == "note" for event in need.events)

    assert state_and_notes() == (State.CLOSED.value, 1)
    (done,) = what_came(store, leader, closed).needs
    call_wrong(store, leader, done.fact_id)
    assert state_and_notes()[0] == State.REGISTERED.value
    call_right(store, leader, done.fact_id)
    assert state_and_notes()[0] == State.CLOSED.value
    (more,) = what_came(store, leader, noted).needs
    call_wrong(store, leader, more.fact_id)
    assert state_and_notes()[1] == 0
    call_right(store, leader, more.fact_id)
    assert state_and_notes()[1] == 1


def test_after_a_day_and_for_others_nothing_comes_back(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, LEAK)
    confirmed(store, leader, entry_id)
    (need,) = what_came(store, leader, entry_id).needs
    with pytest.raises(NotFoundError):
        call_wrong(store, viewer_as("manager"), need.fact_id)
    with pytest.raises(ConflictError, match="not called wrong"):
        call_right(store, leader, need.fact_id)
    call_wrong(store, leader, need.fact_id)
    old = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    with store.write(CONSOLE) as session:
        row = session.scalars(select(EntryFact).where(EntryFact.id == need.fact_id)).one()
        begun, _, rest = row.value.partition('"wrong_at": "')
        row.value = f'{begun}"wrong_at": "{old}"{rest[rest.index(chr(34)) + 1 :]}'
    with pytest.raises(ConflictError, match="within a day"):
        call_right(store, leader, need.fact_id)
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    assert what_came(store, leader, entry_id).wrong == ()
