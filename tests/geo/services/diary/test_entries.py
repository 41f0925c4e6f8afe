"""An entry is shown with what waits in it."""

import pytest
from sqlalchemy import func, select

from geo.address.gazetteer import Gazetteer
from geo.address.values import Level
from geo.errors import InputError, NotFoundError
from geo.services.diary import dropping, entries, listing
from geo.services.diary.facts import place_key
from geo.services.diary.recording.words import ItemWord, Words
from geo.store.models import (
    DiaryEntry,
    EntryFact,
    Need,
    Resident,
)
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.geo.services.conftest import NINETY_TWO
from tests.geo.services.diary.conftest import (
    VACCINE,
    WORK,
    ViewerAs,
    compound_id,
    confirmed,
    saved,
    shown,
)


def test_an_entry_that_was_put_away_is_gone(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, WORK)
    with store.write(leader) as session:
        dropping.drop_entry(session, entry_id)
    with store.read(leader) as session:
        assert entry_id not in {line.id for line in listing.latest_entries(session)}
        with pytest.raises(NotFoundError):
            entries.entry_file(session, entry_id)


def test_the_demo_brings_entries_with_names_masked(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        lines = listing.latest_entries(session)
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


def test_what_lies_in_another_territory_stays_open(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, VACCINE)
    found = shown(store, leader, entry_id)
    assert [item.foreign for item in found.items if not item.by_hand] == [True, True]
    with store.read(leader) as session:
        (line,) = [line for line in listing.latest_entries(session) if line.id == entry_id]
    assert line.waiting == 2
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
