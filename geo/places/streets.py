"""Streets cut by map tiles, put together again and noded where they meet on the ground."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

GRID_M = 0.01
"""Positions closer than this are one."""
GAP_M = 0.6
"""Simplified tiles leave a street end at most this far from the street that it meets."""
SAME_LINE_M = 0.05


def joined_streets(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `ways` without tile cuts, meeting at shared positions; metric CRS, columns kept.

    Pieces of one source with equal attributes become one line. Lines on the ground (`layer` 0)
    are noded where they cross or touch, small gaps included. Bridges and tunnels are not: they
    meet others only where they end. Rows of one source get ids with a running number.
    """
    merged = _merged(ways)
    layer = merged["layer"].fillna(0).to_numpy(dtype=int)
    ground, other = merged[layer == 0], merged[layer != 0]
    portals = _points(_ends(other.geometry.to_numpy()))
    noded = _noded(ground, portals)
    whole = pd.concat([noded, _on_grid(other)], ignore_index=True)
    whole = whole.sort_values("source", kind="stable", ignore_index=True)
    number = (whole.groupby("source").cumcount() + 1).astype(str)
    several = whole.groupby("source")["source"].transform("size") > 1
    whole["id"] = whole["id"].where(~several, whole["id"] + "." + number)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=ways.crs)


def _on_grid(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = shapely.set_precision(ways.geometry.to_numpy(), GRID_M)
    return _single_lines(ways, shapes)


def _single_lines(ways: gpd.GeoDataFrame, shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return `ways` with `shapes`, one row for each line with a length."""
    lines, owner = shapely.get_parts(shapes, return_index=True)
    some = (shapely.length(lines) > 0) & (shapely.get_type_id(lines) == 1)
    held = ways.iloc[owner[some]]
    return gpd.GeoDataFrame(
        held.set_geometry(gpd.GeoSeries(lines[some], index=held.index, crs=ways.crs))
    )


def _merged(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each source and attributes, its pieces merged, overlaps dropped."""
    columns = [name for name in ways.columns if name != "geometry"]
    group = ways.groupby(columns, dropna=False, sort=False).ngroup().to_numpy()
    lines, owner = shapely.get_parts(
        shapely.set_precision(ways.geometry.to_numpy(), GRID_M), return_index=True
    )
    order = np.argsort(group[owner], kind="stable")
    bundles = shapely.multilinestrings(lines[order], indices=group[owner][order])
    whole: NDArray[np.object_] = np.asarray(shapely.line_merge(shapely.node(bundles)))
    held = ways.iloc[np.unique(group, return_index=True)[1]]
    return _single_lines(held, whole)


def _ends(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return both end positions of each of n lines, shape (2n, 2)."""
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    return shapely.get_coordinates(np.concatenate([first, last]))


def _points(positions: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(positions)).reshape(-1)


def _noded(ways: gpd.GeoDataFrame, portals: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return `ways` cut at every meeting, ends within `GAP_M` of another line drawn up to it."""
    lines = ways.geometry.to_numpy()
    if not len(lines):
        return ways
    closed = _gaps(lines, portals)
    pieces = shapely.get_parts(shapely.union_all([*lines, *closed], grid_size=GRID_M))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, source = shapely.STRtree(lines).query_nearest(
        middles, max_distance=SAME_LINE_M, all_matches=True
    )
    _, first = np.unique(piece, return_index=True)
    owner = np.full(len(pieces), -1)
    owner[piece[first]] = source[first]
    own = owner >= 0  # what is left are the closed gaps, which extend a line that ends there
    gap = pieces[~own]
    owner[~own] = (
        shapely.STRtree(lines).query_nearest(gap, all_matches=False)[1] if len(gap) else []
    )
    held = ways.iloc[owner]
    return held.set_geometry(gpd.GeoSeries(pieces, index=held.index, crs=ways.crs))


def _gaps(lines: NDArray[np.object_], portals: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return short lines from loose ends and `portals` to the other line that they nearly meet."""
    ends = _points(_ends(lines))
    owner = np.tile(np.arange(len(lines)), 2)
    spots = np.concatenate([ends, portals])
    owner = np.concatenate([owner, np.full(len(portals), -1)])
    spot, line = shapely.STRtree(lines).query(spots, predicate="dwithin", distance=GAP_M)
    foreign = owner[spot] != line
    spot, line = spot[foreign], line[foreign]
    away = shapely.distance(spots[spot], lines[line])
    touched = np.isin(spot, spot[away <= GRID_M])
    spot, line = spot[~touched], line[~touched]
    made: NDArray[np.object_] = shapely.shortest_line(spots[spot], lines[line])
    return made
