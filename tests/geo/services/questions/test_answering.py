"""A row that was refused becomes a question; one answer brings it in, with all like it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from geo.errors import ConflictError, InputError, NotFoundError
from geo.needs.vocabulary import Role, categories
from geo.places.register import read_needs_table, read_register
from geo.services import aliases
from geo.services.importing.needs import NeedsImport, import_needs
from geo.services.importing.register import Basis, RegisterImport, Terms, import_register
from geo.services.importing.transaction import importing
from geo.services.questions import answering
from geo.services.questions.answering import Answer, Answered, Verdict
from geo.services.questions.queue import QueuePage, given_lately, queue_page, waiting
from geo.services.questions.twins import ask_about_twins
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.questions.conftest import viewer

DAY = date(2026, 3, 2)
HEADER = "姓名,年龄,详细地址,人员类别,身份证号"
UNHEARD = "老罐头厂院"
WORDS = {word: one.id for one in categories().values() for word in (one.zh, one.en)}


def bring(store: Store, folder: Path, *lines: str, dry_run: bool = False) -> RegisterImport:
    path = folder / "r.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    terms = Terms(digest=store.digest, today=DAY, basis=Basis.LEGAL_DUTY, origin=path.name)
    with importing(store, dry_run=dry_run) as session:
        return import_register(session, read_register(path, as_of=DAY), terms)


def bring_needs(store: Store, folder: Path, *lines: str) -> NeedsImport:
    path = folder / "n.csv"
    path.write_text("\n".join(["地址,类别,内容,日期,状态", *lines]), encoding="utf-8")
    table = read_needs_table(path, categories=WORDS, as_of=DAY)
    with importing(store) as session:
        return import_needs(session, table, today=DAY, origin=path.name)


def page(store: Store, user: str, number: int = 1) -> QueuePage:
    with store.read(viewer(store, user)) as session:
        return queue_page(session, number, DAY, "zh")


def said(store: Store, user: str, ref: str, place: str = "", **more: object) -> Answered:
    verdict = Verdict(str(more.pop("verdict", "place")))
    answer = Answer(verdict=verdict, place=place, alike=bool(more.pop("alike", False)))
    return answering.answer(
        store, viewer(store, user), int(ref), answer, today=DAY, digest=store.digest
    )


def people(store: Store) -> dict[str, str]:
    with store.read(CONSOLE) as session:
        rows = session.execute(select(m.Resident.name, m.Resident.unit_id)).all()
    return {str(name): unit for name, unit in rows}


def count(store: Store, record: type[m.Record]) -> int:
    with store.read(CONSOLE) as session:
        return session.scalar(select(func.count()).select_from(record)) or 0


THREE = (
    f"王秀兰,85,{UNHEARD}3号楼1单元502,独居老人,210102194001011015",
    f"李国强,70,{UNHEARD}1号楼2单元101,,",
    f"赵小军,40,{UNHEARD}8号楼1单元101,,",
)


def test_one_answer_brings_in_all_rows_of_an_unheard_of_name_and_asks_on(
    store: Store, tmp_path: Path
) -> None:
    done = bring(store, tmp_path, *THREE)
    assert (done.new, len(done.rejected), done.questions) == (0, 3, 3)
    (card,) = page(store, "gl").cards
    assert (card.doubtful, card.alike, card.file, card.row) == (UNHEARD, 3, "r.csv", 2)
    answered = said(store, "gl", card.ref, "compound:c1", alike=True)
    assert (answered.settled, answered.asked_again) == (2, 1)
    assert people(store) == {"王秀兰": "c1-3-1-502", "李国强": "c1-1-2-101"}
    with store.read(CONSOLE) as session:
        (need,) = session.scalars(select(m.Need))
        assert (need.category, need.unit_id) == ("lone_elderly", "c1-3-1-502")
        known = session.scalars(
            select(m.Resident.identity_digest).where(m.Resident.unit_id == "c1-3-1-502")
        ).one()
        assert known == store.digest("210102194001011015")
    (again,) = page(store, "dz").cards
    assert (again.doubt, again.doubtful) == ("building_unknown", "8号楼")
    assert said(store, "dz", again.ref, "building:c1-3").settled == 1
    assert people(store)["赵小军"] == "c1-3-1-101"
    assert page(store, "gl").cards == ()


def test_the_same_file_again_asks_nothing_and_adds_nobody(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *THREE)
    assert bring(store, tmp_path, *THREE).questions == 3
    (card,) = page(store, "gl").cards
    said(store, "gl", card.ref, "compound:c1", alike=True)
    again = bring(store, tmp_path, *THREE)
    assert (again.new, again.same, again.questions) == (0, 2, 1)
    fresh = bring(store, tmp_path, f"孙新,33,{UNHEARD}1号楼1单元101,,")
    assert (fresh.new, fresh.questions) == (1, 0)


def test_a_trial_asks_nothing(store: Store, tmp_path: Path) -> None:
    assert bring(store, tmp_path, *THREE, dry_run=True).questions == 3
    assert page(store, "gl").cards == ()


def test_an_answer_is_undone_with_all_that_it_brought_in(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *THREE)
    (card,) = page(store, "gl").cards
    answered = said(store, "gl", card.ref, "compound:c1", alike=True)
    with store.read(viewer(store, "gl")) as session:
        (given,) = given_lately(session, "zh")
    assert (given.batch, given.settled, given.doubtful) == (answered.batch, 3, UNHEARD)
    assert given.answer is not None
    assert answering.undo(store, viewer(store, "gl"), given.batch) == 3
    assert people(store) == {}
    assert count(store, m.Need) == 0
    (back,) = page(store, "gl").cards
    assert (back.doubtful, back.alike) == (UNHEARD, 3)
    assert (back.before, back.after) == ("", "3号楼1单元502")


def test_a_need_that_was_worked_on_since_is_hidden_not_deleted(
    store: Store, tmp_path: Path
) -> None:
    done = bring_needs(store, tmp_path, f"{UNHEARD}3号楼1单元502,漏水渗水,厨房漏水,,")
    assert done.questions == 1
    (card,) = page(store, "gl").cards
    answered = said(store, "gl", card.ref, "compound:c1")
    with store.write(CONSOLE) as session:
        (need,) = session.scalars(select(m.Need))
        assert (need.unit_id, need.category) == ("c1-3-1-502", "leak")
        step = m.NeedEvent(need_id=need.id, at=need.events[0].at, account_name="x", act="note")
        session.add(step)
    answering.undo(store, viewer(store, "gl"), answered.batch or "")
    with store.read(CONSOLE) as session:
        assert [need.hidden for need in session.scalars(select(m.Need))] == [True]


def test_only_one_row_is_taken_unless_all_alike_are_asked_for(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *THREE)
    (card,) = page(store, "gl").cards
    said(store, "gl", card.ref, "compound:c1")
    assert list(people(store)) == ["王秀兰"]
    (left,) = page(store, "gl").cards
    assert left.alike == 2
    assert bring(store, tmp_path, f"孙新,33,{UNHEARD}1号楼1单元101,,").new == 0


def test_a_leader_answers_for_her_compounds_only(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "甲,,刘音里9号楼1单元502,,", "乙,,柳荫里9号楼1单元502,,")
    assert [card.after for card in page(store, "dz").cards] == ["1单元502"]
    assert len(page(store, "gl").cards) == 2
    with store.read(viewer(store, "dz")) as session:
        assert waiting(session, DAY) == 1
    foreign = next(card for card in page(store, "gl").cards if "刘" in card.before)
    with pytest.raises(NotFoundError):
        said(store, "dz", foreign.ref, "building:c1-1")
    own = page(store, "dz").cards[0]
    with pytest.raises(InputError):
        said(store, "dz", own.ref, "building:c2-1")
    manager = Viewer(user="m", name="m", role=Role.MANAGER)
    with store.read(manager) as session:
        assert queue_page(session, 1, DAY, "zh").cards == ()
        assert waiting(session, DAY) == 0


def test_neither_unknown_and_later_take_a_question_from_the_queue(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, *THREE)
    ref = page(store, "gl").cards[0].ref
    assert said(store, "gl", ref, verdict="later", alike=True).batch is None
    assert page(store, "gl").cards == ()
    with store.read(viewer(store, "gl")) as session:
        (card,) = queue_page(session, 1, DAY + timedelta(days=1), "zh").cards
    neither = said(store, "gl", card.ref, verdict="neither", alike=True)
    assert people(store) == {}
    with pytest.raises(ConflictError):
        said(store, "gl", card.ref, verdict="unknown")
    answering.undo(store, viewer(store, "gl"), neither.batch or "")
    assert page(store, "gl").cards[0].alike == 3


def test_what_a_leader_does_not_know_is_asked_of_the_steward(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "乙,,柳荫里9号楼1单元502,,")
    (card,) = page(store, "dz").cards
    assert said(store, "dz", card.ref, verdict="unknown").passed_on
    assert page(store, "dz").cards == ()
    (left,) = page(store, "gl").cards
    assert not said(store, "gl", left.ref, verdict="unknown").passed_on
    assert page(store, "gl").cards == ()


def test_what_waited_is_forgotten_a_day_after_the_answer(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *THREE)
    ref = page(store, "gl").cards[0].ref
    answered = said(store, "gl", ref, verdict="neither", alike=True)
    with store.write(CONSOLE) as session:
        at = session.scalars(select(m.Question.answered_at)).first()
        assert at is not None
        session.execute(update(m.Question).values(answered_at=at - timedelta(days=2)))
        answering.forget_waiting(session)
        assert set(session.scalars(select(m.Question.waiting))) == {None}
    with pytest.raises(ConflictError):
        answering.undo(store, viewer(store, "gl"), answered.batch or "")


def test_the_most_urgent_comes_first_and_pages_hold_the_rest(store: Store, tmp_path: Path) -> None:
    plain = [f"甲{n},,某处{'甲乙丙丁戊己庚辛壬癸子丑寅'[n]}厂院1号楼1单元101,," for n in range(13)]
    bring(store, tmp_path, *plain, "急,85,急人家属院1号楼1单元101,独居老人,")
    first, second = page(store, "gl"), page(store, "gl", 2)
    assert first.cards[0].doubtful == "急人家属院"
    assert (first.groups, first.pages, len(first.cards), len(second.cards)) == (14, 2, 12, 2)
    assert (page(store, "gl", 99).page, second.first) == (2, 13)


def test_an_entrance_that_nobody_surveyed_is_said_to_be_a_guess(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, "甲,,柳荫里3号楼5单元502,,")
    assert page(store, "dz").cards[0].guessed is None
    with store.write(CONSOLE) as session:
        session.execute(update(m.Entrance).values(inferred=True))
    card = page(store, "dz").cards[0]
    assert (card.doubtful, card.guessed) == ("5单元", "c1-3")


def test_an_answer_may_be_learned_as_a_name(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *THREE)
    with store.read(CONSOLE) as session:
        assert aliases.learned(session) == {}
        kept = json.loads(session.scalars(select(m.Question.about)).first() or "{}")
    assert kept["doubtful"] == UNHEARD


def test_two_compounds_of_one_sound_become_one_and_two_again(store: Store) -> None:
    with store.write(CONSOLE) as session:
        assert ask_about_twins(session) == 1
        assert ask_about_twins(session) == 1
    (card,) = page(store, "gl").cards
    assert {option.label for option in card.options} == {"柳荫里", "刘音里"}
    answered = said(store, "gl", card.ref, "compound:c1")
    with store.read(CONSOLE) as session:
        assert set(session.scalars(select(m.Building.compound_id))) == {"c1"}
        assert set(session.scalars(select(m.Unit.compound_id))) == {"c1"}
        assert aliases.learned(session) == {"c1": ("刘音里",)}
    answering.undo(store, viewer(store, "gl"), answered.batch or "")
    with store.read(CONSOLE) as session:
        assert set(session.scalars(select(m.Compound.name))) == {"柳荫里", "刘音里"}
        rows = session.execute(select(m.Building.id, m.Building.compound_id)).all()
        assert {str(row[0]): row[1] for row in rows} == {"c1-1": "c1", "c1-3": "c1", "c2-1": "c2"}
        assert aliases.learned(session) == {}
