"""Sends what an entry says of a colleague's compound to whoever looks after it."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.values import Span
from geo.diary.redaction import number_masks
from geo.errors import ConflictError, InputError, NotFoundError
from geo.services.diary.entries import UNDO_WITHIN, fact_of, own_entry
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.handing_over.excerpt import Excerpt, excerpt, is_about
from geo.services.diary.sentences import told_to_others
from geo.store.audit import note_act
from geo.store.models import DiaryEntry, EntryFact, Handover
from geo.store.scope import viewer_of

WAITING, TAKEN, RETURNED, CLOSED = "waiting", "taken", "returned", "closed"


@dataclass(frozen=True, slots=True)
class Sent:
    """A hand-over as its writer sees it: whether it was taken, never what came of it."""

    id: int
    entry_id: int
    written_on: date
    text: str
    state: str
    reply: str
    """The word that came back with it."""
    may_withdraw: bool


def hand_over(
    session: Session,
    entry: DiaryEntry,
    rows: Sequence[EntryFact],
    items: Collection[int],
    *,
    foreign: Collection[int],
) -> None:
    """Send what `entry` says of `items`: one hand-over for each compound that they lie in.

    `foreign` are all items that lie in no compound of the writer's.

    Raises
    ------
    InputError
        When it is not known which compound an item lies in.
    ConflictError
        When what the entry says of such a compound was taken already.
    """
    facts = [fact_of(row) for row in rows]
    of_compound: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        if fact.kind is FactKind.PLACE and fact.item is not None and fact.item in items:
            if not fact.value.get("compound"):
                raise InputError(
                    "it is not known which compound this is about: choose the place first",
                    zh="还不知道是哪个小区，请先选地点。",
                )
            of_compound[fact.value["compound"]].add(fact.item)
    handed = _handed(facts)
    foreign = {*foreign, *(item for known in handed.values() for item in known)}
    sent = {compound_id: _known(session, entry, compound_id) for compound_id in sorted(of_compound)}
    for compound_id, known in sent.items():
        wanted = of_compound[compound_id]
        if known is not None and known.state == WAITING:
            wanted |= handed[compound_id]
        part = excerpt(entry.text, facts, wanted, foreign=foreign)
        _send(session, entry, part, compound_id, known)
    for row, fact in zip(rows, facts, strict=True):
        if is_about(fact, items, foreign) and row.decision == Decision.OPEN.value:
            row.decision = Decision.HANDED.value
    session.flush()


def _handed(facts: Sequence[Fact]) -> dict[str, set[int]]:
    """Return the items that were handed over before, by the compound that they lie in."""
    found: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        place = fact.kind is FactKind.PLACE and fact.decision is Decision.HANDED
        if place and fact.item is not None and fact.value.get("compound"):
            found[fact.value["compound"]].add(fact.item)
    return found


def _known(session: Session, entry: DiaryEntry, compound_id: str) -> Handover | None:
    """Return what was handed over already; raise `ConflictError` where it was taken."""
    same = (Handover.entry_id == entry.id) & (Handover.compound_id == compound_id)
    known = session.scalar(select(Handover).where(same))
    if known is not None and known.state == TAKEN:
        raise ConflictError(
            "what this entry says of that compound was taken: write the rest as a new entry",
            zh="同事已经接收了这篇日记里那个小区的事，不能再补转：其余的请另写一篇。",
        )
    return known


def _send(
    session: Session, entry: DiaryEntry, part: Excerpt, compound_id: str, known: Handover | None
) -> None:
    """Send `part`, in the place of `known` where something was sent before."""
    viewer = viewer_of(session)
    whole = Span(0, len(part.text))
    cells = {
        "text": part.text,
        "redacted": told_to_others(part.text, whole, part.facts, number_masks(part.text)),
        "facts": json.dumps([_as_json(fact) for fact in part.facts], ensure_ascii=False),
        "state": WAITING,
        "sent_at": datetime.now(UTC),
        "answered_at": None,
        "answered_by": None,
        "reply": None,
    }
    row = known or Handover(
        entry_id=entry.id,
        compound_id=compound_id,
        account_id=entry.account_id,
        writer=viewer.name,
        written_on=entry.written_on,
    )
    for name, value in cells.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    note_act(session, "handover.sent", subject=f"{entry.id}/{row.id}")


def sent_of(session: Session, entry_id: int) -> tuple[Sent, ...]:
    """Return what was handed over from an entry of the viewer."""
    of_entry = (Handover.entry_id == entry_id) & (
        Handover.account_id == viewer_of(session).account_id
    )
    return tuple(
        _sent(row)
        for row in session.scalars(select(Handover).where(of_entry).order_by(Handover.id))
    )


def returned(session: Session) -> tuple[Sent, ...]:
    """Return what came back to the viewer and was not looked at yet."""
    mine = (Handover.account_id == viewer_of(session).account_id) & (Handover.state == RETURNED)
    return tuple(_sent(row) for row in session.scalars(select(Handover).where(mine)))


def withdraw(session: Session, handover_id: int) -> int:
    """Take back what the viewer handed over, within a day and before it was taken.

    Return its entry, whose words wait again.

    Raises
    ------
    NotFoundError
        When the viewer sent no such thing.
    ConflictError
        When it was taken already, or the day for it is over.
    """
    row = own_handover(session, handover_id)
    if not _may_withdraw(row):
        raise ConflictError(
            "what was taken, or sent more than a day ago, is not taken back",
            zh="对方已接收，或者已经过了一天，收不回来了。",
        )
    entry = own_entry(session, row.entry_id)
    open_again(session, entry, row)
    session.delete(row)
    session.flush()
    note_act(session, "handover.withdrawn", subject=f"{entry.id}/{handover_id}")
    return entry.id


def open_again(session: Session, entry: DiaryEntry, row: Handover) -> None:
    """Let the facts of `entry` that went into hand-over `row` wait for their writer again."""
    rows = session.scalars(select(EntryFact).where(EntryFact.entry_id == entry.id)).all()
    known = [(one, fact_of(one)) for one in rows]
    items = {
        fact.item
        for _, fact in known
        if fact.kind is FactKind.PLACE
        and fact.item is not None
        and fact.value.get("compound") == row.compound_id
    }
    for one, fact in known:
        told = not items.isdisjoint(fact.value.get("items", ()))
        if (fact.item in items or told) and fact.decision is Decision.HANDED:
            one.decision = Decision.OPEN.value


def withdraw_all(session: Session, entry: DiaryEntry) -> None:
    """Take back all that was handed over from `entry` and was not taken: it is undone."""
    rows = session.scalars(select(Handover).where(Handover.entry_id == entry.id)).all()
    for row in rows:
        if row.state != TAKEN:
            open_again(session, entry, row)
            session.delete(row)
    session.flush()


def acknowledge(session: Session, handover_id: int) -> int:
    """Note that its writer read why a hand-over came back; return its entry."""
    row = own_handover(session, handover_id)
    if row.state == RETURNED:
        row.state = CLOSED
        session.flush()
    return row.entry_id


def own_handover(session: Session, handover_id: int) -> Handover:
    """Return the row of a hand-over that the viewer sent, or raise `NotFoundError`."""
    row = session.get(Handover, handover_id)
    if row is None or row.account_id is None or row.account_id != viewer_of(session).account_id:
        raise NotFoundError("you handed over no such thing", zh="您没有转交过这一条。")
    return row


def _sent(row: Handover) -> Sent:
    return Sent(
        row.id,
        row.entry_id,
        row.written_on,
        row.text,
        row.state,
        row.reply or "",
        _may_withdraw(row),
    )


def _may_withdraw(row: Handover) -> bool:
    fresh = datetime.now(UTC) - row.sent_at <= UNDO_WITHIN
    return row.state == WAITING and fresh


def _as_json(fact: Fact) -> dict[str, object]:
    return {
        "kind": fact.kind.value,
        "item": fact.item,
        "start": fact.start,
        "end": fact.end,
        "value": fact.value,
        "rule": fact.rule,
        "confidence": fact.confidence,
    }
