"""What is unsure in the viewer's own diary, found in its facts and never kept twice."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from geo.address.asking import LEVEL_OF, Doubt, answered_text
from geo.address.gazetteer import Gazetteer
from geo.address.locating import locate
from geo.address.reading import read_address
from geo.address.values import Level, Span
from geo.errors import ConflictError, InputError, NotFoundError
from geo.services.diary.entries import fact_of, own_entry
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.picking import chosen
from geo.services.diary.reading import reached
from geo.services.diary.understanding import SURE
from geo.services.questions.asking import urgency
from geo.services.questions.records import About, Kind, State
from geo.store.audit import note_act
from geo.store.columns import digest_in
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


def settle_places(
    session: Session, fact_ids: Iterable[int], key: str, batch: str, gazetteer: Gazetteer
) -> int:
    """Let the places of facts be the chosen one; what waits there still waits for a tap.

    Where the name of a compound was in doubt, building and flat are found in the chosen one.

    Raises
    ------
    InputError
        When the place is not in the viewer's territory.
    ConflictError
        When the entry was confirmed or changed meanwhile.
    """
    if key not in chosen(session, [key], "zh"):
        raise InputError(
            "a chosen place is not in your territory: choose it again",
            zh="选的地点不在您的片区里,请重新选。",
        )
    done = 0
    for fact_id in fact_ids:
        row = _open_fact(session, fact_id)
        value = json.loads(row.value)
        before = {"key": value["key"], "asks": value["asks"], "confidence": row.confidence}
        place = _within(row, value, key, gazetteer)
        same = value["key"] == place
        value |= {"key": place, "asks": None} | ({} if same else {"was": value["key"]})
        row.value, row.confidence = json.dumps(value, ensure_ascii=False), 1.0
        row.decision = (Decision.KEPT if same else Decision.CORRECTED).value
        kept = _keep(session, row, Kind.PLACE, State.SETTLED, batch)
        kept.answer, kept.made = key, json.dumps(before, ensure_ascii=False)
        done += 1
    session.flush()
    note_act(session, "question.answered", subject=f"{batch}/{done}")
    return done


def _within(row: EntryFact, value: dict[str, Any], key: str, gazetteer: Gazetteer) -> str:
    """Return the place in a chosen compound that the words name, else the compound itself."""
    level, _, compound_id = key.partition(":")
    compound, named = gazetteer.by_id(compound_id), value.get("named")
    if level != Level.COMPOUND or compound is None or named is None:
        return key
    words = row.entry.text[row.start : row.end]
    name = Span(named[0] - row.start, named[1] - row.start)
    mention = read_address(answered_text(words, name, compound), gazetteer)
    if mention is None or mention.address.compound != compound.name:
        return key
    return reached(locate(replace(mention, compound_id=compound_id, also=()), gazetteer)) or key


def refuse_needs(session: Session, fact_ids: Iterable[int], batch: str) -> int:
    """Say that needs were not meant."""
    done = 0
    for fact_id in fact_ids:
        row = _open_fact(session, fact_id)
        row.decision = Decision.REFUSED.value
        _keep(session, row, Kind.NEED, State.SETTLED, batch)
        done += 1
    session.flush()
    note_act(session, "question.answered", subject=f"{batch}/{done}")
    return done


def close(session: Session, fact_ids: Iterable[int], kind: Kind, state: State, batch: str) -> int:
    """Note that none of the candidates is right, or that the viewer does not know."""
    rows = [_open_fact(session, fact_id) for fact_id in fact_ids]
    for row in rows:
        _keep(session, row, kind, state, batch)
    session.flush()
    note_act(session, "question.answered", subject=f"{batch}/{len(rows)}")
    return len(rows)


def put_off(session: Session, fact_ids: Iterable[int], kind: Kind, until: date) -> int:
    """Ask again on `until`."""
    rows = [_open_fact(session, fact_id) for fact_id in fact_ids]
    for row in rows:
        _keep(session, row, kind, State.OPEN, None).not_before = until
    session.flush()
    note_act(session, "question.put_off", subject=str(len(rows)))
    return len(rows)


def take_back(session: Session, question: Question) -> None:
    """Undo what `settle_places` or `refuse_needs` did to one fact.

    Raises
    ------
    ConflictError
        When something was recorded from the entry meanwhile: that is undone in the diary.
    """
    row = session.scalar(select(EntryFact).where(EntryFact.id == question.fact_id))
    if row is None:
        return
    made = json.loads(question.made or "{}")
    if question.kind == Kind.NEED.value and row.decision == Decision.REFUSED.value:
        row.decision = Decision.OPEN.value
    if "key" not in made:
        return
    entry = own_entry(session, row.entry_id)
    if entry.state == "confirmed" and any(
        one.need_id is not None and one.item == row.item for one in entry.facts
    ):
        raise ConflictError(
            "something was recorded from this entry since: undo it in the diary",
            zh="这篇日记后来已经确认过:请到日记里撤销。",
        )
    value = json.loads(row.value)
    value |= {"key": made["key"], "asks": made["asks"]}
    value.pop("was", None)
    row.value, row.confidence = json.dumps(value, ensure_ascii=False), made["confidence"]
    row.decision = Decision.OPEN.value


def _open_fact(session: Session, fact_id: int) -> EntryFact:
    row = session.scalar(select(EntryFact).where(EntryFact.id == fact_id))
    if row is None:
        raise NotFoundError(
            "this question does not exist, or is not in your territory",
            zh="没有这个问题,或者它不在您的片区里。",
        )
    own_entry(session, row.entry_id)
    if row.decision != Decision.OPEN.value:
        raise ConflictError("this question was answered meanwhile", zh="这个问题刚才已经有人答了。")
    return row


def _keep(
    session: Session,
    fact: EntryFact,
    kind: Kind,
    state: State,
    batch: str | None,
) -> Question:
    """Keep the answer to a doubt, with which it is undone."""
    viewer, key = viewer_of(session), digest_in(session, f"fact|{fact.id}")
    row = session.scalar(select(Question).where(Question.key == key))
    if row is None:
        entry = own_entry(session, fact.entry_id)
        row = Question(
            key=key,
            alike=key,
            kind=kind.value,
            compound_id=entry.compound_id,
            doubt=(Doubt.UNCONFIRMED if kind is Kind.NEED else Doubt.UNSURE).value,
            words="",
            about="{}",
            entry_id=entry.id,
            fact_id=fact.id,
            urgency=0,
            asked_at=datetime.now(UTC),
        )
        session.add(row)
    row.state, row.batch, row.answer, row.made = state.value, batch, None, None
    named = json.loads(fact.value).get("named")
    text = fact.entry.text
    about = About(pattern="", span=None, doubtful=text[named[0] : named[1]] if named else "")
    row.level = Level.COMPOUND.value if named else None
    row.about = json.dumps(asdict(about), ensure_ascii=False)
    row.account_id, row.answered_by = viewer.account_id, viewer.name
    row.answered_at = datetime.now(UTC)
    return row
