"""The people's diary 民情日记: entries kept as written, with the facts that were read in them."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Permission, permissions
from geo.services.entry_facts import Decision, Fact, FactKind, read_facts
from geo.services.picking import chosen
from geo.store.audit import note_act
from geo.store.models import Compound, DiaryEntry, EntryFact
from geo.store.scope import viewer_of

LATEST = 30
UNDO_WITHIN = timedelta(hours=24)
LONGEST_KEY = 80
KINDS_THAT_WAIT = (
    FactKind.NEED.value,
    FactKind.RESOLVED.value,
    FactKind.PROMISE.value,
    FactKind.VISIT.value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry as it comes from the form."""

    key: str
    """Made by the form: the same words sent twice with it are one entry."""
    text: str
    compound_id: str
    written_on: date


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


def compounds_of_writer(session: Session) -> list[tuple[str, str]]:
    """Return key and name of each compound that the viewer writes about."""
    rows = session.execute(select(Compound.id, Compound.name).order_by(Compound.name))
    return [(key, name) for key, name in rows]


def compound_name(session: Session, compound_id: str) -> str:
    """Return the name of a compound in scope.

    Raises
    ------
    NotFoundError
        When it is not in the viewer's territory.
    """
    name = session.scalar(select(Compound.name).where(Compound.id == compound_id))
    if name is None:
        raise NotFoundError(
            "this compound does not exist, or is not in your territory",
            zh="没有这个小区,或者它不在您的片区里。",
        )
    return name


def save_entry(session: Session, new: NewEntry, gazetteer: Gazetteer, *, today: date) -> int:
    """Keep an entry with what was read in it and return its key; no need is made yet.

    Raises
    ------
    InputError
        When the text is blank or too long, the key is blank, or the day lies ahead.
    ConflictError
        When another account sent the same words with this key.
    """
    viewer = viewer_of(session)
    if Permission.WRITE_DIARY not in permissions(viewer.role):
        raise ForbiddenError(
            "the diary is written by the leader of the compound", zh="日记由本小区的点长来写。"
        )
    if not new.text.strip():
        raise InputError(
            "an empty entry says nothing: write a sentence", zh="还没有写字:先写一句。"
        )
    if not 0 < len(new.key.strip()) <= LONGEST_KEY:
        raise InputError(
            "an entry needs a key, so that it counts once when it is sent twice",
            zh="这篇缺少编号,请刷新页面再存一次。",
        )
    if new.written_on > today:
        raise InputError(
            f"{new.written_on} lies ahead: an entry is about today or a day before",
            zh="日期还没到:日记只写今天或以前的事。",
        )
    key = f"{new.key}:{sha256(new.text.encode(errors='replace')).hexdigest()[:12]}"
    mine = (DiaryEntry.key == key) & (DiaryEntry.account_id == viewer.account_id)
    before = session.scalar(select(DiaryEntry.id).where(mine))
    if before is not None:
        return before
    name = compound_name(session, new.compound_id)
    read = read_facts(new.text, gazetteer, written_on=new.written_on, compound=name)
    entry = DiaryEntry(
        key=key,
        account_id=viewer.account_id,
        compound_id=new.compound_id,
        written_on=new.written_on,
        text=new.text,
        redacted=read.redacted,
        state="read",
        saved_at=datetime.now(UTC),
        facts=[row_of(fact) for fact in read.facts],
    )
    session.add(entry)
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError(
            "this form was sent by somebody else: open the diary again",
            zh="这一页已经由别人提交过:请重新打开日记。",
        ) from error
    note_act(session, "diary.saved", subject=str(entry.id))
    return entry.id


def latest_entries(session: Session) -> list[EntryLine]:
    """Return the latest entries within the viewer's scope, the newest first."""
    viewer = viewer_of(session)
    rows = session.execute(
        select(DiaryEntry, Compound.name)
        .outerjoin(Compound, Compound.id == DiaryEntry.compound_id)
        .where(DiaryEntry.state != "dropped")
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
    """Return how many facts of each entry wait for its writer; a colleague's places do not."""
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
        if fact.kind is not FactKind.PLACE
        and not foreign.issuperset((entry, item) for item in fact.value.get("items", [fact.item]))
    )


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


def drop_entry(session: Session, entry_id: int) -> None:
    """Put an entry away that nothing was made of; its words are kept for its writer's undo.

    Raises
    ------
    ConflictError
        When it was confirmed: that is undone first.
    """
    entry = own_entry(session, entry_id)
    if entry.state != "read":
        raise ConflictError(
            "this entry was confirmed: undo that first", zh="这篇已经确认:请先撤销。"
        )
    entry.state = "dropped"
    note_act(session, "diary.dropped", subject=str(entry_id))


def entry_row(session: Session, entry_id: int) -> DiaryEntry:
    """Return the row of an entry in scope, or raise `NotFoundError`."""
    entry = session.get(DiaryEntry, entry_id)
    if entry is None or entry.state == "dropped":
        raise NotFoundError(
            "this entry does not exist, or is not in your territory",
            zh="没有这篇日记,或者它不在您的片区里。",
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
