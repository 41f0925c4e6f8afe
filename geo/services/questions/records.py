"""Questions as they are kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.asking import Asked
from geo.address.values import Span
from geo.store.columns import digest_in
from geo.store.models import Question

KEYS_A_STATEMENT = 5_000


class Kind(StrEnum):
    """What a question is about."""

    REGISTER = "register"
    """A row of a register whose home is not sure."""
    NEEDS = "needs"
    """A row of a list of needs whose place is not sure."""
    PLACE = "place"
    """A place in the diary."""
    NEED = "need"
    """A need in the diary that waits to be confirmed."""
    TWINS = "twins"
    """Two compounds whose names sound the same."""


class State(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    SETTLED = "settled"
    NEITHER = "neither"
    """None of what was offered."""
    UNKNOWN = "unknown"
    """Whoever was asked does not know."""


IMPORTED = (Kind.REGISTER.value, Kind.NEEDS.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question that is to be asked."""

    kind: Kind
    key: str
    """What makes it the same question when it comes again."""
    asked: Asked
    words: str
    source: dict[str, Any]
    """Where it came from: file and row."""
    waiting: dict[str, Any] | None
    urgency: int


@dataclass(frozen=True, slots=True)
class About:
    """What a question is about, as it is kept sealed."""

    pattern: str
    span: Span | None
    doubtful: str
    offers: tuple[dict[str, Any], ...] = ()
    """Key of a place, confidence, ids of why."""
    source: dict[str, Any] = field(default_factory=dict)


def ask(session: Session, questions: Iterable[NewQuestion]) -> int:
    """Keep `questions` and return how many wait; one that was asked before is not asked again."""
    by_key = {digest_in(session, f"{new.kind}|{new.key}"): new for new in questions}
    known: dict[str, str] = {}
    keys = list(by_key)
    for start in range(0, len(keys), KEYS_A_STATEMENT):
        part = keys[start : start + KEYS_A_STATEMENT]
        rows = session.execute(
            select(Question.key, Question.state).where(Question.key.in_(part))
        ).all()
        known |= {str(key): str(state) for key, state in rows}
    now = datetime.now(UTC)
    session.add_all(_row(session, key, new, now) for key, new in by_key.items() if key not in known)
    session.flush()
    return len(by_key) - sum(state != State.OPEN.value for state in known.values())


def settled(session: Session) -> dict[str, str]:
    """Return the place that was meant by each pattern that an answer settled for all."""
    rows = session.execute(
        select(Question.about, Question.answer, Question.made)
        .where(Question.state == State.SETTLED.value, Question.kind.in_(IMPORTED))
        .order_by(Question.answered_at)
    )
    return {
        about_of(about).pattern: answer
        for about, answer, made in rows
        if answer is not None and made is not None and json.loads(made).get("wide")
    }


def write_asked(session: Session, row: Question, asked: Asked, source: dict[str, Any]) -> None:
    """Let `row` ask what `asked` says."""
    row.alike = digest_in(session, asked.pattern)
    row.compound_id = asked.compound_id
    row.level = asked.level.value if asked.level else None
    row.doubt = asked.doubt.value
    row.about = json.dumps(
        {
            "pattern": asked.pattern,
            "span": [asked.span.start, asked.span.end] if asked.span else None,
            "doubtful": asked.words,
            "offers": [
                {
                    "key": f"{one.level.value}:{one.id}",
                    "confidence": one.confidence,
                    "why": [why.value for why in one.why],
                }
                for one in asked.offers
            ],
            "source": source,
        },
        ensure_ascii=False,
    )


def about_of(sealed: str) -> About:
    """Return what a question is about from its JSON."""
    told = json.loads(sealed)
    return About(
        pattern=told["pattern"],
        span=Span(*told["span"]) if told["span"] else None,
        doubtful=told["doubtful"],
        offers=tuple(told["offers"]),
        source=told["source"],
    )


def _row(session: Session, key: str, new: NewQuestion, now: datetime) -> Question:
    row = Question(
        key=key,
        kind=new.kind.value,
        words=new.words,
        waiting=json.dumps(new.waiting, ensure_ascii=False) if new.waiting else None,
        urgency=new.urgency,
        asked_at=now,
        state=State.OPEN.value,
    )
    write_asked(session, row, new.asked, new.source)
    return row
