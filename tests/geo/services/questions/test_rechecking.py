"""Rows that wait come in by themselves once the map or the names have caught up."""

from pathlib import Path

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, InputError
from geo.services import aliases
from geo.services.accounts import make_territory
from geo.services.questions import answering
from geo.services.questions.answering import Answer, Verdict
from geo.services.questions.queue import queue_page
from geo.services.questions.rechecking import recheck
from geo.services.questions.twins import ask_about_twins
from geo.services.registry import places_in_scope
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.geo.services.questions.conftest import viewer
from tests.geo.services.questions.test_answering import DAY, THREE, UNHEARD, bring, page, people


def test_a_learned_name_brings_in_what_waited_and_is_undone_as_one_answer(
    store: Store, tmp_path: Path
) -> None:
    bring(store, tmp_path, *THREE)
    steward = viewer(store, "gl")
    assert recheck(store, steward, digest=store.digest, today=DAY) == 0
    with store.write(steward) as session:
        known = Gazetteer.from_places(places_in_scope(session, with_units=True))
        aliases.teach(session, UNHEARD, "c1", known, source=aliases.HAND)
    assert recheck(store, steward, digest=store.digest, today=DAY) == 2
    assert set(people(store)) == {"王秀兰", "李国强"}
    with store.read(CONSOLE) as session:
        batch = session.scalars(select(m.Question.batch).where(m.Question.batch.is_not(None)))
        (one,) = set(batch)
    assert answering.undo(store, steward, one or "") == 2
    assert people(store) == {}


def test_a_leader_brings_in_her_own_rows_only(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "甲,,柳荫里9号楼1单元502,,", "乙,,刘音里9号楼1单元502,,")
    with store.write(CONSOLE) as session:
        for key in ("c1-3", "c2-1"):
            building = session.scalars(select(m.Building).where(m.Building.id == key)).one()
            building.number = "9"
    assert recheck(store, viewer(store, "dz"), digest=store.digest, today=DAY) == 1
    assert set(people(store)) == {"甲"}


def test_compounds_that_two_territories_part_do_not_become_one(store: Store) -> None:
    with store.write(CONSOLE) as session:
        ask_about_twins(session)
        make_territory(session, "二片", ["c2"])
    steward = viewer(store, "gl")
    with store.read(steward) as session:
        (card,) = queue_page(session, 1, DAY, "zh").cards
    for key, error in (("compound:c1", ConflictError), ("building:c1-1", InputError)):
        answer = Answer(verdict=Verdict.PLACE, place=key)
        with pytest.raises(error):
            answering.answer(store, steward, int(card.ref), answer, today=DAY, digest=store.digest)
    neither = Answer(verdict=Verdict.NEITHER)
    answering.answer(store, steward, int(card.ref), neither, today=DAY, digest=store.digest)
    with store.write(CONSOLE) as session:
        assert ask_about_twins(session) == 0
    assert page(store, "gl").cards == ()
