"""The domain of the people's map: places, needs, the diary, rounds and hotspots. Knows no web.

For a notebook: ``geo.geocode(frame, geo.read_gazetteer("registry.gpkg"))``, and
``geo.read_postal(line)`` for the parts of a postal line from the province to the flat.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.address.gazetteer import read_gazetteer
    from geo.address.geocode import geocode
    from geo.address.postal import read_postal

__all__ = ["geocode", "read_gazetteer", "read_postal"]

_OFFERED = {
    "geocode": "geo.address.geocode",
    "read_gazetteer": "geo.address.gazetteer",
    "read_postal": "geo.address.postal",
}


def __getattr__(name: str) -> object:
    """Return a function for notebooks, its module loaded on first use: `import geo` stays quick."""
    if name not in _OFFERED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_OFFERED[name]), name)
