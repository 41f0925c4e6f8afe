"""Settles what is unsure in the viewer's own diary, and takes the answer back."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.asking import answered_text
from geo.address.doubts import Doubt
from geo.address.gazetteer import Gazetteer
from geo.address.locating import locate
from geo.address.reading import read_address
from geo.address.values import Level, Span
from geo.errors import ConflictError, InputError, NotFoundError
from geo.services.diary.entries import own_entry
from geo.services.diary.facts import Decision
from geo.services.diary.picking import chosen
from geo.services.diary.reading import reached
from geo.services.questions.records import About, Kind, State
from geo.store.audit import note_act
from geo.store.columns import digest_in
from geo.store.models import EntryFact, Question
from geo.store.scope import viewer_of


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
            zh="选的地点不在您的片区里，请重新选。",
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
            zh="这篇日记后来已经确认过：请到日记里撤销。",
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
            zh="没有这个问题，或者它不在您的片区里。",
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
