"""Who is on the ladder of visits, of everybody in scope: only what decides it is read.

Of a million people some hundred thousand can be on a rung, and of their visits only the last of
each outcome counts. Both are found by the database; the rules stand in `geo.needs.due_visits`.
What they say of the few people of one leader is kept: she opens her day far more often than what
decides it changes.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import date
from operator import itemgetter
from threading import Lock
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Executable, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.needs.due_visits import due_visits, unnamed_households
from geo.needs.ladder import Effect, Rung, ladder
from geo.needs.vocabulary import State
from geo.services.facts import places_stamp
from geo.store.models import Need, Resident, Unit, Visit

PLACE = ("compound_id", "building_id")
RESIDENT = ("id", "unit_id", *PLACE, "birth_year", "living", "declines_visits", "away_until")
VISIT = ("unit_id", "resident_id", "outcome", "visited_on")
NEED = ("category", "resident_id", "unit_id", "state")
MOST_KEPT, MOST_ROWS = 64, 1_000
"""So many answers are kept, each of no more rows than the people of one leader have."""
_LOCK = Lock()
_KEPT: "OrderedDict[Hashable, pd.DataFrame]" = OrderedDict()
Rows = Sequence[tuple[Any, ...]]


def visits_due(
    session: Session, today: date, *, within: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the people in scope who are on a rung of the ladder, in no order.

    The columns are id, unit_id, compound_id, building_id and those of
    `geo.needs.due_visits.due_visits`. A flat that only the diary knows, with no resident
    registered, has a row without ``id``.

    Parameters
    ----------
    within
        Keys of the compounds that are asked for; None: all in scope.
    """
    needs = _rows(session, _needs(within))
    residents = _rows(session, _residents(today, within))
    visits = _last_visits(session, today, within)

    def found() -> pd.DataFrame:
        return _on_a_rung(session, today, needs=needs, residents=residents, visits=visits)

    if len(needs) + len(residents) + len(visits) > MOST_ROWS:
        return found()
    # all that the answer is made of, and what moves when flats get other places
    told = (places_stamp(session), today, tuple(needs), tuple(residents), tuple(visits))
    return _kept(told, found)


def _kept(told: Hashable, found: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return what is `found`, made once for all that is `told`; a frame of the caller's own."""
    with _LOCK:
        known = _KEPT.get(told)
        if known is not None:
            _KEPT.move_to_end(told)
    if known is None:
        known = found()
        with _LOCK:
            _KEPT[told] = known
            while len(_KEPT) > MOST_KEPT:
                _KEPT.popitem(last=False)
    return known.copy()


def _on_a_rung(
    session: Session, today: date, *, needs: Rows, residents: Rows, visits: Rows
) -> pd.DataFrame:
    """Return who is on a rung of the ladder, by the rows that decide it."""
    told, people = _frame(needs, NEED), _frame(residents, RESIDENT)
    # whoever lives in a flat of which a need tells is among them: the others are nobody's
    unnamed = unnamed_households(people, told)
    if len(unnamed):
        unnamed = unnamed.drop(columns=list(PLACE)).merge(_placed(session, unnamed["unit_id"]))
        people = pd.concat([people, unnamed], ignore_index=True)
    due = due_visits(people, told, _frame(visits, VISIT), on=today)
    listed = people[["id", "unit_id", *PLACE]].join(due)
    return listed[listed["step"].notna()].reset_index(drop=True)


def _told_by_needs() -> ColumnElement[bool]:
    """Return the condition on needs that say something of a person which a rung asks for."""
    wanted = sorted(set().union(*(rung.conditions for rung in ladder().rungs)))
    return and_(
        Need.category.in_(wanted),
        Need.state != State.CLOSED.value,
        ~Need.hidden,
        Need.unit_id.is_not(None) | Need.resident_id.is_not(None),
    )


def _inside(
    compound: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    within: Collection[str] | None,
) -> ColumnElement[bool]:
    return true() if within is None else compound.in_(sorted(within))


def _needs(within: Collection[str] | None) -> Executable:
    columns = (Need.category, Need.resident_id, Need.unit_id, Need.state)
    return select(*columns).where(_told_by_needs(), _inside(Need.compound_id, within))


def _residents(today: date, within: Collection[str] | None) -> Executable:
    """Return the query of who may be on a rung: by age and household, or by a need told of them."""
    told = and_(_told_by_needs(), _inside(Need.compound_id, within))
    named = select(Need.resident_id).where(told, Need.resident_id.is_not(None))
    of_flat = select(Need.unit_id).where(told, Need.resident_id.is_(None))
    by_register = [_by_register(rung, today) for rung in ladder().rungs if not rung.conditions]
    rest = (getattr(Resident, name) for name in RESIDENT[4:])
    return (
        select(Resident.id, Resident.unit_id, Resident.compound_id, Unit.building_id, *rest)
        .join(Unit, Unit.id == Resident.unit_id, isouter=True)
        .where(or_(*by_register, Resident.id.in_(named), Resident.unit_id.in_(of_flat)))
        .where(_inside(Resident.compound_id, within))
    )


def _by_register(rung: Rung, today: date) -> ColumnElement[bool]:
    parts = []
    if rung.min_age is not None:
        parts.append(Resident.birth_year <= today.year - rung.min_age)
    if rung.living:
        parts.append(Resident.living.in_(sorted(one.value for one in rung.living)))
    return and_(*parts)


def _last_visits(session: Session, today: date, within: Collection[str] | None) -> Rows:
    """Return the last visit of each outcome to each flat and person that decides anything.

    Their columns are `VISIT`, in the order in which they were noted. Where two fall on one day the
    one noted last counts: the visits of those flats are read whole.
    """
    kept = [one.value for one, effect in ladder().effects.items() if effect is Effect.KEEP]
    decisive = and_(
        Visit.outcome.not_in(kept), Visit.visited_on <= today, _inside(Visit.compound_id, within)
    )
    group = (Visit.unit_id, Visit.resident_id, Visit.outcome)
    query = select(*group, func.max(Visit.visited_on), func.max(Visit.id))
    last = _rows(session, query.where(decisive).group_by(*group))
    days = Counter((unit, day) for unit, _, _, day, _ in last)
    tied = {unit for (unit, _), times in days.items() if times > 1}
    if tied:
        whole = select(*group, Visit.visited_on, Visit.id)
        exact = _rows(session, whole.where(decisive, Visit.unit_id.in_(sorted(tied))))
        last = [*(row for row in last if row[0] not in tied), *exact]
    return [row[:4] for row in sorted(last, key=itemgetter(4))]


def _placed(session: Session, unit_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return compound and building of flats, columns unit_id and `PLACE`."""
    found = select(Unit.id, Unit.compound_id, Unit.building_id).where(
        Unit.id.in_(unit_ids.tolist())
    )
    return _frame(_rows(session, found), ("unit_id", *PLACE))


def _rows(session: Session, query: Executable) -> Rows:
    return [tuple(row) for row in session.execute(query)]


def _frame(rows: Rows, columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows as objects, column by column: then pandas looks keys up in one hash table."""
    cells = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pd.DataFrame(dict(zip(columns, cells, strict=True)), columns=list(columns), dtype=object)
