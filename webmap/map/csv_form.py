"""Tables as CSV that a spreadsheet opens as it should: Chinese readable, no cell a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell (OWASP, CSV injection)."""
BOM = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""


def safe_cell(cell: object) -> str:
    """Return `cell` as text that no spreadsheet computes; None is empty.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell(-3), safe_cell(None), safe_cell("-3号楼")
    ("'=1+1", '-3', '', "'-3号楼")
    """
    if cell is None:
        return ""
    text = str(cell)
    if isinstance(cell, str) and text.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return `rows` under `head` as CSV in UTF-8 with a byte order mark and CRLF lines."""
    stream = io.StringIO()
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode()
