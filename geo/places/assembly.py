"""Puts what a map file states together into places: every building in a compound, with doors."""

from dataclasses import dataclass, fields

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from geo.crs import WGS84, metres_for
from geo.errors import InputError
from geo.frames import AREAS, BUILDINGS, COMPOUNDS, ENTRANCES, GATES, UNITS, WAYS, Places
from geo.places.addresses import with_addresses, with_parts
from geo.places.blocks import BY_ADDRESS, BY_BLOCK, BY_COLUMN, Compounds, compounds_for
from geo.places.entrances import Numbering, infer_entrances
from geo.places.nearness import NONE, given, holding, nearest
from geo.places.repair import drawn_once, mended_areas, mended_lines, on_the_globe
from geo.places.report import Ledger
from geo.places.survey import Survey

DOOR_REACH_M = 3.0
"""A door drawn further than this from every footprint belongs to none."""
GATE_REACH_M = 25.0
"""A gate stands at most this far outside the boundary that it opens."""
LARGEST_COMPOUND_M2 = 1_500_000.0
"""Ground for some 20 000 people: a larger named area is a quarter of many compounds."""
KINDS = {
    "buildings": "building",
    "parts": "building part",
    "addresses": "address",
    "entrances": "entrance",
    "gates": "gate",
    "ways": "way",
    "areas": "area",
    "compounds": "compound",
}
"""Layer of a survey -> what its rows are called in a report."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What an import supposes where the file is silent."""

    numbering: Numbering = Numbering.WEST_TO_EAST
    infer_doors: bool = True
    """False: a building without surveyed doors has none."""


def assembled(survey: Survey, ledger: Ledger, habits: Habits, *, name: str) -> Places:
    """Return `survey` as places, with everything left out or changed booked in `ledger`.

    Footprints are mended; parts and house numbers go to their building; every building gets a
    compound (see `compounds_for`), every door its building, every gate its compound. Buildings
    without a surveyed door get inferred ones. No flats are made.

    Raises
    ------
    InputError
        When no layer holds a usable geometry; the message begins with `name`, the file's.
    """
    metres = _metres(survey, name)
    clean = _mended(survey, ledger, metres)
    buildings = with_parts(clean.buildings.to_crs(metres), clean.parts.to_crs(metres), ledger)
    buildings = with_addresses(buildings, clean.addresses.to_crs(metres), ledger)
    ways, areas = clean.ways.to_crs(metres), clean.areas.to_crs(metres)
    named = _of_a_size(clean.compounds.to_crs(metres), ledger)
    homes = compounds_for(buildings, named, ways, areas[areas["kind"] == "water"])
    buildings["compound_id"] = homes.of_building
    doors = _doors(clean.entrances.to_crs(metres), buildings, ledger)
    places = Places(
        compounds=COMPOUNDS.conformed(homes.frame.to_crs(WGS84)),
        gates=GATES.conformed(_gated(clean.gates.to_crs(metres), homes).to_crs(WGS84)),
        buildings=BUILDINGS.conformed(buildings.to_crs(WGS84)),
        entrances=ENTRANCES.conformed(doors.to_crs(WGS84)),
        units=UNITS.empty(),
        ways=WAYS.conformed(clean.ways.reset_index(drop=True)),
        areas=AREAS.conformed(clean.areas.reset_index(drop=True)),
    )
    if habits.infer_doors:
        places = _with_inferred_doors(places, habits, ledger)
    _book(places, ledger)
    return places


def _metres(survey: Survey, name: str) -> CRS:
    for kind in ("buildings", "ways", "areas", "entrances", "addresses"):
        layer = on_the_globe(getattr(survey, kind), KINDS[kind], Ledger())
        if len(layer):
            return metres_for(layer)
    raise InputError(
        f"{name} holds neither buildings nor ways with a usable geometry: "
        "wanted areas or lines with the longitude first, in degrees or a CRS that the file names"
    )


