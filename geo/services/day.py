"""The leader's day: what waits for her this morning, on one page."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services.calls import Call, added_calls, calls
from geo.services.case_files import Case, cases_of
from geo.services.contacts import Contact, contacts
from geo.services.rounds.keeping import latest_round
from geo.services.rounds.links import Proposal, proposals
from geo.services.rounds.progress import Progress, progress
from geo.services.rounds.standing import Standing, standing_rounds
from geo.services.rounds.terms import Terms, terms_of
from geo.services.scene import CLOSED_STATES
from geo.store.models import Need, Promise, Visit
from geo.store.scope import viewer_of


@dataclass(frozen=True, slots=True)
class LoosePromise:
    """A promise that belongs to no door."""

    id: int
    words: str
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Ticked:
    """A home that the viewer called at today."""

    unit_id: str
    place: str
    outcome: str
    key: str
    """With it the tick is taken back."""


@dataclass(frozen=True, slots=True)
class Day:
    """What waits for the leader."""

    today: date
    round: Progress | None
    """The round planned last for this day; its homes are not among `calls`."""
    calls: tuple[Call, ...]
    """Homes to call at that are neither on the round nor ticked today."""
    contacts: dict[str, tuple[Contact, ...]]
    """Who lives at the homes of `calls`; phones are masked."""
    ticked: tuple[Ticked, ...]
    """What was ticked today off the round, the last first."""
    answers: tuple[Case, ...]
    """Whistles that were answered: the resident is still to be told."""
    promises: tuple[LoosePromise, ...]
    overdue: tuple[Case, ...]
    """Open needs in other hands, after their date."""
    proposals: tuple[Proposal, ...] = ()
    """Ticks that volunteers sent, to be taken or not."""
    usual: tuple[Standing, ...] = ()
    """Standing rounds, to be started with one tap."""
    terms: dict[str, Terms] = field(default_factory=dict)
    """What to mind at those of `calls` where anything is kept."""


def day_of(session: Session, today: date, language: str) -> Day:
    """Return what waits for the session's viewer on day `today`."""
    still_open = Need.state.not_in(CLOSED_STATES)
    answered = Need.whistle_answer.is_not(None) & ~Need.told_resident & still_open
    late = (Need.due_on < today) & (Need.handler != "leader") & still_open
    kept = latest_round(session, today)
    walked = None if kept is None else progress(session, kept[0], language)
    on_round = set(walked.itinerary.unit_ids) if walked else set()
    made = _ticked(session, today, language)
    known = on_round | {one.unit_id for one in made}
    waiting = tuple(call for call in calls(session, today, language) if call.unit_id not in known)
    return Day(
        today=today,
        round=walked,
        calls=waiting,
        contacts=contacts(session, [call.unit_id for call in waiting]),
        ticked=tuple(one for one in made if one.unit_id not in on_round),
        answers=tuple(cases_of(session, answered, today, language)),
        promises=tuple(_loose_promises(session, today)),
        overdue=tuple(cases_of(session, late, today, language)),
        proposals=tuple(proposals(session, language)),
        usual=tuple(standing_rounds(session)),
        terms=terms_of(session, (call.unit_id for call in waiting)),
    )


def _ticked(session: Session, today: date, language: str) -> list[Ticked]:
    rows = session.execute(
        select(Visit.unit_id, Visit.outcome, Visit.key)
        .where(Visit.visited_on == today, Visit.account_id == viewer_of(session).account_id)
        .order_by(Visit.id.desc())
    ).all()
    homes = added_calls(session, {unit for unit, _, _ in rows}, today, language)
    places = {home.unit_id: home.place.line() for home in homes}
    last = {unit: (outcome, key) for unit, outcome, key in reversed(rows)}
    return [Ticked(unit, places[unit], *last[unit]) for unit in last if unit in places][::-1]


def _loose_promises(session: Session, today: date) -> list[LoosePromise]:
    by_now = (Promise.due_on <= today) | Promise.due_on.is_(None)
    rows = session.scalars(
        select(Promise)
        .where(Promise.unit_id.is_(None), Promise.done_on.is_(None), by_now)
        .order_by(Promise.due_on, Promise.id)
    )
    return [
        LoosePromise(row.id, row.words, row.due_on, bool(row.due_on and row.due_on < today))
        for row in rows
    ]
