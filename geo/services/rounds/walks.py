"""One walk: the calls of a day put into order from where, when and how long."""

from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.services.calls import Call, Cause, added_calls, calls, habit_calls
from geo.services.rounds.ground import walking_network
from geo.services.rounds.itinerary import TWO_PEOPLE, Asked, Itinerary, Left
from geo.services.rounds.legs import grounds_of, itinerary, legs_of
from geo.services.rounds.progress import visited
from geo.services.rounds.reaching import Bar, Barred, bars, gate_lines
from geo.services.rounds.terms import Hours, Terms, terms_of
from geo.walking.habit import Manner
from geo.walking.network import Network
from geo.walking.pace import Pace, pace
from geo.walking.plan import Cause as Missed
from geo.walking.rounds import plan_round
from geo.walking.stops import Round, Stop

SERVICE_MIN = {
    Cause.VISIT: 10,
    Cause.PROMISE: 10,
    Cause.NEED: 8,
    Cause.RECHECK: 5,
    Cause.ADDED: 8,
    Cause.HABIT: 8,
}
"""Minutes at the door for the first reason; each further one adds `MORE_MIN`."""
MORE_MIN = 3
MOST_CALLS = 200
"""The weightiest calls are planned with; the rest is said to be left for another day."""
SOLVING_S, SOLVING_A_HOME_S = 0.2, 0.001
"""Seconds of solving, and more for each home: 60 homes of the demo in 0.26 s are planned with at
most half a minute more of walking than in 1.5 s, and with all the same worth."""
PART_HOURS = {
    "am": (time(8), time(12)),
    "noon": (time(11), time(14)),
    "pm": (time(12), time(18)),
    "evening": (time(17), time(21)),
}
"""When a call may begin that was promised for a part of the day."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One planning: from where, when, how long, and what is held fast."""

    asked: Asked
    start: LonLat
    depart: time
    minutes: int
    skip: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()
    seconds: float | None = None
    """Of solving; None: as many as that many homes need."""

    @property
    def pace(self) -> Pace:
        """How fast, and whether off the steps."""
        step = pace("slow" if self.asked.slow else "ordinary")
        return step.without_steps() if self.asked.step_free else step


@dataclass(frozen=True, slots=True)
class Waiting:
    """The homes that a walk is planned over."""

    calls: tuple[Call, ...]
    terms: dict[str, Terms]
    held: frozenset[str]
    """Gone to as long as the time allows, promised or not."""
    alone: tuple[Call, ...]
    """Left out: nobody calls there alone."""

    @property
    def stops(self) -> list[Stop]:
        """The homes as the planner takes them."""
        return [
            _stop(call, self.terms.get(call.unit_id, Terms()), held=call.unit_id in self.held)
            for call in self.calls[:MOST_CALLS]
        ]


def waiting(session: Session, walk: Walk, language: str) -> Waiting:
    """Return the homes that `walk` may call at, those held fast first."""
    asked, day = walk.asked, date.fromisoformat(walk.asked.day)
    due = {call.unit_id: call for call in calls(session, day, language)}
    by_hand = {*walk.added, *asked.homes}
    found = [
        *added_calls(session, {*walk.added} - due.keys() - walk.skip, day, language),
        *habit_calls(session, {*asked.homes} - {*walk.added} - due.keys(), day, language),
        *due.values(),
    ]
    skip = walk.skip | (visited(session, day) - walk.required)
    kept = [call for call in found if call.unit_id not in skip]
    if asked.only:
        kept = [call for call in kept if call.promised or call.unit_id in by_hand]
    held = walk.required | set(by_hand)
    kept.sort(key=lambda call: call.unit_id not in held)
    terms = terms_of(session, (call.unit_id for call in kept))
    alone = [] if asked.paired else [call for call in kept if _alone(call, terms)]
    able = tuple(call for call in kept if call not in alone)
    return Waiting(able, terms, frozenset(held), tuple(alone))


def walked(session: Session, walk: Walk, language: str) -> Itinerary:
    """Return the round of `walk`. Cost: the seconds of solving, 0.4 at most, and the calls."""
    network = walking_network(session, date.fromisoformat(walk.asked.day))
    return arranged(session, network, walk, waiting(session, walk, language), language)


