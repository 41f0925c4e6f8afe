"""What a frame promises: columns with type, unit and meaning, geometry kinds, and a CRS."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import pandas as pd

from geo.crs import WGS84
from geo.errors import FrameError


class Kind(StrEnum):
    """The types a column can have; the value is its pandas dtype, all of them nullable."""

    TEXT = "str"
    INTEGER = "Int64"
    NUMBER = "Float64"
    FLAG = "boolean"
    DATE = "datetime64[ms]"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame."""

    name: str
    kind: Kind
    doc: str
    """What it holds, with its unit where a number has one."""
    required: bool = False
    """True: no cell may be missing."""


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """The promise of one layer: EPSG:4326 geometry of the given kinds and these columns."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    geometry: tuple[str, ...]
    """Allowed geometry types; an empty tuple means a geometry may be missing."""

    def empty(self) -> gpd.GeoDataFrame:
        """Return a frame of this spec without rows."""
        data = {column.name: pd.Series([], dtype=str(column.kind)) for column in self.columns}
        return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries([], crs=WGS84))

    def conformed(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return `frame` with exactly the promised columns, cast, in order, then checked.

        Missing optional columns are filled with nothing; columns that the spec does not name
        are dropped.

        Raises
        ------
        FrameError
            When the result would break the promise, with every fault in one message.
        """
        result = gpd.GeoDataFrame(index=frame.index, geometry=frame.geometry, crs=frame.crs)
        uncastable = []
        for position, column in enumerate(self.columns):
            given = frame.get(column.name)
            try:
                cells = pd.Series(given, index=frame.index, dtype=str(column.kind))
            except (TypeError, ValueError) as error:
                uncastable.append(
                    f"column {column.name!r} is not {column.kind.name.lower()}: {error}"
                )
                continue
            result.insert(position, column.name, cells)
        if uncastable:
            raise FrameError(f"layer {self.name!r}: " + "; ".join(uncastable))
        return self.checked(result)

    def checked(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return `frame` itself when it keeps the promise.

        Raises
        ------
        FrameError
            With every fault found, each naming its column or its first bad row.
        """
        faults = list(self._faults(frame))
        if faults:
            raise FrameError(f"layer {self.name!r}: " + "; ".join(faults))
        return frame

    def _faults(self, frame: gpd.GeoDataFrame) -> Iterator[str]:
        if frame.crs != WGS84:
            raise FrameError(f"layer {self.name!r}: CRS is {frame.crs}, wanted EPSG:4326 lon/lat")
        for column in self.columns:
            if column.name not in frame:
                yield f"column {column.name!r} is missing"
            elif column.required and (void := frame[column.name].isna()).any():
                yield f"column {column.name!r} is empty in row {frame.index[void][0]!r}"
        if "id" in frame and (twice := frame["id"].duplicated()).any():
            yield f"id {frame.loc[twice, 'id'].iloc[0]!r} occurs twice"
        if self.geometry:
            wrong = ~frame.geometry.geom_type.isin(self.geometry)
            if wrong.any():
                found = frame.geometry.geom_type[wrong].iloc[0]
                wanted = " or ".join(self.geometry)
                yield f"row {frame.index[wrong][0]!r} has geometry {found}, wanted {wanted}"
