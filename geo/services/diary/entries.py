"""An entry of the diary with its facts, for whoever may read or change it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, NotFoundError
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.store.models import DiaryEntry, EntryFact
from geo.store.scope import viewer_of

UNDO_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EntryFile:
    """An entry with its facts."""

    id: int
    written_on: date
    compound_id: str
    text: str
    state: str
    facts: tuple[Fact, ...]
    own: bool
    """Only its writer confirms, undoes and puts away."""
    may_undo: bool
    may_drop: bool


def entry_file(session: Session, entry_id: int) -> EntryFile:
    """Return an entry with its facts.

    Raises
    ------
    NotFoundError
        When there is no such entry in the viewer's scope.
    """
    entry = entry_row(session, entry_id)
    own = entry.account_id is not None and entry.account_id == viewer_of(session).account_id
    fresh = datetime.now(UTC) - entry.saved_at <= UNDO_WITHIN
    return EntryFile(
        id=entry.id,
        written_on=entry.written_on,
        compound_id=entry.compound_id,
        text=entry.text,
        state=entry.state,
        facts=tuple(fact_of(row) for row in entry.facts),
        own=own,
        may_undo=own and fresh and entry.state == "confirmed" and bool(entry.facts),
        may_drop=own and entry.state == "read",
    )


def entry_row(session: Session, entry_id: int) -> DiaryEntry:
    """Return the row of an entry in scope, or raise `NotFoundError`."""
    entry = session.get(DiaryEntry, entry_id)
    if entry is None or entry.state == "dropped":
        raise NotFoundError(
            "this entry does not exist, or is not in your territory",
            zh="没有这篇日记，或者它不在您的片区里。",
        )
    return entry


def own_entry(session: Session, entry_id: int) -> DiaryEntry:
    """Return the row of an entry that the viewer wrote, or raise `ForbiddenError`."""
    entry = entry_row(session, entry_id)
    if entry.account_id is None or entry.account_id != viewer_of(session).account_id:
        raise ForbiddenError(
            "an entry is confirmed, undone and put away by its writer",
            zh="日记只能由写的人确认、撤销或收起。",
        )
    return entry


def fact_of(row: EntryFact) -> Fact:
    """Return the value of a kept fact."""
    return Fact(
        kind=FactKind(row.kind),
        item=row.item,
        start=row.start,
        end=row.end,
        value=json.loads(row.value),
        rule=row.rule,
        confidence=row.confidence,
        decision=Decision(row.decision),
        id=row.id,
        need_id=row.need_id,
    )


def row_of(fact: Fact) -> EntryFact:
    """Return a new row that keeps `fact`."""
    return EntryFact(
        item=fact.item,
        start=fact.start,
        end=fact.end,
        kind=fact.kind.value,
        value=json.dumps(fact.value, ensure_ascii=False),
        rule=fact.rule,
        confidence=fact.confidence,
        decision=fact.decision.value,
        need_id=fact.need_id,
    )
