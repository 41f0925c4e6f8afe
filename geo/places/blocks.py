"""What serves as a compound where no map names one: a postal address, or a block of roads."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.places.nearness import NONE, given, holding, nearest
from geo.places.survey import COMPOUND_COLUMNS

YARD_M = 6.0
"""Ground around a building that goes with its address."""
MARGIN_M = 40.0
"""Ground around the outermost buildings, so that blocks at the edge of a map close too."""
INSET_M = 3.0
"""A map cut along degrees is not quite straight in metres."""
OUTWARD = np.array([-1.0, -1.0, 1.0, 1.0])
LEAST_SHARE = 0.08
"""A road on less than this share of a block's edge does not name it."""
ROADS_IN_A_NAME = 3
CHINESE = re.compile(r"[\u4e00-\u9fff]")

BY_ADDRESS = "made:address"
BY_BLOCK = "made:block"
BY_COLUMN = "made:column"
COLUMNS = (*COMPOUND_COLUMNS, "road", "house_number")


@dataclass(frozen=True, slots=True)
class Compounds:
    """Compounds and the one that each building stands in."""

    frame: gpd.GeoDataFrame
    """Columns of a compound, in the CRS of the buildings; names are unique."""
    of_building: NDArray[np.object_]
    """Compound id of each building, in the order of the buildings, shape (n,)."""


def compounds_for(
    buildings: gpd.GeoDataFrame,
    named: gpd.GeoDataFrame,
    ways: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame,
) -> Compounds:
    """Return a compound for every building; all frames in one metric CRS.

    The first that holds, in this order: the compound that the row itself names, the smallest
    named area around the building, its road and house number (路名N号), the block of roads and
    shores around it. Equal input gives equal ids and names. Only what holds a building is
    returned, but for `named`, which is returned whole.
    """
    chinese = _is_chinese(buildings, ways)
    spots = shapely.point_on_surface(buildings.geometry.to_numpy())
    of_building = np.full(len(buildings), None, dtype=object)
    stated = _by_key(buildings, buildings["compound"].to_numpy(), BY_COLUMN, of_building)
    named = named.reindex(columns=[*COLUMNS, "geometry"])
    free = pd.isna(of_building)
    home = holding(named.geometry.to_numpy(), spots[free])
    of_building[free] = given(named["id"], home)
    addressed = _by_key(buildings, _address_keys(buildings), BY_ADDRESS, of_building)
    blocks = _by_block(buildings, spots, of_building, _Edges(ways, water, chinese=chinese))
    frame = pd.concat([stated, named, addressed, blocks], ignore_index=True)
    frame["name"] = unique_names(frame["name"])
    return Compounds(gpd.GeoDataFrame(frame, geometry="geometry", crs=buildings.crs), of_building)


def unique_names(names: Iterable[str]) -> list[str]:
    """Return `names` with a number behind each that was there before.

    Examples
    --------
    >>> unique_names(["柳荫里", "松园", "柳荫里"])
    ['柳荫里', '松园', '柳荫里（2）']
    """
    taken: Counter[str] = Counter()
    unique: list[str] = []
    given = set(names := list(names))
    for name in names:
        taken[name] += 1
        called = name
        while taken[name] > 1 and (called == name or called in given):
            called = (
                f"{name}（{taken[name]}）" if CHINESE.search(name) else f"{name} ({taken[name]})"
            )
            taken[name] += called in given
        given.add(called)
        unique.append(called)
    return unique


def address_name(road: str, house_number: str) -> str:
    """Return the name of the compound at a postal address.

    Examples
    --------
    >>> address_name("建设中路", "92"), address_name("Main Street", "5")
    ('建设中路92号', 'Main Street 5')
    """
    if not CHINESE.search(road):
        return f"{road} {house_number.replace(';', ', ')}"
    house_number = house_number.replace(";", "、")
    return f"{road}{house_number}" if "号" in house_number else f"{road}{house_number}号"


def _is_chinese(buildings: gpd.GeoDataFrame, ways: gpd.GeoDataFrame) -> bool:
    """Return whether most road names, or building names where there are none, are Chinese."""
    names = ways["name"].dropna() if ways["name"].notna().any() else buildings["name"].dropna()
    return bool(names.str.contains(CHINESE).mean() > 0.5) if len(names) else True


