"""The rows of a layer of the registry: their ids, and where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Self

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import LonLat, metres_for
from geo.frames import SKETCHED

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A position, EPSG:4326, and how far the truth may lie from it."""

    at: LonLat
    accuracy_m: float


class Layer:
    """Rows by their id, and their spots."""

    __slots__ = ("_ids", "_rows", "_spots")

    def __init__(self, ids: Sequence[str], spots: FloatArray) -> None:
        """Hold ids and, shape ``(n, 3)``, longitude, latitude, accuracy in metres.

        What stands nowhere has no longitude.
        """
        self._ids = ids
        self._rows = {key: row for row, key in enumerate(ids)}
        self._spots = spots.data

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, accuracy_m: FloatArray, stands: BoolArray) -> Self:
        """Return the rows of `frame`; those that `stands` leaves out stand nowhere."""
        inside = np.asarray(frame.geometry.representative_point().array)
        spots = np.column_stack((shapely.get_x(inside), shapely.get_y(inside), accuracy_m))
        spots[~stands] = np.nan
        return cls(frame["id"].tolist(), spots)

    def __reduce__(self) -> tuple[type[Self], tuple[Sequence[str], FloatArray]]:
        """Travel without the index of the ids, which is made faster than sent."""
        return type(self), (self._ids, np.asarray(self._spots))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._ids)

    def row(self, key: str) -> int | None:
        """Return the row with id `key`, if there is one."""
        return self._rows.get(key)

    def key(self, row: int) -> str:
        """Return the id of `row`."""
        return self._ids[row]

    def keys(self, rows: list[int]) -> list[str]:
        """Return the ids of `rows`."""
        return [self._ids[row] for row in rows]

    def spot(self, key: str) -> Spot | None:
        """Return where the row with id `key` lies."""
        row = self._rows.get(key)
        if row is None or isnan(lon := self._spots[row, 0]):
            return None
        return Spot(LonLat(lon, self._spots[row, 1]), round(self._spots[row, 2], 1))


def mapped(frame: gpd.GeoDataFrame) -> BoolArray:
    """Tell which rows somebody has mapped; a sketch stands nowhere."""
    found: BoolArray = (frame["source"] != SKETCHED).to_numpy(dtype=bool)
    return found


def half_diagonals(frame: gpd.GeoDataFrame, stands: BoolArray) -> FloatArray:
    """Return half the diagonal of the bounds, in metres, of each row that `stands`."""
    halves = np.full(len(frame), np.nan)
    if stands.any():
        there = frame[stands]
        west, south, east, north = there.geometry.to_crs(metres_for(there)).bounds.to_numpy().T
        halves[stands] = np.hypot(east - west, north - south) / 2
    return halves
