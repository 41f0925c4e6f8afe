"""An entry is kept once with what was read in it, and makes needs only when it is confirmed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.address.values import Level
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role, State
from geo.services import case_files, cases, diary, recording, undoing
from geo.services.accounts import NewAccount, make_account, make_territory
from geo.services.diary import NewEntry
from geo.services.entry_facts import (
    Decision,
    FactKind,
    place_key,
    read_facts,
    sentence_around,
    told_to_others,
)
from geo.services.made import made_of
from geo.services.mapping import scene_counts
from geo.services.picking import buildings_within, chosen, doorways
from geo.services.recording import NEW_RESIDENT, ItemWord, Words
from geo.services.registry import places_in_scope
from geo.services.scene import Scene
from geo.services.understanding import MOST_SHOWN, Understanding, pieces_of, understood
from geo.store.models import (
    AuditEvent,
    Compound,
    DiaryEntry,
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
from webmap.installation import store_of
from webmap.settings import from_env

ViewerAs = Callable[[str], Viewer]
NINETY_TWO = "建设中路92号小区"
VACCINE = "建设中路92号小区2单元1楼下水慢,5楼1号老人需上门打疫苗,今天下午入户一并了解。"
WORK = "御林湾3号楼1单元2楼2号住户,由于疫情原因不能回老家,想在铁西找工作,帮找就业信息。"
TWO = "4号楼102需要上门提供核酸、10号楼203是独居老人需要多关注。"

LIST = Gazetteer.from_json([{"name": "柳荫里", "buildings": ["3", "4"], "max_entrance": 4}])


@pytest.fixture(scope="module")
def gazetteer(demo_folder: Path) -> Gazetteer:
    opened = store_of(from_env({}, folder=str(demo_folder)))
    with opened.read(CONSOLE) as session:
        places = places_in_scope(session, with_units=True)
    opened.close()
    return Gazetteer.from_places(places)


@pytest.fixture
def leader_of_92(store: Store, viewer_as: ViewerAs) -> Viewer:
    """Return the viewer of a leader of 建设中路92号小区."""
    with store.write(CONSOLE) as session:
        compound = compound_id(session, NINETY_TWO)
        make_territory(session, NINETY_TWO, [compound])
        account = NewAccount(
            user="second",
            password="Second-door-92",
            role=Role.LEADER,
            name="点长二",
            territory=NINETY_TWO,
        )
        make_account(session, account)
    return viewer_as("second")


def compound_id(session: Session, name: str) -> str:
    return session.scalars(select(Compound.id).where(Compound.name == name)).one()


def saved(store: Store, viewer: Viewer, gazetteer: Gazetteer, text: str, *, key: str = "k1") -> int:
    with store.write(viewer) as session:
        first = diary.compounds_of_writer(session)[0][0]
        new = NewEntry(key=key, text=text, compound_id=first, written_on=TODAY)
        return diary.save_entry(session, new, gazetteer, today=TODAY)


def shown(store: Store, viewer: Viewer, entry_id: int) -> Understanding:
    with store.read(viewer) as session:
        file = diary.entry_file(session, entry_id)
        return understood(
            session,
            file.text,
            file.facts,
            compound_id=file.compound_id,
            digest=store.digest,
            language="zh",
        )


def all_words(found: Understanding) -> Words:
    """Return a yes to everything that can be confirmed."""
    return Words(
        items={
            item.number: ItemWord(
                place=item.place.key,
                needs={need.category.id: True for need in item.needs},
                settled={
                    line.category.id: line.needs[0].need_id for line in item.settled if line.needs
                },
                visits={visit.key: True for visit in item.visits},
                residents={p.name: p.preset for p in item.persons if p.preset},
            )
            for item in found.items
            if item.place and not item.by_hand
        },
        promises={promise.number: True for promise in found.promises},
    )


def confirmed(store: Store, viewer: Viewer, entry_id: int, words: Words | None = None) -> None:
    said = words or all_words(shown(store, viewer, entry_id))
    with store.write(viewer) as session:
        recording.confirm(session, entry_id, said, today=TODAY, digest=store.digest)


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
        places = [f for f in diary.entry_file(session, entry_id).facts if f.kind is FactKind.PLACE]
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


def test_a_form_of_somebody_else_is_refused(
    store: Store, leader_of_92: Viewer, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    with store.read(leader_of_92) as session:
        (line,) = [line for line in diary.latest_entries(session) if line.id == entry_id]
    assert (line.state, line.waiting, line.own) == ("read", 3, True)
    with pytest.raises(ConflictError):
        saved(store, viewer_as("leader"), gazetteer, VACCINE)


def test_other_words_sent_with_the_same_key_are_not_lost(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    first = saved(store, leader, gazetteer, WORK)
    assert saved(store, leader, gazetteer, TWO) != first


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


def test_undo_takes_everything_back_and_is_audited(
    store: Store, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    confirmed(store, leader_of_92, entry_id)
    with store.write(leader_of_92) as session:
        undoing.undo(session, entry_id, today=TODAY)
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).where(Need.entry_id == entry_id)) == 0
        assert session.scalar(select(func.count()).where(Promise.entry_id == entry_id)) == 0
        assert set(session.scalars(select(AuditEvent.act))) >= {
            "diary.saved",
            "diary.confirmed",
            "diary.undone",
        }
    assert shown(store, leader_of_92, entry_id).waits
    confirmed(store, leader_of_92, entry_id)


def test_undo_hides_a_need_that_was_worked_on(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, WORK)
    confirmed(store, leader, entry_id)
    with store.write(leader) as session:
        (made,) = made_of(session, entry_id, TODAY, "zh").needs
        cases.add_note(session, made.case.id, "已联系")
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    with store.read(CONSOLE) as session:
        need = session.get(Need, made.case.id)
        assert need is not None
        assert need.hidden


def test_what_lies_in_another_territory_stays_open(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, VACCINE)
    found = shown(store, leader, entry_id)
    assert [item.foreign for item in found.items if not item.by_hand] == [True, True]
    with store.read(leader) as session:
        (line,) = [line for line in diary.latest_entries(session) if line.id == entry_id]
    assert line.waiting == 0
    assert not found.promises
    with store.read(CONSOLE) as session:
        key = place_key(Level.COMPOUND, compound_id(session, NINETY_TWO))
    stolen = Words(items={0: ItemWord(place=key, needs={"plumbing_drain": True})}, promises={})
    with pytest.raises(InputError, match="not in your territory"):
        confirmed(store, leader, entry_id, stolen)
    confirmed(store, leader, entry_id)
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).where(Need.entry_id == entry_id)) == 0
        facts = select(EntryFact.decision).where(EntryFact.entry_id == entry_id)
        assert set(session.scalars(facts)) == {"open"}


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
        facts = diary.entry_file(session, entry_id).facts
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


@pytest.mark.parametrize(
    ("text", "key", "ahead_days", "told"),
    [
        ("  \n", "k", 0, "empty entry"),
        (WORK, " ", 0, "needs a key"),
        (WORK, "k", 1, "lies ahead"),
        ("漏" * 100_000, "k", 0, "100000 characters"),
        ("漏\ud800水", "k", 0, "half a character"),
    ],
)
def test_bad_entries_are_refused_in_one_sentence(
    store: Store, text: str, key: str, ahead_days: int, told: str
) -> None:
    day = TODAY + timedelta(days=ahead_days)
    with store.write(replace(CONSOLE, role=Role.LEADER)) as session:
        first = diary.compounds_of_writer(session)[0][0]
        new = NewEntry(key=key, text=text, compound_id=first, written_on=day)
        with pytest.raises(InputError, match=told):
            diary.save_entry(session, new, LIST, today=TODAY)


def test_only_leaders_write_and_only_the_writer_confirms(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    with pytest.raises(ForbiddenError):
        saved(store, viewer_as("manager"), gazetteer, WORK)
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    with pytest.raises(NotFoundError):
        confirmed(store, viewer_as("leader"), entry_id, Words(items={}, promises={}))
    with store.read(viewer_as("manager")) as session, pytest.raises(NotFoundError):
        diary.entry_file(session, entry_id)


def test_an_entry_that_was_put_away_is_gone(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, WORK)
    with store.write(leader) as session:
        diary.drop_entry(session, entry_id)
    with store.read(leader) as session:
        assert entry_id not in {line.id for line in diary.latest_entries(session)}
        with pytest.raises(NotFoundError):
            diary.entry_file(session, entry_id)


def test_the_demo_brings_entries_with_names_masked(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        lines = diary.latest_entries(session)
        rows = session.scalars(select(DiaryEntry)).all()
        assert lines
        assert {line.compound for line in lines} == {"御林湾"}
        assert {row.state for row in rows} == {"confirmed"}
    with store.read(CONSOLE) as session:
        every = session.scalars(select(DiaryEntry)).all()
        residents = {one for one in session.scalars(select(Resident.name)) if one}
    told = [(row, name) for row in every for name in residents if name in row.text]
    assert told
    assert [name for row, name in told if name in row.redacted] == []
    assert all(f"{name[0]}*" in row.redacted for row, name in told)


def test_the_picker_offers_buildings_entrances_and_flats(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        own = diary.compounds_of_writer(session)[0][0]
        buildings = buildings_within(session, own, "zh")
        doors = doorways(session, buildings[0][0].partition(":")[2], "zh")
        assert buildings_within(session, compound_id_of(store, NINETY_TWO), "zh") == []
    assert buildings[0][1] == "1号楼"
    assert [door.label for door in doors][:1] == ["1单元"]
    floors = [flat.floor for flat in doors[0].flats]
    assert floors == sorted(floors, reverse=True)


def compound_id_of(store: Store, name: str) -> str:
    with store.read(CONSOLE) as session:
        return compound_id(session, name)


@given(
    st.lists(
        st.sampled_from(
            [
                "柳荫里3号楼",
                "1单元",
                "502",
                "漏水",
                "王秀兰",
                "明天",
                "上门",
                "。",
                ",",
                "<b>",
                "😀",
                "\u202e",
            ]
        ),
        max_size=12,
    )
)
def test_pieces_joined_again_are_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    read = read_facts(text, LIST, written_on=TODAY, compound="柳荫里")
    assert "".join(piece.text for piece in pieces_of(text, read.facts)) == text


@given(st.text("甲乙。;\n ", min_size=1, max_size=30), st.integers(0, 29))
def test_a_sentence_holds_its_words(text: str, at: int) -> None:
    start = min(at, len(text) - 1)
    span = sentence_around(text, start, start + 1)
    assert 0 <= span.start <= span.end <= len(text)
    assert text[start].isspace() or span.start <= start < span.end


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("柳荫里3号楼1单元1楼下水慢。", None),
        ("柳荫里3号楼后面下水堵了。", "3号楼后面"),
        ("柳荫里3号楼楼道灯坏了。", "3号楼楼道"),
    ],
)
def test_a_spot_does_not_take_the_first_sign_of_a_need(text: str, spot: str | None) -> None:
    read = read_facts(text, LIST, written_on=TODAY, compound="柳荫里")
    (place,) = [fact for fact in read.facts if fact.kind is FactKind.PLACE]
    assert place.value["spot"] == spot


def test_others_are_told_neither_names_nor_flats() -> None:
    text = "柳荫里3号楼1单元502住户王秀兰,家里漏水。"
    read = read_facts(text, LIST, written_on=TODAY, compound="柳荫里")
    told = told_to_others(text, sentence_around(text, 0, 1), read.facts)
    assert told == "柳荫里3号楼1单元某户住户王*,家里漏水。"


def test_of_many_places_the_first_are_shown_and_the_next_when_these_are_confirmed(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    homes = [f"3号楼{e}单元{f}楼{u}号漏水" for e in (1, 2) for f in range(1, 7) for u in (1, 2)]
    entry_id = saved(store, leader, gazetteer, "。".join(homes))
    found = shown(store, leader, entry_id)
    assert (len(found.items) - 1, found.more) == (MOST_SHOWN, len(homes) - MOST_SHOWN)
    confirmed(store, leader, entry_id)
    found = shown(store, leader, entry_id)
    assert (sum(item.waits for item in found.items), found.more) == (len(homes) - MOST_SHOWN, 0)
