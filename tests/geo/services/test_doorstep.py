"""The card of a flat: a leader's own, a partner's requests, and nothing to a manager."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.errors import NotFoundError
from geo.services.doorstep import Detail, doorstep, phone_shown
from geo.store.models import AuditEvent, Need, Resident
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


@pytest.fixture
def resident(store: Store, viewer_as: ViewerAs) -> Resident:
    """Return a resident of the leader's compound with a phone, in a flat that needs something."""
    with store.read(viewer_as("leader")) as session:
        found = session.scalars(
            select(Resident)
            .where(
                Resident.phone.is_not(None),
                Resident.unit_id.in_(select(Need.unit_id).where(Need.words.is_not(None))),
            )
            .order_by(Resident.id)
        ).first()
        assert found is not None
        session.expunge(found)
        return found


def test_a_leader_reads_names_needs_and_words_but_no_whole_phone(
    store: Store, viewer_as: ViewerAs, resident: Resident
) -> None:
    with store.read(viewer_as("leader")) as session:
        found = doorstep(session, resident.unit_id, TODAY, "zh")
    person = next(one for one in found.household.people if one.id == resident.id)
    assert person.name == resident.name
    assert person.phone != resident.phone
    assert "****" in str(person.phone)
    assert found.detail is Detail.ALL
    assert found.household.needs
    assert found.words


def test_a_manager_learns_nothing_but_which_flat_it_is(
    store: Store, viewer_as: ViewerAs, resident: Resident
) -> None:
    with store.read(viewer_as("manager")) as session:
        found = doorstep(session, resident.unit_id, TODAY, "zh")
    home = found.household
    assert found.detail is Detail.NONE
    assert (home.people, home.needs, home.promises, home.last_visit_on) == ((), (), (), None)
    assert found.words == {}


def test_a_partner_reads_its_requests_without_people_or_words(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.read(viewer_as("partner")) as session:
        unit_id = str(
            session.scalars(select(Need.unit_id).where(Need.unit_id.is_not(None))).first()
        )
        own = set(session.scalars(select(Need.id).where(Need.unit_id == unit_id)))
        found = doorstep(session, unit_id, TODAY, "zh")
    assert {need.id for need in found.household.needs} <= own
    assert (found.household.people, found.words) == ((), {})
    assert found.detail is Detail.REQUESTS


def test_a_whole_phone_is_shown_to_the_leader_and_recorded(
    store: Store, viewer_as: ViewerAs, resident: Resident
) -> None:
    with store.write(viewer_as("leader")) as session:
        assert phone_shown(session, resident.id) == resident.phone
    with store.read(CONSOLE) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == "phone.shown")).one()
        assert (event.actor, event.subject) == ("leader", resident.id)
    with store.write(viewer_as("manager")) as session, pytest.raises(NotFoundError):
        phone_shown(session, resident.id)
