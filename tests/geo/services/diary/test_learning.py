"""What leaders confirmed and corrected is a labelled entry, and leaves the store without names."""

import pytest

from geo.address.gazetteer import Gazetteer
from geo.errors import ForbiddenError
from geo.services.diary import undoing
from geo.services.diary.learning import Example, examples, without_persons
from geo.services.diary.recording.words import ItemWord, Words
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import HOME, ViewerAs, confirmed, saved, shown

PERSON = f"{HOME}魏桂芝独居，电话13800005678。"


def labelled(store: Store) -> list[Example]:
    with store.read(CONSOLE) as session:
        return list(examples(session))


def test_an_entry_counts_when_every_need_was_looked_at(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, PERSON)
    assert labelled(store) == []
    confirmed(store, leader, entry_id)
    (example,) = labelled(store)
    assert not example.corrected
    (item,) = example.gold["items"]
    assert item["needs"] == ["lone_elderly"]
    assert item["persons"] == ["魏桂芝"]
    assert item["address"] == {
        "compound": "御林湾",
        "building": "3",
        "entrance": "1",
        "floor": "2",
        "unit": "2",
    }
    assert [one["value"] for one in example.gold["pii"]] == ["13800005678"]
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    assert labelled(store) == []


def test_corrections_become_labels(store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, "3号楼1单元202漏水。5号楼停电。")
    first, second = shown(store, leader, entry_id).items[:2]
    assert first.place is not None
    assert second.place is not None
    words = Words(
        items={
            0: ItemWord(place="unit:c01-b3-e1-301", needs={"leak": False}, added=("heating",)),
            1: ItemWord(place=second.place.key, needs={"power_gas": True}),
        },
        promises={},
    )
    confirmed(store, leader, entry_id, words)
    (example,) = labelled(store)
    assert example.corrected
    one, other = example.gold["items"]
    assert one["needs"] == ["heating"]
    assert (one["address"]["floor"], one["address"]["unit"]) == ("3", "1")
    assert other["needs"] == ["power_gas"]
    # what the text does not tell is not learnt from the place that was chosen
    assert other["address"]["entrance"] is None


def test_nothing_that_names_anybody_leaves_unasked(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    confirmed(store, leader, saved(store, leader, gazetteer, PERSON))
    (example,) = labelled(store)
    told = str(without_persons(example))
    assert "魏桂芝" not in told
    assert "13800005678" not in told
    assert "lone_elderly" in told
    with store.read(leader) as session, pytest.raises(ForbiddenError):
        list(examples(session))