def _mended(survey: Survey, ledger: Ledger, metres: CRS) -> Survey:
    """Return `survey` with valid areas, lines with a length and spots on the globe."""
    layers = {}
    for layer in fields(survey):
        kind, frame = KINDS[layer.name], getattr(survey, layer.name)
        if layer.name in ("buildings", "parts", "areas", "compounds"):
            frame = mended_areas(frame, kind, ledger, metres)
            if layer.name in ("buildings", "compounds"):
                frame = drawn_once(frame, kind, ledger)
        elif layer.name == "ways":
            frame = mended_lines(frame, kind, ledger)
        else:
            frame = on_the_globe(frame, kind, ledger)
        layers[layer.name] = frame.reset_index(drop=True)
    return Survey(**layers)


def _of_a_size(named: gpd.GeoDataFrame, ledger: Ledger) -> gpd.GeoDataFrame:
    wide = (named.area > LARGEST_COMPOUND_M2).to_numpy()
    limit_km2 = LARGEST_COMPOUND_M2 / 1e6
    ledger.rejected("compound", named["source"][wide], f"covers more than {limit_km2:g} km2")
    return named[~wide].reset_index(drop=True)


def _doors(
    doors: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, ledger: Ledger
) -> gpd.GeoDataFrame:
    """Return surveyed doors with their building, moved onto its footprint where they are off."""
    home = pd.Index(buildings["source"]).get_indexer(doors["building_source"])
    shapes, spots = buildings.geometry.to_numpy(), doors.geometry.to_numpy(copy=True)
    loose = home == NONE
    home[loose] = nearest(shapes, spots[loose], DOOR_REACH_M)
    lost = home == NONE
    reason = f"stands on no building within {DOOR_REACH_M:g} m"
    ledger.rejected("entrance", doors["source"][lost], reason)
    moved = loose & ~lost
    ledger.repaired("entrance", doors["source"][moved], "was off the wall: moved onto it")
    walls = shapely.boundary(shapes[home[moved]])
    spots[moved] = shapely.get_point(shapely.shortest_line(walls, spots[moved]), 0)
    placed = doors.assign(
        building_id=given(buildings["id"], home),
        floors=given(buildings["floors"], home),
        inferred=False,
    ).set_geometry(gpd.GeoSeries(spots, index=doors.index, crs=doors.crs))
    return gpd.GeoDataFrame(placed[~lost])


def _gated(gates: gpd.GeoDataFrame, homes: Compounds) -> gpd.GeoDataFrame:
    """Return `gates` with the compound that each opens; a road block has no gates."""
    walled = homes.frame[homes.frame["source"] != BY_BLOCK]
    grounds, spots = walled.geometry.to_numpy(), gates.geometry.to_numpy()
    home = holding(grounds, spots)
    outside = home == NONE
    home[outside] = nearest(grounds, spots[outside], GATE_REACH_M)
    return gates.assign(compound_id=given(walled["id"], home))


def _with_inferred_doors(places: Places, habits: Habits, ledger: Ledger) -> Places:
    doorless = places.buildings[~places.buildings["id"].isin(places.entrances["building_id"])]
    through = places.compounds["id"][places.compounds["source"] == BY_ADDRESS]
    made = infer_entrances(
        doorless, places.ways, numbering=habits.numbering, through=frozenset(through)
    )
    ledger.made("inferred entrance", len(made))
    doors = pd.concat([places.entrances, made], ignore_index=True)
    layers = {layer.name: getattr(places, layer.name) for layer in fields(places)}
    return Places(**(layers | {"entrances": ENTRANCES.conformed(doors)}))


def _book(places: Places, ledger: Ledger) -> None:
    """Book at the outlet what stands in `places`."""
    for name in ("buildings", "entrances", "gates", "ways", "areas", "compounds"):
        ledger.kept(KINDS[name], getattr(places, name)["source"].dropna())
    sources = places.compounds["source"]
    for source, kind in (
        (BY_ADDRESS, "compound by address"),
        (BY_BLOCK, "compound by road block"),
        (BY_COLUMN, "compound by column"),
    ):
        ledger.made(kind, int((sources == source).sum()))
