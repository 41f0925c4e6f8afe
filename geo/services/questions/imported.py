"""Rows that waited for an answer come in, and go out again when the answer was wrong."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from geo.address.values import Level
from geo.needs.vocabulary import State as NeedState
from geo.places.register import Fault, NeedRow, RegisterRow, Row
from geo.services import aliases, facts
from geo.services.importing.addresses import AddressBook, Placed, Refused, add_flats
from geo.services.importing.layers import drop_rows
from geo.services.importing.needs import take_needs
from geo.services.importing.register import Basis, Terms, move_person, parts, take_people
from geo.services.need_history import new_step
from geo.services.questions.asking import need_row, once_digested, register_row
from geo.services.questions.records import Kind, State, about_of, settled, write_asked
from geo.services.registry import places_of_compound
from geo.store import models as m

ASKED = ("words", "about", "alike", "level", "doubt", "compound_id")
"""Columns that say what is asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer did with the rows that waited for it."""

    taken: int
    asked_again: int
    """Rows of which another level is in doubt now."""
    refused: tuple[str, ...] = ()
    """Reasons why rows did not come in although they have their place."""


def take_in(
    session: Session,
    rows: Sequence[m.Question],
    answer: str,
    *,
    digest: Callable[[str], str],
    today: date,
) -> Outcome:
    """Bring in what waits behind the questions `rows`, which `answer` settles.

    `session` is unbounded: rows come in as an import brings them. A row of which something else
    is in doubt then stays open with its new question. The cost is one compound's places, however
    large the district.
    """
    book = _book(session, answer)
    placed: list[tuple[m.Question, Placed]] = []
    for row in rows:
        span, wanted = about_of(row.about).span, row.kind == Kind.REGISTER.value
        at = book.told(row.words, span, answer, flat_wanted=wanted)
        if isinstance(at, Placed):
            placed.append((row, at))
        else:
            _ask_again(session, row, at)
    refused = bring_in(session, book, placed, digest=digest, today=today)
    return Outcome(len(placed), len(rows) - len(placed), refused)


def bring_in(
    session: Session,
    book: AddressBook,
    placed: Sequence[tuple[m.Question, Placed]],
    *,
    digest: Callable[[str], str],
    today: date,
) -> tuple[str, ...]:
    """Bring in the rows that have their place, found in `book`; return why some were refused."""
    made_flats = list(book.made)
    add_flats(session, book)
    refused = [
        *_people(session, placed, digest=digest, today=today),
        *_needs(session, placed, today=today),
    ]
    _note_flats([row for row, _ in placed], made_flats)
    session.flush()
    return tuple(refused)


def take_back(session: Session, rows: Sequence[m.Question]) -> None:
    """Take out what came in behind `rows`; what somebody worked on since is hidden instead."""
    made = [json.loads(row.made or "{}") for row in rows]
    _withdraw(session, [key for one in made for key in one.get("needs", ())])
    for one in made:
        if "moved" in one:
            _move_back(session, one["moved"], one["was"])
        if "before" in one:
            _restore(session, one["person"], one["before"])
    session.flush()
    drop_rows(session, m.Resident, [one["person"] for one in made if one.get("new")])
    flats = [key for one in made for key in one.get("flats", ())]
    if len(drop_rows(session, m.Unit, flats)) < len(flats):
        facts.touch_places(session)
    for row, one in zip(rows, made, strict=True):
        for name, value in one.get("asked", {}).items():
            setattr(row, name, value)


def _book(session: Session, answer: str) -> AddressBook:
    places = places_of_compound(session, _compound_of(session, answer))
    places = aliases.called_so(places, aliases.learned(session))
    return AddressBook(
        places,
        places.compounds["id"].iloc[0] if len(places.compounds) else None,
        settled=settled(session),
    )


def _compound_of(session: Session, answer: str) -> str:
    level, _, key = answer.partition(":")
    records: dict[str, type[m.Building | m.Entrance | m.Unit]] = {
        Level.BUILDING: m.Building,
        Level.ENTRANCE: m.Entrance,
        Level.UNIT: m.Unit,
    }
    if level not in records:
        return key
    record = records[level]
    query = select(record.compound_id).where(record.id == key.partition("@")[0])
    return session.scalar(query) or ""


def _ask_again(session: Session, row: m.Question, refused: Refused) -> None:
    """Let a row ask what is in doubt now; the words that were settled stay settled."""
    if refused.asked is None:
        return
    about = about_of(row.about)
    if refused.asked.pattern == about.pattern:
        # the answer led nowhere: the row stays with those that were rejected
        row.state = State.NEITHER.value
        return
    was = {name: getattr(row, name) for name in ASKED}
    row.made = json.dumps({"asked": was}, ensure_ascii=False)
    source = {"written": row.words} | about.source
    row.words = refused.text or row.words
    write_asked(session, row, refused.asked, source)
    row.state = State.OPEN.value


def _people(
    session: Session,
    placed: Iterable[tuple[m.Question, Placed]],
    *,
    digest: Callable[[str], str],
    today: date,
) -> list[str]:
    waiting = _waiting(placed, Kind.REGISTER)
    if not waiting:
        return []
    by_basis: dict[str | None, list[tuple[RegisterRow, Placed]]] = defaultdict(list)
    numbered: dict[Row, m.Question] = {n: said for n, (said, _) in enumerate(waiting)}
    for number, (said, at) in enumerate(waiting):
        told = json.loads(said.waiting or "{}")
        by_basis[told["basis"]].append((replace(register_row(told["row"]), row=number), at))
    faults: list[Fault] = []
    for basis, rows in by_basis.items():
        terms = Terms(
            digest=once_digested(digest), today=today, basis=Basis(basis) if basis else None
        )
        intake = take_people(session, rows, terms)
        faults += intake.faults
        needs: dict[str, list[int]] = defaultdict(list)
        for need in intake.opened:
            needs[need.resident_id or ""].append(need.id)
        for row, _ in rows:
            person = intake.people_of.get(row.row)
            if person is None:
                continue
            made: dict[str, Any] = {"person": person.id, "needs": needs.pop(person.id, [])}
            if row.row in intake.before:
                made["before"] = intake.before[row.row]
            made["new"] = row.row in intake.added
            numbered[row.row].made = json.dumps(made, ensure_ascii=False)
    return [fault.reason for fault in faults]


def _needs(
    session: Session, placed: Iterable[tuple[m.Question, Placed]], *, today: date
) -> list[str]:
    waiting = _waiting(placed, Kind.NEEDS)
    rows: list[tuple[NeedRow, Placed]] = [
        (replace(need_row(json.loads(said.waiting or "{}")["row"]), row=number), at)
        for number, (said, at) in enumerate(waiting)
    ]
    if not rows:
        return []
    numbered: dict[Row, m.Question] = {n: said for n, (said, _) in enumerate(waiting)}
    taken = take_needs(session, rows, today=today)
    opened = {need.id for need in taken.opened}
    for row, _ in rows:
        need = taken.need_of[row.row]
        made: dict[str, Any] = {}
        if row.row in taken.before:
            made = {"moved": need.id, "was": taken.before[row.row]}
        elif need.id in opened:
            made = {"needs": [need.id]}
            opened.discard(need.id)
        numbered[row.row].made = json.dumps(made)
    return [fault.reason for fault in taken.faults]


def _waiting(
    placed: Iterable[tuple[m.Question, Placed]], kind: Kind
) -> list[tuple[m.Question, Placed]]:
    return [(row, at) for row, at in placed if row.kind == kind.value and row.waiting]


def _note_flats(rows: Sequence[m.Question], flats: list[str]) -> None:
    """Write down the flats that were made beside the first row, with which they go again."""
    if rows and flats:
        made = json.loads(rows[0].made or "{}")
        rows[0].made = json.dumps(made | {"flats": flats}, ensure_ascii=False)


def _withdraw(session: Session, need_ids: Sequence[int]) -> None:
    """Delete needs that nobody touched since they were opened; hide those that somebody did."""
    untouched: list[int] = []
    for part in parts(map(str, need_ids)):
        query = select(m.Need).where(m.Need.id.in_(map(int, part)), ~m.Need.hidden)
        loaded = query.options(selectinload(m.Need.events), selectinload(m.Need.photos))
        for need in session.scalars(loaded):
            if len(need.events) > 1 or need.photos or not NeedState(need.state).is_open:
                need.hidden = True
                session.add(new_step(session, need, "hide", "导入撤回"))
            else:
                untouched.append(need.id)
    session.flush()
    for part in parts(map(str, untouched)):
        keys = list(map(int, part))
        session.execute(delete(m.NeedEvent).where(m.NeedEvent.need_id.in_(keys)))
        session.execute(delete(m.Need).where(m.Need.id.in_(keys)))


def _move_back(session: Session, need_id: int, state: str) -> None:
    need = session.get(m.Need, need_id)
    if need is not None:
        need.state, need.closed_on = state, None
        session.add(new_step(session, need, "move", "导入撤回"))


def _restore(session: Session, person_id: str, before: dict[str, Any]) -> None:
    """Let a person be who and where she was."""
    person = session.get(m.Resident, person_id)
    if person is None:
        return
    if person.unit_id != before["unit_id"]:
        home = Placed(before["compound_id"], before["building_id"], unit_id=before["unit_id"])
        move_person(session, person, home)
    for name, value in before.items():
        setattr(person, name, value)
