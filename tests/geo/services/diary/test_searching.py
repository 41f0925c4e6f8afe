"""Entries are found again."""

from datetime import timedelta

import pytest

from geo.address.gazetteer import Gazetteer
from geo.errors import ForbiddenError, InputError
from geo.services.diary.searching import LONGEST_WORD, Wanted, find_entries
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import HOME, ViewerAs, confirmed, saved, what_came


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
