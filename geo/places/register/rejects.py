"""Faults of rows, and the file that lists them."""

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import InputError
from geo.spreadsheets import safe_cell


@dataclass(frozen=True, slots=True, order=True)
class SheetRow:
    """A row of a workbook in which several sheets are read.

    Examples
    --------
    >>> str(SheetRow(2, 17, "光明小区"))
    '光明小区!17'
    """

    order: int
    """Which of the sheets, from 1."""
    number: int
    """Number of the row in the sheet, from 1."""
    sheet: str

    def __str__(self) -> str:
        """Return sheet and row as a spreadsheet names them."""
        return f"{self.sheet}!{self.number}"


Row = int | SheetRow
"""Where a row stands: its number in the file, from 1, as a spreadsheet shows it; with the sheet
where a workbook has several. One file has one kind."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row; says no name, number or address, so that it may be logged."""

    row: Row
    reason: str
    suggestion: str
    rejects: bool
    """True: the row is left out; False: it comes in without the faulty part."""


def write_rejects(path: Path, faults: Sequence[Fault]) -> None:
    """Write `faults` as CSV with the columns row, reason, suggestion, whole or not at all.

    UTF-8 with a byte order mark, as spreadsheets want it; a cell that a spreadsheet would take
    for a formula is quoted.

    Raises
    ------
    InputError
        When `path` cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
            draft = Path(folder) / path.name
            with draft.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["row", "reason", "suggestion"])
                writer.writerows(
                    [str(fault.row), safe_cell(fault.reason), safe_cell(fault.suggestion)]
                    for fault in faults
                )
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
