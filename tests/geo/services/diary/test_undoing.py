"""What an entry made is taken back as a whole."""

from sqlalchemy import func, select

from geo.address.gazetteer import Gazetteer
from geo.services import cases
from geo.services.diary import undoing
from geo.services.diary.made import made_of
from geo.store.models import (
    AuditEvent,
    Need,
    Promise,
)
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import VACCINE, WORK, ViewerAs, confirmed, saved, shown


def test_undo_takes_everything_back_and_is_audited(
    store: Store, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    entry_id = saved(store, leader_of_92, gazetteer, VACCINE)
    confirmed(store, leader_of_92, entry_id)
    with store.write(leader_of_92) as session:
        undoing.undo(session, entry_id, today=TODAY)
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).where(Need.entry_id == entry_id)) == 0
        assert session.scalar(select(func.count()).where(Promise.entry_id == entry_id)) == 0
        assert set(session.scalars(select(AuditEvent.act))) >= {
            "diary.saved",
            "diary.confirmed",
            "diary.undone",
        }
    assert shown(store, leader_of_92, entry_id).waits
    confirmed(store, leader_of_92, entry_id)


def test_undo_hides_a_need_that_was_worked_on(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, WORK)
    confirmed(store, leader, entry_id)
    with store.write(leader) as session:
        (made,) = made_of(session, entry_id, TODAY, "zh").needs
        cases.add_note(session, made.case.id, "已联系")
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
    with store.read(CONSOLE) as session:
        need = session.get(Need, made.case.id)
        assert need is not None
        assert need.hidden
