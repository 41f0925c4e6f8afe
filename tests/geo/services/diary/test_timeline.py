"""What happened at a place or with a person stands on one line of time, within scope."""

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.errors import NotFoundError
from geo.services.diary import doubting, timeline
from geo.services.diary.timeline import Happening, Subject, Timeline
from geo.store.models import Resident
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import (
    HOME,
    LEAK,
    ViewerAs,
    confirmed,
    saved,
    what_came,
)

FLAT = "c01-b3-e1-202"


def told(store: Store, viewer: Viewer, subject: Subject, key: str) -> Timeline:
    with store.read(viewer) as session:
        return timeline.timeline(session, subject, key, "zh")


def test_a_flat_and_its_building_tell_what_was_written_needed_and_promised(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"院里很安静。{LEAK}5号楼停电。")
    confirmed(store, leader, entry_id)
    flat = told(store, leader, Subject.UNIT, FLAT)
    mine = [event for event in flat.events if event.day == TODAY]
    assert [event.happening for event in mine][:3] == [
        Happening.PROMISE,
        Happening.NEED,
        Happening.ENTRY,
    ]
    assert mine[2].words == LEAK
    assert [event.day for event in flat.events] == sorted(
        (event.day for event in flat.events), reverse=True
    )
    building = told(store, leader, Subject.BUILDING, "c01-b3")
    assert building.total > flat.total
    assert any(event.home for event in building.events)
    other = told(store, leader, Subject.BUILDING, "c01-b5")
    assert LEAK not in {event.words for event in other.events}


def test_what_was_called_wrong_is_not_told(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, LEAK)
    confirmed(store, leader, entry_id)
    before = told(store, leader, Subject.UNIT, FLAT).total
    made = what_came(store, leader, entry_id)
    with store.write(leader) as session:
        doubting.call_wrong(session, made.needs[0].fact_id, today=TODAY)
        doubting.call_wrong(session, made.promises[0].fact_id or 0, today=TODAY)
    assert told(store, leader, Subject.UNIT, FLAT).total == before - 2


def test_a_person_is_told_of_by_her_name_within_her_building(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    with store.write(CONSOLE) as session:
        person = session.scalars(select(Resident).where(Resident.unit_id == FLAT)).first()
        assert person is not None
        key, name = person.id, person.name or ""
    here = saved(store, leader, gazetteer, f"{HOME}{name}需要陪诊。", key="here")
    away = saved(store, leader, gazetteer, f"5号楼1单元{name}需要陪诊。", key="away")
    entries = {event.entry_id for event in told(store, leader, Subject.RESIDENT, key).events}
    assert here in entries
    assert away not in entries
    assert told(store, leader, Subject.RESIDENT, key).name == name


def test_another_territory_has_no_past(store: Store, viewer_as: ViewerAs) -> None:
    for subject, key in ((Subject.BUILDING, "c02-x1"), (Subject.RESIDENT, "nobody")):
        with pytest.raises(NotFoundError):
            told(store, viewer_as("leader"), subject, key)
