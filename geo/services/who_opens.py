"""Who may be asked for at a door: nobody who asked not to be visited, is away or moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.needs.ladder import Effect, ladder
from geo.store.models import Resident, Visit


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who may be asked for at a door."""

    id: str
    name: str
    """Empty: not known."""


@dataclass(frozen=True, slots=True)
class Home:
    """A flat at which people are registered."""

    openers: tuple[Opener, ...]
    """The oldest first."""
    closed: bool
    """Everybody there declined visits or moved; who is only away comes back."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those who may be asked for, the oldest first."""
        return tuple(one.name for one in self.openers if one.name)


def who_opens(session: Session, unit_ids: Iterable[str], day: date) -> dict[str, Home]:
    """Return who may be asked for on `day` at those of `unit_ids` where anybody is registered.

    Cost: two reads, whatever the number of flats.
    """
    rows = session.execute(
        select(Resident.unit_id, Resident.id, Resident.name)
        .add_columns(Resident.declines_visits, Resident.away_until)
        .where(Resident.unit_id.in_(list(unit_ids)))
        .order_by(Resident.birth_year.is_(None), Resident.birth_year, Resident.id)
    ).all()
    people: dict[str, list[str]] = defaultdict(list)
    for unit, key, *_ in rows:
        people[unit].append(key)
    gone = _gone(session, people, day) | {key for _, key, _, declines, _ in rows if declines}
    openers: dict[str, list[Opener]] = {unit: [] for unit in people}
    for unit, key, name, _, away in rows:
        if key not in gone and (away is None or away < day):
            openers[unit].append(Opener(key, name or ""))
    return {
        unit: Home(tuple(openers[unit]), closed=gone.issuperset(keys))
        for unit, keys in people.items()
    }


def _gone(session: Session, homes: Mapping[str, Sequence[str]], day: date) -> set[str]:
    """Return who of `homes` (residents by flat) moved or declined at the last visit that tells."""
    effects = {outcome.value: effect for outcome, effect in ladder().effects.items()}
    visits = session.execute(
        select(Visit.unit_id, Visit.resident_id, Visit.outcome)
        .where(Visit.unit_id.in_(list(homes)), Visit.visited_on <= day)
        .order_by(Visit.visited_on, Visit.id)
    )
    last = {
        key: effects[outcome]
        for unit, resident, outcome in visits
        if effects[outcome] is not Effect.KEEP
        for key in ((resident,) if resident else homes[unit])
    }
    return {key for key, effect in last.items() if effect in (Effect.END, Effect.PAUSE)}
