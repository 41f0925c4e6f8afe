"""The gazetteer of the whole district at hand for reading entries.

Names of places are not personal: an entry may speak of a colleague's compound, so every place is
known here, while what a viewer is shown of a place stays scoped.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from flask import current_app

from geo.address.gazetteer import Gazetteer
from geo.services import mapping, registry
from geo.services.viewing import CONSOLE, Store

EXTENSION = "peoples_map_gazetteer"
LIVE_FOR_S = 30.0
"""So long a live reading trusts the gazetteer without looking at the places again."""


class DistrictGazetteer:
    """The gazetteer of the places as they are now; a thread that finds none builds it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Start empty; `clock` counts seconds."""
        self._clock = clock
        self._lock = Lock()
        self._known: tuple[str, Gazetteer] | None = None
        self._looked_at = 0.0

    def now(self, store: Store, *, live: bool = False) -> Gazetteer:
        """Return the gazetteer; `live` may be half a minute behind the places.

        Looking costs one digest of the places (70 ms for 5 000 flats), building one pass over
        them (1 s), reading on from memory nothing.
        """
        with self._lock:
            known = self._known
            if live and known and self._clock() - self._looked_at < LIVE_FOR_S:
                return known[1]
            with store.read(CONSOLE) as session:
                version = mapping.places_version(session)
                if known is None or known[0] != version:
                    places = registry.places_in_scope(session, with_units=True)
                    known = (version, Gazetteer.from_places(places))
            self._known, self._looked_at = known, self._clock()
        return known[1]


def district() -> DistrictGazetteer:
    """Return the gazetteer of the running service."""
    found: DistrictGazetteer = current_app.extensions.setdefault(EXTENSION, DistrictGazetteer())
    return found
