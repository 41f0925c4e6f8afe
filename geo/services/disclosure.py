"""What a role may be told of needs: which categories by name, which photos."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Role
from geo.needs.worktime import CHINA
from geo.store.models import Need, NeedPhoto
from geo.store.scope import viewer_of


def shown_photos(session: Session, need: Need) -> tuple[int, ...]:
    """Return the photos of a need in scope that the viewer may see, the oldest first.

    Nobody sees those of a need that was called wrong; a manager none of a need about a flat, which
    is opened with a reason; a partner those added on or after the day it was given the need.
    """
    viewer = viewer_of(session)
    if need.hidden or (viewer.role is Role.MANAGER and need.unit_id is not None):
        return ()
    since = _given_on(need, viewer.partner_id) if viewer.role is Role.PARTNER else None
    rows = session.execute(
        select(NeedPhoto.id, NeedPhoto.added_at)
        .where(NeedPhoto.need_id == need.id)
        .order_by(NeedPhoto.id)
    )
    return tuple(key for key, at in rows if since is None or at.astimezone(CHINA).date() >= since)


def _given_on(need: Need, partner_id: str | None) -> date | None:
    """Return the day since which the organisation holds the need; None: it always did."""
    since = None
    for event in need.events:
        if event.act != "assign":
            continue
        if event.partner_id != partner_id:
            since = None
        elif since is None:
            since = event.at.astimezone(CHINA).date()
    return since
