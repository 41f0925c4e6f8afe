"""What is unsure in a diary is asked of its writer, settled with a tap, and undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, InputError
from geo.services.diary import entries, saving
from geo.services.diary.facts import Fact, FactKind
from geo.services.diary.recording import confirming
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.diary.saving import NewEntry
from geo.services.questions import answering
from geo.services.questions.answering import Answer, Answered, Verdict
from geo.services.questions.cards import FACT, Card
from geo.services.questions.diary_answers import YES, answer_doubt
from geo.services.questions.queue import given_lately, queue_page, waiting
from geo.services.questions.writing import place_written
from geo.services.registry import places_in_scope
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.questions.conftest import viewer
from tests.geo.services.questions.test_answering import DAY

UNHEARD = "老罐头厂大院"


@pytest.fixture
def gazetteer(store: Store) -> Gazetteer:
    with store.read(CONSOLE) as session:
        return Gazetteer.from_places(places_in_scope(session, with_units=True))


@pytest.fixture
def leader(store: Store) -> Viewer:
    return viewer(store, "dz")


def written(store: Store, who: Viewer, known: Gazetteer, text: str, *, days_ago: int = 0) -> int:
    with store.write(who) as session:
        new = NewEntry(
            key=text, text=text, compound_id="c1", written_on=DAY - timedelta(days=days_ago)
        )
        return saving.save_entry(session, new, known, today=DAY)


def cards(store: Store, who: Viewer) -> tuple[Card, ...]:
    with store.read(who) as session:
        return queue_page(session, 1, DAY, "zh").cards


def said(store: Store, who: Viewer, known: Gazetteer, ref: str, answer: Answer) -> Answered:
    with store.write(who) as session:
        return answer_doubt(
            session,
            int(ref.removeprefix(FACT)),
            answer,
            today=DAY,
            digest=store.digest,
            gazetteer=known,
        )


def place(store: Store, who: Viewer, entry_id: int) -> Fact:
    with store.read(who) as session:
        file = entries.entry_file(session, entry_id)
    return next(fact for fact in file.facts if fact.kind is FactKind.PLACE)


def test_one_answer_places_all_that_name_the_same_unheard_of_compound(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    one = written(store, leader, gazetteer, f"{UNHEARD}3号楼1单元502厨房漏水。")
    other = written(store, leader, gazetteer, f"{UNHEARD}1号楼2单元101停水。")
    (card,) = cards(store, leader)
    assert (card.doubtful, card.alike, card.entry_id) == (UNHEARD, 2, one)
    assert "compound:c1" in [option.key for option in card.options]
    answer = Answer(verdict=Verdict.PLACE, place="compound:c1", alike=True)
    done = said(store, leader, gazetteer, card.ref, answer)
    assert done.settled == 2
    assert place(store, leader, one).value["key"] == "unit:c1-3-1-502"
    assert place(store, leader, other).value["key"] == "unit:c1-1-2-101"
    assert cards(store, leader) == ()
    with store.read(leader) as session:
        (given,) = given_lately(session, "zh")
    assert (given.doubtful, given.settled) == (UNHEARD, 2)
    answering.undo(store, leader, given.batch)
    assert place(store, leader, one).value["key"] is None
    assert len(cards(store, leader)) == 1


def test_a_place_that_may_be_two_doors_is_one_tap(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    entry_id = written(store, leader, gazetteer, "3号楼502厨房漏水。")
    (card,) = cards(store, leader)
    keys = [option.key for option in card.options]
    assert {"unit:c1-3-1-502", "unit:c1-3-2-502"} <= set(keys)
    said(store, leader, gazetteer, card.ref, Answer(verdict=Verdict.PLACE, place=keys[1]))
    fact = place(store, leader, entry_id)
    assert (fact.value["key"], fact.confidence) == (keys[1], 1.0)
    with store.write(leader) as session:
        words = Words(items={0: ItemWord(place=keys[1], needs={"leak": True})}, promises={})
        confirming.confirm(session, entry_id, words, today=DAY, digest=store.digest)
        (given,) = given_lately(session, "zh")
    with pytest.raises(ConflictError):
        answering.undo(store, leader, given.batch)


def test_a_need_that_waits_too_long_is_recorded_or_refused(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    written(store, leader, gazetteer, "3号楼1单元502厨房漏水。")
    written(store, leader, gazetteer, "1号楼2单元101厨房漏水。", days_ago=5)
    (card,) = cards(store, leader)
    assert (card.kind, card.written_on, card.own_tap) == ("need", DAY - timedelta(days=5), False)
    refused = said(store, leader, gazetteer, card.ref, Answer(verdict=Verdict.NEITHER))
    assert cards(store, leader) == ()
    answering.undo(store, leader, refused.batch or "")
    said(store, leader, gazetteer, card.ref, Answer(verdict=Verdict.PLACE, place=YES))
    with store.read(leader) as session:
        (need,) = session.scalars(select(m.Need))
    assert (need.category, need.unit_id) == ("leak", "c1-1-2-101")
    assert cards(store, leader) == ()


def test_what_tells_of_a_person_is_never_confirmed_from_the_queue(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    written(store, leader, gazetteer, "3号楼1单元502独居老人。", days_ago=5)
    card = next(card for card in cards(store, leader) if card.own_tap)
    with pytest.raises(InputError):
        said(store, leader, gazetteer, card.ref, Answer(verdict=Verdict.PLACE, place=YES))
    with store.read(leader) as session:
        assert session.scalars(select(m.Need)).all() == []


def test_later_and_unknown_take_a_doubt_away_for_its_writer(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    written(store, leader, gazetteer, "3号楼502厨房漏水。")
    (card,) = cards(store, leader)
    assert said(store, leader, gazetteer, card.ref, Answer(verdict=Verdict.LATER)).batch is None
    assert cards(store, leader) == ()
    with store.read(leader) as session:
        assert waiting(session, DAY + timedelta(days=1)) == 1
    unknown = said(store, leader, gazetteer, card.ref, Answer(verdict=Verdict.UNKNOWN))
    with store.read(leader) as session:
        assert waiting(session, DAY + timedelta(days=1)) == 0
    answering.undo(store, leader, unknown.batch or "")
    assert len(cards(store, leader)) == 1


def test_nobody_but_the_writer_is_asked_about_her_diary(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    written(store, leader, gazetteer, "3号楼502厨房漏水。")
    colleague = replace(leader, account_id=99)
    assert cards(store, colleague) == ()
    assert cards(store, viewer(store, "gl")) == ()


def test_an_answer_in_own_words_must_name_one_place(
    store: Store, leader: Viewer, gazetteer: Gazetteer
) -> None:
    with store.read(leader) as session:
        assert place_written(session, "3号楼2单元502", gazetteer, compound_id=None) == (
            "unit:c1-3-2-502"
        )
        for words in ("3号楼502", "9号楼", "天上", "🏠"):
            with pytest.raises(InputError):
                place_written(session, words, gazetteer, compound_id="c1")
