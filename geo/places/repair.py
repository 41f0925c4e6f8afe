"""Mends footprints and lines that a file has wrong, or turns them down with a reason."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.datum import looks_swapped
from geo.places.report import Ledger

SMALLEST_M2 = 1.0
"""Below a square metre an area is a slip of the mapper's hand."""


def mended_areas(
    frame: gpd.GeoDataFrame, kind: str, ledger: Ledger, metres: CRS
) -> gpd.GeoDataFrame:
    """Return the rows of `frame` whose geometry is or can be made a valid area, EPSG:4326.

    Crossing rings are made valid by their structure; rows of less than 1 m2 are left out. Each
    change is booked under the row's `source`.
    """
    frame = _valid(on_the_globe(frame, kind, ledger), kind, ledger)
    small = frame.to_crs(metres).area.to_numpy() < SMALLEST_M2
    ledger.rejected(kind, frame["source"][small], f"covers less than {SMALLEST_M2:g} m2")
    return frame[~small]


def mended_lines(frame: gpd.GeoDataFrame, kind: str, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the rows of `frame` that are lines with a length, EPSG:4326."""
    frame = on_the_globe(frame, kind, ledger)
    pointless = shapely.length(frame.geometry.to_numpy()) == 0
    ledger.rejected(kind, frame["source"][pointless], "has no length")
    return gpd.GeoDataFrame(frame[~pointless])


def on_the_globe(frame: gpd.GeoDataFrame, kind: str, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the rows of `frame` with a flat geometry in degrees; the others are booked."""
    shapes = frame.geometry.to_numpy()
    void = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    ledger.rejected(kind, frame["source"][void], "has no geometry")
    frame = frame[~void]
    flat: NDArray[np.object_] = shapely.force_2d(frame.geometry.to_numpy())
    west, south, east, north = shapely.bounds(flat).reshape(-1, 4).T
    inside = (west >= -180) & (south >= -90) & (east <= 180) & (north <= 90)
    ledger.rejected(kind, frame["source"][~inside], "lies outside the globe: lon/lat in degrees?")
    swapped = looks_swapped(np.column_stack([west, south]))
    inside &= ~swapped
    ledger.rejected(kind, frame["source"][swapped], "latitude stands first: swap the two")
    flattened = frame.set_geometry(gpd.GeoSeries(flat, index=frame.index, crs=frame.crs))
    return gpd.GeoDataFrame(flattened[inside])


def _valid(frame: gpd.GeoDataFrame, kind: str, ledger: Ledger) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy().copy()
    broken = ~shapely.is_valid(shapes)
    for why in np.unique(_faults(shapes[broken])):
        ledger.repaired(
            kind, frame["source"][broken][_faults(shapes[broken]) == why], f"{why}: made valid"
        )
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    shapes[broken] = _area_only(shapes[broken])
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _faults(shapes: NDArray[np.object_]) -> NDArray[np.str_]:
    """Return the first fault of each shape without its position."""
    reasons = np.atleast_1d(shapely.is_valid_reason(shapes))
    return np.array([str(reason).partition("[")[0].lower() for reason in reasons], dtype=str)


def _area_only(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return each shape without its points and lines, shape (n,)."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(parts) == 2
    pieces = shapely.get_parts(parts[areal])
    owner = np.repeat(owner[areal], shapely.get_num_geometries(parts[areal]))
    merged = np.full(len(shapes), shapely.Polygon(), dtype=object)
    if len(pieces):
        held, rank = np.unique(owner, return_inverse=True)
        merged[held] = shapely.multipolygons(pieces, indices=rank)
    single = shapely.get_num_geometries(merged) == 1
    merged[single] = shapely.get_geometry(merged[single], 0)
    return merged


def drawn_once(frame: gpd.GeoDataFrame, kind: str, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the rows of `frame` without those that have the outline of an earlier one."""
    outline = shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy()))
    first: dict[bytes, str] = {}
    again = np.zeros(len(frame), dtype=bool)
    for row, (wkb, source) in enumerate(zip(outline, frame["source"], strict=True)):
        original = first.setdefault(wkb, source)
        if original != source:
            again[row] = True
            ledger.rejected(kind, [source], f"has the same outline as {original}")
    return frame[~again]
