"""From a planned walk to what the leader reads: the homes, the way to each, why in this order."""

import math
from dataclasses import replace
from datetime import date
from enum import StrEnum

from shapely import LineString

from geo.crs import LonLat
from geo.needs.worktime import CHINA
from geo.services.calls import Call
from geo.services.rounds.itinerary import Asked, Ground, Itinerary, Left, Leg
from geo.services.rounds.terms import Terms
from geo.walking.gpx import gpx
from geo.walking.habit import Manner
from geo.walking.network import Network
from geo.walking.pace import Pace
from geo.walking.plan import Cause as Missed
from geo.walking.stops import Round, RoundStop, SkippedStop

HEADINGS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


class Order(StrEnum):
    """Why a home stands where it does in the order."""

    SAME_ENTRANCE = "same_entrance"
    NEAREST = "nearest"
    SHORTEST = "shortest"
    """Something else is nearer, but this way the whole round is shorter."""
    FIRST = "first"
    """The leader wants it first."""
    LAST = "last"
    """The leader wants it last."""
    HABIT = "habit"
    """It comes after the home before on the standing round."""
    HOURS = "hours"
    """Its hours, or what was promised, want it at this time."""
    GATE = "gate"
    """The gate on the way to it is open at this time only."""


def itinerary(
    planned: Round, asked: Asked, by_unit: dict[str, Call], legs: tuple[Leg, ...]
) -> Itinerary:
    """Return `planned` as it is kept and shown.

    Parameters
    ----------
    planned
        The round.
    asked
        What it was planned for.
    by_unit
        The calls that it was planned over, by flat.
    legs
        What `legs_of` made of them.
    """
    day = date.fromisoformat(asked.day)
    return Itinerary(
        asked=asked,
        depart=f"{planned.depart:%H:%M}",
        finish=f"{planned.finish:%H:%M}",
        legs=legs,
        left=tuple(_left(one, by_unit[one.stop.key]) for one in planned.skipped),
        walk_min=_minutes(planned.walk_s),
        climb_min=_minutes(planned.climb_s),
        service_min=_minutes(planned.service_s),
        wait_min=_minutes(planned.wait_s),
        back_min=_minutes(planned.back_walk_s + planned.back_climb_s),
        line=_positions(planned.line),
        start=(planned.start.lon, planned.start.lat),
        optimal=planned.optimal,
        estimated=planned.estimated,
        gpx=gpx(planned, title=f"{asked.day} {asked.depart}", on=day, zone=CHINA).decode(),
    )


def _left(one: SkippedStop, call: Call) -> Left:
    """Return a home that did not fit, with its reasons to call and the hours that count."""
    short = one.cause is Missed.BUDGET and one.extra_s is not None
    return Left(
        one.stop.key,
        one.stop.label,
        grounds_of(call),
        one.cause.value,
        hours=tuple(f"{start:%H:%M}–{end:%H:%M}" for start, end in one.stop.windows),
        more_min=math.ceil((one.extra_s or 0) / 60) if short else None,
    )


def legs_of(  # noqa: PLR0913 - one place that joins what the parts found
    planned: Round,
    by_unit: dict[str, Call],
    terms: dict[str, Terms],
    network: Network,
    step: Pace,
    *,
    added: frozenset[str],
    manner: Manner,
    gates: dict[str, str],
) -> tuple[Leg, ...]:
    """Return the homes of `planned` in their order, with the way to each and what to mind.

    `gates` are name and hours of each gate whose hours count.
    """
    doors = [planned.start, *(stop.door for stop in planned.stops)]
    orders = _orders(planned, doors, manner)
    made = []
    for index, stop in enumerate(planned.stops):
        call, before = by_unit[stop.stop.key], doors[index]
        same = orders[index] is Order.SAME_ENTRANCE
        leg = _leg(stop, call, orders[index], "" if same else _heading(before, stop.door))
        placed = replace(
            leg,
            lift=network.has_lift(call.entrance_id),
            walk_m=10 * round(stop.walk_s * step.walk_m_s / 10),
            added=call.unit_id in added,
            gates=tuple(gates[gate] for gate in stop.gates if gates.get(gate)),
        )
        made.append(minded(placed, terms.get(call.unit_id, Terms())))
    return tuple(made)


