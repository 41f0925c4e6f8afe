"""One household: open to its leader, to a manager only with a reason that is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Outcome, Permission, permissions
from geo.services.case_files import Case, cases_of, need_in_scope
from geo.services.flats import flat_in_scope
from geo.services.placing import Place, places_of, places_of_units
from geo.store.audit import note_act
from geo.store.models import Need, Promise, Resident, Visit
from geo.store.opening import Store
from geo.store.scope import Viewer

SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class Person:
    """A resident, as far as the viewer may know one."""

    id: str
    name: str | None
    phone: str | None
    age: int | None
    """Years, from the year of birth: right to one year."""
    living: str | None
    declines_visits: bool
    away_until: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """Something that the household was told would be done."""

    id: int
    words: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Household:
    """A flat with the people in it, what they need, and when somebody last called."""

    unit_id: str
    building_id: str
    place: Place
    floor: int
    people: tuple[Person, ...]
    needs: tuple[Case, ...]
    promises: tuple[PromiseKept, ...]
    last_visit_on: date | None
    last_outcome: Outcome | None


def place_of_need(session: Session, need_id: int, language: str) -> Place:
    """Return where a need about a flat is, as deep as the viewer may know before a reason.

    Raises
    ------
    NotFoundError
        When the need is out of scope or about no flat.
    """
    _unit_of(session, need_id)
    return places_of(session, [need_id], language)[need_id]


@contextmanager
def opened_household(
    store: Store, viewer: Viewer, unit_id: str, *, reason: str
) -> Iterator[Session]:
    """Yield a session in which flat `unit_id` is open to `viewer`; the reason is kept first.

    Raises
    ------
    ForbiddenError
        When the role may not open households.
    InputError
        When the reason says nothing.
    NotFoundError
        When the flat is not in the viewer's territory.
    """
    said = _said(viewer, reason)
    with store.write(viewer) as session:
        flat_in_scope(session, unit_id)
        note_act(session, "household.opened", subject=unit_id, reason=said)
    with store.read(viewer.granted(unit_id)) as session:
        yield session


@contextmanager
def opened_household_of_need(
    store: Store, viewer: Viewer, need_id: int, *, reason: str
) -> Iterator[tuple[Session, str]]:
    """Yield what `opened_household` does, and the flat: nobody is told which before the reason.

    Raises
    ------
    ForbiddenError
        When the role may not open households.
    InputError
        When the reason says nothing.
    NotFoundError
        When the need is out of scope or about no flat.
    """
    _said(viewer, reason)
    with store.read(viewer) as session:
        unit_id = _unit_of(session, need_id)
    with opened_household(store, viewer, unit_id, reason=reason) as session:
        yield session, unit_id


def household(session: Session, unit_id: str, today: date, language: str) -> Household:
    """Return flat `unit_id` with all that the session's viewer may know of it.

    Raises
    ------
    NotFoundError
        When the flat is not in scope.
    """
    unit = flat_in_scope(session, unit_id)
    last = session.execute(
        select(Visit.visited_on, Visit.outcome)
        .where(Visit.unit_id == unit_id)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(1)
    ).first()
    return Household(
        unit_id=unit_id,
        building_id=unit.building_id,
        place=places_of_units(session, [unit_id], language)[unit_id],
        floor=unit.floor,
        people=_people(session, unit_id, today),
        needs=tuple(cases_of(session, Need.unit_id == unit_id, today, language)),
        promises=_promises(session, unit_id),
        last_visit_on=last[0] if last else None,
        last_outcome=Outcome(last[1]) if last else None,
    )


def _said(viewer: Viewer, reason: str) -> str:
    """Return the reason as it is kept, where `viewer` may open a household for one."""
    if Permission.REVEAL_HOUSEHOLD not in permissions(viewer.role):
        raise ForbiddenError(
            "a household is opened by its leader or a manager", zh="住户只能由点长或管理者查看。"
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputError(
            "write why this household has to be opened: it is recorded",
            zh="请写明为什么要看这一户，事由会留下记录。",
        )
    return reason.strip()


def _unit_of(session: Session, need_id: int) -> str:
    unit_id = need_in_scope(session, need_id).unit_id
    if unit_id is None:
        raise NotFoundError("this need is about no flat", zh="这件需求没有对应的住户。")
    return unit_id


def _people(session: Session, unit_id: str, today: date) -> tuple[Person, ...]:
    rows = session.scalars(
        select(Resident).where(Resident.unit_id == unit_id).order_by(Resident.birth_year)
    )
    return tuple(
        Person(
            id=row.id,
            name=row.name,
            phone=row.phone,
            age=today.year - row.birth_year if row.birth_year else None,
            living=row.living,
            declines_visits=row.declines_visits,
            away_until=row.away_until,
            note=row.note,
        )
        for row in rows
    )


def _promises(session: Session, unit_id: str) -> tuple[PromiseKept, ...]:
    rows = session.scalars(
        select(Promise)
        .where(Promise.unit_id == unit_id)
        .order_by(Promise.done_on.is_not(None), Promise.due_on)
    )
    return tuple(PromiseKept(row.id, row.words, row.due_on, row.done_on) for row in rows)
