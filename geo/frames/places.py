"""The layers that describe a district on the ground, and their bundle."""

from dataclasses import dataclass, fields

import geopandas as gpd
import pandas as pd

from geo.errors import FrameError
from geo.frames.spec import Column, FrameSpec, Kind

AREA = ("Polygon", "MultiPolygon")
LINE = ("LineString",)
SPOT = ("Point",)

ALIAS_SEPARATOR = "|"
"""Stands between the aliases of one compound in a text column."""

SKETCHED = "made:sketch"
"""Source of a row that nobody has mapped: it is drawn in order, but stands nowhere."""

_ID = Column("id", Kind.TEXT, "stable key, unique in the layer", required=True)
_SOURCE = Column("source", Kind.TEXT, "where the row comes from: demo, osm:way/123, file:name.gpkg")

COMPOUNDS = FrameSpec(
    "compounds",
    "Residential compounds 小区, or what serves as one: a road block or a road with house number.",
    (
        _ID,
        Column("name", Kind.TEXT, "canonical name", required=True),
        Column("aliases", Kind.TEXT, "other names, separated by |"),
        Column("community", Kind.TEXT, "community 社区 that it belongs to"),
        Column("road", Kind.TEXT, "road of its postal address"),
        Column("house_number", Kind.TEXT, "number on that road"),
        _SOURCE,
    ),
    AREA,
)
GATES = FrameSpec(
    "gates",
    "Gates in the boundary of a compound.",
    (
        _ID,
        Column("compound_id", Kind.TEXT, "compound that the gate leads into"),
        Column("name", Kind.TEXT, "what people call it, such as 东门"),
        Column("kind", Kind.TEXT, "pedestrian, vehicle, both, or closed: nobody can pass"),
        Column("opens", Kind.TEXT, "HH:MM when it opens; empty: never closed"),
        Column("closes", Kind.TEXT, "HH:MM when it closes; empty: never closed"),
        _SOURCE,
    ),
    SPOT,
)
BUILDINGS = FrameSpec(
    "buildings",
    "Buildings 楼, 栋, 幢, 座 with their footprint.",
    (
        _ID,
        Column("compound_id", Kind.TEXT, "compound that it stands in"),
        Column(
            "number",
            Kind.TEXT,
            "number or letter in the compound; empty: none (shop, office), or a home whose "
            "entrances are numbered through the whole compound",
        ),
        Column("name", Kind.TEXT, "name of its own, where it has one"),
        Column("use", Kind.TEXT, "residential, office, shop, community_office, other"),
        Column("floors", Kind.INTEGER, "floors above ground"),
        Column("basements", Kind.INTEGER, "floors below ground"),
        Column("road", Kind.TEXT, "road of its postal address"),
        Column("house_number", Kind.TEXT, "number on that road"),
        _SOURCE,
    ),
    AREA,
)
ENTRANCES = FrameSpec(
    "entrances",
    "Entrances 单元, 门: the door point on the footprint.",
    (
        _ID,
        Column("building_id", Kind.TEXT, "building that it opens into", required=True),
        Column("number", Kind.TEXT, "number as written on the door"),
        Column("floors", Kind.INTEGER, "floors above ground that it reaches"),
        Column("flats_per_floor", Kind.INTEGER, "flats on an ordinary floor"),
        Column("lift", Kind.FLAG, "true: it has a lift; empty: not known"),
        Column("inferred", Kind.FLAG, "true: nobody has surveyed the door point", required=True),
        _SOURCE,
    ),
    SPOT,
)
UNITS = FrameSpec(
    "units",
    "Flats 号, 室, 户. The position is the door point of the entrance; the height is the floor.",
    (
        _ID,
        Column("entrance_id", Kind.TEXT, "entrance that leads to it", required=True),
        Column(
            "number", Kind.TEXT, "number as people write it: 502, or 2 on its floor", required=True
        ),
        Column("floor", Kind.INTEGER, "floor; -1 is the first basement", required=True),
        Column("use", Kind.TEXT, "home, shop, office, other"),
        _SOURCE,
    ),
    SPOT,
)
WAYS = FrameSpec(
    "ways",
    "What can be walked, and the roads.",
    (
        _ID,
        Column(
            "kind", Kind.TEXT, "road, service, footway, path, steps, crossing, wall", required=True
        ),
        Column("name", Kind.TEXT, "road name"),
        Column("width_m", Kind.NUMBER, "drawn width in metres"),
        Column("walkable", Kind.FLAG, "true: a pedestrian may use it", required=True),
        Column("steps", Kind.INTEGER, "number of steps; empty: none or unknown"),
        Column("barrier", Kind.TEXT, "what stands in the way: gate, bollard, kerb, wall"),
        Column("access", Kind.TEXT, "public, residents, private, no"),
        Column("layer", Kind.INTEGER, "vertical order: bridges above 0, tunnels below"),
        _SOURCE,
    ),
    LINE,
)
AREAS = FrameSpec(
    "areas",
    "Ground that is drawn under everything: green, water, squares.",
    (
        _ID,
        Column("kind", Kind.TEXT, "green, water, square, parking", required=True),
        Column("name", Kind.TEXT, "name, where it has one"),
        _SOURCE,
    ),
    AREA,
)

SPECS = {spec.name: spec for spec in (COMPOUNDS, GATES, BUILDINGS, ENTRANCES, UNITS, WAYS, AREAS)}


@dataclass(frozen=True, slots=True)
class Places:
    """All layers of a district; each frame keeps its spec and each reference leads to a row."""

    compounds: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    entrances: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    ways: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame

    def __post_init__(self) -> None:
        """Check every layer and every reference between layers."""
        for layer in fields(self):
            SPECS[layer.name].checked(getattr(self, layer.name))
        _refer("gates", self.gates["compound_id"], "compounds", self.compounds["id"])
        _refer("buildings", self.buildings["compound_id"], "compounds", self.compounds["id"])
        _refer("entrances", self.entrances["building_id"], "buildings", self.buildings["id"])
        _refer("units", self.units["entrance_id"], "entrances", self.entrances["id"])


def _refer(child: str, keys: pd.Series, parent: str, ids: pd.Series) -> None:
    loose = keys.notna() & ~keys.isin(ids)
    if loose.any():
        raise FrameError(
            f"layer {child!r}: {keys.name} {keys[loose].iloc[0]!r} is not an id of layer {parent!r}"
        )
