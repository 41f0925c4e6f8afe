"""At which doors the leader should call today, and why: visits due, promises, open needs."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from geo.needs.ladder import ladder
from geo.needs.vocabulary import Handler, Kind, Step, categories
from geo.needs.worth import PROMISE_WEIGHT, need_worth, visit_worth
from geo.services.people_due import visits_due
from geo.services.placing import Place, places_of_units
from geo.services.scene import CLOSED_STATES
from geo.services.who_opens import Home, who_opens
from geo.store.models import Need, Promise, Unit

MOST_NAMED = 2
"""People by whom a home is named where a call is about nobody in particular."""


class Cause(StrEnum):
    """Why a door is called at."""

    PROMISE = "promise"
    VISIT = "visit"
    NEED = "need"
    RECHECK = "recheck"
    ADDED = "added"
    """The leader put the door in by hand."""
    HABIT = "habit"
    """It is on the standing round."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason to call at a door."""

    cause: Cause
    words: str
    errand: str
    """The reason as it may stand on paper: it names no condition of a person."""
    worth: float
    due_on: date | None
    overdue_days: int
    part: str | None = None
    """Part of today that was promised: am, noon, pm, evening."""
    source: str = ""
    """Rung of the ladder, or category of the need, that it comes from; else empty."""


@dataclass(frozen=True, slots=True)
class Call:
    """A home to call at: one stop with all its reasons, the weightiest first."""

    unit_id: str
    entrance_id: str
    building_id: str
    floor: int
    place: Place
    people: tuple[str, ...]
    """Names of those it is about; nobody who declined visits, is away or moved is among them."""
    whys: tuple[Why, ...]

    @property
    def worth(self) -> float:
        """Sum of what its reasons are worth."""
        return round(sum(why.worth for why in self.whys), 2)

    @property
    def promised(self) -> bool:
        """Whether somebody there was promised a call by today."""
        return any(why.cause is Cause.PROMISE for why in self.whys)

    @property
    def overdue_days(self) -> int:
        """Days that the latest of its reasons is overdue."""
        return max((why.overdue_days for why in self.whys), default=0)


@dataclass(slots=True)
class _Door:
    """What gathers for one flat."""

    whys: list[Why] = field(default_factory=list)
    residents: set[str] = field(default_factory=set)


def calls(session: Session, today: date, language: str) -> list[Call]:
    """Return the homes in scope to call at by `today`, the weightiest first.

    Whoever asked not to be visited, or is away, is not among them for a visit, and is named for
    nothing else.
    """
    doors: dict[str, _Door] = defaultdict(_Door)
    _add_visits(session, doors, today, language)
    _add_promises(session, doors, today, language)
    _add_needs(session, doors, today, language)
    homes = who_opens(session, doors, today)
    found = [
        _call(
            unit,
            place,
            _named(homes.get(unit.id), doors[unit.id].residents),
            _merged(doors[unit.id].whys),
        )
        for unit, place in _homes(session, set(doors), language)
    ]
    return sorted(found, key=lambda call: (-call.promised, -call.worth, call.unit_id))


def _call(unit: Unit, place: Place, people: Iterable[str], whys: tuple[Why, ...]) -> Call:
    return Call(
        unit_id=unit.id,
        entrance_id=unit.entrance_id,
        building_id=unit.building_id,
        floor=unit.floor,
        place=place,
        people=tuple(people),
        whys=whys,
    )


ADDED_WORDS = {
    Cause.ADDED: {"zh": "临时加上", "en": "Added by hand"},
    Cause.HABIT: {"zh": "常走的路线", "en": "On the usual round"},
}
ERRANDS = {
    Cause.VISIT: {"zh": "走访", "en": "Visit"},
    Cause.PROMISE: {"zh": "答应居民的事", "en": "Promise"},
    Cause.ADDED: {"zh": "走访", "en": "Visit"},
    Cause.HABIT: {"zh": "走访", "en": "Visit"},
}


def errand(cause: Cause, language: str) -> str:
    """Return what a reason is called where no condition may be named.

    Examples
    --------
    >>> errand(Cause.VISIT, "zh"), errand(Cause.PROMISE, "en")
    ('走访', 'Promise')
    """
    return ERRANDS[cause]["en" if language == "en" else "zh"]


def added_calls(
    session: Session,
    unit_ids: Iterable[str],
    day: date,
    language: str,
    cause: Cause = Cause.ADDED,
) -> list[Call]:
    """Return calls at flats that the leader names herself; those out of scope are not among them.

    Whoever asked not to be visited, is away or moved is not named there.
    """
    words = ADDED_WORDS[cause]["en" if language == "en" else "zh"]
    why = Why(cause, words, errand(cause, language), PROMISE_WEIGHT, None, 0)
    wanted = set(unit_ids)
    homes = who_opens(session, wanted, day)
    return [
        _call(unit, place, _named(homes.get(unit.id)), (why,))
        for unit, place in _homes(session, wanted, language)
    ]


