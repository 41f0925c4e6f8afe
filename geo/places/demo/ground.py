"""The demo city on the ground: lays all blocks out and turns them into the layers of `Places`."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84, local_metres
from geo.frames import ALIAS_SEPARATOR, SPECS, Places
from geo.places.demo.courts import lay_out
from geo.places.demo.invented import grown
from geo.places.demo.network import Sketch, Traits
from geo.places.demo.plan import Ground
from geo.places.demo.rows import DOOR_PATH, GARDEN_PATH, pond_path_reach
from geo.places.demo.settings import City, CompoundPlan, demo_city
from geo.places.demo.shapes import Doors, door_points, ellipse_arcs, footprints, pond
from geo.places.demo.streets import Grid, draw_crossings, draw_roads, lay_out_civic

LIFT_FLOORS = 7
"""Buildings of as many floors have lifts."""
NO_SUCH_FLOORS = (4, 13, 14)
"""Floors that high towers leave out because the numbers sound unlucky."""
SKIPPING_FLOORS = 20
"""Towers of as many floors leave them out."""

BEND_M, BEND_OVER_M = 8.0, 330.0
"""Streets swing by so much: no grid in the world is drawn with a ruler."""

Shapes = NDArray[np.object_]
Project = Callable[[Shapes], gpd.GeoSeries]


def make_places(*, seed: int, units: int) -> Places:
    """Return the demo city with at least its twelve compounds and about `units` flats.

    All coordinates follow from the settings in ``data/demo`` and `seed`. Laying out costs time
    in the number of buildings; flats are made in bulk (500 000 in under a minute).
    """
    rng = np.random.default_rng([seed, 1])
    city = demo_city()
    plans, lines = grown(city, units, rng)
    grid = Grid(lines)
    ground = Ground()
    for plan in plans:
        lay_out(ground, plan, grid.kerbs(plan.site), rng)
    for civic in city.civic:
        lay_out_civic(ground, civic, grid.kerbs(civic.site))
    sites = [plan.site for plan in plans] + [civic.site for civic in city.civic]
    roads = draw_roads(sites, grid)
    draw_crossings(sites, grid, ground.sketch, roads)
    return _layers(city, plans, ground, roads, rng)


def _layers(
    city: City,
    plans: tuple[CompoundPlan, ...],
    ground: Ground,
    roads: Sketch,
    rng: np.random.Generator,
) -> Places:
    project = partial(_on_the_globe, city)
    table = _numbered(
        pd.DataFrame({n: getattr(ground.buildings, n) for n in ground.buildings.__slots__})
    )
    doors = door_points(table)
    _add_door_paths(ground.sketch, table, doors, rng)
    entrances = _entrances(table, doors)
    return Places(
        compounds=_compounds(plans, ground, project),
        gates=_gates(ground, project),
        buildings=_layer("buildings", _buildings(table), project(footprints(table))),
        entrances=_layer("entrances", entrances, project(_array(shapely.points(doors.at)))),
        units=_units(table, entrances, doors, project),
        ways=_ways(ground, roads, project),
        areas=_areas(ground, rng, project),
    )


def _on_the_globe(city: City, shapes: Shapes) -> gpd.GeoSeries:
    """Return shapes of the city plan as EPSG:4326, turned as the streets run."""
    turn = np.deg2rad(city.turn_deg)
    cos, sin = np.cos(turn), np.sin(turn)

    def turned(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x = xy[:, 0] + BEND_M * np.sin(xy[:, 1] / BEND_OVER_M + 0.6)
        y = xy[:, 1] + BEND_M * np.sin(xy[:, 0] / BEND_OVER_M)
        return np.column_stack([x * cos - y * sin, x * sin + y * cos])

    series = gpd.GeoSeries(shapely.transform(shapes, turned), crs=local_metres(city.origin))
    lonlat = series.to_crs(WGS84)
    return gpd.GeoSeries(shapely.transform(lonlat.to_numpy(), lambda xy: xy.round(8)), crs=WGS84)


def _array(shapes: object) -> Shapes:
    """Return the result of a shapely constructor as an array; one shape is an array of one."""
    return np.atleast_1d(np.asarray(shapes, dtype=object))


def _layer(
    name: str, columns: dict[str, object] | pd.DataFrame, shapes: gpd.GeoSeries
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        pd.DataFrame(columns).reset_index(drop=True), geometry=shapes.to_numpy(), crs=WGS84
    )
    return SPECS[name].conformed(frame.assign(source="demo"))


def compound_id(index: int) -> str:
    """Return the id of the compound with this index."""
    return f"c{index + 1:02d}"


def _compounds(
    plans: tuple[CompoundPlan, ...], ground: Ground, project: Project
) -> gpd.GeoDataFrame:
    bounds = np.array([[c.west, c.south, c.east, c.north] for c in ground.courts])
    walls = shapely.segmentize(shapely.box(*bounds.T), 20.0)
    columns = {
        "id": [compound_id(n) for n in range(len(plans))],
        "name": [plan.name for plan in plans],
        "aliases": [ALIAS_SEPARATOR.join(plan.aliases) or None for plan in plans],
        "community": [plan.community for plan in plans],
        "road": [plan.road for plan in plans],
        "house_number": [plan.house_number for plan in plans],
    }
    return _layer("compounds", columns, project(walls))


SIDE_NAMES = {"N": "北门", "E": "东门", "S": "南门", "W": "西门"}


def _gates(ground: Ground, project: Project) -> gpd.GeoDataFrame:
    columns = {
        "id": [f"{compound_id(index)}-g{gate.side.lower()}" for index, gate, _, _ in ground.gates],
        "compound_id": [compound_id(index) for index, *_ in ground.gates],
        "name": [SIDE_NAMES[gate.side] for _, gate, _, _ in ground.gates],
        "kind": [gate.kind for _, gate, _, _ in ground.gates],
        "opens": [gate.opens for _, gate, _, _ in ground.gates],
        "closes": [gate.closes for _, gate, _, _ in ground.gates],
    }
    points = shapely.points(np.array([[x, y] for *_, x, y in ground.gates]))
    return _layer("gates", columns, project(_array(points)))


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Return footprints with the columns `id` and `first_entrance` (the number of its first)."""
    home = table["use"] == "residential"
    loose = home & table["number"].isna()
    nth = table.groupby(["compound", "use"]).cumcount() + 1
    mark = np.select(
        [home & ~loose, loose, table["use"] == "community_office", table["use"] == "shop"],
        ["b" + table["number"].fillna(""), "x" + nth.astype(str), "office", "s" + nth.astype(str)],
        "p" + nth.astype(str),
    )
    lead = np.where(table["compound"] >= 0, [compound_id(c) + "-" for c in table["compound"]], "")
    before = table["entrances"].where(loose, 0).groupby(table["compound"]).cumsum()
    first = np.where(loose, before - table["entrances"] + 1, 1)
    return table.assign(id=lead + mark, first_entrance=first)


