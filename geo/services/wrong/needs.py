"""Needs that were called wrong: listed until somebody checks them, and brought back."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, NotFoundError
from geo.needs.vocabulary import Category, categories
from geo.services.diary.facts import Decision
from geo.services.need_history import new_step
from geo.services.placing import Place, places_of
from geo.store.audit import note_act
from geo.store.models import EntryFact, Need


@dataclass(frozen=True, slots=True)
class WrongNeed:
    """A need that waits to be checked; it stands nowhere else."""

    id: int
    category: Category
    place: Place
    opened_on: date
    words: str
    reason: str
    by: str
    at: datetime | None


def wrong_needs(session: Session, language: str) -> list[WrongNeed]:
    """Return the needs of the viewer's compounds that were called wrong, the latest first."""
    needs = session.scalars(
        select(Need).where(Need.hidden.is_(True)).order_by(Need.id.desc())
    ).all()
    places = places_of(session, [need.id for need in needs], language)
    return [_wrong(need, places[need.id]) for need in needs if need.id in places]


def call_right(session: Session, need_id: int) -> None:
    """Bring a need back that was checked and is right, also in the entry that it came from.

    Raises
    ------
    NotFoundError
        When there is none in the viewer's scope.
    ConflictError
        When nobody called it wrong.
    """
    need = session.get(Need, need_id)
    if need is None:
        raise NotFoundError(
            "this need does not exist, or is not in your territory",
            zh="没有这件需求，或者它不在您的片区里。",
        )
    if not need.hidden:
        raise ConflictError("nobody called this wrong", zh="这一条没有收起过。")
    need.hidden = False
    session.add(new_step(session, need, "note", "核对过，没有说错，放回来"))
    of_need = (EntryFact.need_id == need_id) & (EntryFact.decision == Decision.WRONG.value)
    for row in session.scalars(select(EntryFact).where(of_need)):
        value = json.loads(row.value)
        if value.get("did") == "opened":
            row.decision = value.pop("stood")
            for name in ("wrong_at", "withdrawn"):
                value.pop(name, None)
            row.value = json.dumps(value, ensure_ascii=False)
    session.flush()
    note_act(session, "need.called_right", subject=str(need_id))


def _wrong(need: Need, place: Place) -> WrongNeed:
    hiding = [event for event in need.events if event.act == "hide"]
    last = hiding[-1] if hiding else None
    return WrongNeed(
        need.id,
        categories()[need.category],
        place,
        need.opened_on,
        need.words or "",
        (last.note or "") if last else "",
        last.account_name if last else "",
        last.at if last else None,
    )
