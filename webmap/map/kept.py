"""What the running service keeps of places, so that it is made once: layers and search indexes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakValueDictionary

from flask import current_app

from geo.services import aliases, mapping, registry
from geo.services.search import PlaceIndex
from geo.services.viewing import Session, Viewer

MOST_KEPT = 64
EXTENSION = "peoples_map_kept"
T = TypeVar("T")


class Kept:
    """The values used last, each for one state of the places it was made from."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, tuple[str, object]] = OrderedDict()
        self._lock = Lock()
        self._making: WeakValueDictionary[Hashable, _Turn] = WeakValueDictionary()

    def get(self, key: Hashable, version: str, make: Callable[[], T]) -> T:
        """Return the value of `key` made for `version`; who asks while it is made waits for it."""
        known = self._known(key, version)
        if known is None:
            with self._lock:
                turn = self._making.setdefault(key, _Turn())
            with turn.lock:
                known = self._known(key, version)
                if known is None:
                    known = (version, make())
                    self._keep(key, known)
        return cast("T", known[1])

    def _known(self, key: Hashable, version: str) -> tuple[str, object] | None:
        with self._lock:
            known = self._values.get(key)
            if known is None or known[0] != version:
                return None
            self._values.move_to_end(key)
            return known

    def _keep(self, key: Hashable, value: tuple[str, object]) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)


class _Turn:
    """Whose turn it is to make the value of a key."""

    def __init__(self) -> None:
        self.lock = Lock()


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