def minded(leg: Leg, terms: Terms) -> Leg:
    """Return `leg` with what is to be minded there."""
    return replace(
        leg,
        hours=terms.spans,
        call_first=terms.call_first,
        two_people=terms.two_people,
        talk=tuple(one.value for one in terms.talk),
        address_as=terms.address_as,
    )


def _orders(planned: Round, doors: list[LonLat], manner: Manner) -> list[Order]:
    """Return for each home why it stands where it does."""
    stops = planned.stops
    rank = {key: place for place, key in enumerate(manner.habit)}
    found = []
    for index, stop in enumerate(stops):
        key, before = stop.stop.key, stops[index - 1] if index else None
        gaps = [_gap(doors[index], door) for door in doors[index + 1 :]]
        if before is not None and before.stop.entrance_id == stop.stop.entrance_id:
            found.append(Order.SAME_ENTRANCE)
        elif index == 0 and key == manner.first:
            found.append(Order.FIRST)
        elif index == len(stops) - 1 and key == manner.last:
            found.append(Order.LAST)
        elif gaps[0] <= min(gaps):
            found.append(Order.NEAREST)
        elif stop.stop.windows:
            found.append(Order.HOURS)
        elif stop.gates:
            found.append(Order.GATE)
        elif before is not None and rank.get(key, -1) - rank.get(before.stop.key, len(rank)) > 0:
            found.append(Order.HABIT)
        else:
            found.append(Order.SHORTEST)
    return found


def _leg(stop: RoundStop, call: Call, order: Order, heading: str) -> Leg:
    place = call.place
    return Leg(
        unit_id=call.unit_id,
        place=place.line(),
        compound=place.compound,
        entrance=" ".join(place.door()) or place.compound,
        home=place.home,
        entrance_id=call.entrance_id,
        building_id=call.building_id,
        floor=call.floor,
        lift=False,
        door=(stop.door.lon, stop.door.lat),
        people=call.people,
        grounds=grounds_of(call),
        worth=call.worth,
        promised=call.promised,
        added=False,
        order=order.value,
        heading=heading,
        arrive=f"{stop.arrive:%H:%M}",
        start=f"{stop.start:%H:%M}",
        leave=f"{stop.leave:%H:%M}",
        walk_m=0,
        walk_min=_minutes(stop.walk_s),
        climb_min=_minutes(stop.climb_s),
        wait_min=_minutes(stop.wait_s),
        service_min=_minutes(stop.service_s),
    )


def grounds_of(call: Call) -> tuple[Ground, ...]:
    """Return the reasons of `call` as they are kept."""
    return tuple(
        Ground(
            cause=why.cause.value,
            words=why.words,
            errand=why.errand,
            worth=round(why.worth, 2),
            due_on=why.due_on.isoformat() if why.due_on else None,
            overdue_days=why.overdue_days,
            source=why.source,
        )
        for why in call.whys
    )


def _gap(one: LonLat, other: LonLat) -> float:
    """Return the distance in degrees of latitude; right enough to compare neighbours."""
    return math.hypot((one.lon - other.lon) * math.cos(math.radians(one.lat)), one.lat - other.lat)


def _heading(one: LonLat, other: LonLat) -> str:
    east = (other.lon - one.lon) * math.cos(math.radians(one.lat))
    north = other.lat - one.lat
    if abs(east) + abs(north) < 1e-6:
        return ""
    return HEADINGS[round(math.degrees(math.atan2(east, north)) / 45) % 8]


def _positions(line: LineString) -> tuple[tuple[float, float], ...]:
    return tuple((round(lon, 6), round(lat, 6)) for lon, lat in line.coords)


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)
