"""Tables as CSV that a spreadsheet opens as it should: Chinese readable, no cell a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from geo.spreadsheets import safe_cell

BOM = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return `rows` under `head` as CSV in UTF-8 with a byte order mark and CRLF lines."""
    stream = io.StringIO()
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode()
