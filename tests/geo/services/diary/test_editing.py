"""Words that were changed are kept."""

import pytest

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, InputError
from geo.services.diary import editing, undoing
from geo.store.opening import Store
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import HOME, LEAK, ViewerAs, confirmed, saved, what_came


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
