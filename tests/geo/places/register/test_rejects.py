"""The file of rejects opens in a spreadsheet and starts no formula."""

import csv
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.places.register import Fault, write_rejects


def test_cells_that_look_like_formulas_are_quoted(tmp_path: Path) -> None:
    faults = [
        Fault(2, "=HYPERLINK(1)", "@now", rejects=True),
        Fault(3, "no address", "-", rejects=True),
    ]
    write_rejects(tmp_path / "out.csv", faults)
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [
        ["row", "reason", "suggestion"],
        ["2", "'=HYPERLINK(1)", "'@now"],
        ["3", "no address", "'-"],
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write .*gone/out\.csv"):
        write_rejects(tmp_path / "gone" / "out.csv", [])
