"""Tables of addresses in and out of files, a stretch at a time, so that memory stays flat."""

import codecs
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.errors import InputError

_PROBE_BYTES = 1 << 20
PLAIN = "utf-8"
MARKED = "utf-8-sig"
"""UTF-8 with a mark: without it Excel shows Chinese text as rubbish."""


CSV = ".csv"


class Sink(Protocol):
    """Takes geocoded stretches in order."""

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write the next stretch."""

    def close(self) -> None:
        """Finish the file; also called when writing stopped halfway."""


def stretches(path: Path, rows: int = 5_000) -> Iterator[tuple[pd.DataFrame, int]]:
    """Yield CSV file `path`, UTF-8 or GBK, in tables of at most `rows` rows, every cell text.

    With each table comes the position in the file, in bytes, that reading has reached.

    Raises
    ------
    InputError
        When the file cannot be read, is empty, is neither encoding or is no table.
    """
    encoding = text_encoding(path)
    try:
        with path.open("rb") as raw, codecs.getreader(encoding)(raw) as stream:
            tables = pd.read_csv(
                stream, dtype=str, keep_default_na=False, index_col=False, chunksize=rows
            )
            for table in tables:
                yield table, raw.tell()
    except pd.errors.EmptyDataError as error:
        raise InputError(f"{path} is empty: wanted a header and one address a row") from error
    except pd.errors.ParserError as error:
        raise InputError(f"{path} is not a CSV table: {str(error).strip()}") from error


def file_size(path: Path) -> int:
    """Return the bytes of `path`; 0 when it is not there."""
    return path.stat().st_size if path.is_file() else 0


def answer_encoding(source: Path) -> str:
    """Return the encoding of CSV that answers `source`: marked when that came from Excel."""
    fits = text_encoding(source)
    with source.open("rb") as stream:
        marked = stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
    return MARKED if marked or fits != MARKED else PLAIN


def text_encoding(path: Path) -> str:
    """Return ``utf-8-sig`` or ``gb18030``, whichever decodes the whole file.

    Raises
    ------
    InputError
        When the file cannot be opened or neither fits.
    """
    try:
        for encoding in (MARKED, "gb18030"):
            if _decodes(path, encoding):
                return encoding
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    raise InputError(f"{path} is neither UTF-8 nor GBK text: save it again as CSV UTF-8")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            while block := stream.read(_PROBE_BYTES):
                if b"\0" in block:
                    return False
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


class CsvSink:
    """Rows with ``lon, lat`` in place of the geometry, in UTF-8."""

    def __init__(self, path: Path, encoding: str = PLAIN) -> None:
        """Start an empty file at `path`."""
        self._stream = path.open("w", encoding=encoding, newline="")
        self._header = True

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write the next stretch."""
        flat = pd.DataFrame(frame.drop(columns="geometry"))
        flat["lon"], flat["lat"] = frame.geometry.x, frame.geometry.y
        flat.to_csv(self._stream, index=False, header=self._header, lineterminator="\n")
        self._header = False

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


class GeoJsonSink:
    """One FeatureCollection (RFC 7946)."""

    def __init__(self, path: Path) -> None:
        """Start an empty collection at `path`."""
        self._stream = path.open("w", encoding="utf-8")
        self._stream.write('{"type": "FeatureCollection", "features": [')
        self._joint = "\n"

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write the next stretch."""
        collection = frame.to_json(ensure_ascii=False, drop_id=True, na="null")
        features = collection[collection.index("[") + 1 : collection.rindex("]")]
        if features.strip():
            self._stream.write(self._joint + features)
            self._joint = ",\n"

    def close(self) -> None:
        """Finish the file."""
        self._stream.write("\n]}\n")
        self._stream.close()


class GeoPackageSink:
    """One layer `addresses`."""

    def __init__(self, path: Path) -> None:
        """Remember `path`; the first stretch makes the file."""
        self._path = path

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write the next stretch."""
        pyogrio.write_dataframe(
            frame,
            self._path,
            layer="addresses",
            driver="GPKG",
            geometry_type="Point",
            append=self._path.exists(),
            layer_options={"FID": "row_id"},
        )

    def close(self) -> None:
        """Do nothing: each stretch is written when it is added."""


class GeoParquetSink:
    """GeoParquet 1.0; its metadata name all geometries, so the rows are held until the end."""

    def __init__(self, path: Path) -> None:
        """Remember `path`."""
        self._path = path
        self._frames: list[gpd.GeoDataFrame] = []

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Keep the next stretch."""
        self._frames.append(frame)

    def close(self) -> None:
        """Write the file."""
        if not self._frames:
            return
        whole = gpd.GeoDataFrame(pd.concat(self._frames, ignore_index=True))
        whole.to_parquet(self._path)


class RejectSink:
    """Lists rejected rows as CSV; without any there is no file."""

    def __init__(self, path: Path, encoding: str = PLAIN) -> None:
        """Remember `path`; the first rejected row makes the file."""
        self._path = path
        self._encoding = encoding
        self.count = 0

    def add(self, rows: pd.DataFrame) -> None:
        """Append the rejected rows of the next stretch."""
        if rows.empty:
            return
        rows.to_csv(
            self._path,
            index=False,
            mode="a",
            header=not self.count,
            encoding=PLAIN if self.count else self._encoding,
            lineterminator="\n",
        )
        self.count += len(rows)


SINKS: dict[str, Callable[[Path], Sink]] = {
    ".gpkg": GeoPackageSink,
    ".geojson": GeoJsonSink,
    ".parquet": GeoParquetSink,
}


def rejected_path(out: Path) -> Path:
    """Return where the rejected rows of result `out` are listed: OUT.rejected.csv."""
    return out.with_suffix(".rejected.csv")


@contextmanager
def results(out: Path, *, encoding: str = PLAIN) -> Iterator[tuple[Sink, RejectSink]]:
    """Yield what writes `out`, by its suffix, and its rejected rows; both whole, or not at all.

    CSV is written in `encoding`, see `answer_encoding`.
    A list of rejected rows that an earlier run left is removed when this run has none.

    Raises
    ------
    InputError
        When the suffix is unknown or the folder cannot be written.
    """
    kind = out.suffix.lower()
    if kind != CSV and kind not in SINKS:
        known = ", ".join((CSV, *SINKS))
        raise InputError(f"{out} has no known format: end its name in {known}")
    if not out.parent.is_dir() or out.is_dir():
        raise InputError(f"cannot write {out}: its folder does not exist, or it is a folder")
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".draft-") as folder:
            draft, refused = Path(folder) / out.name, Path(folder) / "rejected.csv"
            rejects = RejectSink(refused, encoding)
            target = CsvSink(draft, encoding) if kind == CSV else SINKS[kind](draft)
            try:
                yield target, rejects
            finally:
                target.close()
            draft.replace(out)
            if rejects.count:
                refused.replace(rejected_path(out))
            else:
                rejected_path(out).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}") from error
