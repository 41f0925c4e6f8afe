"""The card of one flat: who lives there, what is needed, what was promised, when somebody came.

A leader sees it all. A partner sees the requests given to it. A manager sees the flat only;
its people are opened with a reason (`geo.services.households`).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.needs.vocabulary import Handler, Living, Outcome, Role, State, categories, label
from geo.services.naming import building_label, entrance_label
from geo.services.placing import home_label
from geo.store import models as m
from geo.store.audit import note_act
from geo.store.scope import viewer_of


@dataclass(frozen=True, slots=True)
class Person:
    """A resident as the card shows her."""

    id: str
    name: str
    birth_year: int | None
    living: str
    phone: str
    """Masked, such as 138****5678; empty when none is known."""
    declines_visits: bool
    away_until: date | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A need of the flat."""

    id: int
    category: str
    state: str
    handler: str
    opened_on: date
    due_on: date | None
    overdue: bool
    is_open: bool
    told_resident: bool
    words: str


@dataclass(frozen=True, slots=True)
class Word:
    """A promise that is not kept yet."""

    words: str
    made_on: date
    due_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Doorstep:
    """One flat as its viewer may know it."""

    unit: str
    building: str
    """Key of its building."""
    place: str
    home: str
    use: str
    detail: str
    """all: a leader's own; requests: a partner's; none: closed to this viewer."""
    people: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    promises: tuple[Word, ...]
    last_visit: tuple[date, str] | None
    """Day and what came of it."""


def doorstep(session: Session, unit_id: str, today: date, language: str) -> Doorstep:
    """Return the card of a flat in scope.

    Raises
    ------
    NotFoundError
        When there is none of this key in the viewer's scope.
    """
    unit = session.scalar(select(m.Unit).where(m.Unit.id == unit_id))
    if unit is None:
        raise NotFoundError(f"flat {unit_id!r} does not exist in your area")
    viewer = viewer_of(session)
    detail = {Role.LEADER: "all", Role.PARTNER: "requests"}.get(viewer.role, "none")
    if unit_id in viewer.granted_units:
        detail = "all"
    return Doorstep(
        unit=unit.id,
        building=unit.building_id,
        place=_place(session, unit, language),
        home=home_label(unit.number, unit.floor, language),
        use=unit.use or "home",
        detail=detail,
        people=_people(session, unit_id, language) if detail == "all" else (),
        wishes=() if detail == "none" else _wishes(session, unit_id, today, language),
        promises=_promises(session, unit_id, today) if detail == "all" else (),
        last_visit=_last_visit(session, unit_id, language) if detail == "all" else None,
    )


def phone_shown(session: Session, resident_id: str) -> str:
    """Return the whole phone number of a resident in scope, and note in the audit that it was.

    Raises
    ------
    NotFoundError
        When there is none of this key in the viewer's scope, or no number is known.
    """
    phone = session.scalar(select(m.Resident.phone).where(m.Resident.id == resident_id))
    if not phone:
        raise NotFoundError("no phone number is known of this resident in your area")
    note_act(session, "phone.shown", subject=resident_id)
    return phone


def masked_phone(phone: str | None) -> str:
    """Return `phone` with its middle covered.

    Examples
    --------
    >>> masked_phone("13812345678"), masked_phone("024-2345"), masked_phone(None)
    ('138****5678', '****2345', '')
    """
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-4:]}"


def _place(session: Session, unit: m.Unit, language: str) -> str:
    row = session.execute(
        select(m.Compound.name, m.Building.number, m.Building.name, m.Entrance.number)
        .select_from(m.Entrance)
        .join(m.Building, m.Building.id == m.Entrance.building_id)
        .outerjoin(m.Compound, m.Compound.id == m.Building.compound_id)
        .where(m.Entrance.id == unit.entrance_id)
    ).first()
    if row is None:
        return ""
    parts = (row[0], building_label(row[1], row[2], language), entrance_label(row[3], language))
    return " ".join(part for part in parts if part)


def _people(session: Session, unit_id: str, language: str) -> tuple[Person, ...]:
    rows = session.scalars(
        select(m.Resident).where(m.Resident.unit_id == unit_id).order_by(m.Resident.id)
    )
    return tuple(
        Person(
            id=row.id,
            name=row.name or "",
            birth_year=row.birth_year,
            living=label(Living(row.living), language) if row.living in set(Living) else "",
            phone=masked_phone(row.phone),
            declines_visits=row.declines_visits,
            away_until=row.away_until,
        )
        for row in rows
    )


def _wishes(session: Session, unit_id: str, today: date, language: str) -> tuple[Wish, ...]:
    rows = session.scalars(
        select(m.Need)
        .where(m.Need.unit_id == unit_id, m.Need.hidden.is_(False))
        .order_by(m.Need.opened_on.desc(), m.Need.id.desc())
    )
    to_partner = viewer_of(session).role is Role.PARTNER
    made = [_wish(row, today, language, to_partner=to_partner) for row in rows]
    return tuple(sorted(made, key=lambda wish: (not wish.is_open, not wish.overdue)))


def _wish(row: m.Need, today: date, language: str, *, to_partner: bool) -> Wish:
    category = categories()[row.category]
    state = State(row.state)
    return Wish(
        id=row.id,
        category=category.public_label(language) if to_partner else category.label(language),
        state=label(state, language),
        handler=label(Handler(row.handler), language),
        opened_on=row.opened_on,
        due_on=row.due_on,
        overdue=state.is_open and row.due_on is not None and row.due_on < today,
        is_open=state.is_open,
        told_resident=row.told_resident,
        words="" if to_partner else row.words or "",
    )


def _promises(session: Session, unit_id: str, today: date) -> tuple[Word, ...]:
    rows = session.scalars(
        select(m.Promise)
        .where(m.Promise.unit_id == unit_id, m.Promise.done_on.is_(None))
        .order_by(m.Promise.made_on)
    )
    return tuple(
        Word(row.words, row.made_on, row.due_on, row.due_on is not None and row.due_on < today)
        for row in rows
    )


def _last_visit(session: Session, unit_id: str, language: str) -> tuple[date, str] | None:
    row = session.execute(
        select(m.Visit.visited_on, m.Visit.outcome)
        .where(m.Visit.unit_id == unit_id)
        .order_by(m.Visit.visited_on.desc(), m.Visit.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return row[0], label(Outcome(row[1]), language) if row[1] in set(Outcome) else row[1]
