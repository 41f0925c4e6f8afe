"""One walk: the calls of a day put into order from where, when and how long."""

from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.services.calls import Call, Cause, added_calls, calls
from geo.services.registry import places_in_scope
from geo.services.rounds.itinerary import Asked, Itinerary
from geo.services.rounds.legs import itinerary, legs_of
from geo.services.rounds.progress import visited
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.rounds import Stop, plan_round

SERVICE_MIN = {Cause.VISIT: 10, Cause.PROMISE: 10, Cause.NEED: 8, Cause.RECHECK: 5, Cause.ADDED: 8}
"""Minutes at the door for the first reason; each further one adds `MORE_MIN`."""
MORE_MIN = 3
MOST_CALLS = 200
"""The weightiest calls are planned with; the rest is said to be left for another day."""


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
    seconds: float = field(default=0.4)


def walked(session: Session, walk: Walk, language: str) -> Itinerary:
    """Return the round of `walk`. Cost: `walk.seconds` of solving, whatever the size."""
    day = date.fromisoformat(walk.asked.day)
    due = {call.unit_id: call for call in calls(session, day, language)}
    own = [unit for unit in walk.added if unit not in due and unit not in walk.skip]
    found = [*added_calls(session, own, language), *due.values()]
    skip = walk.skip | (visited(session, day) - walk.required)
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