def arranged(
    session: Session, network: Network, walk: Walk, homes: Waiting, language: str
) -> Itinerary:
    """Return the round over `homes`, with what was left out and why."""
    manner = Manner(walk.asked.homes, walk.asked.first, walk.asked.last)
    planned = plan_round(
        network,
        homes.stops,
        start=walk.start,
        end=LonLat(*walk.asked.start),
        minutes=walk.minutes,
        depart=walk.depart,
        pace=walk.pace,
        seconds=walk.seconds or SOLVING_S + SOLVING_A_HOME_S * len(homes.stops),
        manner=manner,
    )
    by_unit = {call.unit_id: call for call in (*homes.calls, *homes.alone)}
    lines = gate_lines(session, {gate for stop in planned.stops for gate in stop.gates}, language)
    made = itinerary(
        planned,
        walk.asked,
        by_unit,
        legs_of(
            planned,
            by_unit,
            homes.terms,
            network,
            walk.pace,
            added=frozenset(walk.added),
            manner=manner,
            gates=lines,
        ),
    )
    alone = tuple(
        Left(call.unit_id, call.place.line(), grounds_of(call), TWO_PEOPLE) for call in homes.alone
    )
    barred = _barred(network, walk, planned)
    shut = {gate for bar, _door in barred.values() for gate in bar.gates}
    lines = gate_lines(session, shut, language)
    left = tuple(_told(one, barred.get(one.unit_id), lines) for one in made.left)
    return replace(made, left=(*left, *alone), language=language)


Seen = tuple[Bar, tuple[float, float] | None]
"""What bars the way, and (lon, lat) of the entrance where it is known."""


def _barred(network: Network, walk: Walk, planned: Round) -> dict[str, Seen]:
    """Return what bars the way to those homes of `planned` that cannot be reached, by flat."""
    late = {one.stop.key: one for one in planned.skipped if one.cause is Missed.GATE}
    entrance = {
        one.stop.key: one.stop.entrance_id
        for one in planned.skipped
        if one.cause in {Missed.UNREACHABLE, Missed.GATE}
    }
    if not entrance:
        return {}
    found = bars(
        network,
        (key for unit, key in entrance.items() if unit not in late),
        start=walk.start,
        depart=walk.depart,
        minutes=walk.minutes,
        pace=walk.pace,
    )
    found |= {one.stop.entrance_id: Bar(Barred.GATE, one.gates) for one in late.values()}
    doors = network.parts.doors
    return {
        unit: (found[key], network.lon_lat(doors[key]) if key in doors else None)
        for unit, key in entrance.items()
        if key in found
    }


def _told(one: Left, seen: Seen | None, lines: dict[str, str]) -> Left:
    """Return `one` with what bars the way to it, and where its entrance is."""
    if seen is None:
        return one
    bar, door = seen
    gates = tuple(lines[gate] for gate in bar.gates if lines.get(gate))
    return replace(one, barred=bar.why.value, gates=gates, door=door)


def _alone(call: Call, terms: dict[str, Terms]) -> bool:
    return call.unit_id in terms and terms[call.unit_id].two_people


def _stop(call: Call, terms: Terms, *, held: bool) -> Stop:
    minutes = SERVICE_MIN[call.whys[0].cause] + MORE_MIN * (len(call.whys) - 1)
    return Stop(
        key=call.unit_id,
        entrance_id=call.entrance_id,
        floor=call.floor,
        service_s=minutes * 60,
        prize=call.worth,
        required=call.promised or held,
        windows=windows_of(call, terms),
        label=call.place.line(),
    )


def windows_of(call: Call, terms: Terms) -> tuple[Hours, ...]:
    """Return when `call` may begin: as was promised, at the best hours of the home within that.

    What was promised weighs more: where its part of the day and the best hours do not meet, the
    part alone counts.
    """
    parts = {why.part for why in call.whys if why.part in PART_HOURS}
    promised = tuple(PART_HOURS[part] for part in sorted(parts, key=list(PART_HOURS).index))
    if not promised or not terms.hours:
        return promised or terms.hours
    both = tuple(
        (max(one[0], other[0]), min(one[1], other[1]))
        for one in promised
        for other in terms.hours
        if max(one[0], other[0]) < min(one[1], other[1])
    )
    return both or promised
