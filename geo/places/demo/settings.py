"""The demo's settings as values: the twelve compounds, the city plan and what is invented."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from geo.crs import LonLat
from geo.datasets import data_path


@dataclass(frozen=True, slots=True)
class Site:
    """A block between road centre lines, in metres of the city plan (x east, y north)."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Row:
    """Buildings that stand side by side, from west to east, or a garden in their place."""

    numbers: tuple[str | None, ...] = ()
    """None: the entrances of the compound are numbered through."""
    entrances: tuple[int, ...] = ()
    floors: tuple[int, ...] = ()
    flats: tuple[int, ...] = ()
    """Flats on each floor of one entrance."""
    tower: bool = False
    door_style: bool = False
    """True: flats are numbered on their floor (2楼2号), else by floor and flat (502)."""
    garden_m: float = 0.0
    """Depth of a garden with water; 0 for a row of buildings."""


@dataclass(frozen=True, slots=True)
class Gate:
    """An opening in the wall of a compound."""

    side: str
    """N, E, S or W."""
    share: float
    """Where on that side, 0 to 1 from west or south."""
    kind: str
    opens: str | None
    closes: str | None


@dataclass(frozen=True, slots=True)
class CompoundPlan:
    """All that is needed to lay one compound out."""

    name: str
    aliases: tuple[str, ...]
    road: str
    house_number: str
    community: str
    site: Site
    doors: str
    """Side that the entrances face, N or S."""
    office: bool
    """True: the community office stands at its main gate."""
    shops: tuple[str, ...]
    """Sides with street-front shops."""
    gates: tuple[Gate, ...]
    rows: tuple[Row, ...]
    """From north to south."""


@dataclass(frozen=True, slots=True)
class Line:
    """A road centre line along x or y = `at`, in metres of the city plan."""

    axis: str
    at: float
    name: str
    width_m: float


@dataclass(frozen=True, slots=True)
class Civic:
    """A block that is no compound: park, school, market or hospital."""

    kind: str
    name: str
    site: Site


@dataclass(frozen=True, slots=True)
class City:
    """The demo city before any of it is drawn."""

    origin: LonLat
    turn_deg: float
    """How far the street grid is turned, counter-clockwise."""
    compounds: tuple[CompoundPlan, ...]
    lines: tuple[Line, ...]
    civic: tuple[Civic, ...]
    street_names: tuple[str, ...]
    road_names: tuple[str, ...]
    compound_heads: tuple[str, ...]
    compound_tails: tuple[str, ...]


def demo_json(name: str) -> Any:  # noqa: ANN401 - the JSON edge
    """Return the content of ``data/demo/<name>.json``."""
    return json.loads(data_path(f"demo/{name}.json").read_text(encoding="utf-8"))


@cache
def demo_city() -> City:
    """Return the settings that ship with the product."""
    compounds, city = demo_json("compounds"), demo_json("city")
    origin = compounds["origin"]
    return City(
        origin=LonLat(origin["lon"], origin["lat"]),
        turn_deg=origin["turn_deg"],
        compounds=tuple(_compound(given) for given in compounds["compounds"]),
        lines=(
            *(Line("x", at, name, width) for at, name, width in city["streets"]),
            *(Line("y", at, name, width) for at, name, width in city["roads"]),
            *(Line(axis, at, name, width) for axis, at, name, width in city["lanes"]),
        ),
        civic=tuple(Civic(kind, name, Site(*site)) for kind, name, site in city["civic"]),
        street_names=tuple(city["more_streets"]),
        road_names=tuple(city["more_roads"]),
        compound_heads=tuple(city["compound_heads"]),
        compound_tails=tuple(city["compound_tails"]),
    )


def _compound(given: Mapping[str, Any]) -> CompoundPlan:
    return CompoundPlan(
        name=given["name"],
        aliases=tuple(given["aliases"]),
        road=given["road"],
        house_number=given["house_number"],
        community=given["community"],
        site=Site(*given["site"]),
        doors=given["doors"],
        office=given["office"],
        shops=tuple(given["shops"]),
        gates=tuple(
            Gate(side, share, kind, opens or None, closes or None)
            for side, share, kind, opens, closes in given["gates"]
        ),
        rows=tuple(_row(row) for row in given["rows"]),
    )


def _row(given: Mapping[str, Any]) -> Row:
    if "garden" in given:
        return Row(garden_m=given["garden"])
    return Row(
        numbers=tuple(given["numbers"]),
        entrances=tuple(given["entrances"]),
        floors=tuple(given["floors"]),
        flats=tuple(given["flats"]),
        tower=given["shape"] == "tower",
        door_style=given.get("units") == "door",
    )
