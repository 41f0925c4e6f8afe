"""Tables of addresses out of files, a stretch at a time, so that memory stays flat."""

import codecs
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
