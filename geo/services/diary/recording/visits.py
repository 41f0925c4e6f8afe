"""Visits that an entry reports."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Outcome
from geo.services import visits
from geo.services.diary.facts import Decision, Fact
from geo.services.diary.picking import Choice
from geo.services.diary.recording.going import Going, note_value
from geo.store.models import (
    EntryFact,
    Visit,
)


def record_visit(
    going: Going, row: EntryFact, fact: Fact, place: Choice, *, verdict: bool | None
) -> None:
    """Record a visit at a flat; one that is known for that day is not counted again.

    Where only the building is known it waits for the flat.
    """
    if verdict is None or (verdict and place.unit_id is None):
        return
    row.decision = (Decision.KEPT if verdict else Decision.REFUSED).value
    if verdict and place.unit_id is not None:
        day = min(date.fromisoformat(fact.value["day"]), going.entry.written_on)
        key = f"diary:{going.entry.id}:{row.id}:{place.unit_id}"
        if note_visit(going.session, place.unit_id, key=key, day=day, entry_id=going.entry.id):
            note_value(row, fact, visit=key)


def note_visit(session: Session, unit_id: str, *, key: str, day: date, entry_id: int) -> bool:
    """Record that somebody was met at a flat on `day`; False: that is known already."""
    known = select(Visit.id).where(
        Visit.unit_id == unit_id,
        Visit.visited_on == day,
        Visit.outcome == Outcome.MET.value,
        Visit.key != key,
    )
    if session.scalar(known.limit(1)) is not None:
        return False
    visits.tick(session, unit_id, Outcome.MET, key=key, today=day).entry_id = entry_id
    session.flush()
    return True
