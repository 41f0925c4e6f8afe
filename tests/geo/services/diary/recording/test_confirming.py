"""An entry makes needs, visits and promises only when it is confirmed."""

from sqlalchemy import func, select

from geo.address.gazetteer import Gazetteer
from geo.address.values import Level
from geo.needs.vocabulary import State
from geo.services import case_files
from geo.services.diary import entries, undoing
from geo.services.diary.facts import Decision, FactKind, place_key
from geo.services.diary.made import made_of
from geo.services.diary.picking import chosen
from geo.services.diary.recording.words import NEW_RESIDENT, ItemWord, Words
from geo.services.mapping import scene_counts
from geo.services.scene import Scene
from geo.store.models import (
    EntryFact,
    Need,
    NeedEvent,
    Promise,
    Resident,
    Unit,
)
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import (
    TWO,
    VACCINE,
    WORK,
    ViewerAs,
    all_words,
    confirmed,
    saved,
    shown,
)


def test_nothing_is_on_the_map_before_the_writer_confirms(
    store: Store, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    def counted() -> int:
        with store.read(leader_of_92) as session:
            return scene_counts(session, Scene(), TODAY).needs

    before = counted()
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    assert counted() == before
    confirmed(store, leader_of_92, entry_id)
    assert counted() == before + 2


def test_the_first_sentence_makes_two_needs_and_one_promise(
    store: Store, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    found = shown(store, leader_of_92, entry_id)
    drain, vaccine = found.items[0].needs[0], found.items[1].needs[0]
    assert (drain.category.id, drain.preset) == ("plumbing_drain", True)
    assert (vaccine.category.id, vaccine.preset) == ("home_medical", False)
    confirmed(store, leader_of_92, entry_id)
    with store.read(leader_of_92) as session:
        needs = session.scalars(select(Need).where(Need.entry_id == entry_id)).all()
        unit = session.get(Unit, needs[1].unit_id)
        assert unit is not None
        assert [need.category for need in needs] == ["plumbing_drain", "home_medical"]
        assert (needs[0].floor, needs[0].unit_id, needs[0].spot) == (1, None, None)
        assert needs[0].entrance_id == needs[1].entrance_id == unit.entrance_id
        assert unit.floor == 5
        assert needs[0].words == VACCINE
        (promise,) = session.scalars(select(Promise).where(Promise.entry_id == entry_id))
        assert (promise.unit_id, promise.due_on, promise.part) == (unit.id, TODAY, "pm")
        facts = session.scalars(select(EntryFact).where(EntryFact.need_id.is_not(None))).all()
        assert {fact.decision for fact in facts} == {"kept"}
        assert "下水慢" in VACCINE[facts[0].start : facts[0].end]
        assert "打疫苗" in VACCINE[facts[1].start : facts[1].end]


def test_the_second_sentence_is_about_work_in_one_flat(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, WORK)
    confirmed(store, leader, entry_id)
    with store.read(leader) as session:
        (need,) = made_of(session, entry_id, TODAY, "zh").needs
    assert need.case.category.id == "employment"
    assert need.case.place.line() == "御林湾 3号楼 1单元 2楼2号"


def test_the_third_sentence_asks_for_the_entrance_and_takes_the_answer(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, TWO)
    found = shown(store, leader, entry_id)
    first, second = found.items[:2]
    assert first.asks is Level.ENTRANCE
    assert first.place is not None
    assert first.place.level is Level.BUILDING
    assert not any(need.preset for item in (first, second) for need in item.needs)
    flat = next(option for option in first.options if option.level is Level.UNIT)
    word = ItemWord(place=flat.key, needs={"home_medical": True})
    confirmed(store, leader, entry_id, Words(items={0: word}, promises={}))
    with store.read(leader) as session:
        (need,) = session.scalars(select(Need).where(Need.entry_id == entry_id))
        assert need.unit_id == flat.unit_id
        places = [
            f for f in entries.entry_file(session, entry_id).facts if f.kind is FactKind.PLACE
        ]
        assert [fact.decision for fact in places] == [Decision.CORRECTED, Decision.OPEN]
    assert {need.category.id for need in shown(store, leader, entry_id).items[1].needs} == {
        "lone_elderly",
        "wellbeing_check",
    }


def test_the_same_key_is_one_entry_and_a_second_yes_records_nothing(
    store: Store, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    assert saved(store, leader_of_92, gazetteer, VACCINE) == entry_id
    words = all_words(shown(store, leader_of_92, entry_id))
    confirmed(store, leader_of_92, entry_id, words)
    confirmed(store, leader_of_92, entry_id, words)
    with store.read(leader_of_92) as session:
        made = select(func.count()).select_from(Need).where(Need.entry_id == entry_id)
        assert session.scalar(made) == 2


def test_a_need_that_is_open_there_gets_a_note_without_names_and_flats(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    confirmed(store, leader, saved(store, leader, gazetteer, WORK))
    again = "3号楼1单元2楼2号王秀兰,想找工作,电话13800005678。"
    second = saved(store, leader, gazetteer, again, key="k2")
    assert shown(store, leader, second).items[0].needs[0].known_need is not None
    confirmed(store, leader, second)
    with store.read(leader) as session:
        (made,) = made_of(session, second, TODAY, "zh").needs
        assert made.did == "noted"
        note = session.scalars(
            select(NeedEvent).where(NeedEvent.need_id == made.case.id, NeedEvent.act == "note")
        ).one()
        assert note.note == "3号楼1单元某户王*,想找工作,电话138****5678。"
        assert session.scalar(select(func.count()).where(Need.entry_id == second)) == 0


def test_a_settled_need_is_closed_with_the_sentence_and_opened_again_by_undo(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    drain = saved(store, leader, gazetteer, "3号楼1单元2楼2号下水堵了。")
    confirmed(store, leader, drain)
    entry_id = saved(store, leader, gazetteer, "3号楼1单元2楼2号下水堵了,现在修好了。", key="k2")
    found = shown(store, leader, entry_id)
    assert found.items[0].settled[0].needs[0].exact
    confirmed(store, leader, entry_id)
    with store.read(leader) as session:
        (made,) = made_of(session, entry_id, TODAY, "zh").needs
        assert (made.did, made.case.state) == ("closed", State.CLOSED)
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    with store.read(leader) as session:
        assert (
            case_files.case_file(session, made.case.id, TODAY, "zh").case.state is State.REGISTERED
        )


def test_a_refused_need_and_an_added_one_are_kept_as_such(
    store: Store, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    place = shown(store, leader_of_92, entry_id).items[0].place
    assert place is not None
    word = ItemWord(place=place.key, needs={"plumbing_drain": False}, added=("leak",))
    confirmed(store, leader_of_92, entry_id, Words(items={0: word}, promises={0: False}))
    with store.read(leader_of_92) as session:
        (need,) = session.scalars(select(Need).where(Need.entry_id == entry_id))
        facts = entries.entry_file(session, entry_id).facts
    assert need.category == "leak"
    told = {(f.value.get("category"), f.decision) for f in facts if f.kind is FactKind.NEED}
    assert told == {
        ("plumbing_drain", Decision.REFUSED),
        ("home_medical", Decision.OPEN),
        ("leak", Decision.CORRECTED),
    }
    assert next(f for f in facts if f.kind is FactKind.PROMISE).decision is Decision.REFUSED


def test_an_item_can_be_added_by_hand_where_nothing_was_read(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, "今天天气很好。")
    (item,) = shown(store, leader, entry_id).items
    assert item.by_hand
    assert item.place is not None
    word = ItemWord(place=item.place.key, added=("parking",))
    confirmed(store, leader, entry_id, Words(items={0: word}, promises={}))
    with store.read(leader) as session:
        (made,) = made_of(session, entry_id, TODAY, "zh").needs
    assert made.case.place.line() == "御林湾"


def test_a_resident_is_found_by_name_in_the_flat(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        unit = chosen(session, ["unit:c01-b3-e1-202"], "zh")["unit:c01-b3-e1-202"]
        key = place_key(Level.UNIT, unit.unit_id or "")
    text = "3号楼1单元2楼2号欧阳秋月,想找工作。"
    first = saved(store, leader, gazetteer, text)
    (person,) = shown(store, leader, first).items[0].persons
    assert (person.name, person.preset, person.may_add) == ("欧阳秋月", None, True)
    word = ItemWord(place=key, needs={"employment": True}, residents={person.name: NEW_RESIDENT})
    confirmed(store, leader, first, Words(items={0: word}, promises={}))
    second = saved(store, leader, gazetteer, text, key="k2")
    (known,) = shown(store, leader, second).items[0].persons
    assert known.preset is not None
    assert not known.may_add
    with store.read(leader) as session:
        resident = session.get(Resident, known.preset)
        need = session.scalars(select(Need).where(Need.entry_id == first)).one()
        assert resident is not None
        assert (resident.name, resident.unit_id) == ("欧阳秋月", unit.unit_id)
        assert need.resident_id == resident.id
    with store.write(leader) as session:
        undoing.undo(session, first, today=TODAY)
    with store.read(CONSOLE) as session:
        assert session.get(Resident, known.preset) is None
