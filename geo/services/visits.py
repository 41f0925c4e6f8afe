"""Recording that somebody called at a door."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Outcome, Permission, permissions
from geo.services.flats import compound_of_flat
from geo.store.models import Promise, Visit
from geo.store.scope import viewer_of


def tick(
    session: Session, unit_id: str, outcome: Outcome, *, key: str, today: date, note: str = ""
) -> Visit:
    """Record a visit 打勾; the same `key` sent again changes nothing and returns the first one.

    A key is its account's own: what somebody else sent with it is another visit.

    A visit at which somebody was met keeps the promises that were due at that door.

    Raises
    ------
    ForbiddenError
        When the viewer's role pays no visits.
    InputError
        When `key` is blank, or was used for another flat.
    NotFoundError
        When the flat is not in the viewer's territory.
    """
    viewer = viewer_of(session)
    if Permission.TICK_VISITS not in permissions(viewer.role):
        raise ForbiddenError(
            "visits are ticked by the leader of the compound", zh="走访由本小区的点长来登记。"
        )
    if not key.strip():
        raise InputError(
            "a visit needs a key, so that it counts once when it is sent twice",
            zh="这次走访缺少编号，请刷新页面再登记一次。",
        )
    before = _own_visit(session, key)
    if before is not None:
        if before.unit_id != unit_id:
            raise InputError(
                "this key belongs to a visit at another flat: send a new one",
                zh="这个编号已用在另一户的走访上：请刷新页面再登记一次。",
            )
        return before
    visit = Visit(
        key=key,
        compound_id=compound_of_flat(session, unit_id),
        unit_id=unit_id,
        visited_on=today,
        outcome=outcome.value,
        note=note.strip() or None,
        account_id=viewer.account_id,
    )
    session.add(visit)
    if outcome is Outcome.MET:
        _keep_promises(session, unit_id, today)
    session.flush()
    return visit


def untick(session: Session, key: str) -> None:
    """Take the visit of `key` back, when it was ticked by mistake.

    Raises
    ------
    NotFoundError
        When there is none that the viewer ticked.
    """
    visit = _own_visit(session, key)
    if visit is None:
        raise NotFoundError(
            "there is no such visit of yours to take back", zh="没有您登记的这次走访，不用撤回。"
        )
    if visit.outcome == Outcome.MET.value:
        kept = select(Promise).where(
            Promise.unit_id == visit.unit_id, Promise.done_on == visit.visited_on
        )
        for promise in session.scalars(kept):
            promise.done_on = None
    session.delete(visit)


def keep_promise(session: Session, promise_id: int, *, today: date) -> None:
    """Record that a promise was kept today.

    Raises
    ------
    NotFoundError
        When the promise is not in the viewer's territory.
    """
    promise = session.get(Promise, promise_id)
    if promise is None:
        raise NotFoundError(
            "this promise does not exist, or is not in your territory",
            zh="没有这条承诺，或者它不在您的片区里。",
        )
    promise.done_on = promise.done_on or today


def _own_visit(session: Session, key: str) -> Visit | None:
    own = Visit.account_id == viewer_of(session).account_id
    return session.scalar(select(Visit).where(Visit.key == key, own))


def _keep_promises(session: Session, unit_id: str, today: date) -> None:
    due = select(Promise).where(
        Promise.unit_id == unit_id, Promise.done_on.is_(None), Promise.due_on <= today
    )
    for promise in session.scalars(due):
        promise.done_on = today
