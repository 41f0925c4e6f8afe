"""The gazetteer of the whole district at hand for reading entries.

Names of places are not personal: an entry may speak of a colleague's compound, so every place is
known here, while what a viewer is shown of a place stays scoped. Learned names are read with where
their compound is in the reader's scope.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

from flask import current_app

from geo.address.gazetteer import Gazetteer
from geo.services import aliases, mapping, registry
from geo.services.viewing import CONSOLE, Store, Viewer

EXTENSION = "peoples_map_gazetteer"
LIVE_FOR_S = 30.0
"""So long a live reading trusts the gazetteer without looking at the places again."""
MOST_KEPT = 8
"""Scopes with learned names of their own whose gazetteers are kept."""


class DistrictGazetteer:
    """The gazetteer of the places as they are now; a thread that finds none builds it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Start empty; `clock` counts seconds."""
        self._clock = clock
        self._lock = Lock()
        self._known: tuple[str, Gazetteer] | None = None
        self._looked_at = 0.0
        self._scoped: OrderedDict[int | None, tuple[str, Gazetteer, Gazetteer]] = OrderedDict()
        """By territory: stamp of the names, the district they were added to, the two together."""

    def now(self, store: Store, viewer: Viewer = CONSOLE, *, live: bool = False) -> Gazetteer:
        """Return the gazetteer for `viewer`; `live` may be half a minute behind the places.

        What was learned or taken back counts at once. Looking costs two small reads, building one
        pass over the places (1 s for 5 000 flats), adding names one pass over the names, reading
        on from memory nothing.
        """
        with self._lock:
            district = self._district(store, live=live)
            return self._with_learned(store, viewer, district)

    def _district(self, store: Store, *, live: bool) -> Gazetteer:
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

    def _with_learned(self, store: Store, viewer: Viewer, district: Gazetteer) -> Gazetteer:
        scope = viewer.territory_id
        with store.read(viewer) as session:
            stamp = aliases.aliases_stamp(session)
            if not stamp:
                return district
            known = self._scoped.get(scope)
            if known is None or known[0] != stamp or known[1] is not district:
                whole = aliases.with_learned(district, aliases.learned(session))
                known = self._scoped[scope] = (stamp, district, whole)
        self._scoped.move_to_end(scope)
        while len(self._scoped) > MOST_KEPT:
            self._scoped.popitem(last=False)
        return known[2]


def district() -> DistrictGazetteer:
    """Return the gazetteer of the running service."""
    found: DistrictGazetteer = current_app.extensions.setdefault(EXTENSION, DistrictGazetteer())
    return found
