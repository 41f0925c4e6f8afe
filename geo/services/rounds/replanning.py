"""Going on with a round from where the leader stands, and what more time would add to it."""

from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import InputError
from geo.services.calls import added_calls
from geo.services.flats import no_such_flat
from geo.services.rounds.itinerary import Asked, Itinerary, Leg
from geo.services.rounds.keeping import kept_round, with_others
from geo.services.rounds.planning import LEAST_MIN, MOST_MIN
from geo.services.rounds.progress import ticked
from geo.services.rounds.walks import Walk, walked
from geo.services.rounds.wording import in_language

AGAIN_SECONDS = 0.25
"""Solving when the leader stands in a stairwell and waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where a round goes on from, as far as the phone knows."""

    at: LonLat | None = None
    """None: the door that was ticked last, or the start."""
    now: time | None = None
    """None, or outside the hours of the round: as late as the doors ticked were to take."""
    minutes: int | None = None
    """None: until the round was to end."""


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
    # what is done is told as the rest will be: one round, one language
    kept = in_language(session, kept_round(session, round_id), language)
    added = kept.added
    if add is not None and add not in added:
        if not added_calls(session, [add], date.fromisoformat(kept.day), language):
            raise no_such_flat()
        added = (*added, add)
    postponed = tuple(unit for unit in kept.postponed if unit != add)
    visits = ticked(session, kept.unit_ids, date.fromisoformat(kept.day))
    done = tuple(leg for leg in (*kept.done, *kept.legs) if leg.unit_id in visits)
    last = next((leg for unit in reversed(visits) for leg in done if leg.unit_id == unit), None)
    now_done = [leg for leg in kept.legs if leg.unit_id in visits]
    asked, start, depart, minutes = _onward(kept, now_done, last, here)
    if done:
        # what was to come first has had its turn
        asked = replace(asked, first="")
    walk = Walk(
        asked,
        start,
        depart,
        minutes,
        skip=frozenset((*visits, *postponed)) | (with_others(session, kept, round_id) - {add}),
        added=added,
        seconds=AGAIN_SECONDS,
    )
    made = walked(session, walk, language)
    return replace(
        made, done=done, postponed=postponed, added=added, share=kept.share, parts=kept.parts
    )


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
    walk = Walk(
        kept.asked,
        LonLat(*kept.start),
        depart,
        min(_until_min(kept.asked) - _minute(depart) + minutes, 24 * 60 - _minute(depart)),
        skip=frozenset((*kept.postponed, *(unit for unit in visits if unit not in held)))
        | (with_others(session, kept, round_id) - held),
        required=held,
        added=kept.added,
    )
    longer = walked(session, walk, language)
    return [leg for leg in longer.legs if leg.unit_id not in held]


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
            zh=f"这条路线只剩 {max(0, minutes)} 分钟：请写还要走多少分钟。",
        )
    asked = replace(kept.asked, minutes=at + minutes - begun)
    start = here.at or LonLat(*(last.door if last else kept.start))
    return asked, start, time(at // 60 % 24, at % 60), minutes


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _until_min(asked: Asked) -> int:
    return _minute(time.fromisoformat(asked.depart)) + asked.minutes
