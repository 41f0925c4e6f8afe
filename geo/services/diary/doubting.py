"""说错了: takes one recorded fact of an entry out of everything, with a way back for a day."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, NotFoundError
from geo.needs.vocabulary import State
from geo.services import cases
from geo.services.diary.entries import UNDO_WITHIN, own_entry
from geo.services.diary.facts import Decision, FactKind
from geo.services.diary.recording.visits import note_visit
from geo.services.diary.undoing import UNDONE, drop_visit
from geo.services.need_history import new_step
from geo.store.audit import note_act
from geo.store.models import EntryFact, Need, NeedEvent, Promise, Visit

RECORDED = (Decision.KEPT.value, Decision.CORRECTED.value)
DAYS = ("made_on", "due_on", "done_on")
PROMISE = ("compound_id", "unit_id", "need_id", "entry_id", "account_id", "words", "part", *DAYS)
"""What is kept of a promise that is put away."""
ZH_GONE = "没有这一条，或者不在您的片区里。"


def call_wrong(session: Session, fact_id: int, *, today: date) -> int:
    """Put away what fact `fact_id` made, everywhere and at once; return its entry.

    Raises
    ------
    NotFoundError
        When there is no such fact in scope.
    ForbiddenError
        When somebody else wrote the entry.
    ConflictError
        When nothing was recorded from it.
    """
    row = _own_fact(session, fact_id)
    value = json.loads(row.value)
    if row.decision not in RECORDED or not _made_something(row, value):
        raise ConflictError(
            "nothing was recorded from these words", zh="这一条没有记下什么，不用收起。"
        )
    value["withdrawn"] = _put_away(session, row, value, today)
    value |= {"stood": row.decision, "wrong_at": datetime.now(UTC).isoformat()}
    row.value, row.decision = json.dumps(value, ensure_ascii=False), Decision.WRONG.value
    session.flush()
    note_act(session, "diary.fact_wrong", subject=f"{row.entry_id}/{fact_id}")
    return row.entry_id


def call_right(session: Session, fact_id: int, *, today: date) -> int:
    """Bring back what was put away with `call_wrong`, within a day; return its entry.

    Raises
    ------
    ConflictError
        When it stands, or the day for it is over.
    """
    row = _own_fact(session, fact_id)
    value = json.loads(row.value)
    if row.decision != Decision.WRONG.value:
        raise ConflictError("this was not called wrong", zh="这一条没有收起过。")
    if not may_come_back(value):
        raise ConflictError(
            "what was called wrong comes back within a day: write it again",
            zh="收起已经过了一天：要记就重新写一句。",
        )
    _bring_back(session, row, value, today)
    row.decision = value.pop("stood")
    for name in ("wrong_at", "withdrawn"):
        value.pop(name)
    row.value = json.dumps(value, ensure_ascii=False)
    session.flush()
    note_act(session, "diary.fact_right", subject=f"{row.entry_id}/{fact_id}")
    return row.entry_id


def may_come_back(value: dict[str, Any]) -> bool:
    """Tell whether the day for bringing a fact back is still running."""
    return datetime.now(UTC) - datetime.fromisoformat(value["wrong_at"]) <= UNDO_WITHIN


def _own_fact(session: Session, fact_id: int) -> EntryFact:
    row = session.scalar(select(EntryFact).where(EntryFact.id == fact_id))
    if row is None:
        raise NotFoundError("this fact does not exist, or is not in your territory", zh=ZH_GONE)
    own_entry(session, row.entry_id)
    return row


def _made_something(row: EntryFact, value: dict[str, Any]) -> bool:
    return row.need_id is not None or bool(value.get("promises")) or "visit" in value


def _put_away(session: Session, row: EntryFact, value: dict[str, Any], today: date) -> Any:  # noqa: ANN401 - JSON
    """Take out what `row` made and return what is needed to bring it back."""
    if row.kind == FactKind.VISIT.value:
        visit = session.scalars(select(Visit).where(Visit.key == value["visit"])).one_or_none()
        if visit is None:
            # it was taken back on the day's page already
            return None
        unit_id = visit.unit_id
        drop_visit(session, value["visit"])
        return unit_id
    if row.kind == FactKind.PROMISE.value:
        return _drop_promises(session, row.entry_id, value["promises"])
    if value["did"] == "opened":
        cases.call_wrong(session, row.need_id or 0, "民情日记里说错了")
        return None
    event = session.get(NeedEvent, value.get("event", 0))
    UNDONE[value["did"]](session, row.need_id or 0, value, today)
    return event.note if event is not None else None


def _drop_promises(session: Session, entry_id: int, keys: list[int]) -> list[dict[str, Any]]:
    kept = []
    # keys were handed out twice in older stores: only what came of this entry goes
    of_entry = Promise.id.in_(keys) & (Promise.entry_id == entry_id)
    for promise in session.scalars(select(Promise).where(of_entry)):
        cells = {name: getattr(promise, name) for name in PROMISE}
        kept.append(cells | {name: cells[name] and cells[name].isoformat() for name in DAYS})
        session.delete(promise)
    session.flush()
    return kept


def _bring_back(session: Session, row: EntryFact, value: dict[str, Any], today: date) -> None:
    kept, need_id = value["withdrawn"], row.need_id or 0
    if row.kind == FactKind.VISIT.value:
        if kept is None:
            return
        day = date.fromisoformat(value["day"])
        note_visit(session, kept, key=value["visit"], day=day, entry_id=row.entry_id)
    elif row.kind == FactKind.PROMISE.value:
        value["promises"] = _new_promises(session, kept)
    elif value["did"] == "opened":
        _show_need(session, need_id)
    elif value["did"] == "noted":
        cases.add_note(session, need_id, kept or "民情日记")
        newest = select(NeedEvent.id).where(NeedEvent.need_id == need_id)
        value["event"] = session.scalars(newest.order_by(NeedEvent.id.desc()).limit(1)).one()
    else:
        version = session.scalars(select(Need.version).where(Need.id == need_id)).one()
        note = "民情日记：没有说错"
        cases.move(session, need_id, State.CLOSED, note=note, version=version, today=today)


def _new_promises(session: Session, kept: list[dict[str, Any]]) -> list[int]:
    rows = [
        Promise(**cells | {name: cells[name] and date.fromisoformat(cells[name]) for name in DAYS})
        for cells in kept
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _show_need(session: Session, need_id: int) -> None:
    need = session.get(Need, need_id)
    if need is None:
        raise NotFoundError("this need does not exist, or is not in your territory", zh=ZH_GONE)
    need.hidden = False
    session.add(new_step(session, need, "note", "没有说错，放回来"))
    session.flush()
