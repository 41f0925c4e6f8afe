"""How far a round is walked: what is ticked, what is put off, which door comes next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services.calls import MOST_NAMED
from geo.services.contacts import Contact, contacts
from geo.services.rounds.itinerary import Itinerary, Leg
from geo.services.rounds.keeping import kept_round
from geo.services.rounds.legs import minded
from geo.services.rounds.terms import Terms, terms_of
from geo.services.rounds.wording import in_language
from geo.services.who_opens import Home, who_opens
from geo.store.models import Visit


@dataclass(frozen=True, slots=True)
class Progress:
    """A round as it is being walked."""

    round_id: int
    itinerary: Itinerary
    ticked: dict[str, tuple[str, str]]
    """Outcome and key of the visit, by flat."""
    contacts: dict[str, tuple[Contact, ...]]
    """Who lives behind each door; phones are masked."""

    @property
    def next(self) -> Leg | None:
        """The home that comes next; None: the round is walked."""
        off = {*self.ticked, *self.itinerary.postponed}
        waiting = [leg for leg in self.itinerary.legs if leg.unit_id not in off]
        later = self.itinerary.later
        order = {unit: place for place, unit in enumerate(later, 1)}
        return min(waiting, key=lambda leg: order.get(leg.unit_id, 0), default=None)

    @property
    def walked(self) -> int:
        """How many homes are ticked."""
        return sum(unit in self.ticked for unit in self.itinerary.unit_ids)


def progress(session: Session, round_id: int, language: str | None = None) -> Progress:
    """Return a round of the viewer's and how far it is walked.

    It is told in `language`; None: in that in which it was planned.

    Raises
    ------
    NotFoundError
        When there is no such round of the viewer's.
    """
    kept = kept_round(session, round_id)
    units, day = kept.unit_ids, date.fromisoformat(kept.day)
    terms, homes = terms_of(session, units), who_opens(session, units, day)
    # what was agreed or declined since the round was planned counts at once
    legs, done = (
        tuple(
            _named_now(minded(leg, terms.get(leg.unit_id, Terms())), homes.get(leg.unit_id))
            for leg in part
        )
        for part in (kept.legs, kept.done)
    )
    kept = replace(kept, legs=legs, done=done)
    if language is not None:
        kept = in_language(session, kept, language)
    return Progress(
        round_id,
        kept,
        ticked(session, units, day),
        contacts(session, units),
    )


def _named_now(leg: Leg, home: Home | None) -> Leg:
    """Return `leg` naming those who may be asked for now, of those it was planned for if any."""
    names = home.names if home else ()
    meant = tuple(name for name in leg.people if name in names)
    return replace(leg, people=meant or names[:MOST_NAMED])


def ticked(session: Session, unit_ids: Iterable[str], day: date) -> dict[str, tuple[str, str]]:
    """Return outcome and key of the last visit paid on `day` to each of `unit_ids`.

    Flats come in the order in which they were ticked.
    """
    rows = session.execute(
        select(Visit.unit_id, Visit.outcome, Visit.key)
        .where(Visit.unit_id.in_(list(unit_ids)), Visit.visited_on == day)
        .order_by(Visit.id)
    )
    found: dict[str, tuple[str, str]] = {}
    for unit, outcome, key in rows:
        found.pop(unit, None)
        found[unit] = (outcome, key)
    return found


def visited(session: Session, day: date) -> set[str]:
    """Return the flats that were called at on `day`, met or not: once a day is enough."""
    return set(session.scalars(select(Visit.unit_id).where(Visit.visited_on == day)))
