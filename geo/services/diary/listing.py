"""The latest entries of the diary, and what in them waits for the writer."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from geo.services.diary.entries import fact_of
from geo.services.diary.facts import Decision, FactKind
from geo.services.diary.picking import chosen
from geo.store.models import Compound, DiaryEntry, EntryFact
from geo.store.scope import viewer_of

LATEST = 30


KINDS_THAT_WAIT = (
    FactKind.NEED.value,
    FactKind.RESOLVED.value,
    FactKind.PROMISE.value,
    FactKind.VISIT.value,
)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry on a list."""

    id: int
    written_on: date
    compound: str
    text: str
    state: str
    waiting: int
    """Facts that still wait for the leader's word."""
    own: bool


def latest_entries(session: Session) -> list[EntryLine]:
    """Return the latest entries within the viewer's scope, the newest first."""
    return _lines(session, DiaryEntry.state != "dropped")


def unconfirmed_entries(session: Session) -> list[EntryLine]:
    """Return the viewer's entries that wait for her to look at what was read, the newest first."""
    own = DiaryEntry.account_id == viewer_of(session).account_id
    return _lines(session, and_(DiaryEntry.state == "read", own))


def _lines(session: Session, condition: ColumnElement[bool]) -> list[EntryLine]:
    viewer = viewer_of(session)
    rows = session.execute(
        select(DiaryEntry, Compound.name)
        .outerjoin(Compound, Compound.id == DiaryEntry.compound_id)
        .where(condition)
        .order_by(DiaryEntry.written_on.desc(), DiaryEntry.id.desc())
        .limit(LATEST)
    ).all()
    waiting = _waiting(session, [entry.id for entry, _ in rows])
    return [
        EntryLine(
            id=entry.id,
            written_on=entry.written_on,
            compound=name or "",
            text=entry.text,
            state=entry.state,
            waiting=waiting[entry.id],
            own=entry.account_id is not None and entry.account_id == viewer.account_id,
        )
        for entry, name in rows
    ]


def _waiting(session: Session, entry_ids: list[int]) -> Counter[int]:
    """Return how many facts of each entry wait for its writer.

    Of a colleague's compound it is the place that waits: for being handed over.
    """
    rows = session.scalars(
        select(EntryFact).where(
            EntryFact.entry_id.in_(entry_ids),
            EntryFact.decision == Decision.OPEN.value,
            EntryFact.kind.in_([*KINDS_THAT_WAIT, FactKind.PLACE.value]),
        )
    )
    known = [(row.entry_id, fact_of(row)) for row in rows]
    keys = {(entry, f.item): f.value["key"] for entry, f in known if f.kind is FactKind.PLACE}
    in_scope = chosen(session, filter(None, keys.values()), "zh")
    foreign = {at for at, key in keys.items() if key and key not in in_scope}
    return Counter(
        entry
        for entry, fact in known
        if (
            (entry, fact.item) in foreign and bool(fact.value.get("compound"))
            if fact.kind is FactKind.PLACE
            else not foreign.issuperset(
                (entry, item) for item in fact.value.get("items", [fact.item])
            )
        )
    )
