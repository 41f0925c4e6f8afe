"""What colleagues handed over to the viewer: taken and confirmed at once, or returned."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from geo.diary.redaction import number_masks
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.services.diary.entries import UNDO_WITHIN, row_of
from geo.services.diary.facts import Fact, FactKind
from geo.services.diary.handing_over.photos import bring_photos
from geo.services.diary.handing_over.sending import RETURNED, TAKEN, WAITING
from geo.services.diary.index import index_entry
from geo.services.diary.recording.confirming import confirm
from geo.services.diary.recording.going import Digest
from geo.services.diary.recording.words import Words
from geo.services.diary.sentences import without_names
from geo.store.audit import note_act
from geo.store.models import Account, Compound, DiaryEntry, Handover, TerritoryCompound
from geo.store.scope import viewer_of

KEY = "handover:"
"""Begins the key of an entry that came by hand-over."""


@dataclass(frozen=True, slots=True)
class Received:
    """A hand-over as the leader of the compound reads it."""

    id: int
    writer: str
    written_on: date
    compound_id: str
    compound: str
    text: str
    state: str
    facts: tuple[Fact, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Unled:
    """A hand-over to a compound that has no leader, as a manager reads it."""

    id: int
    compound: str
    written_on: date
    words: str
    """Without names and flats."""


def waiting(session: Session) -> tuple[Received, ...]:
    """Return what colleagues handed over to the viewer and she did not answer yet."""
    return _found(session, Handover.state == WAITING)


def answered_lately(session: Session) -> tuple[Received, ...]:
    """Return what the viewer returned within the day for undoing it."""
    since = datetime.now(UTC) - UNDO_WITHIN
    mine = Handover.answered_by == viewer_of(session).account_id
    return _found(session, and_(Handover.state == RETURNED, Handover.answered_at >= since, mine))


def received(session: Session, handover_id: int) -> Received:
    """Return one hand-over that waits for the viewer.

    Raises
    ------
    NotFoundError
        When none is there, or it was answered.
    """
    found = _found(session, and_(Handover.id == handover_id, Handover.state == WAITING))
    if not found:
        raise _gone()
    return found[0]


def take(session: Session, handover_id: int, words: Words, *, today: date, digest: Digest) -> int:
    """Take a hand-over as an entry of one's own, confirm what `words` say; return the entry.

    Its photos come along, see `bring_photos`; before, the viewer sees none of them.

    Raises
    ------
    ForbiddenError
        When the viewer is no leader.
    NotFoundError
        When nothing waits under this key.
    """
    told, row = received(session, handover_id), _row(session, handover_id)
    viewer = viewer_of(session)
    if viewer.role is not Role.LEADER:
        raise ForbiddenError(
            "a hand-over is taken by the leader of the compound", zh="转交由那个小区的点长接收。"
        )
    entry = DiaryEntry(
        key=f"{KEY}{handover_id}:{uuid4().hex[:12]}",
        account_id=viewer.account_id,
        compound_id=told.compound_id,
        written_on=told.written_on,
        text=told.text,
        redacted=without_names(told.text, told.facts, number_masks(told.text)),
        state="read",
        saved_at=datetime.now(UTC),
        facts=[row_of(fact) for fact in told.facts],
    )
    session.add(entry)
    session.flush()
    index_entry(session, entry, told.facts)
    bring_photos(session, row, entry)
    _answer(session, row, TAKEN)
    row.taken_entry_id = entry.id
    note_act(session, "handover.taken", subject=str(handover_id))
    confirm(session, entry.id, words, today=today, digest=digest)
    return entry.id


def give_back(session: Session, handover_id: int, reply: str) -> None:
    """Return a hand-over to its writer with a word.

    Raises
    ------
    InputError
        When no word goes with it.
    """
    received(session, handover_id)
    if not reply.strip():
        raise InputError("write why it goes back: a word is enough", zh="请写一句为什么退回。")
    row = _row(session, handover_id)
    _answer(session, row, RETURNED)
    row.reply = reply.strip()
    note_act(session, "handover.returned", subject=str(handover_id))


def undo_return(session: Session, handover_id: int) -> None:
    """Let a hand-over that the viewer returned wait again, within a day.

    Raises
    ------
    ConflictError
        When she did not return it, its writer read that already, or the day is over.
    """
    if handover_id not in {one.id for one in answered_lately(session)}:
        raise ConflictError(
            "this is not taken back any more", zh="已经过了一天，或者对方已经看过，收不回来了。"
        )
    _wait_again(_row(session, handover_id))
    note_act(session, "handover.undone", subject=str(handover_id))


def wait_again_for(session: Session, entry: DiaryEntry) -> None:
    """Let the hand-over that became `entry` wait again: the entry was undone and put away."""
    row = session.scalar(select(Handover).where(Handover.taken_entry_id == entry.id))
    if row is not None:
        _wait_again(row)
        note_act(session, "handover.undone", subject=str(row.id))


def unled_compounds(session: Session) -> frozenset[str]:
    """Return the compounds that hand-overs wait for and nobody leads; read for the service."""
    led = (
        select(TerritoryCompound.compound_id)
        .join(Account, Account.territory_id == TerritoryCompound.territory_id)
        .where(Account.role == Role.LEADER.value, Account.active.is_(True))
    )
    lost = select(Handover.compound_id).where(
        Handover.state == WAITING, Handover.compound_id.not_in(led)
    )
    return frozenset(session.scalars(lost.distinct()))


def unled(session: Session, compounds: Collection[str]) -> tuple[Unled, ...]:
    """Return what waits for `compounds`, as far as the viewer is a manager of them."""
    rows = session.execute(
        select(Handover, Compound.name)
        .join(Compound, Compound.id == Handover.compound_id)
        .where(Handover.state == WAITING, Handover.compound_id.in_(compounds))
        .order_by(Handover.written_on, Handover.id)
    ).all()
    return tuple(Unled(row.id, name, row.written_on, row.redacted) for row, name in rows)


def counted(session: Session, compounds: Collection[str]) -> list[tuple[str, int]]:
    """Return how many hand-overs wait for each of `compounds`; no word of them is opened."""
    rows = session.execute(
        select(Compound.name, func.count())
        .join(Handover, Handover.compound_id == Compound.id)
        .where(Handover.state == WAITING, Handover.compound_id.in_(compounds))
        .group_by(Compound.name)
        .order_by(Compound.name)
    )
    return [(name, count) for name, count in rows]


def see_to(session: Session, handover_id: int, reply: str, compounds: Collection[str]) -> None:
    """Record how a manager saw to a hand-over that nobody leads; its writer reads it was taken.

    Raises
    ------
    NotFoundError
        When it is not on the manager's list.
    InputError
        When it is not said how.
    """
    if handover_id not in {one.id for one in unled(session, compounds)}:
        raise _gone()
    if not reply.strip():
        raise InputError("write who sees to it", zh="请写一句谁去办。")
    row = _row(session, handover_id)
    _answer(session, row, TAKEN)
    row.reply = reply.strip()
    note_act(session, "handover.taken", subject=str(handover_id))


def _found(session: Session, condition: ColumnElement[bool]) -> tuple[Received, ...]:
    rows = session.execute(
        select(Handover, Compound.name)
        .join(Compound, Compound.id == Handover.compound_id)
        .where(condition)
        .order_by(Handover.written_on, Handover.id)
    ).all()
    return tuple(
        Received(
            row.id,
            row.writer,
            row.written_on,
            row.compound_id,
            name,
            row.text,
            row.state,
            tuple(_fact(one) for one in json.loads(row.facts)),
            row.reply or "",
        )
        for row, name in rows
    )


def _fact(one: dict[str, object]) -> Fact:
    return Fact(**{**one, "kind": FactKind(str(one["kind"]))})  # type: ignore[arg-type]


def _gone() -> NotFoundError:
    return NotFoundError(
        "this was answered already, or is not for you",
        zh="这一条已经处理过，或者不是转给您的。",
    )


def _row(session: Session, handover_id: int) -> Handover:
    return session.scalars(select(Handover).where(Handover.id == handover_id)).one()


def _answer(session: Session, row: Handover, state: str) -> None:
    row.state, row.answered_at = state, datetime.now(UTC)
    row.answered_by = viewer_of(session).account_id
    session.flush()


def _wait_again(row: Handover) -> None:
    row.state, row.taken_entry_id = WAITING, None
    row.answered_at, row.answered_by, row.reply = None, None, None
