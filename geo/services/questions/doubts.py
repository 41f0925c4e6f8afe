"""What is unsure in the viewer's own diary, found in its facts and never kept twice."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from geo.address.doubts import LEVEL_OF, Doubt
from geo.address.values import Level
from geo.services.diary.entries import fact_of
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.picking import chosen
from geo.services.diary.understanding import SURE
from geo.services.questions.asking import urgency
from geo.services.questions.records import Kind, State
from geo.store.models import DiaryEntry, EntryFact, Question
from geo.store.scope import viewer_of

WAITS_DAYS = 3
"""A need that its writer has not confirmed for so long is asked about."""
LATEST_DAYS = 60
"""Entries before that are history."""
WAITING_KINDS = (FactKind.NEED, FactKind.RESOLVED, FactKind.VISIT)


@dataclass(frozen=True, slots=True)
class DiaryDoubt:
    """One thing in the viewer's diary that waits for her."""

    kind: Kind
    doubt: Doubt
    fact: Fact
    entry_id: int
    written_on: date
    text: str
    """The whole entry."""
    place: str | None
    """Key of the place as it was read."""
    categories: tuple[str, ...]
    """What waits at this place."""

    @property
    def urgency(self) -> int:
        """How urgent the most urgent thing is that waits, 0 to 3."""
        return urgency(self.categories)

    @property
    def name(self) -> str:
        """The words that name a compound, where that is what is in doubt."""
        named = self.fact.value.get("named")
        if named is None or LEVEL_OF.get(self.doubt) is not Level.COMPOUND:
            return ""
        return self.text[named[0] : named[1]]

    @property
    def alike(self) -> str:
        """Equal for doubts that one answer settles."""
        if self.name:
            return f"name|{self.name}"
        written = self.fact.value.get("written", self.fact.id)
        return f"{self.kind}|{written}|{self.fact.value.get('spot') or ''}"


def doubts(session: Session, today: date) -> list[DiaryDoubt]:
    """Return what is unsure in the viewer's own entries, the oldest first.

    Four queries, whatever the number of entries.
    """
    put_off = _answered(session, today)
    found = []
    for entry, facts in _waiting_entries(session, today):
        items: dict[int | None, list[Fact]] = defaultdict(list)
        for fact in facts:
            items[fact.item].append(fact)
        for item, own in items.items():
            if item is not None:
                found += _of_item(entry, own, today)
    known = chosen(session, filter(None, (one.place for one in found)), "zh")
    return [
        one
        for one in found
        if one.fact.id not in put_off and (one.place is None or one.place in known)
    ]


def _of_item(entry: DiaryEntry, own: list[Fact], today: date) -> list[DiaryDoubt]:
    place = next((fact for fact in own if fact.kind is FactKind.PLACE), None)
    waiting = [f for f in own if f.kind in WAITING_KINDS and f.decision is Decision.OPEN]
    if place is None or not waiting:
        return []
    key, decided = place.value["key"], place.decision is not Decision.OPEN
    named = tuple(f.value["category"] for f in waiting if "category" in f.value)
    if not decided and (key is None or place.confidence < SURE or place.value["asks"]):
        doubt = Doubt.UNSURE if key else Doubt.NOT_UNDERSTOOD
        doubt = next((Doubt(n) for n in place.value["notes"] if n in set(Doubt)), doubt)
        return [_doubt(Kind.PLACE, doubt, entry, place, key, named)]
    if key is None or entry.written_on > today - timedelta(days=WAITS_DAYS):
        return []
    return [
        _doubt(Kind.NEED, Doubt.UNCONFIRMED, entry, fact, key, (fact.value["category"],))
        for fact in waiting
        if fact.kind is FactKind.NEED
    ]


def _doubt(
    kind: Kind,
    doubt: Doubt,
    entry: DiaryEntry,
    fact: Fact,
    place: str | None,
    named: tuple[str, ...],
) -> DiaryDoubt:
    return DiaryDoubt(kind, doubt, fact, entry.id, entry.written_on, entry.text, place, named)


def _waiting_entries(session: Session, today: date) -> list[tuple[DiaryEntry, list[Fact]]]:
    """Return the viewer's entries in which a need, a settled need or a visit is still open."""
    kinds = [kind.value for kind in WAITING_KINDS]
    waits = select(EntryFact.entry_id).where(
        EntryFact.decision == Decision.OPEN.value, EntryFact.kind.in_(kinds)
    )
    entries = session.scalars(
        select(DiaryEntry)
        .where(
            DiaryEntry.account_id == viewer_of(session).account_id,
            DiaryEntry.state.in_(("read", "confirmed")),
            DiaryEntry.written_on >= today - timedelta(days=LATEST_DAYS),
            DiaryEntry.id.in_(waits),
        )
        .order_by(DiaryEntry.written_on, DiaryEntry.id)
    ).all()
    facts: dict[int, list[Fact]] = defaultdict(list)
    wanted = [*kinds, FactKind.PLACE.value]
    rows = session.scalars(
        select(EntryFact)
        .where(EntryFact.entry_id.in_([e.id for e in entries]), EntryFact.kind.in_(wanted))
        .order_by(EntryFact.id)
    )
    for row in rows:
        facts[row.entry_id].append(fact_of(row))
    return [(entry, facts[entry.id]) for entry in entries]


def _answered(session: Session, today: date) -> set[int | None]:
    """Return the facts that are put off, or to which the viewer knows no answer."""
    rest: ColumnElement[bool] = or_(Question.state != State.OPEN.value, Question.not_before > today)
    query = select(Question.fact_id).where(Question.fact_id.is_not(None), rest)
    return set(session.scalars(query))


def alike_facts(session: Session, fact_id: int, today: date) -> list[int]:
    """Return the facts of the viewer's diary that share the doubt of `fact_id`, itself first."""
    every = doubts(session, today)
    mine = next((one for one in every if one.fact.id == fact_id), None)
    if mine is None:
        return [fact_id]
    others = [one.fact.id for one in every if one.alike == mine.alike and one is not mine]
    return [fact_id, *(key for key in others if key is not None)]


def kind_of_fact(session: Session, fact_id: int, today: date) -> Kind:
    """Return what is in doubt about a fact of the viewer's diary."""
    found = (one.kind for one in doubts(session, today) if one.fact.id == fact_id)
    return next(found, Kind.PLACE)