def _buildings(table: pd.DataFrame) -> pd.DataFrame:
    ids = table["compound"].map(lambda index: compound_id(index) if index >= 0 else None)
    return table.assign(compound_id=ids, basements=(table["floors"] >= 11).astype(int))


def _entrances(table: pd.DataFrame, doors: Doors) -> pd.DataFrame:
    part = table.iloc[doors.building].reset_index(drop=True)
    number = pd.Series(part["first_entrance"] + doors.nth).astype(str)
    public = part["use"].isin(["other", "community_office"])
    return pd.DataFrame(
        {
            "id": part["id"] + "-e" + number,
            "building_id": part["id"],
            "number": number.mask(public),
            "floors": part["floors"],
            "flats_per_floor": part["flats"].mask(public),
            "lift": (part["floors"] >= LIFT_FLOORS) & (part["use"] == "residential"),
            "inferred": False,
        }
    )


def _units(
    table: pd.DataFrame, entrances: pd.DataFrame, doors: Doors, project: Project
) -> gpd.GeoDataFrame:
    """Return all flats and shops: floor by floor, flat by flat, entrance by entrance."""
    part = table.iloc[doors.building]
    home = (part["use"] == "residential").to_numpy()
    floors = np.where(home, part["floors"], np.where(part["use"] == "shop", 1, 0))
    flats = part["flats"].to_numpy()
    counts = floors * flats
    entrance = np.repeat(np.arange(len(part)), counts)
    nth = np.arange(len(entrance)) - np.repeat(counts.cumsum() - counts, counts)
    floor, flat = nth // flats[entrance] + 1, nth % flats[entrance] + 1
    there = ~(np.isin(floor, NO_SUCH_FLOORS) & (floors[entrance] >= SKIPPING_FLOORS))
    entrance, floor, flat = entrance[there], floor[there], flat[there]
    own = part["door_style"].to_numpy()[entrance]
    written = pd.Series(np.where(own, flat, floor * 100 + flat)).astype(str)
    key = pd.Series(floor * 100 + flat).astype(str)
    entrance_id = entrances["id"].take(entrance).reset_index(drop=True)
    points = project(_array(shapely.points(doors.at))).to_numpy()
    columns = {
        "id": entrance_id + "-" + key,
        "entrance_id": entrance_id,
        "number": written,
        "floor": floor,
        "use": np.where(home[entrance], "home", "shop"),
    }
    return _layer("units", columns, gpd.GeoSeries(points[entrance], crs=WGS84))


