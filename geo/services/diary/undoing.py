"""Takes back what an entry of the diary made, within a day."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError
from geo.needs.vocabulary import State
from geo.services import cases, visits
from geo.services.diary.entries import UNDO_WITHIN, entry_file, fact_of, own_entry
from geo.services.diary.facts import BY_HAND, Decision, FactKind
from geo.services.diary.handing_over.sending import withdraw_all
from geo.services.diary.index import index_entry
from geo.services.diary.photos import detach
from geo.store.audit import note_act
from geo.store.models import EntryFact, Need, NeedEvent, NeedPhoto, Promise, Resident, Visit


def undo(session: Session, entry_id: int, *, today: date) -> None:
    """Take back all that an entry made; its facts wait again.

    A need that somebody worked on meanwhile is hidden until checked, not deleted.

    Raises
    ------
    ConflictError
        When the day for it is over, or there is nothing to undo.
    """
    entry = own_entry(session, entry_id)
    if not entry_file(session, entry_id).may_undo:
        hours = int(UNDO_WITHIN.total_seconds() // 3600)
        raise ConflictError(
            f"an entry is undone within {hours} hours: correct its needs instead",
            zh=f"日记只能在 {hours} 小时内撤销：请直接更正里面的需求。",
        )
    for promise in session.scalars(select(Promise).where(Promise.entry_id == entry_id)):
        session.delete(promise)
    session.flush()
    withdraw_all(session, entry)
    detach(session, entry_id)
    kept = (FactKind.BEFORE.value, Decision.HANDED.value)
    for row in [row for row in entry.facts if row.kind not in kept and row.decision not in kept]:
        _take_back(session, row, today)
    entry.state = "read"
    session.flush()
    index_entry(session, entry, (fact_of(row) for row in entry.facts))
    note_act(session, "diary.undone", subject=str(entry_id))


def _take_back(session: Session, row: EntryFact, today: date) -> None:
    """Undo what came of one fact and let it wait again; what was added by hand goes."""
    value = json.loads(row.value)
    need_id, row.need_id = row.need_id, None
    did = value.pop("did", None)
    if need_id is not None and did is not None:
        UNDONE[did](session, need_id, value, today)
    if value.pop("made", False):
        _drop_resident(session, value["resident"])
    if "visit" in value:
        drop_visit(session, value["visit"])
    for name in ("resident", "event", "promises", "visit", "wrong_at", "withdrawn", "stood"):
        value.pop(name, None)
    if row.rule == BY_HAND:
        session.delete(row)
        return
    if "was" in value and row.kind == FactKind.PLACE.value:
        value["key"] = value.pop("was")
    value.pop("was", None)
    row.value = json.dumps(value, ensure_ascii=False)
    row.decision = Decision.OPEN.value


def _unopen(session: Session, need_id: int, _value: dict[str, Any], _today: date) -> None:
    need = session.get(Need, need_id)
    if need is None or need.hidden:
        return
    events = list(need.events)
    has_photo = session.scalar(select(NeedPhoto.id).where(NeedPhoto.need_id == need_id).limit(1))
    if len(events) > 1 or has_photo is not None:
        cases.call_wrong(session, need_id, "日记撤销")
        return
    session.flush()
    for event in events:
        session.delete(event)
    session.flush()
    session.expire(need, ["events"])
    session.delete(need)
    session.flush()


def _unnote(session: Session, _need_id: int, value: dict[str, Any], _today: date) -> None:
    event = session.get(NeedEvent, value.get("event", 0))
    if event is not None:
        session.delete(event)
        session.flush()


def _unclose(session: Session, need_id: int, _value: dict[str, Any], today: date) -> None:
    need = session.get(Need, need_id)
    if need is None or State(need.state) is not State.CLOSED:
        return
    cases.move(
        session,
        need_id,
        State.REGISTERED,
        note="日记撤销，重新登记",
        version=need.version,
        today=today,
    )


UNDONE: dict[str, Callable[[Session, int, dict[str, Any], date], None]] = {
    "opened": _unopen,
    "noted": _unnote,
    "closed": _unclose,
}
"""How each effect on a need is taken back."""


def drop_visit(session: Session, key: str) -> None:
    """Take back the visit of `key`, if it stands."""
    if session.scalar(select(Visit.id).where(Visit.key == key)) is not None:
        visits.untick(session, key)
        session.flush()


def _drop_resident(session: Session, resident_id: str) -> None:
    row = session.get(Resident, resident_id)
    used = session.scalar(select(Need.id).where(Need.resident_id == resident_id).limit(1))
    if row is not None and row.source == "diary" and used is None:
        session.delete(row)
        session.flush()
