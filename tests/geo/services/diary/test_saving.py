"""An entry is kept once, word by word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.services.diary import entries, listing, saving
from geo.services.diary.recording.words import Words
from geo.services.diary.saving import NewEntry
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import LIST, TWO, VACCINE, WORK, ViewerAs, confirmed, saved


def test_a_form_of_somebody_else_is_refused(
    store: Store, leader_of_92: Viewer, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    with store.read(leader_of_92) as session:
        (line,) = [line for line in listing.latest_entries(session) if line.id == entry_id]
    assert (line.state, line.waiting, line.own) == ("read", 3, True)
    with pytest.raises(ConflictError):
        saved(store, viewer_as("leader"), gazetteer, VACCINE)


def test_other_words_sent_with_the_same_key_are_not_lost(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    first = saved(store, leader, gazetteer, WORK)
    assert saved(store, leader, gazetteer, TWO) != first


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
        first = saving.compounds_of_writer(session)[0][0]
        new = NewEntry(key=key, text=text, compound_id=first, written_on=day)
        with pytest.raises(InputError, match=told):
            saving.save_entry(session, new, LIST, today=TODAY)


def test_only_leaders_write_and_only_the_writer_confirms(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    with pytest.raises(ForbiddenError):
        saved(store, viewer_as("manager"), gazetteer, WORK)
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    with pytest.raises(NotFoundError):
        confirmed(store, viewer_as("leader"), entry_id, Words(items={}, promises={}))
    with store.read(viewer_as("manager")) as session, pytest.raises(NotFoundError):
        entries.entry_file(session, entry_id)
