"""Facts about the store itself: what day it is in it, whose data it shows, whether it is a demo."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.store.models import StoreFact
from geo.store.opening import WRITES

ATTRIBUTION = "attribution"
DEMO_DAY = "demo_day"
PLACES = "places"
"""Key of the stamp that every change of places renews."""
ONCE = "peoples_map_once"
T = TypeVar("T")
OSM_ATTRIBUTION = "© OpenStreetMap contributors"


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a page has to say about the data it shows."""

    today: date
    """The day it is here; a demo stands still at the day it was made for."""
    demo: bool
    """All people are invented."""
    attribution: str
    """Sources that must be named beside a map; empty when there are none."""


def store_facts(session: Session, time_zone: str) -> StoreFacts:
    """Return the facts of the store, with today's date in `time_zone`."""
    rows = session.execute(select(StoreFact.key, StoreFact.value)).all()
    known = {str(key): str(value) for key, value in rows}
    day = known.get(DEMO_DAY)
    return StoreFacts(
        today=date.fromisoformat(day) if day else datetime.now(ZoneInfo(time_zone)).date(),
        demo=day is not None,
        attribution=known.get(ATTRIBUTION, ""),
    )


def set_fact(session: Session, key: str, value: str) -> None:
    """Keep fact `key`, replacing what was there."""
    session.merge(StoreFact(key=key, value=value))


def touch_places(session: Session) -> None:
    """Note that places changed: whoever writes compounds, gates, buildings, doors, flats, ways.

    The stamp is random and not a number, so that a store brought back from a backup never says
    that it is what a browser or a running service still holds.
    """
    renew(session, PLACES)


def places_stamp(session: Session) -> str:
    """Return the stamp of the places as they are now; empty when none were ever loaded."""
    return stamp(session, PLACES)


def once(session: Session, key: str, make: Callable[[], T]) -> T:
    """Return what `make` finds in the store; in a session for reading it is asked but once.

    Such a session sees one state of the store.
    """
    if session.connection().get_execution_options().get(WRITES, False):
        return make()
    known: dict[str, object] = session.info.setdefault(ONCE, {})
    if key not in known:
        known[key] = make()
    return cast("T", known[key])


def renew(session: Session, key: str) -> None:
    """Give the stamp `key` a new value, which no store had before."""
    set_fact(session, key, secrets.token_hex(8))


def stamp(session: Session, key: str) -> str:
    """Return the stamp `key` as it is now; empty when there is none."""
    return session.scalar(select(StoreFact.value).where(StoreFact.key == key)) or ""
