"""The window onto the ground: which square metres are drawn on which millimetres of paper."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer

from geo.crs import WGS84, LonLat, local_metres
from geo.errors import InputError
from webmap.sheets.sheet import Extent

ROUND = np.array([1, 1.1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 7.5, 8, 9])
SMALLEST_DENOMINATOR = 500
"""No sheet enlarges beyond this: the data does not know the ground better."""
MARGIN = 0.94
"""Part of the paper that the extent may fill."""

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of paper with its origin at the top left, in millimetres, north up."""

    crs: CRS
    """Local metres with the origin at the middle of the window."""
    denominator: float
    """1 mm on paper is this many millimetres on the ground."""
    width_mm: float
    height_mm: float

    @property
    def mm_per_metre(self) -> float:
        """Length on paper of one metre on the ground."""
        return 1000 / self.denominator

    def drawn(self, frame: gpd.GeoDataFrame, *, pad_mm: float = 3) -> gpd.GeoDataFrame:
        """Return the rows of `frame` (EPSG:4326) in the window, their geometry in paper mm, y down.

        Geometry is cut `pad_mm` outside the edge, so that a cut edge is never seen.
        """
        shapes = self._on_paper(frame)
        broken = ~shapely.is_valid(shapes)
        shapes[broken] = shapely.make_valid(shapes[broken])
        cut = shapely.clip_by_rect(
            shapes, -pad_mm, -pad_mm, self.width_mm + pad_mm, self.height_mm + pad_mm
        )
        kept = ~shapely.is_empty(cut) & ~shapely.is_missing(cut)
        plain = gpd.GeoDataFrame(
            frame.drop(columns=frame.geometry.name)[kept], geometry=cut[kept], crs=None
        )
        return plain.reset_index(drop=True)

    def _on_paper(self, frame: gpd.GeoDataFrame) -> Geometries:
        if frame.empty:
            return np.array([], dtype=object)
        metres = np.asarray(frame.geometry.to_crs(self.crs))
        middle = np.array([self.width_mm, self.height_mm]) / 2
        scale = np.array([self.mm_per_metre, -self.mm_per_metre])
        paper: Geometries = shapely.transform(metres, lambda xy: xy * scale + middle)
        return paper


def fitted_window(extent: Extent, *, width_mm: float, height_mm: float) -> Window:
    """Return the window of that size that shows all of `extent` at the largest round scale."""
    crs = _metres(extent)
    wide, high = ground_size_m(extent)
    least = 1000 * max(wide / width_mm, high / height_mm) / MARGIN
    return Window(crs, round_denominator(max(least, SMALLEST_DENOMINATOR)), width_mm, height_mm)


def ground_size_m(extent: Extent) -> tuple[float, float]:
    """Return width and height of `extent` in metres."""
    to_metres = Transformer.from_crs(WGS84, _metres(extent), always_xy=True)
    west, south, east, north = to_metres.transform_bounds(
        extent.west, extent.south, extent.east, extent.north
    )
    return east - west, north - south


def extent_of(shapes: Geometries) -> Extent:
    """Return the extent of `shapes` (EPSG:4326).

    Raises
    ------
    InputError
        When none of them has an extent: such a sheet can only be exported as a table.
    """
    if shapely.is_empty(shapes).all():
        raise InputError("no building has a place on the map: export the table instead")
    west, south, east, north = shapely.total_bounds(shapes)
    return Extent(float(west), float(south), float(east), float(north))


def round_denominator(least: float) -> float:
    """Return the smallest round scale denominator that is not below `least`.

    Examples
    --------
    >>> round_denominator(3100), round_denominator(9001)
    (3500.0, 10000.0)
    """
    decade = 10 ** np.floor(np.log10(least))
    steps = np.append(ROUND, 10) * decade
    return float(steps[steps >= least - 1e-9][0])


def round_length_m(longest_m: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50 … metres that is not above `longest_m`.

    Examples
    --------
    >>> round_length_m(199), round_length_m(5)
    (100.0, 5.0)
    """
    decade = 10 ** np.floor(np.log10(longest_m))
    steps = np.array([1, 2, 5, 10]) * decade
    return float(steps[steps <= longest_m * (1 + 1e-9)][-1])


def _metres(extent: Extent) -> CRS:
    return local_metres(LonLat((extent.west + extent.east) / 2, (extent.south + extent.north) / 2))
