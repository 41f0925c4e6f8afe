"""The queue of questions: what waits for the viewer, the most urgent first, page by page."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from geo.address.values import Level
from geo.needs.vocabulary import Role
from geo.services.diary.picking import Choice, chosen
from geo.services.paging import page_of
from geo.services.questions.answering import UNDO_WITHIN
from geo.services.questions.cards import Card, Group, cards
from geo.services.questions.doubts import DiaryDoubt, doubts
from geo.services.questions.records import Kind, State, about_of
from geo.store.models import Question
from geo.store.scope import viewer_of

CARDS_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that can still be undone."""

    batch: str
    settled: int
    answered_at: datetime
    answered_by: str
    question_id: int
    answer: Choice | None
    doubtful: str
    """Words that stood for a compound; empty for other doubts."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue."""

    cards: tuple[Card, ...]
    groups: int
    """Questions in all; those alike count once."""
    rows: int
    """What waits behind them."""
    page: int
    pages: int
    first: int
    """Number of the first card."""


def waiting(session: Session, today: date) -> int:
    """Return how many questions wait for the viewer; those alike count once."""
    if viewer_of(session).role not in {Role.LEADER, Role.STEWARD}:
        return 0
    return len(_groups(session, today))


def queue_page(session: Session, page: int, today: date, language: str) -> QueuePage:
    """Return one page of the queue within the viewer's scope; a page too far is the last one."""
    groups = _groups(session, today)
    found = page_of(groups, asked=page, size=CARDS_A_PAGE)
    return QueuePage(
        cards=tuple(cards(session, found.rows, language)),
        groups=len(groups),
        rows=sum(group.count for group in groups),
        page=found.span.page,
        pages=found.span.pages,
        first=found.span.start + 1,
    )


def given_lately(session: Session, language: str, most: int = 20) -> list[Given]:
    """Return the viewer's answers of the last day, the newest first."""
    rows = session.execute(
        select(Question.batch, func.count(), func.min(Question.id), func.max(Question.answered_at))
        .where(
            Question.account_id == viewer_of(session).account_id,
            Question.batch.is_not(None),
            Question.answered_at > datetime.now(UTC) - UNDO_WITHIN,
        )
        .group_by(Question.batch)
        .order_by(func.max(Question.answered_at).desc())
        .limit(most)
    ).all()
    first = {
        row.id: row
        for row in session.scalars(select(Question).where(Question.id.in_([r[2] for r in rows])))
    }
    keys = [row.answer for row in first.values() if row.answer]
    places = chosen(session, keys, language)
    return [
        Given(
            batch=batch or "",
            settled=count,
            answered_at=at,
            answered_by=first[key].answered_by or "",
            question_id=key,
            answer=places.get(first[key].answer or ""),
            doubtful=_name_in_doubt(first[key]),
        )
        for batch, count, key, at in rows
        if at is not None
    ]


def _name_in_doubt(row: Question) -> str:
    """Return the name that was settled, which may be learned."""
    was = json.loads(row.made or "{}").get("asked", {"level": row.level, "about": row.about})
    if was["level"] != Level.COMPOUND or row.kind == Kind.TWINS.value:
        return ""
    return about_of(was["about"]).doubtful


def _groups(session: Session, today: date) -> list[Group]:
    found = [*_kept_groups(session, today)]
    if viewer_of(session).role is Role.LEADER:
        found += _diary_groups(session, today)
    return sorted(found, key=lambda group: group.order)


def _kept_groups(session: Session, today: date) -> Iterable[Group]:
    rows = session.execute(
        select(
            func.min(Question.id),
            func.count(),
            func.max(Question.urgency),
            func.min(Question.asked_at),
        )
        .where(_open(today), Question.fact_id.is_(None))
        .group_by(Question.alike)
    )
    for key, count, urgent, at in rows:
        yield Group(urgent, count, at.date(), question_id=key)


def _diary_groups(session: Session, today: date) -> list[Group]:
    alike: dict[str, list[DiaryDoubt]] = {}
    for one in doubts(session, today):
        alike.setdefault(one.alike, []).append(one)
    return [
        Group(max(one.urgency for one in own), len(own), own[0].written_on, doubt=own[0])
        for own in alike.values()
    ]


def _open(today: date) -> ColumnElement[bool]:
    due = or_(Question.not_before.is_(None), Question.not_before <= today)
    return (Question.state == State.OPEN.value) & due
