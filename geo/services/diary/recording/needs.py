"""Needs that an entry opens, or adds a word to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import InputError
from geo.needs.vocabulary import Kind, categories
from geo.services import cases
from geo.services.cases import NewNeed
from geo.services.diary.facts import BY_HAND, Decision, Fact, FactKind
from geo.services.diary.open_needs import OpenNeeds
from geo.services.diary.picking import Choice
from geo.services.diary.recording.going import Going, add_fact, note_value, told
from geo.services.diary.sentences import sentence_around
from geo.store.models import (
    EntryFact,
    NeedEvent,
)


def record_need(
    going: Going,
    row: EntryFact,
    fact: Fact,
    place: Choice,
    spot: str | None,
    resident: str | None,
) -> None:
    """Open the need, or add the sentence to the one that is open there already."""
    session, category = going.session, fact.value["category"]
    if category not in categories():
        raise InputError(
            f"category {category!r} is not in the vocabulary", zh="没有这一类需求，请从列表里选。"
        )
    there = OpenNeeds.around(session, [place], [category]).same(category, place, spot)
    if there is not None:
        _note_on(going, row, fact, there)
    else:
        span = sentence_around(going.entry.text, fact.start, fact.end)
        of_person = categories()[category].kind in {Kind.CARE, Kind.SERVICE}
        need = cases.open_need(
            session,
            NewNeed(
                category=category,
                compound_id=place.compound_id,
                building_id=place.building_id,
                entrance_id=place.entrance_id,
                unit_id=place.unit_id,
                floor=place.floor,
                spot=spot,
                resident_id=resident if of_person else None,
                words=going.entry.text[span.start : span.end],
                entry_id=going.entry.id,
            ),
            today=going.entry.written_on,
        )
        row.need_id = need.id
        note_value(row, fact, did="opened")
    if row.decision == Decision.OPEN.value:
        row.decision = Decision.KEPT.value
    going.needs.setdefault(fact.item or 0, []).append(row.need_id or 0)


def _note_on(going: Going, row: EntryFact, fact: Fact, need_id: int) -> None:
    cases.add_note(going.session, need_id, told(going, fact))
    row.need_id = need_id
    note_value(row, fact, did="noted", event=_last_event(going.session, need_id))


def _last_event(session: Session, need_id: int) -> int:
    newest = select(NeedEvent.id).where(NeedEvent.need_id == need_id).order_by(NeedEvent.id.desc())
    return session.scalars(newest.limit(1)).one()


def add_need(
    going: Going,
    number: int,
    category: str,
    place: Choice,
    spot: str | None,
    resident: str | None,
) -> None:
    """Record a category that the reading missed; its words are those of the item's place."""
    pairs = zip(going.rows, going.facts, strict=True)
    own = [fact for row, fact in pairs if fact.item == number]
    told = {f.value.get("category") for f in own if f.kind is FactKind.NEED and f.need_id}
    if category in told:
        return
    at = next((f for f in own if f.kind is FactKind.PLACE), None)
    start, end = (at.start, at.end) if at else (0, 0)
    fact = Fact(
        FactKind.NEED,
        number,
        start,
        end,
        {"category": category},
        BY_HAND,
        1.0,
        decision=Decision.CORRECTED,
    )
    record_need(going, add_fact(going, fact), fact, place, spot, resident)
