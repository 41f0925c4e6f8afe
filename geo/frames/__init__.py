"""The columns, types, units and CRS of every GeoDataFrame that crosses a module's edge."""

from geo.frames.care import CARE_SPECS, DIARY, NEEDS, PROMISES, RESIDENTS, VISITS
from geo.frames.geopackage import fixed_stamp, read_places, write_places
from geo.frames.places import (
    ALIAS_SEPARATOR,
    AREAS,
    BUILDINGS,
    COMPOUNDS,
    ENTRANCES,
    GATES,
    SKETCHED,
    SPECS,
    UNITS,
    WAYS,
    Places,
)
from geo.frames.spec import Column, FrameSpec, Kind, TableSpec

__all__ = [
    "ALIAS_SEPARATOR",
    "AREAS",
    "BUILDINGS",
    "CARE_SPECS",
    "COMPOUNDS",
    "DIARY",
    "ENTRANCES",
    "GATES",
    "NEEDS",
    "PROMISES",
    "RESIDENTS",
    "SKETCHED",
    "SPECS",
    "UNITS",
    "VISITS",
    "WAYS",
    "Column",
    "FrameSpec",
    "Kind",
    "Places",
    "TableSpec",
    "fixed_stamp",
    "read_places",
    "write_places",
]
