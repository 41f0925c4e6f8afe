"""What the running service keeps of places, so that it is made once: layers and search indexes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from flask import current_app

from geo.services import aliases, mapping, registry
from geo.services.search import PlaceIndex
from geo.services.viewing import Session, Viewer

MOST_KEPT = 24
EXTENSION = "peoples_map_kept"
T = TypeVar("T")


class Kept:
    """The values used last, each for one state of the places it was made from."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, tuple[str, object]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: str, make: Callable[[], T]) -> T:
        """Return the value of `key` made for `version`; others wait while one thread makes it."""
        with self._lock:
            known = self._values.get(key)
            if known is None or known[0] != version:
                known = (version, make())
                self._values[key] = known
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
        return cast("T", known[1])


def kept() -> Kept:
    """Return what the running service keeps."""
    found: Kept = current_app.extensions.setdefault(EXTENSION, Kept())
    return found


def place_index(session: Session, viewer: Viewer, language: str) -> PlaceIndex:
    """Return the search index of the places in the viewer's scope as they are now."""
    return kept().get(
        ("index", viewer.territory_id, language),
        f"{mapping.places_version(session)}-{aliases.aliases_stamp(session)}",
        lambda: PlaceIndex(
            aliases.called_so(
                registry.places_in_scope(session, with_units=True), aliases.learned(session)
            ),
            language,
        ),
    )
