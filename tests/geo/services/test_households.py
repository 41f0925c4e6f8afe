"""A household is open to its leader; to a manager only after the reason was recorded."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.errors import ForbiddenError, InputError
from geo.services.households import household, opened_household
from geo.store.models import AuditEvent, Resident
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


@pytest.fixture
def unit_id(store: Store, viewer_as: ViewerAs) -> str:
    with store.read(viewer_as("leader")) as session:
        return str(session.scalars(select(Resident.unit_id).order_by(Resident.id)).first())


def test_a_leader_reads_the_names(store: Store, viewer_as: ViewerAs, unit_id: str) -> None:
    with store.read(viewer_as("leader")) as session:
        found = household(session, unit_id, TODAY, "zh")
    assert found.place.compound == "御林湾"
    assert all(person.name for person in found.people)


def test_a_manager_gives_a_reason_first_and_it_is_kept(
    store: Store, viewer_as: ViewerAs, unit_id: str
) -> None:
    manager = viewer_as("manager")
    with store.read(manager) as session:
        assert household(session, unit_id, TODAY, "zh").people == ()
    with opened_household(store, manager, unit_id, reason="核对救助申请") as session:
        assert household(session, unit_id, TODAY, "zh").people != ()
    with store.read(CONSOLE) as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.act == "household.opened")
        ).one()
        assert (event.actor, event.subject, event.reason) == ("manager", unit_id, "核对救助申请")


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_an_empty_reason_opens_nothing(
    store: Store, viewer_as: ViewerAs, unit_id: str, reason: str
) -> None:
    opening = opened_household(store, viewer_as("manager"), unit_id, reason=reason)
    with pytest.raises(InputError, match="recorded"):
        opening.__enter__()


def test_a_partner_opens_no_household(store: Store, viewer_as: ViewerAs, unit_id: str) -> None:
    opening = opened_household(store, viewer_as("partner"), unit_id, reason="想看看这一户")
    with pytest.raises(ForbiddenError):
        opening.__enter__()