def _address_keys(buildings: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the name by address of each building, None where it lacks road or number."""
    keys = np.full(len(buildings), None, dtype=object)
    known = (buildings["road"].notna() & buildings["house_number"].notna()).to_numpy()
    rows = buildings[known]
    keys[known] = [
        address_name(road, number)
        for road, number in zip(rows["road"], rows["house_number"], strict=True)
    ]
    return keys


def _by_key(
    buildings: gpd.GeoDataFrame,
    keys: NDArray[np.object_],
    source: str,
    of_building: NDArray[np.object_],
) -> gpd.GeoDataFrame:
    """Return one compound for each key of the still homeless buildings, and give them its id."""
    mine = pd.notna(keys) & pd.isna(of_building)
    names, group = np.unique(keys[mine].astype(str), return_inverse=True)
    ids = np.array([f"c-{_digest(source, name)}" for name in names], dtype=object)
    of_building[mine] = ids[group] if len(ids) else None
    yards = shapely.buffer(buildings.geometry.to_numpy()[mine], YARD_M, join_style="mitre")
    first = np.array(
        [np.flatnonzero(group == number)[0] for number in range(len(names))], dtype=int
    )
    grounds = [shapely.union_all(yards[group == number]) for number in range(len(names))]
    held = buildings[mine].iloc[first]
    by_address = source == BY_ADDRESS
    return gpd.GeoDataFrame(
        {
            "id": ids,
            "source": source,
            "name": names,
            "aliases": None,
            "road": held["road"].to_numpy() if by_address else None,
            "house_number": held["house_number"].to_numpy() if by_address else None,
        },
        geometry=np.array(grounds, dtype=object),
        crs=buildings.crs,
        columns=[*COLUMNS, "geometry"],
    )


@dataclass(frozen=True, slots=True)
class _Edges:
    """What bounds a block."""

    ways: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    chinese: bool

    def roads(self) -> gpd.GeoDataFrame:
        """Return the roads that lie on the ground."""
        on_ground = self.ways["layer"].fillna(0).astype(int) == 0
        return self.ways[on_ground & (self.ways["kind"] == "road")]


def _by_block(
    buildings: gpd.GeoDataFrame,
    spots: NDArray[np.object_],
    of_building: NDArray[np.object_],
    edges: _Edges,
) -> gpd.GeoDataFrame:
    homeless = pd.isna(of_building)
    if not homeless.any():
        return gpd.GeoDataFrame(columns=[*COLUMNS, "geometry"], geometry="geometry")
    blocks = enclosed_blocks(edges.roads(), edges.water, spots[homeless])
    home = holding(blocks, spots[homeless])
    lost = home == NONE
    home[lost] = nearest(blocks, spots[homeless][lost], np.inf)
    used, row = np.unique(home, return_inverse=True)
    shapes = blocks[used]
    middles = gpd.GeoSeries(shapely.centroid(shapes), crs=buildings.crs).to_crs(WGS84)
    # in degrees, which stay when another extract moves the metric CRS
    lonlat = shapely.get_coordinates(middles.to_numpy())
    spots_at = (f"{lon:.5f} {lat:.5f}" for lon, lat in lonlat)
    ids = np.array([f"c-{_digest(BY_BLOCK, spot)}" for spot in spots_at], dtype=object)
    of_building[homeless] = ids[row]
    return gpd.GeoDataFrame(
        {"id": ids, "source": BY_BLOCK, "name": block_names(shapes, edges), "aliases": None},
        geometry=shapes,
        crs=buildings.crs,
        columns=[*COLUMNS, "geometry"],
    )


def _digest(*words: str) -> str:
    return blake2b("\n".join(words).encode(), digest_size=5).hexdigest()


def enclosed_blocks(
    roads: gpd.GeoDataFrame, water: gpd.GeoDataFrame, spots: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the polygons that roads, shores and a frame enclose, north to south.

    The frame lies just inside the reach of the roads, so that roads which the edge of a map cuts
    off still close their blocks; without roads it lies around `spots`. All in one metric CRS.
    Cost: one noding of all lines.
    """
    reach = roads.total_bounds - INSET_M * OUTWARD if len(roads) else np.zeros(4)
    if not (reach[0] < reach[2] and reach[1] < reach[3]):
        reach = shapely.total_bounds(spots) + MARGIN_M * OUTWARD
    frame = shapely.box(*reach)
    lines = [
        *roads.geometry.to_numpy(),
        *shapely.boundary(water.geometry.to_numpy()),
        frame.exterior,
    ]
    noded = shapely.union_all(lines, grid_size=0.01)
    blocks = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    middle = shapely.centroid(blocks)
    order = np.lexsort((shapely.get_x(middle), -shapely.get_y(middle)))
    ordered: NDArray[np.object_] = blocks[order]
    return ordered


def block_names(blocks: NDArray[np.object_], edges: _Edges) -> list[str]:
    """Return a name for each block after the roads that bound it, longest first."""
    roads = edges.roads()
    roads = roads[roads["name"].notna()]
    shores = shapely.boundary(blocks)
    block, road = shapely.STRtree(roads.geometry.to_numpy()).query(
        shores, predicate="dwithin", distance=0.05
    )
    strips = shapely.buffer(roads.geometry.to_numpy(), 0.05, cap_style="flat")[road]
    shared = pd.DataFrame(
        {
            "block": block,
            "name": roads["name"].to_numpy()[road],
            "length": shapely.length(shapely.intersection(shores[block], strips)),
        }
    )
    sums = shared.groupby(["block", "name"], as_index=False)["length"].sum()
    sums = sums[sums["length"] >= LEAST_SHARE * shapely.length(shores)[sums["block"]]]
    sums["length"] = sums["length"].round()  # equal to the metre is equal: then the name decides
    sums = sums.sort_values(["block", "length", "name"], ascending=[True, False, True])
    by_block = sums.groupby("block")["name"].agg(list)
    nameless = iter(range(1, len(blocks) + 1))
    return [_block_name(by_block.get(number, []), nameless, edges) for number in range(len(blocks))]


def _block_name(roads: list[str], numbers: Iterable[int], edges: _Edges) -> str:
    named = (
        "·".join(roads[:ROADS_IN_A_NAME]) if edges.chinese else " / ".join(roads[:ROADS_IN_A_NAME])
    )
    if edges.chinese:
        return f"{named}街区" if named else f"街区{next(iter(numbers))}"
    return f"{named} block" if named else f"Block {next(iter(numbers))}"
