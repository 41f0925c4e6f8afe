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
    among: tuple[str, ...] = ()
    """The only values a cell may have; empty: any."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """The promise of one table without geometry: these columns, and an `id` that never repeats."""

    name: str
    doc: str
    columns: tuple[Column, ...]

    def empty(self) -> pd.DataFrame:
        """Return a table of this spec without rows."""
        return pd.DataFrame(
            {column.name: pd.Series([], dtype=str(column.kind)) for column in self.columns}
        )

    def conformed(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return `table` with exactly the promised columns, cast, in order, then checked.

        Missing optional columns are filled with nothing; columns that the spec does not name
        are dropped.

        Raises
        ------
        FrameError
            When the result would break the promise, with every fault in one message.
        """
        return self.checked(self.cast(table))

    def checked(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return `table` itself when it keeps the promise.

        Raises
        ------
        FrameError
            With every fault found, each naming its column or its first bad row.
        """
        faults = list(self.faults(table))
        if faults:
            raise FrameError(f"table {self.name!r}: " + "; ".join(faults))
        return table

    def cast(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the promised columns of `table`, cast and in order, not yet checked.

        Raises
        ------
        FrameError
            When cells cannot be read as the type of their column, with all such columns.
        """
        cells, uncastable = {}, []
        for column in self.columns:
            given = table.get(column.name)
            try:
                cells[column.name] = pd.Series(given, index=table.index, dtype=str(column.kind))
            except (TypeError, ValueError) as error:
                kind = column.kind.name.lower()
                uncastable.append(f"column {column.name!r} is not {kind}: {error}")
        if uncastable:
            raise FrameError(f"table {self.name!r}: " + "; ".join(uncastable))
        return pd.DataFrame(cells, index=table.index)

    def faults(self, table: pd.DataFrame) -> Iterator[str]:
        """Yield what breaks the promise: missing columns, missing cells, ids that repeat."""
        for column in self.columns:
            if column.name not in table:
                yield f"column {column.name!r} is missing"
                continue
            cells = table[column.name]
            if column.required and (void := cells.isna()).any():
                yield f"column {column.name!r} is empty in row {table.index[void][0]!r}"
            if column.among and (strange := cells.notna() & ~cells.isin(column.among)).any():
                wanted = ", ".join(column.among)
                yield f"column {column.name!r} holds {cells[strange].iloc[0]!r}, wanted {wanted}"
        if "id" in table and (twice := table["id"].duplicated()).any():
            yield f"id {table.loc[twice, 'id'].iloc[0]!r} occurs twice"


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """The promise of one layer: a table with EPSG:4326 geometry of the given kinds."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    geometry: tuple[str, ...]
    """Allowed geometry types; an empty tuple means a geometry may be missing."""

    @property
    def table(self) -> TableSpec:
        """The promise about the columns alone."""
        return TableSpec(self.name, self.doc, self.columns)

    def empty(self) -> gpd.GeoDataFrame:
        """Return a frame of this spec without rows."""
        return gpd.GeoDataFrame(self.table.empty(), geometry=gpd.GeoSeries([], crs=WGS84))

    def conformed(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return `frame` with exactly the promised columns, cast, in order, then checked.

        Missing optional columns are filled with nothing; columns that the spec does not name
        are dropped.

        Raises
        ------
        FrameError
            When the result would break the promise, with every fault in one message.
        """
        cells = self.table.cast(pd.DataFrame(frame))
        return self.checked(gpd.GeoDataFrame(cells, geometry=frame.geometry, crs=frame.crs))

    def checked(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return `frame` itself when it keeps the promise.

        Raises
        ------
        FrameError
            With every fault found, each naming its column or its first bad row.
        """
        if frame.crs != WGS84:
            raise FrameError(f"layer {self.name!r}: CRS is {frame.crs}, wanted EPSG:4326 lon/lat")
        faults = list(self.table.faults(frame))
        if self.geometry:
            wrong = ~frame.geometry.geom_type.isin(self.geometry)
            if wrong.any():
                found = frame.geometry.geom_type[wrong].iloc[0]
                wanted = " or ".join(self.geometry)
                faults.append(
                    f"row {frame.index[wrong][0]!r} has geometry {found}, wanted {wanted}"
                )
        if faults:
            raise FrameError(f"layer {self.name!r}: " + "; ".join(faults))
        return frame
