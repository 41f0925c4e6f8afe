"""Tables of addresses out of files, a stretch at a time, so that memory stays flat."""

import codecs
import csv
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from geo.errors import InputError

_PROBE_BYTES = 1 << 20
PLAIN = "utf-8"
EXCEL = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
OTHER_TABLES = frozenset({".ods", ".numbers", ".parquet", ".gpkg", ".shp", ".json", ".geojson"})
MARKED = "utf-8-sig"
"""UTF-8 with a mark: without it Excel shows Chinese text as rubbish."""


def stretches(path: Path, rows: int = 5_000) -> Iterator[tuple[pd.DataFrame, int]]:
    """Yield CSV file `path`, UTF-8 or GBK, in tables of at most `rows` rows, every cell text.

    With each table comes the position in the file, in bytes, that reading has reached.

    Raises
    ------
    InputError
        When the file cannot be read, is empty, is neither encoding or is no table.
    """
    _refuse_other_tables(path)
    encoding = text_encoding(path)
    # In a table of one column an empty line is an empty cell, but for those that end the file.
    alone = _has_one_column(path, encoding)
    surplus = _empty_lines_at_end(path) if alone else 0
    try:
        with path.open("rb") as raw, codecs.getreader(encoding)(raw) as stream:
            tables = pd.read_csv(
                stream, dtype=str, keep_default_na=False, index_col=False, chunksize=rows,
                skip_blank_lines=not alone,
            )  # fmt: skip
            table, position = _next(tables, path, encoding), raw.tell()
            while table is not None:
                following, reached = _next(tables, path, encoding), raw.tell()
                kept = len(table) if following is not None else max(0, len(table) - surplus)
                yield table.iloc[:kept], position
                table, position = following, reached
    except pd.errors.EmptyDataError as error:
        raise InputError(f"{path} is empty: wanted a header and one address a row") from error
    except pd.errors.ParserError as error:
        _refuse_long_rows(path, encoding)
        raise InputError(f"{path} is not a CSV table: {str(error).strip()}") from error


def _next(tables: Iterator[pd.DataFrame], path: Path, encoding: str) -> pd.DataFrame | None:
    """Return the next table; that words beyond the header would be lost is an error."""
    with warnings.catch_warnings(record=True, action="always") as lost:
        table = next(tables, None)
    if lost:
        _refuse_long_rows(path, encoding)
    return table


def _has_one_column(path: Path, encoding: str) -> bool:
    with path.open(encoding=encoding, newline="") as stream:
        return len(next(csv.reader(stream), ())) == 1


def _empty_lines_at_end(path: Path) -> int:
    """Return how many empty lines end the file."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _PROBE_BYTES))
        tail = stream.read()
    ends = tail.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return max(0, len(ends) - len(ends.rstrip(b"\n")) - 1)


def _refuse_long_rows(path: Path, encoding: str) -> None:
    """Refuse a table in which words stand beyond the last column of the header.

    Raises
    ------
    InputError
        When there are any; it names the first row, 1 below the header.
    """
    with path.open(encoding=encoding, newline="") as stream:
        lines = csv.reader(stream)
        width = len(next(lines))
        row = next((row for row, line in enumerate(lines, 1) if any(line[width:])), None)
    if row is not None:
        raise InputError(
            f"{path} has a row with more cells than the header, the first is row {row}: put a "
            "text with commas in quotes"
        )


def _refuse_other_tables(path: Path) -> None:
    """Refuse a table that is no text, telling how it becomes one."""
    suffix = path.suffix.lower()
    if suffix in EXCEL:
        raise InputError(
            f"{path} is an Excel file: save it as CSV (File > Save as > CSV UTF-8), and give that"
        )
    if suffix in OTHER_TABLES:
        raise InputError(
            f"{path} is a {suffix} file: geocode reads CSV, save the table as CSV UTF-8"
        )


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


def rejected_path(out: Path) -> Path:
    """Return where the rejected rows of result `out` are listed: OUT.rejected.csv."""
    return out.with_suffix(".rejected.csv")
