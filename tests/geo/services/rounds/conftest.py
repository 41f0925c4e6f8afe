"""Rounds planned and kept in one go."""

from datetime import time

from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.services.registry import layer
from geo.services.rounds import keeping, planning, replanning
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.planning import Wish
from geo.services.rounds.replanning import Here
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY


def plan(session: Session, wish: Wish, language: str) -> tuple[int, Itinerary]:
    """Plan a round and keep it."""
    made = planning.plan(session, wish, language)
    return keeping.keep(session, made), made


def replan(
    session: Session, round_id: int, here: Here, language: str, *, add: str | None = None
) -> Itinerary:
    """Plan the rest of a round again and keep it."""
    made = replanning.replan(session, round_id, here, language, add=add)
    keeping.keep(session, made, round_id=round_id)
    return made


def wish(store: Store, viewer: Viewer, minutes: int = 120) -> Wish:
    with store.read(viewer) as session:
        gate = layer(session, "gates").geometry.iloc[0]
    return Wish(day=TODAY, depart=time(9), minutes=minutes, start=LonLat(gate.x, gate.y))


def minute_later(clock: str) -> str:
    """Return the clock time after `clock`: parts are rounded each on their own."""
    return f"{clock[:3]}{int(clock[3:]) + 1:02}"
