"""One round shared among several walkers, each with about the same minutes."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from geo.errors import InputError
from geo.services.rounds.ground import walking_network
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.keeping import MOST_PARTS, keep, set_parts
from geo.services.rounds.planning import Wish, check_may_plan, walk_of
from geo.services.rounds.walks import MOST_CALLS, Waiting, arranged, waiting
from geo.walking.turf import split_stops

SHARE_SECONDS = 0.8
"""Solving of all parts together."""


def share(session: Session, wish: Wish, walkers: int, language: str) -> list[Itinerary]:
    """Return one round for each of `walkers`; `keep_shares` keeps them.

    Neighbouring entrances stay together, and the parts take about the same minutes. The first
    part is the leader's own: the one with most promises, then of most worth.

    Raises
    ------
    ForbiddenError
        When the viewer's role walks no rounds.
    InputError
        When the number of walkers is not 2 to 12.
    """
    check_may_plan(session)
    if not 2 <= walkers <= MOST_PARTS:
        raise InputError(
            f"a round is shared among 2 to {MOST_PARTS} walkers, not {walkers}",
            zh=f"一条路线可以分给 2 到 {MOST_PARTS} 个人走。",
        )
    walk = replace(walk_of(wish), seconds=SHARE_SECONDS / walkers)
    network = walking_network(session, wish.day)
    homes = waiting(session, walk, language)
    split = split_stops(network, homes.stops, walkers, walk.pace)
    parts = [_part(homes, {stop.key for stop in stops}) for stops in split]
    parts.sort(key=lambda part: [-sum(c.promised for c in part.calls), -_worth(part)])
    # what nobody takes is told once, on the leader's own part
    parts[0] = replace(parts[0], alone=homes.alone)
    made = [arranged(session, network, walk, part, language) for part in parts]
    return [replace(one, share=(k, walkers)) for k, one in enumerate(made, 1)]


def keep_shares(session: Session, shares: Sequence[Itinerary]) -> list[int]:
    """Keep the parts of a shared round and return their ids, the leader's own first."""
    ids = [keep(session, one) for one in shares]
    if len(ids) > 1:
        set_parts(session, ids)
    return ids


def _part(homes: Waiting, units: set[str]) -> Waiting:
    calls = tuple(call for call in homes.calls[:MOST_CALLS] if call.unit_id in units)
    return replace(homes, calls=calls, alone=())


def _worth(part: Waiting) -> float:
    return sum(call.worth for call in part.calls)
