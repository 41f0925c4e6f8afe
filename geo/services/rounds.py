"""Walking rounds: today's calls, chosen and ordered within the minutes there are, and kept."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from shapely import LineString
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Permission, permissions
from geo.services.calls import Call, Cause, calls
from geo.services.registry import places_in_scope
from geo.store.models import Round as RoundRow
from geo.store.models import Visit
from geo.store.scope import viewer_of
from geo.walking.gpx import gpx
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.rounds import Round, RoundStop, Stop, plan_round

SERVICE_MIN = {Cause.VISIT: 10, Cause.PROMISE: 10, Cause.NEED: 8, Cause.RECHECK: 5}
"""Minutes at the door for the first reason; each further one adds `MORE_MIN`."""
MORE_MIN = 3
MOST_CALLS = 200
"""The weightiest calls are planned with; the rest is said to be left for another day."""
CHINA = timezone(timedelta(hours=8))


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
        if not 10 <= self.minutes <= 600:
            raise InputError(f"{self.minutes} minutes is no round: choose 10 to 600")


@dataclass(frozen=True, slots=True)
class Leg:
    """A home on the round, as the list shows it; times of day are HH:MM."""

    unit_id: str
    place: str
    door: tuple[float, float]
    """(lon, lat) of the entrance."""
    people: tuple[str, ...]
    whys: tuple[str, ...]
    worth: float
    promised: bool
    arrive: str
    start: str
    leave: str
    walk_min: float
    climb_min: float
    wait_min: float
    service_min: float


@dataclass(frozen=True, slots=True)
class Left:
    """A home that did not fit."""

    unit_id: str
    place: str
    whys: tuple[str, ...]
    cause: str
    """Why it did not fit: a `geo.walking.plan.Cause`."""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A planned round; walking, climbing, calls and waiting add up to the whole."""

    day: str
    depart: str
    finish: str
    legs: tuple[Leg, ...]
    left: tuple[Left, ...]
    walk_min: float
    climb_min: float
    service_min: float
    wait_min: float
    back_min: float
    """Walked and climbed after the last call; part of the sums."""
    line: tuple[tuple[float, float], ...]
    """(lon, lat) along the way."""
    start: tuple[float, float]
    optimal: bool
    estimated: bool
    gpx: str

    @classmethod
    def from_json(cls, text: str) -> "Itinerary":
        """Return the itinerary that was kept as `text`."""
        kept: dict[str, Any] = {name: _frozen(value) for name, value in json.loads(text).items()}
        kept["legs"] = tuple(Leg(**leg) for leg in kept["legs"])
        kept["left"] = tuple(Left(**left) for left in kept["left"])
        return cls(**kept)


def plan(
    session: Session, wish: Wish, language: str, *, skip: frozenset[str] = frozenset()
) -> tuple[int, Itinerary]:
    """Plan a round over the calls of the day, keep it, and return its id and itinerary.

    `skip` are flats to leave out. Cost: about half a second of solving, whatever the size.

    Raises
    ------
    ForbiddenError
        When the viewer's role walks no rounds.
    """
    viewer = viewer_of(session)
    if Permission.PLAN_ROUNDS not in permissions(viewer.role) or viewer.account_id is None:
        raise ForbiddenError("rounds are planned by the leader of the compound")
    waiting = [call for call in calls(session, wish.day, language) if call.unit_id not in skip]
    planned = _walked(session, waiting[:MOST_CALLS], wish)
    itinerary = _itinerary(planned, wish, {call.unit_id: call for call in waiting})
    row = RoundRow(
        account_id=viewer.account_id,
        planned_for=wish.day,
        made_at=datetime.now(UTC),
        plan=json.dumps(asdict(itinerary), ensure_ascii=False),
    )
    session.add(row)
    session.flush()
    return row.id, itinerary


