"""Who lives upstairs and cannot easily walk down, where the lift is out: for the leader, noted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError
from geo.needs.vocabulary import Permission, categories, permissions
from geo.services.placing import Place, places_of_units
from geo.services.scene import CLOSED_STATES
from geo.store.audit import note_act
from geo.store.models import Entrance, Need, Resident, Unit
from geo.store.scope import viewer_of

LIFT = "elevator"
HARD_TO_WALK = ("mobility_limited", "disabled", "severe_illness", "maternal")
"""Conditions with which stairs are hard; the first that is known of a person is named."""
OLD_YEARS = 80
"""From this age somebody is asked after, whatever is known of her legs."""
UPSTAIRS = 2
"""Lowest floor that is upstairs."""


@dataclass(frozen=True, slots=True)
class Upstairs:
    """A person who may not get down, or a flat of which only the diary knows."""

    unit_id: str
    place: Place
    floor: int
    name: str
    """Empty where nobody is registered."""
    why: str
    """The condition in words; empty where it is the age alone."""
    age: int | None


@dataclass(frozen=True, slots=True)
class LiftOut:
    """A lift that is out, and whom to ask after."""

    need_id: int
    building_id: str
    since: date
    people: tuple[Upstairs, ...]
    """The highest floor first."""


def lifts_out(session: Session, today: date, language: str) -> list[LiftOut]:
    """Return the lifts that are out in the leader's compounds, each with whom to ask after.

    A lift is out while a need of the category lift is open there; it may name an entrance. Doors
    that have no lift are left out. Open the session for writing: who looked is noted.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not know names.
    """
    if Permission.VIEW_NAMES not in permissions(viewer_of(session).role):
        raise ForbiddenError("names are for leaders only", zh="姓名只有点长能看。")
    needs = session.scalars(
        select(Need)
        .where(Need.category == LIFT, ~Need.hidden, Need.state.not_in(CLOSED_STATES))
        .where(Need.building_id.is_not(None))
        .order_by(Need.opened_on, Need.id)
    ).all()
    found = [
        LiftOut(
            need.id, need.building_id or "", need.opened_on, _people(session, need, today, language)
        )
        for need in needs
    ]
    if any(one.people for one in found):
        keys = ",".join(sorted({one.building_id for one in found if one.people}))
        note_act(session, "lift_list.opened", subject=keys)
    return found


def _people(session: Session, need: Need, today: date, language: str) -> tuple[Upstairs, ...]:
    doors = select(Entrance.id).where(
        Entrance.building_id == need.building_id, Entrance.lift.is_not(False)
    )
    if need.entrance_id is not None:
        doors = doors.where(Entrance.id == need.entrance_id)
    behind = select(Unit.id, Unit.floor).where(Unit.entrance_id.in_(doors), Unit.floor >= UPSTAIRS)
    floors = dict(session.execute(behind).all())
    hard = _conditions(session, set(floors))
    places = places_of_units(session, floors, language)
    residents = session.scalars(select(Resident).where(Resident.unit_id.in_(floors)))
    listed: list[Upstairs] = []
    named: set[str] = set()
    for one in residents:
        age = None if one.birth_year is None else today.year - one.birth_year
        why = hard.get((one.unit_id, one.id)) or hard.get((one.unit_id, None))
        if why is None and (age or 0) < OLD_YEARS:
            continue
        named.add(one.unit_id)
        words = "" if why is None else categories()[why].label(language)
        listed.append(
            Upstairs(
                one.unit_id, places[one.unit_id], floors[one.unit_id], one.name or "", words, age
            )
        )
    for (unit, resident), why in hard.items():
        if resident is None and unit not in named:
            words = categories()[why].label(language)
            listed.append(Upstairs(unit, places[unit], floors[unit], "", words, None))
    return tuple(sorted(listed, key=lambda one: (-one.floor, one.unit_id, one.name)))


def _conditions(session: Session, unit_ids: set[str]) -> dict[tuple[str, str | None], str]:
    """Return the gravest condition known of each person, or of a flat where nobody is named."""
    rows = session.execute(
        select(Need.unit_id, Need.resident_id, Need.category).where(
            Need.unit_id.in_(unit_ids),
            Need.category.in_(HARD_TO_WALK),
            ~Need.hidden,
            Need.state.not_in(CLOSED_STATES),
        )
    )
    known: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for unit, resident, category in rows:
        known[str(unit), resident].add(category)
    return {key: next(one for one in HARD_TO_WALK if one in found) for key, found in known.items()}