def _add_door_paths(
    sketch: Sketch, table: pd.DataFrame, doors: Doors, rng: np.random.Generator
) -> None:
    """Add the path from the lane to each door; a third of the old stairwells have steps."""
    part = table.iloc[doors.building]
    old = (part["use"] == "residential").to_numpy() & (part["floors"] <= 7).to_numpy()
    steps = np.where(old & (rng.random(len(old)) < 0.35), rng.integers(3, 6, len(old)), 0)
    lines = np.column_stack([doors.foot, doors.at])
    public = (part["use"] != "residential").to_numpy()
    sketch.add_many(Traits("path", width_m=1.5), lines[public])
    sketch.add_many(DOOR_PATH, lines[~public & (steps == 0)])
    for count in (3, 4, 5):
        stair = Traits("steps", width_m=1.5, steps=count, access="residents")
        sketch.add_many(stair, lines[steps == count])


def _ways(ground: Ground, roads: Sketch, project: Project) -> gpd.GeoDataFrame:
    """Return walks cut at every junction, roads as whole as they run, and paths round water."""
    pieces, owners = ground.sketch.pieces()
    lines = list(_array(shapely.linestrings(pieces.reshape(-1, 2, 2))))
    traits = [ground.sketch.traits[owner] for owner in owners]
    for _, x, y, across, up in ground.ponds:
        for arc in ellipse_arcs(x, y, *pond_path_reach(across, up)):
            lines.append(shapely.LineString(arc))
            traits.append(GARDEN_PATH)
    for line, trait in _whole_roads(roads):
        lines.append(line)
        traits.append(trait)
    shapes = np.array(lines, dtype=object)
    columns = {
        "id": [f"w{n:06d}" for n in range(1, len(lines) + 1)],
        "kind": [trait.kind for trait in traits],
        "name": [trait.name for trait in traits],
        "width_m": [trait.width_m for trait in traits],
        "walkable": [trait.walkable for trait in traits],
        "steps": [trait.steps for trait in traits],
        "barrier": [trait.barrier for trait in traits],
        "access": [trait.access for trait in traits],
        "layer": 0,
    }
    return _layer("ways", columns, project(shapes))


def _whole_roads(roads: Sketch) -> list[tuple[shapely.LineString, Traits]]:
    """Return each road as one line with a vertex at every junction and crossing."""
    pieces, owners = roads.pieces()
    names = np.array([f"{roads.traits[o].name}" for o in owners])
    whole = []
    for name in dict.fromkeys(names.tolist()):
        of_name = names == name
        merged = shapely.line_merge(
            shapely.multilinestrings(shapely.linestrings(pieces[of_name].reshape(-1, 2, 2)))
        )
        trait = roads.traits[owners[of_name][0]]
        whole += [(line, trait) for line in shapely.get_parts(merged)]
    return whole


def _areas(ground: Ground, rng: np.random.Generator, project: Project) -> gpd.GeoDataFrame:
    boxes = shapely.box(*np.array([area[2:] for area in ground.areas]).T)
    water = [pond((x, y), across, up, rng.uniform(0, 6)) for _, x, y, across, up in ground.ponds]
    kinds = [area[0] for area in ground.areas] + ["water"] * len(water)
    columns = {
        "id": [f"a{n:05d}" for n in range(1, len(kinds) + 1)],
        "kind": kinds,
        "name": [area[1] for area in ground.areas] + [name for name, *_ in ground.ponds],
    }
    return _layer("areas", columns, project(np.concatenate([boxes, np.array(water, dtype=object)])))
