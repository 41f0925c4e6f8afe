"""Promises that somebody says were never made: put away at once, brought back within a day."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, NotFoundError
from geo.services.diary.entries import UNDO_WITHIN
from geo.services.diary.facts import Decision, FactKind
from geo.services.placing import places_of_units
from geo.store.audit import note_act
from geo.store.models import EntryFact, Promise, WithdrawnPromise
from geo.store.scope import viewer_of

DAYS = ("made_on", "due_on", "done_on")
CELLS = ("compound_id", "unit_id", "need_id", "entry_id", "account_id", "words", "part", *DAYS)
FACT = "fact"
"""Cell with the fact of the diary that the promise came of."""


@dataclass(frozen=True, slots=True)
class WrongPromise:
    """A promise that was put away."""

    id: int
    words: str
    place: str
    at: datetime
    may_come_back: bool


def call_wrong(session: Session, promise_id: int) -> None:
    """Put a promise away: it is in no list, no round and no card any more.

    Raises
    ------
    NotFoundError
        When it is not in the viewer's scope.
    """
    row = session.scalar(select(Promise).where(Promise.id == promise_id))
    if row is None:
        raise NotFoundError(
            "this promise does not exist, or is not in your territory",
            zh="没有这条承诺，或者它不在您的片区里。",
        )
    now = datetime.now(UTC)
    session.execute(delete(WithdrawnPromise).where(WithdrawnPromise.at < now - UNDO_WITHIN))
    cells = {name: getattr(row, name) for name in CELLS}
    cells |= {name: cells[name] and cells[name].isoformat() for name in DAYS}
    session.add(
        WithdrawnPromise(
            id=row.id,
            compound_id=row.compound_id,
            account_id=viewer_of(session).account_id,
            at=now,
            cells=json.dumps(cells | {FACT: _struck(session, row)}, ensure_ascii=False),
        )
    )
    session.delete(row)
    session.flush()
    note_act(session, "promise.called_wrong", subject=str(promise_id))


def call_right(session: Session, promise_id: int) -> None:
    """Bring a promise back as it was, within a day.

    Raises
    ------
    NotFoundError
        When nothing was put away under this key.
    ConflictError
        When the day for it is over.
    """
    row = session.scalar(select(WithdrawnPromise).where(WithdrawnPromise.id == promise_id))
    if row is None:
        raise NotFoundError("this was not called wrong", zh="这一条没有收起过。")
    if not _may_come_back(row):
        raise ConflictError(
            "what was called wrong comes back within a day: write it again",
            zh="收起已经过了一天：要记就重新写一句。",
        )
    cells = json.loads(row.cells)
    fact_id = cells.pop(FACT, None)
    days = {name: cells[name] and date.fromisoformat(cells[name]) for name in DAYS}
    session.add(Promise(id=row.id, **cells | days))
    _listed_again(session, fact_id, row.id)
    session.delete(row)
    session.flush()
    note_act(session, "promise.called_right", subject=str(promise_id))


def wrong_promises(session: Session, language: str) -> list[WrongPromise]:
    """Return the promises that were put away and can still come back, the latest first."""
    rows = session.scalars(select(WithdrawnPromise).order_by(WithdrawnPromise.at.desc())).all()
    cells = {row.id: json.loads(row.cells) for row in rows}
    homes = places_of_units(session, filter(None, (c["unit_id"] for c in cells.values())), language)
    return [
        WrongPromise(
            row.id,
            cells[row.id]["words"],
            homes[cells[row.id]["unit_id"]].line() if cells[row.id]["unit_id"] in homes else "",
            row.at,
            may_come_back=True,
        )
        for row in rows
        if _may_come_back(row)
    ]


def _struck(session: Session, row: Promise) -> int | None:
    """Strike a promise from the fact that it came of, and return the fact's key."""
    if row.entry_id is None:
        return None
    of_entry = (EntryFact.entry_id == row.entry_id) & (EntryFact.kind == FactKind.PROMISE.value)
    for fact in session.scalars(select(EntryFact).where(of_entry)):
        value = json.loads(fact.value)
        if row.id in value.get("promises", ()):
            value["promises"].remove(row.id)
            fact.value = json.dumps(value, ensure_ascii=False)
            return fact.id
    return None


def _listed_again(session: Session, fact_id: int | None, promise_id: int) -> None:
    """Name a promise that came back in its fact, as far as that still stands."""
    fact = session.scalar(select(EntryFact).where(EntryFact.id == fact_id)) if fact_id else None
    if fact is None or fact.decision not in {Decision.KEPT.value, Decision.CORRECTED.value}:
        return
    value = json.loads(fact.value)
    value["promises"] = [*value.get("promises", ()), promise_id]
    fact.value = json.dumps(value, ensure_ascii=False)


def _may_come_back(row: WithdrawnPromise) -> bool:
    return datetime.now(UTC) - row.at <= UNDO_WITHIN
