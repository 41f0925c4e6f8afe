"""The leader's day: what waits for her this morning, on one page."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services.calls import Call, calls
from geo.services.cases import Case, cases_of
from geo.services.scene import CLOSED_STATES
from geo.store.models import Need, Promise


@dataclass(frozen=True, slots=True)
class LoosePromise:
    """A promise that belongs to no door."""

    id: int
    words: str
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What waits for the leader."""

    today: date
    calls: tuple[Call, ...]
    answers: tuple[Case, ...]
    """Whistles that were answered: the resident is still to be told."""
    promises: tuple[LoosePromise, ...]
    overdue: tuple[Case, ...]
    """Open needs in other hands, after their date."""


def day_of(session: Session, today: date, language: str) -> Day:
    """Return what waits for the session's viewer on day `today`."""
    still_open = Need.state.not_in(CLOSED_STATES)
    answered = Need.whistle_answer.is_not(None) & ~Need.told_resident & still_open
    late = (Need.due_on < today) & (Need.handler != "leader") & still_open
    return Day(
        today=today,
        calls=tuple(calls(session, today, language)),
        answers=tuple(cases_of(session, answered, today, language)),
        promises=tuple(_loose_promises(session, today)),
        overdue=tuple(cases_of(session, late, today, language)),
    )


def _loose_promises(session: Session, today: date) -> list[LoosePromise]:
    rows = session.scalars(
        select(Promise)
        .where(Promise.unit_id.is_(None), Promise.done_on.is_(None), Promise.due_on <= today)
        .order_by(Promise.due_on, Promise.id)
    )
    return [
        LoosePromise(row.id, row.words, row.due_on, bool(row.due_on and row.due_on < today))
        for row in rows
    ]