def kept_round(session: Session, round_id: int) -> Itinerary:
    """Return a round that the viewer planned.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    row = session.get(RoundRow, round_id)
    if row is None:
        raise NotFoundError("there is no such round of yours: plan a new one")
    return Itinerary.from_json(row.plan)


def latest_round(session: Session, day: date) -> tuple[int, Itinerary] | None:
    """Return the last round planned for `day`, with its id."""
    row = session.scalar(
        select(RoundRow).where(RoundRow.planned_for == day).order_by(RoundRow.id.desc()).limit(1)
    )
    return None if row is None else (row.id, Itinerary.from_json(row.plan))


def ticked(session: Session, unit_ids: list[str], day: date) -> dict[str, tuple[str, str]]:
    """Return outcome and key of the last visit paid on `day` to each of `unit_ids`."""
    rows = session.execute(
        select(Visit.unit_id, Visit.outcome, Visit.key)
        .where(Visit.unit_id.in_(unit_ids), Visit.visited_on == day)
        .order_by(Visit.id)
    )
    return {unit: (outcome, key) for unit, outcome, key in rows}


def _walked(session: Session, waiting: list[Call], wish: Wish) -> Round:
    walked = pace("slow" if wish.slow else "ordinary")
    return plan_round(
        Network.from_places(places_in_scope(session), on=wish.day),
        [_stop(call) for call in waiting],
        start=wish.start,
        minutes=wish.minutes,
        depart=wish.depart,
        pace=walked.without_steps() if wish.step_free else walked,
    )


def _stop(call: Call) -> Stop:
    minutes = SERVICE_MIN[call.whys[0].cause] + MORE_MIN * (len(call.whys) - 1)
    return Stop(
        key=call.unit_id,
        entrance_id=call.entrance_id,
        floor=call.floor,
        service_s=minutes * 60,
        prize=call.worth,
        required=call.promised,
        label=call.place.line(),
    )


def _itinerary(planned: Round, wish: Wish, by_unit: dict[str, Call]) -> Itinerary:
    title = f"{wish.day.isoformat()} {wish.depart:%H:%M}"
    return Itinerary(
        day=wish.day.isoformat(),
        depart=f"{planned.depart:%H:%M}",
        finish=f"{planned.finish:%H:%M}",
        legs=tuple(_leg(stop, by_unit[stop.stop.key]) for stop in planned.stops),
        left=tuple(
            Left(one.stop.key, one.stop.label, _words(by_unit[one.stop.key]), one.cause.value)
            for one in planned.skipped
        ),
        walk_min=_minutes(planned.walk_s),
        climb_min=_minutes(planned.climb_s),
        service_min=_minutes(planned.service_s),
        wait_min=_minutes(planned.wait_s),
        back_min=_minutes(planned.back_walk_s + planned.back_climb_s),
        line=_positions(planned.line),
        start=(planned.start.lon, planned.start.lat),
        optimal=planned.optimal,
        estimated=planned.estimated,
        gpx=gpx(planned, title=title, on=wish.day, zone=CHINA).decode(),
    )


def _leg(stop: RoundStop, call: Call) -> Leg:
    return Leg(
        unit_id=call.unit_id,
        place=call.place.line(),
        door=(stop.door.lon, stop.door.lat),
        people=call.people,
        whys=_words(call),
        worth=call.worth,
        promised=call.promised,
        arrive=f"{stop.arrive:%H:%M}",
        start=f"{stop.start:%H:%M}",
        leave=f"{stop.leave:%H:%M}",
        walk_min=_minutes(stop.walk_s),
        climb_min=_minutes(stop.climb_s),
        wait_min=_minutes(stop.wait_s),
        service_min=_minutes(stop.service_s),
    )


def _words(call: Call) -> tuple[str, ...]:
    return tuple(why.words for why in call.whys)


def _positions(line: LineString) -> tuple[tuple[float, float], ...]:
    return tuple((round(lon, 6), round(lat, 6)) for lon, lat in line.coords)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON value
    """Return `value` with tuples for lists, at any depth."""
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    if isinstance(value, dict):
        return {name: _frozen(part) for name, part in value.items()}
    return value


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)
