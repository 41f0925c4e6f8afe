"""A household goes on paper one at a time, with a reason, a number, and a row in the audit."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.services.calls import calls
from geo.services.doorstep_card import doorstep_card
from geo.store.models import AuditEvent
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def test_a_card_has_a_number_that_the_audit_knows(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        unit = calls(session, TODAY, "zh")[1].unit_id
        card = doorstep_card(session, unit, reason="社工同行", today=TODAY, language="zh")
        again = doorstep_card(session, unit, reason="社工同行", today=TODAY, language="zh")
    assert card.number.startswith("20260302-")
    assert card.number != again.number
    shown = [one.phone for one in card.household.people if one.phone]
    assert shown
    assert all("****" in phone for phone in shown)
    with store.read(CONSOLE) as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.act == "card.printed")).all()
    assert [(row.subject, row.actor) for row in rows] == [(unit, "leader")] * 2
    assert rows[0].reason == f"{card.number} 社工同行"


def test_no_card_without_a_reason_or_by_a_stranger(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        unit = calls(session, TODAY, "zh")[0].unit_id
        with pytest.raises(InputError, match="why"):
            doorstep_card(session, unit, reason=" x ", today=TODAY, language="zh")
        with pytest.raises(NotFoundError):
            doorstep_card(session, "none", reason="社工同行", today=TODAY, language="zh")
    with store.write(viewer_as("manager")) as session, pytest.raises(ForbiddenError):
        doorstep_card(session, unit, reason="社工同行", today=TODAY, language="zh")
