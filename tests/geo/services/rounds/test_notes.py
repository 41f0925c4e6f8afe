"""A note with a tick waits as a draft of the diary, once, and goes when the tick is taken back."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.errors import NotFoundError
from geo.services.calls import calls
from geo.services.diary.entries import entry_file
from geo.services.diary.facts import FactKind
from geo.services.registry import places_in_scope
from geo.services.rounds.notes import draft_of_note, drop_draft
from geo.store.models import DiaryEntry
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def test_a_note_is_read_at_its_home_and_waits_to_be_confirmed(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        gazetteer = Gazetteer.from_places(places_in_scope(session, with_units=True))
        unit = calls(session, TODAY, "zh")[0].unit_id
    with store.write(leader) as session:
        made = [
            draft_of_note(session, unit, "厨房漏水", key="k1", gazetteer=gazetteer, today=TODAY)
            for _ in range(2)
        ]
        assert made[0] == made[1]
        file = entry_file(session, made[0])
    assert file.state == "read"
    assert {"category": "leak"} in [fact.value for fact in file.facts]
    places = [fact.value["key"] for fact in file.facts if fact.kind is FactKind.PLACE]
    assert places == [f"unit:{unit}"]
    with store.write(leader) as session:
        drop_draft(session, "k1")
        drop_draft(session, "k")
        states = session.scalars(select(DiaryEntry.state).where(DiaryEntry.id == made[0])).all()
        assert states == ["dropped"]
        with pytest.raises(NotFoundError):
            draft_of_note(session, "none", "x", key="k2", gazetteer=gazetteer, today=TODAY)
