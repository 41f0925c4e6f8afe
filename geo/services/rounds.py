"""Walking rounds: today's calls, chosen and ordered within the minutes there are, and kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Permission, permissions
from geo.services.calls import Call, Cause, added_calls, calls
from geo.services.itinerary import Asked, Itinerary, Leg
from geo.services.registry import places_in_scope
from geo.services.round_legs import itinerary, legs_of
from geo.store.models import Round as RoundRow
from geo.store.models import Visit
from geo.store.scope import viewer_of
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.rounds import Stop, plan_round

SERVICE_MIN = {Cause.VISIT: 10, Cause.PROMISE: 10, Cause.NEED: 8, Cause.RECHECK: 5, Cause.ADDED: 8}
"""Minutes at the door for the first reason; each further one adds `MORE_MIN`."""
MORE_MIN = 3
MOST_CALLS = 200
"""The weightiest calls are planned with; the rest is said to be left for another day."""
LEAST_MIN, MOST_MIN = 10, 600
AGAIN_SECONDS = 0.25
"""Solving when the leader stands in a stairwell and waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the leader wants of a round."""

    day: date
    depart: time
    minutes: int
    start: LonLat
    slow: bool = False
    step_free: bool = False

    def __post_init__(self) -> None:
        """Refuse what no walk can be."""
        if not LEAST_MIN <= self.minutes <= MOST_MIN:
            raise InputError(
                f"{self.minutes} minutes is no round: choose 10 to 600",
                zh=f"{self.minutes} 分钟排不成路线:请选 10 到 600 分钟。",
            )

    @property
    def asked(self) -> Asked:
        """The wish as it is kept with the round."""
        return Asked(
            day=self.day.isoformat(),
            depart=f"{self.depart:%H:%M}",
            minutes=self.minutes,
            start=(self.start.lon, self.start.lat),
            slow=self.slow,
            step_free=self.step_free,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where a round goes on from, as far as the phone knows."""

    at: LonLat | None = None
    """None: the door that was ticked last, or the start."""
    now: time | None = None
    """None, or outside the hours of the round: as late as the doors ticked were to take."""
    minutes: int | None = None
    """None: until the round was to end."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """One planning: from where, when, how long, and what is held fast."""

    asked: Asked
    start: LonLat
    depart: time
    minutes: int
    skip: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()
    seconds: float = field(default=0.4)


def plan(
    session: Session, wish: Wish, language: str, *, skip: frozenset[str] = frozenset()
) -> Itinerary:
    """Return a round over the calls of the day; `keep` keeps it.

    `skip` are flats to leave out. Cost: about half a second of solving, whatever the size: plan
    in a session that reads, so that nobody who writes has to wait.

    Raises
    ------
    ForbiddenError
        When the viewer's role walks no rounds.
    """
    viewer = viewer_of(session)
    if Permission.PLAN_ROUNDS not in permissions(viewer.role) or viewer.account_id is None:
        raise ForbiddenError(
            "rounds are planned by the leader of the compound", zh="走访路线由本小区的点长来安排。"
        )
    walk = _Walk(wish.asked, wish.start, wish.depart, wish.minutes, skip)
    return _walked(session, walk, language)


def keep(session: Session, made: Itinerary, *, round_id: int | None = None) -> int:
    """Keep a planned round, in place of the viewer's round `round_id` where given; return its id.

    Raises
    ------
    NotFoundError
        When there is no such round of the viewer's.
    """
    if round_id is not None:
        _row(session, round_id)[0].plan = made.to_json()
        return round_id
    row = RoundRow(
        account_id=viewer_of(session).account_id,
        planned_for=date.fromisoformat(made.day),
        made_at=datetime.now(UTC),
        plan=made.to_json(),
    )
    session.add(row)
    session.flush()
    return row.id


def replan(
    session: Session, round_id: int, here: Here, language: str, *, add: str | None = None
) -> Itinerary:
    """Return the rest of a round from `here`; what is ticked stays, what is put off is left.

    Promises and doors that the leader put in by hand are kept as long as the time allows; the
    walk ends where the round began. `add` is one more flat to go to.

    Raises
    ------
    NotFoundError
        When there is no such round of the viewer's, or `add` is not in the territory.
    InputError
        When too few minutes are left.
    """
    kept = kept_round(session, round_id)
    added = kept.added
    if add is not None and add not in added:
        if not added_calls(session, [add], language):
            raise NotFoundError(
                "this flat does not exist, or is not in your territory",
                zh="没有这一户,或者它不在您的片区里。",
            )
        added = (*added, add)
    postponed = tuple(unit for unit in kept.postponed if unit != add)
    visits = ticked(session, kept.unit_ids, date.fromisoformat(kept.day))
    done = tuple(leg for leg in (*kept.done, *kept.legs) if leg.unit_id in visits)
    last = next((leg for unit in reversed(visits) for leg in done if leg.unit_id == unit), None)
    now_done = [leg for leg in kept.legs if leg.unit_id in visits]
    asked, start, depart, minutes = _onward(kept, now_done, last, here)
    walk = _Walk(
        asked,
        start,
        depart,
        minutes,
        skip=frozenset((*visits, *postponed)),
        added=added,
        seconds=AGAIN_SECONDS,
    )
    return replace(_walked(session, walk, language), done=done, postponed=postponed, added=added)


def postpone(session: Session, round_id: int, unit_id: str, *, back: bool = False) -> Itinerary:
    """Put a home of the round off: it comes with the next round. `back` takes that back.

    Raises
    ------
    NotFoundError
        When the viewer has no such round, or the round has no such home.
    """
    row, kept = _row(session, round_id)
    if unit_id not in kept.unit_ids and unit_id not in kept.postponed:
        raise NotFoundError("this home is not on the round", zh="这条路线上没有这一户。")
    others = tuple(unit for unit in kept.postponed if unit != unit_id)
    made = replace(kept, postponed=others if back else (*others, unit_id))
    row.plan = made.to_json()
    return made


def gained(session: Session, round_id: int, language: str, *, minutes: int = 60) -> list[Leg]:
    """Return the homes that so many minutes more would add to a round; nothing is kept.

    Raises
    ------
    NotFoundError
        When there is no such round of the viewer's.
    """
    kept = kept_round(session, round_id)
    visits = ticked(session, kept.unit_ids, date.fromisoformat(kept.day))
    held = frozenset(leg.unit_id for leg in kept.legs)
    depart = time.fromisoformat(kept.depart)
    walk = _Walk(
        kept.asked,
        LonLat(*kept.start),
        depart,
        min(_until_min(kept.asked) - _minute(depart) + minutes, 24 * 60 - _minute(depart)),
        skip=frozenset((*kept.postponed, *(unit for unit in visits if unit not in held))),
        required=held,
        added=kept.added,
    )
    longer = _walked(session, walk, language)
    return [leg for leg in longer.legs if leg.unit_id not in held]


def kept_round(session: Session, round_id: int) -> Itinerary:
    """Return a round that the viewer planned.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    return _row(session, round_id)[1]


