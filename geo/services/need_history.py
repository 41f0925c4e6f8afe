"""The history of a need: each step is written with who took it, and read by whom it concerns."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from geo.needs.vocabulary import Role
from geo.store.models import Need, NeedEvent
from geo.store.scope import Viewer, viewer_of


def new_step(session: Session, need: Need, act: str, note: str | None = None) -> NeedEvent:
    """Return a step of the session's viewer in the history of `need`, still to be added.

    Giving a need away concerns the organisation that gets it, any other step that of the viewer.
    """
    viewer = viewer_of(session)
    return NeedEvent(
        need_id=need.id,
        at=datetime.now(UTC),
        account_name=viewer.name,
        account_id=viewer.account_id,
        partner_id=need.partner_id if act == "assign" else viewer.partner_id,
        act=act,
        state=need.state,
        note=(note or "").strip() or None,
    )


def may_read(event: NeedEvent, viewer: Viewer) -> bool:
    """Whether `viewer` may read a step: a partner reads what was said to it and what it did."""
    if viewer.role is not Role.PARTNER:
        return True
    return viewer.partner_id is not None and event.partner_id == viewer.partner_id
