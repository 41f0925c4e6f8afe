"""One recorded fact that was wrong goes from everything at once, and comes back within a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import State
from geo.services import doubting, editing, telling, undoing
from geo.services.diary import entry_file
from geo.services.entry_facts import Decision, FactKind
from geo.services.entry_search import LONGEST_WORD, Wanted, find_entries
from geo.services.households import household
from geo.services.made import Made, made_of
from geo.services.mapping import scene_counts
from geo.services.recording import ItemWord, Words
from geo.services.registry import places_in_scope
from geo.services.scene import Scene
from geo.store.models import AuditEvent, EntryFact, Need, Promise, Visit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.test_diary import confirmed, saved, shown
from webmap.installation import store_of
from webmap.settings import from_env

ViewerAs = Callable[[str], Viewer]
HOME = "3号楼1单元2楼2号"
LEAK = f"{HOME}漏水,明天下午上门看。"
CALLED = f"{HOME}今天入户看望了老人,老人都好。"


@pytest.fixture(scope="module")
def gazetteer(demo_folder: Path) -> Gazetteer:
    opened = store_of(from_env({}, folder=str(demo_folder)))
    with opened.read(CONSOLE) as session:
        places = places_in_scope(session, with_units=True)
    opened.close()
    return Gazetteer.from_places(places)


def what_came(store: Store, viewer: Viewer, entry_id: int) -> Made:
    with store.read(viewer) as session:
        return made_of(session, entry_id, TODAY, "zh")


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


def test_the_group_is_told_confirmed_faults_of_places_only(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    text = "3号楼1单元楼道灯坏了。3号楼1单元2楼2号王秀兰糖尿病。"
    entry_id = saved(store, leader, gazetteer, text)

    def told() -> str:
        with store.read(leader) as session:
            facts = entry_file(session, entry_id).facts
        return telling.notice(text, facts, gazetteer, written_on=TODAY, compound="御林湾")

    assert told() == ""
    confirmed(store, leader, entry_id)
    assert "3号楼" in told()
    assert not any(word in told() for word in ("王", "糖尿病", "2楼", "2号"))


def test_entries_are_found_by_word_category_day_and_place(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}漏水,A座也一样。")
    confirmed(store, leader, entry_id)

    def found(wanted: Wanted, viewer: Viewer = leader) -> list[int]:
        with store.read(viewer) as session:
            return [hit.id for hit in find_entries(session, wanted).hits]

    category = what_came(store, leader, entry_id).needs[0].case.category.id
    assert entry_id in found(Wanted(word="\uff41座也"))
    assert entry_id in found(Wanted(category=category, unit_id="c01-b3-e1-202", since=TODAY))
    assert entry_id not in found(Wanted(word="没写过的词"))
    assert entry_id not in found(Wanted(until=TODAY - timedelta(days=1)))
    with store.read(leader) as session:
        (hit,) = find_entries(session, Wanted(word="座也一")).hits
        assert (hit.before + hit.found + hit.after) == f"{HOME}漏水,A座也一样。"
        with pytest.raises(InputError):
            find_entries(session, Wanted(word="词" * (LONGEST_WORD + 1)))
    with pytest.raises(ForbiddenError):
        found(Wanted(word="水"), viewer_as("manager"))


def test_an_edited_entry_is_read_again_and_keeps_what_stood_there(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}漏水。")

    def edited(text: str) -> None:
        with store.write(leader) as session:
            editing.edit_entry(session, entry_id, text, gazetteer)

    for text in (f"{HOME}停电。", f"{HOME}停电。", LEAK):
        edited(text)
    with store.read(leader) as session:
        assert [one.text for one in editing.history(session, entry_id)] == [
            f"{HOME}漏水。",
            f"{HOME}停电。",
        ]
    confirmed(store, leader, entry_id)
    assert len(what_came(store, leader, entry_id).needs) == 1
    with pytest.raises(ConflictError):
        edited("别的")
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    with pytest.raises(InputError):
        edited("  ")
    with store.read(leader) as session:
        assert len(editing.history(session, entry_id)) == 2