def latest_round(session: Session, day: date) -> tuple[int, Itinerary] | None:
    """Return the last round planned for `day`, with its id."""
    row = session.scalar(
        select(RoundRow).where(RoundRow.planned_for == day).order_by(RoundRow.id.desc()).limit(1)
    )
    kept = None if row is None else Itinerary.from_json(row.plan)
    return None if row is None or kept is None else (row.id, kept)


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


def _visited(session: Session, day: date) -> set[str]:
    """Return the flats that were called at on `day`, met or not: once a day is enough."""
    return set(session.scalars(select(Visit.unit_id).where(Visit.visited_on == day)))


def _row(session: Session, round_id: int) -> tuple[RoundRow, Itinerary]:
    row = session.get(RoundRow, round_id)
    kept = None if row is None else Itinerary.from_json(row.plan)
    if row is None or kept is None:
        raise NotFoundError(
            "there is no such round of yours: plan a new one",
            zh="没有这条走访路线:请重新安排一条。",
        )
    return row, kept


def _onward(
    kept: Itinerary, done: list[Leg], last: Leg | None, here: Here
) -> tuple[Asked, LonLat, time, int]:
    """Return the wish, and from where, when and how long the round goes on.

    Without a clock, the homes `done` took what was planned for them, in whatever order.
    """
    begun, until = _minute(time.fromisoformat(kept.asked.depart)), _until_min(kept.asked)
    spent = sum(leg.walk_min + leg.climb_min + leg.wait_min + leg.service_min for leg in done)
    at = _minute(time.fromisoformat(kept.depart)) + round(spent)
    if here.now is not None and begun <= _minute(here.now) <= until:
        at = _minute(here.now)
    minutes = until - at if here.minutes is None else here.minutes
    if not LEAST_MIN <= minutes <= MOST_MIN:
        raise InputError(
            f"{max(0, minutes)} minutes are left of this round: say how many more it shall take",
            zh=f"这条路线只剩 {max(0, minutes)} 分钟:请写还要走多少分钟。",
        )
    asked = replace(kept.asked, minutes=at + minutes - begun)
    start = here.at or LonLat(*(last.door if last else kept.start))
    return asked, start, time(at // 60 % 24, at % 60), minutes


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _until_min(asked: Asked) -> int:
    return _minute(time.fromisoformat(asked.depart)) + asked.minutes


def _walked(session: Session, walk: _Walk, language: str) -> Itinerary:
    day = date.fromisoformat(walk.asked.day)
    due = {call.unit_id: call for call in calls(session, day, language)}
    own = [unit for unit in walk.added if unit not in due and unit not in walk.skip]
    found = [*added_calls(session, own, language), *due.values()]
    skip = walk.skip | (_visited(session, day) - walk.required)
    waiting = [call for call in found if call.unit_id not in skip]
    held = walk.required | set(walk.added)
    waiting.sort(key=lambda call: call.unit_id not in held)
    step = pace("slow" if walk.asked.slow else "ordinary")
    network = Network.from_places(places_in_scope(session), on=day)
    planned = plan_round(
        network,
        [_stop(call, required=call.unit_id in held) for call in waiting[:MOST_CALLS]],
        start=walk.start,
        end=LonLat(*walk.asked.start),
        minutes=walk.minutes,
        depart=walk.depart,
        pace=step.without_steps() if walk.asked.step_free else step,
        seconds=walk.seconds,
    )
    by_unit = {call.unit_id: call for call in waiting}
    legs = legs_of(planned, by_unit, network, step, added=frozenset(walk.added))
    return itinerary(planned, walk.asked, by_unit, legs)


def _stop(call: Call, *, required: bool) -> Stop:
    minutes = SERVICE_MIN[call.whys[0].cause] + MORE_MIN * (len(call.whys) - 1)
    return Stop(
        key=call.unit_id,
        entrance_id=call.entrance_id,
        floor=call.floor,
        service_s=minutes * 60,
        prize=call.worth,
        required=call.promised or required,
        label=call.place.line(),
    )