def habit_calls(session: Session, unit_ids: Iterable[str], day: date, language: str) -> list[Call]:
    """Return calls at flats of a standing round, without those where nobody is to be visited."""
    wanted = set(unit_ids)
    shut = {unit for unit, home in who_opens(session, wanted, day).items() if not home.openers}
    return added_calls(session, wanted - shut, day, language, Cause.HABIT)


def _named(home: Home | None, about: Container[str] = frozenset()) -> tuple[str, ...]:
    """Return by whom a home is named: whom the call is `about`, else its oldest people.

    Only those who may be asked for at the door.
    """
    if home is None:
        return ()
    meant = sorted((one for one in home.openers if one.id in about), key=lambda one: one.id)
    found = meant or home.openers[:MOST_NAMED]
    return tuple(one.name for one in found if one.name)


def _merged(whys: list[Why]) -> tuple[Why, ...]:
    """Return `whys`, the weightiest first; what two people at a door share is one reason."""
    merged: dict[tuple[Cause, str], Why] = {}
    for why in whys:
        known = merged.get((why.cause, why.words), why)
        weightier = max(known, why, key=lambda one: one.overdue_days)
        worth = why.worth if known is why else known.worth + why.worth
        merged[why.cause, why.words] = replace(weightier, worth=worth)
    return tuple(sorted(merged.values(), key=lambda why: -why.worth))


def _add_visits(session: Session, doors: dict[str, _Door], today: date, language: str) -> None:
    due = visits_due(session, today)
    due = due[due["due_on"].le(pd.Timestamp(today))]
    rungs = {rung.id: rung for rung in ladder().rungs}
    columns = ["id", "unit_id", "step", "rung", "every_days", "overdue_days"]
    for resident, unit, step, rung, rhythm, late in due[columns].astype(object).to_numpy():
        if isinstance(resident, str):
            doors[unit].residents.add(resident)
        doors[unit].whys.append(
            Why(
                cause=Cause.VISIT,
                words=rungs[rung].label(language),
                errand=errand(Cause.VISIT, language),
                worth=visit_worth(Step(step), overdue_days=late, every_days=rhythm),
                due_on=today - timedelta(days=late),
                overdue_days=late,
                source=rung,
            )
        )


def _add_promises(session: Session, doors: dict[str, _Door], today: date, language: str) -> None:
    rows = session.scalars(
        select(Promise).where(
            Promise.unit_id.is_not(None), Promise.done_on.is_(None), Promise.due_on <= today
        )
    )
    for row in rows:
        late = (today - row.due_on).days if row.due_on else 0
        doors[row.unit_id or ""].whys.append(
            Why(
                cause=Cause.PROMISE,
                words=row.words,
                errand=errand(Cause.PROMISE, language),
                worth=PROMISE_WEIGHT,
                due_on=row.due_on,
                overdue_days=late,
                part=row.part if row.due_on == today else None,
            )
        )


def _add_needs(session: Session, doors: dict[str, _Door], today: date, language: str) -> None:
    """Add open needs in the leader's hands, and hazards to be looked at again."""
    mine = and_(Need.state.not_in(CLOSED_STATES), Need.handler == Handler.LEADER.value)
    rows = session.scalars(
        select(Need).where(
            Need.unit_id.is_not(None), ~Need.hidden, or_(mine, Need.recheck_on <= today)
        )
    )
    for row in rows:
        category = categories()[row.category]
        again = row.recheck_on is not None and row.recheck_on <= today
        # a condition of a person is no errand: the ladder brings the leader there
        if category.kind is Kind.CARE and not again:
            continue
        due = row.recheck_on if again else row.due_on
        late = max(0, (today - due).days) if due else 0
        if row.resident_id:
            doors[row.unit_id or ""].residents.add(row.resident_id)
        doors[row.unit_id or ""].whys.append(
            Why(
                cause=Cause.RECHECK if again else Cause.NEED,
                words=category.label(language),
                errand=category.public_label(language),
                worth=need_worth(category.priority, overdue=late > 0),
                due_on=due,
                overdue_days=late,
                source=row.category,
            )
        )


def _homes(session: Session, unit_ids: set[str], language: str) -> list[tuple[Unit, Place]]:
    """Return the flats in compounds with their places: on a street nobody is registered."""
    places = places_of_units(session, unit_ids, language)
    units = session.scalars(
        select(Unit).where(Unit.id.in_(places), Unit.compound_id.is_not(None)).order_by(Unit.id)
    )
    return [(unit, places[unit.id]) for unit in units]
