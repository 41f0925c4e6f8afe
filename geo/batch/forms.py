"""The forms of a result that is made in parts: how a part is written, and how parts are joined.

Parts are encoded where they are worked out and joined by appending, so that the one process that
joins them does little.
"""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

from geo.address.files import PLAIN
from geo.errors import InputError

CSV = ".csv"
_GEO = b"geo"


Blocks = Callable[[], Iterable[bytes]]
"""Reads the parts in order from the first; can be called again."""


@dataclass(frozen=True, slots=True)
class Form:
    """A file format."""

    encode: Callable[[gpd.GeoDataFrame, int, str], bytes]
    """Writes part `number` as bytes; the text encoding is for CSV only."""
    join: Callable[[Blocks, Path], None]
    """Makes one file of the parts, holding one at a time."""


def form_of(out: Path) -> Form:
    """Return the form that the suffix of `out` names.

    Raises
    ------
    InputError
        When it names none.
    """
    if out.suffix.lower() not in FORMS:
        raise InputError(f"{out} has no known format: end its name in {', '.join(FORMS)}")
    return FORMS[out.suffix.lower()]


def _csv_bytes(frame: gpd.GeoDataFrame, number: int, encoding: str) -> bytes:
    """Rows with ``lon, lat`` in place of the geometry; the header stands in part 0."""
    flat = pd.DataFrame(frame.drop(columns="geometry"))
    flat["lon"], flat["lat"] = frame.geometry.x, frame.geometry.y
    return table_bytes(flat, header=number == 0, encoding=encoding)


def table_bytes(table: pd.DataFrame, *, header: bool, encoding: str) -> bytes:
    """Return `table` as CSV; only what has a header carries the mark of its encoding."""
    text: str = table.to_csv(index=False, header=header, lineterminator="\n")
    return text.encode(encoding if header else PLAIN)


def _append(parts: Blocks, path: Path) -> None:
    with path.open("wb") as stream:
        for part in parts():
            stream.write(part)


def _geojson_bytes(frame: gpd.GeoDataFrame, number: int, encoding: str) -> bytes:  # noqa: ARG001
    """Features, one a line (RFC 7946)."""
    collection = frame.to_json(ensure_ascii=False, drop_id=True, na="null")
    features = collection[collection.index("[") + 1 : collection.rindex("]")].strip()
    return features.encode()


def _join_geojson(parts: Blocks, path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b'{"type": "FeatureCollection", "features": [')
        joint = b"\n"
        for part in filter(None, parts()):
            stream.write(joint + part)
            joint = b",\n"
        stream.write(b"\n]}\n")


def _parquet_bytes(frame: gpd.GeoDataFrame, number: int, encoding: str) -> bytes:  # noqa: ARG001
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


def _frame(part: bytes) -> gpd.GeoDataFrame:
    return gpd.read_parquet(io.BytesIO(part))  # type: ignore[arg-type]


def _join_geopackage(parts: Blocks, path: Path) -> None:
    """One layer `addresses`."""
    for part in parts():
        pyogrio.write_dataframe(
            _frame(part),
            path,
            layer="addresses",
            driver="GPKG",
            geometry_type="Point",
            append=path.exists(),
            layer_options={"FID": "row_id"},
        )


def _join_parquet(parts: Blocks, path: Path) -> None:
    """GeoParquet 1.0, one row group a part; read twice: for the schema, for the rows."""
    schema = _common_schema([pq.read_schema(io.BytesIO(part)) for part in parts()])
    with pq.ParquetWriter(path, schema, compression="snappy") as writer:
        for part in parts():
            writer.write_table(pq.read_table(io.BytesIO(part)).cast(schema))


def _common_schema(schemas: list[pa.Schema]) -> pa.Schema:
    """Return what fits all parts: a column that is empty in one takes its type from another."""
    plain = [schema.remove_metadata() for schema in schemas]
    fields = [
        pa.field(field.name, pa.string()) if pa.types.is_null(field.type) else field
        for field in pa.unify_schemas(plain, promote_options="permissive")
    ]
    metadata = {**schemas[0].metadata, _GEO: _common_geometry(schemas)}
    return pa.schema(fields, metadata=metadata)


def _common_geometry(schemas: list[pa.Schema]) -> bytes:
    """Return the GeoParquet metadata of all parts: types and bounds of them together."""
    told: list[dict[str, Any]] = [json.loads(schema.metadata[_GEO]) for schema in schemas]
    columns = [one["columns"]["geometry"] for one in told]
    boxes = pd.DataFrame([one["bbox"] for one in columns if one.get("bbox")])
    whole = dict(columns[0])
    whole["geometry_types"] = sorted({kind for one in columns for kind in one["geometry_types"]})
    whole.pop("bbox", None)
    if not boxes.dropna().empty:
        known = boxes.dropna()
        whole["bbox"] = [*known[[0, 1]].min(), *known[[2, 3]].max()]
    return json.dumps({**told[0], "columns": {"geometry": whole}}).encode()


FORMS = {
    CSV: Form(_csv_bytes, _append),
    ".gpkg": Form(_parquet_bytes, _join_geopackage),
    ".geojson": Form(_geojson_bytes, _join_geojson),
    ".parquet": Form(_parquet_bytes, _join_parquet),
}
"""Suffix of a result -> its form."""
