"""Answers to what is unsure in the viewer's own diary."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.errors import InputError
from geo.needs.vocabulary import categories
from geo.services.diary.entries import entry_row, fact_of
from geo.services.diary.facts import Fact, FactKind
from geo.services.diary.recording import confirming
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.questions.answering import Answer, Answered, Verdict
from geo.services.questions.doubts import alike_facts, kind_of_fact
from geo.services.questions.records import Kind, State
from geo.services.questions.settling import close, put_off, refuse_needs, settle_places
from geo.store.models import EntryFact

YES = "yes"
"""Says that a need was meant; stands for a place in the answer."""


def answer_doubt(
    session: Session,
    fact_id: int,
    said: Answer,
    *,
    today: date,
    digest: Callable[[str], str],
    gazetteer: Gazetteer,
) -> Answered:
    """Settle a doubt in the viewer's diary, with all like it where she says so.

    Raises
    ------
    NotFoundError
        When there is no such fact in scope.
    ForbiddenError
        When somebody else wrote the entry.
    ConflictError
        When it was answered meanwhile.
    InputError
        When the place is not in scope, or the need is too personal for one tap.
    """
    kind = kind_of_fact(session, fact_id, today)
    facts = alike_facts(session, fact_id, today) if said.alike else [fact_id]
    batch = secrets.token_urlsafe(9)
    if said.verdict is Verdict.LATER:
        return Answered(None, put_off(session, facts, kind, today + timedelta(days=1)), 0)
    if said.verdict is Verdict.UNKNOWN:
        return Answered(batch, close(session, facts, kind, State.UNKNOWN, batch), 0)
    if said.verdict is Verdict.NEITHER and kind is Kind.NEED:
        return Answered(batch, refuse_needs(session, facts, batch), 0)
    if said.verdict is Verdict.NEITHER:
        return Answered(batch, close(session, facts, kind, State.NEITHER, batch), 0)
    if kind is Kind.NEED:
        return Answered(None, _confirmed(session, facts, today=today, digest=digest), 0)
    return Answered(batch, settle_places(session, facts, said.place, batch, gazetteer), 0)


def _confirmed(
    session: Session, fact_ids: Sequence[int], *, today: date, digest: Callable[[str], str]
) -> int:
    """Record needs as their entry's page does; they are undone there."""
    for fact_id in fact_ids:
        row = session.scalars(select(EntryFact).where(EntryFact.id == fact_id)).one()
        fact = fact_of(row)
        category = fact.value["category"]
        if categories()[category].sensitive:
            raise InputError(
                "what tells of a person is confirmed in the diary, with home and name in sight",
                zh="涉及个人情况的要到日记里确认，看清是哪一户、哪个人。",
            )
        place = _place_of(session, row.entry_id, fact)
        words = Words(
            items={fact.item or 0: ItemWord(place=place, needs={category: True})}, promises={}
        )
        confirming.confirm(session, row.entry_id, words, today=today, digest=digest)
    return len(fact_ids)


def _place_of(session: Session, entry_id: int, fact: Fact) -> str | None:
    facts = map(fact_of, entry_row(session, entry_id).facts)
    own = (f for f in facts if f.kind is FactKind.PLACE and f.item == fact.item)
    place = next(own, None)
    key: str | None = place.value["key"] if place else None
    return key
