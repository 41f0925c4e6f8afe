"""Entries are found by word, person, place and day; the index itself tells nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql

from geo.address.gazetteer import Gazetteer
from geo.errors import ForbiddenError, InputError
from geo.services.diary.index import index_waiting, pairs
from geo.services.diary.searching import (
    LONGEST_WORD,
    PAGE,
    Seen,
    Wanted,
    conditions,
    find_entries,
)
from geo.store.models import DiaryEntry, EntryGram, EntryName, EntryPlace
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import HOME, ViewerAs, confirmed, saved, what_came
from webmap.installation import installed
from webmap.settings import from_env


def found(store: Store, viewer: Viewer, wanted: Wanted) -> list[int]:
    with store.read(viewer) as session:
        return [hit.id for hit in find_entries(session, wanted).hits]


def test_entries_are_found_by_word_category_day_and_place(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}漏水,A座也一样。")
    assert entry_id in found(store, leader, Wanted(unit_id="c01-b3-e1-202"))
    confirmed(store, leader, entry_id)
    category = what_came(store, leader, entry_id).needs[0].case.category.id
    assert entry_id in found(store, leader, Wanted(word="漏水"))
    assert entry_id in found(store, leader, Wanted(word="\uff41座也"))
    assert entry_id in found(store, leader, Wanted(word="座"))
    assert entry_id in found(
        store, leader, Wanted(category=category, unit_id="c01-b3-e1-202", since=TODAY)
    )
    assert entry_id in found(store, leader, Wanted(building_id="c01-b3", word="一样"))
    assert entry_id not in found(store, leader, Wanted(building_id="c01-b5"))
    assert entry_id not in found(store, leader, Wanted(word="没写过的词"))
    assert entry_id not in found(store, leader, Wanted(word="水漏"))
    assert entry_id not in found(store, leader, Wanted(until=TODAY - timedelta(days=1)))
    with store.read(leader) as session:
        (hit,) = find_entries(session, Wanted(word="座也一")).hits
        assert (hit.before + hit.found + hit.after) == f"{HOME}漏水,A座也一样。"
        with pytest.raises(InputError):
            find_entries(session, Wanted(word="词" * (LONGEST_WORD + 1)))
    with pytest.raises(ForbiddenError):
        found(store, viewer_as("manager"), Wanted(word="水"))


def test_a_person_is_found_by_the_whole_name_only(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}魏桂芝老人需要陪诊。")
    assert entry_id in found(store, leader, Wanted(person="魏桂芝"))
    assert entry_id in found(store, leader, Wanted(word="魏桂芝"))
    assert entry_id not in found(store, leader, Wanted(person="魏桂"))
    assert entry_id not in found(store, leader, Wanted(word="桂芝"))


def test_the_index_holds_no_word_and_what_was_changed_is_indexed_anew(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}魏桂芝老人需要陪诊。")
    with store.write(CONSOLE) as session:
        rows = session.scalars(select(EntryGram.bucket).where(EntryGram.entry_id == entry_id)).all()
        assert 0 < len(rows) <= len(pairs(f"{HOME}魏*老人需要陪诊。"))
        (name,) = session.scalars(select(EntryName).where(EntryName.entry_id == entry_id))
        assert "魏" not in name.digest
        session.execute(update(DiaryEntry).values(indexed=0))
        for record in (EntryGram, EntryName, EntryPlace):
            session.execute(delete(record))
    assert found(store, leader, Wanted(word="陪诊")) == []
    with store.write(CONSOLE) as session:
        total = session.scalar(select(func.count()).select_from(DiaryEntry))
        assert index_waiting(session) == total
        assert index_waiting(session) == 0
    assert found(store, leader, Wanted(word="陪诊", person="魏桂芝")) == [entry_id]


def test_bringing_a_store_up_to_date_indexes_what_an_older_version_wrote(
    store: Store, viewer_as: ViewerAs, folder: Path
) -> None:
    leader = viewer_as("leader")
    before = found(store, leader, Wanted(word="暖气"))
    assert before
    with store.write(CONSOLE) as session:
        session.execute(update(DiaryEntry).values(indexed=None))
        for record in (EntryGram, EntryName, EntryPlace):
            session.execute(delete(record))
    assert found(store, leader, Wanted(word="暖气")) == []
    installed(from_env({}, folder=str(folder)))
    assert found(store, leader, Wanted(word="暖气")) == before


def test_many_answers_come_page_by_page(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    ids = [
        saved(store, leader, gazetteer, "院里丁香开了。", key=f"many-{n}") for n in range(PAGE + 3)
    ]
    with store.read(leader) as session:
        first = find_entries(session, Wanted(word="丁香"))
        assert [hit.id for hit in first.hits] == ids[::-1][:PAGE]
        assert first.more == Seen(TODAY, first.hits[-1].id)
        rest = find_entries(session, Wanted(word="丁香"), after=first.more)
        assert [hit.id for hit in rest.hits] == ids[::-1][PAGE:]
        assert rest.more is None


def test_the_question_is_good_for_postgresql_too(store: Store, viewer_as: ViewerAs) -> None:
    wanted = Wanted(word="下水", person="魏桂芝", category="leak", unit_id="u", building_id="b")
    with store.read(viewer_as("leader")) as session:
        query = select(DiaryEntry.id).where(*conditions(session, wanted))
    text = str(query.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "GROUP BY entry_gram.entry_id" in text
    assert "魏" not in str(query.compile().params)
