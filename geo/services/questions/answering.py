"""One tap answers a question, and all like it where that is wished; undone within a day."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from geo.errors import ConflictError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.services.diary.picking import chosen
from geo.services.questions import imported, merging, settling
from geo.services.questions.records import IMPORTED, Kind, State
from geo.store.audit import note_act
from geo.store.models import Question
from geo.store.opening import Store
from geo.store.scope import Viewer

UNDO_WITHIN = timedelta(hours=24)
ZH = "zh"


class Verdict(StrEnum):
    """What somebody says to a question."""

    PLACE = "place"
    """It is the place that was chosen."""
    NEITHER = "neither"
    UNKNOWN = "unknown"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was tapped."""

    verdict: Verdict
    place: str = ""
    """Key of the place, where one was chosen."""
    alike: bool = False
    """Settle all questions with the same words in doubt."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer."""

    batch: str | None
    """With it the answer is undone; None: there is nothing to undo."""
    settled: int
    asked_again: int
    refused: tuple[str, ...] = ()
    passed_on: bool = False
    """What a leader does not know is asked of the steward."""


def answer(
    store: Store,
    viewer: Viewer,
    question_id: int,
    said: Answer,
    *,
    today: date,
    digest: Callable[[str], str],
) -> Answered:
    """Settle a question in the viewer's scope, with all like it where she says so.

    What waited comes in as an import brings it, on behalf of the viewer.

    Raises
    ------
    NotFoundError
        When there is no such question in scope.
    ConflictError
        When somebody answered it meanwhile.
    InputError
        When the chosen place is not in scope, or of no use to the question.
    """
    with store.read(viewer) as session:
        ids = _meant(session, question_id, said)
        if said.verdict is Verdict.PLACE:
            _check_place(session, said.place)
    with store.write(replace(viewer, unbounded=True)) as session:
        rows = _still_open(session, ids)
        done = _settled(session, rows, said, viewer, today=today, digest=digest)
        act = "question.put_off" if said.verdict is Verdict.LATER else "question.answered"
        note_act(session, act, subject=f"{question_id}/{len(rows)}")
        forget_waiting(session)
    return done


def undo(store: Store, viewer: Viewer, batch: str) -> int:
    """Ask the questions of `batch` again and take out what came in; return how many.

    Raises
    ------
    NotFoundError
        When nothing was answered so in the viewer's scope.
    ConflictError
        When the day for it is over.
    """
    with store.read(viewer) as session:
        rows = session.scalars(select(Question).where(Question.batch == batch)).all()
        ids = [row.id for row in rows]
        first = min((row.answered_at for row in rows if row.answered_at), default=None)
    if not ids:
        raise NotFoundError("nothing was answered so", zh="没有找到这次回答。")
    if first is not None and datetime.now(UTC) - first > UNDO_WITHIN:
        raise ConflictError("an answer is undone within a day", zh="回答只能在一天内撤销。")
    with store.write(replace(viewer, unbounded=True)) as session:
        found = select(Question).where(Question.id.in_(ids), Question.batch == batch)
        _reopened(session, list(session.scalars(found.order_by(Question.id))))
        note_act(session, "question.undone", subject=f"{batch}/{len(ids)}")
    return len(ids)


def forget_waiting(session: Session) -> None:
    """Drop what waited behind answers that can no longer be undone: it is nobody's any more."""
    session.execute(
        update(Question)
        .where(
            Question.state != State.OPEN.value,
            Question.waiting.is_not(None),
            Question.answered_at < datetime.now(UTC) - UNDO_WITHIN,
        )
        .values(waiting=None)
        .execution_options(synchronize_session=False)
    )


def _meant(session: Session, question_id: int, said: Answer) -> list[int]:
    row = session.scalar(select(Question).where(Question.id == question_id))
    if row is None:
        raise NotFoundError(
            "this question does not exist, or is not in your territory",
            zh="没有这个问题，或者它不在您的片区里。",
        )
    if row.state != State.OPEN.value:
        raise ConflictError("this question was answered meanwhile", zh="这个问题刚才已经有人答了。")
    if not said.alike:
        return [question_id]
    alike = select(Question.id).where(
        Question.alike == row.alike, Question.state == State.OPEN.value
    )
    return list(session.scalars(alike.order_by(Question.id)))


def _check_place(session: Session, key: str) -> None:
    if key not in chosen(session, [key], ZH):
        raise InputError(
            "a chosen place is not in your territory: choose it again",
            zh="选的地点不在您的片区里，请重新选。",
        )


def _still_open(session: Session, ids: Sequence[int]) -> list[Question]:
    found = select(Question).where(Question.id.in_(ids), Question.state == State.OPEN.value)
    rows = list(session.scalars(found.order_by(Question.id)))
    if not rows:
        raise ConflictError("this question was answered meanwhile", zh="这个问题刚才已经有人答了。")
    return rows


def _settled(
    session: Session,
    rows: list[Question],
    said: Answer,
    viewer: Viewer,
    *,
    today: date,
    digest: Callable[[str], str],
) -> Answered:
    if said.verdict is Verdict.LATER:
        for row in rows:
            row.not_before = today + timedelta(days=1)
        return Answered(None, len(rows), 0)
    if said.verdict is Verdict.UNKNOWN and viewer.role is Role.LEADER:
        for row in rows:
            row.compound_id = None
        return Answered(None, len(rows), 0, passed_on=True)
    batch = secrets.token_urlsafe(9)
    state = State(said.verdict) if said.verdict is not Verdict.PLACE else State.SETTLED
    for row in rows:
        row.state, row.batch = state.value, batch
        row.account_id, row.answered_by = viewer.account_id, viewer.name
        row.answered_at, row.answer, row.made = datetime.now(UTC), said.place or None, None
    again = 0
    refused: tuple[str, ...] = ()
    if said.verdict is Verdict.PLACE:
        again, refused = _placed(session, rows, said, today=today, digest=digest)
    session.flush()
    return Answered(batch, len(rows) - again, again, refused)


def _placed(
    session: Session,
    rows: list[Question],
    said: Answer,
    *,
    today: date,
    digest: Callable[[str], str],
) -> tuple[int, tuple[str, ...]]:
    """Do what follows from a chosen place; return how many are asked again, and the refusals."""
    kind = Kind(rows[0].kind)
    if kind is Kind.TWINS:
        merging.become_one(session, rows[0], said.place)
        return 0, ()
    wide = said.alike or not _others_alike(session, rows[0])
    outcome = imported.take_in(session, rows, said.place, digest=digest, today=today)
    for row in rows:
        made = json.loads(row.made or "{}") | {"wide": wide}
        row.made = json.dumps(made, ensure_ascii=False)
    return outcome.asked_again, outcome.refused


def _others_alike(session: Session, row: Question) -> bool:
    others = select(Question.id).where(
        Question.alike == row.alike, Question.kind.in_(IMPORTED), Question.state == State.OPEN.value
    )
    return session.scalar(others.limit(1)) is not None


def _reopened(session: Session, rows: Sequence[Question]) -> None:
    imported.take_back(session, [row for row in rows if row.kind in IMPORTED])
    for row in rows:
        if row.fact_id is not None:
            settling.take_back(session, row)
        elif row.kind == Kind.TWINS.value:
            merging.become_two(session, row)
        row.state, row.answer, row.made, row.batch = State.OPEN.value, None, None, None
        row.account_id = row.answered_by = row.answered_at = None
        row.not_before = None
