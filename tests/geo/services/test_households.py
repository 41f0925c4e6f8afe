"""A household is open to its leader; to a manager only after the reason was recorded."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.services.households import (
    household,
    opened_household,
    opened_household_of_need,
    place_of_need,
)
from geo.store.models import AuditEvent, Need, Resident
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


def test_which_flat_a_need_is_about_comes_after_the_reason(
    store: Store, viewer_as: ViewerAs
) -> None:
    manager = viewer_as("manager")
    with store.read(manager) as session:
        of_flat = select(Need.id, Need.unit_id).where(Need.unit_id.is_not(None))
        need_id, unit_id = session.execute(of_flat.order_by(Need.id)).first() or (0, "")
        place = place_of_need(session, need_id, "zh")
    assert place.building
    assert (place.entrance, place.home) == ("", "")
    opening = opened_household_of_need(store, manager, need_id, reason="核对救助申请")
    with opening as (session, opened):
        assert opened == unit_id
        assert household(session, opened, TODAY, "zh").place.home


def test_a_need_about_no_flat_or_called_wrong_opens_no_household(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.write(CONSOLE) as session:
        yard = session.scalars(select(Need).where(Need.unit_id.is_(None))).first()
        wrong = session.scalars(select(Need).where(Need.unit_id.is_not(None))).first()
        assert yard is not None
        assert wrong is not None
        wrong.hidden = True
        need_ids = (yard.id, wrong.id)
    for need_id in need_ids:
        opening = opened_household_of_need(
            store, viewer_as("manager"), need_id, reason="核对救助申请"
        )
        with pytest.raises(NotFoundError):
            opening.__enter__()
