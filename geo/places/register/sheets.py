"""A table file as text cells: CSV in any usual Chinese encoding, or XLSX."""

import csv
import io
import re
import warnings
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from geo.errors import InputError
from geo.places.register.rejects import Row, SheetRow

ENCODINGS = ("utf-8-sig", "gb18030")
"""GB 18030 holds all of GBK and GB 2312."""
UNREADABLE = (
    InvalidFileException,
    BadZipFile,
    ParseError,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
)
"""What openpyxl raises on files that are no workbook."""
HEADER_WITHIN = 10
"""Title lines stand above the header in many a register; it is sought in so many rows."""
DITTO = frozenset({"同上", "〃", "″", '"', "''"})
"""Cells that say: as in the row above."""


TOTALS = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计|汇\s*总)\s*[::]?")
"""What opens a line that adds up the lines above it."""
CLEAR_HEADERS = 2
"""So many known headers make a sheet a table; an instruction sheet may hold one by chance."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and its rows; every cell is text without outer blanks, "" when empty."""

    name: str
    """Name of the sheet in its workbook; "" in a text file."""
    title: str
    """What stands above the header."""
    header: tuple[str, ...]
    rows: tuple[tuple[Row, tuple[str, ...]], ...]
    """Where the row stands in the file, and its cells, as many as the header has. Lines that add
    up others, or say the header again, are no rows."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a sheet, of one row or of two."""

    cells: tuple[str, ...]
    first: int
    last: int
    """The rows where it stands, from 0."""
    known: int
    """How many of its cells are recognised."""


@dataclass(frozen=True, slots=True)
class _Table:
    """All cells of a sheet."""

    name: str
    cells: list[list[str]]


def read_sheets(path: Path, known: Callable[[Sequence[str]], int]) -> tuple[Sheet, ...]:
    """Return the tables in `path`, one or more, each below any title lines.

    Parameters
    ----------
    path : .csv, .txt or .tsv in UTF-8 (with or without byte order mark), UTF-16, GBK or GB 18030;
        or .xlsx, of which every visible sheet with a known header is read
    known : how many cells of a row are recognised as headers; the best of the first rows is the
        header

    Raises
    ------
    InputError
        When the file is missing, empty, of another kind, in another encoding, or has no header.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist or is not a file")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty: give a table with a header line")
    suffix = path.suffix.lower()
    if suffix == ".xls":
        raise InputError(f"{path} is an old Excel file: save it as .xlsx or .csv")
    if suffix in (".xlsx", ".xlsm"):
        tables = _workbook(path)
    elif suffix in (".csv", ".txt", ".tsv"):
        tables = [_Table("", _csv_rows(path))]
    else:
        raise InputError(f"{path} is no table: wanted .csv or .xlsx")
    if not any(any(row) for table in tables for row in table.cells):
        raise InputError(f"{path} is empty: give a table with a header line")
    headers = [_header(table.cells, known) for table in tables]
    if not any(header.known for header in headers):
        first = next(row for table in tables for row in table.cells if any(row))
        seen = "、".join(cell for cell in first if cell)[:80]
        raise InputError(f"{path} has no known column in its header ({seen}): name one 地址")
    least = min(CLEAR_HEADERS, max(header.known for header in headers))
    used = [(t, h) for t, h in zip(tables, headers, strict=True) if h.known >= least]
    return tuple(
        _sheet(table, header, number if len(used) > 1 else 0)
        for number, (table, header) in enumerate(used, start=1)
    )


def _header(rows: list[list[str]], known: Callable[[Sequence[str]], int]) -> _Header:
    """Return the header: the row with most known cells, or it and the next one to it.

    Where a header has two rows, 住址 over 楼号 and 门牌号, the lower one says more.
    """
    scores = [known(row) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    at = scores.index(best) if scores else 0
    one = _Header(tuple(rows[at]) if rows else (), at, at, best)
    pairs = [(up, up + 1) for up in (at - 1, at) if 0 <= up < len(scores) - 1]
    both = [
        _Header(cells, up, low, known(cells))
        for up, low in pairs
        if min(scores[up], scores[low]) > 0
        for cells in [tuple(_under(rows[up], rows[low]))]
    ]
    return max([one, *both], key=lambda header: header.known)


def _under(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    return [low or up for up, low in zip_longest(upper, lower, fillvalue="")]


def _sheet(table: _Table, found: _Header, order: int) -> Sheet:
    """Return the table below its header; `order` counts the sheets of a workbook with several."""
    at, header = found.last, list(found.cells)
    width = max((i + 1 for i, cell in enumerate(header) if cell), default=0)
    rows: list[tuple[Row, tuple[str, ...]]] = []
    above = [""] * width
    for number, row in enumerate(table.cells[at + 1 :], start=at + 2):
        cells = [*row[:width], *[""] * (width - len(row))]
        if not any(cells) or _is_no_row(cells, header):
            continue
        above = [up if _is_ditto(cell) else cell for cell, up in zip(cells, above, strict=True)]
        rows.append((SheetRow(order, number, table.name) if order else number, tuple(above)))
    title = " ".join(
        dict.fromkeys(cell for row in table.cells[: found.first] for cell in row if cell)
    )
    return Sheet(table.name, title, tuple(header[:width]), tuple(rows))


def _is_no_row(cells: list[str], header: list[str]) -> bool:
    """Tell whether a line adds up others, or is the header again on the next printed page."""
    first = next(filter(None, cells))
    return TOTALS.fullmatch(first) is not None or cells == header[: len(cells)]


def _is_ditto(cell: str) -> bool:
    return "".join(cell.split()) in DITTO


def _csv_rows(path: Path) -> list[list[str]]:
    text = _decoded(path)
    if "\0" in text:
        raise InputError(f"{path} is no text table: save it as CSV or .xlsx")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t，", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"{path} is not well-formed CSV: {error}") from error
    return [[cell.strip() for cell in row] for row in rows]


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path} is neither UTF-8 nor GB 18030 (GBK): save it as UTF-8")


def _workbook(path: Path) -> list[_Table]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and drop-downs it does not know
            book = openpyxl.load_workbook(path, data_only=True)
    except UNREADABLE as error:
        raise InputError(f"{path} is no readable Excel file: save it as .xlsx again") from error
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for merged in sheet.merged_cells.ranges:
            _spread(rows, merged.bounds)
        tables.append(_Table(sheet.title, rows))
    book.close()
    return tables


def _spread(rows: list[list[str]], bounds: tuple[int, int, int, int]) -> None:
    """Write the value of a cell merged over several rows into each of them."""
    left, top, right, bottom = bounds
    if left != right or top == bottom:
        return  # a title merged over columns is one cell
    for row in rows[top:bottom]:
        row[left - 1] = rows[top - 1][left - 1]


def _cell(value: object) -> str:
    """Return a spreadsheet cell as a person would write it.

    Examples
    --------
    >>> _cell(3.0), _cell(datetime(1940, 5, 1)), _cell(None), _cell(True)
    ('3', '1940-05-01', '', '是')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
