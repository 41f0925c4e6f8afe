"""What a role may be told of needs: which categories by name, which photos."""

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import NEUTRAL, Category, Role, categories
from geo.needs.worktime import CHINA
from geo.services.scene import Scene
from geo.store.models import Need, NeedPhoto
from geo.store.scope import viewer_of


def may_name(category: Category, role: Role) -> bool:
    """Whether `category` may be named before `role`."""
    return category.shown or role is not Role.PARTNER


def told_id(category_id: str, role: Role) -> str:
    """Return the id under which `role` is told of needs of a category: often the neutral one.

    Examples
    --------
    >>> told_id("leak", Role.PARTNER), told_id("dispute", Role.PARTNER)
    ('leak', 'care')
    >>> told_id("dispute", Role.LEADER)
    'dispute'
    """
    return category_id if may_name(categories()[category_id], role) else NEUTRAL.id


def told_condition(session: Session, scene: Scene, today: date) -> ColumnElement[bool]:
    """Return the SQL condition on `Need` rows of `scene`, as far as the viewer may ask.

    Whoever asks for a category that may not be named before him gets nothing: the answer would name
    it. So it is with those of a group.
    """
    role = viewer_of(session).role
    condition = scene.condition(today)
    asked = [categories()[key] for key in scene.category_ids()]
    if (scene.category is None and scene.group is None) or all(may_name(c, role) for c in asked):
        return condition
    return condition & Need.category.in_([one.id for one in asked if may_name(one, role)])


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
