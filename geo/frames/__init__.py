"""The columns, types, units and CRS of every GeoDataFrame that crosses a module's edge."""

from geo.frames.geopackage import read_places, write_places
from geo.frames.places import (
    ALIAS_SEPARATOR,
    AREAS,
    BUILDINGS,
    COMPOUNDS,
    ENTRANCES,
    GATES,
    SPECS,
    UNITS,
    WAYS,
    Places,
)
from geo.frames.spec import Column, FrameSpec, Kind

__all__ = [
    "ALIAS_SEPARATOR",
    "AREAS",
    "BUILDINGS",
    "COMPOUNDS",
    "ENTRANCES",
    "GATES",
    "SPECS",
    "UNITS",
    "WAYS",
    "Column",
    "FrameSpec",
    "Kind",
    "Places",
    "read_places",
    "write_places",
]
