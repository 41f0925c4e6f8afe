"""The page that describes the data names every file, every column, its source and licence."""

import csv
import re
from pathlib import Path

import pytest

from geo.datasets import data_path, data_rows

ROOT = data_path("README.md").parent
FILES = sorted(
    str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in {".csv", ".json"}
)
TABLES = [name for name in FILES if name.endswith(".csv")]


def sections() -> dict[str, str]:
    """Return what the page says of each file."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (\S+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_names_every_file_and_no_other() -> None:
    assert sorted(sections()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_a_source_and_a_licence(name: str) -> None:
    text = sections()[name]
    assert "Source: " in text
    assert "Licence: " in text


@pytest.mark.parametrize("name", TABLES)
def test_each_column_is_described_in_order(name: str) -> None:
    rows = re.findall(r"^\| (\S+) \| (.+) \|$", sections()[name], flags=re.MULTILINE)
    assert [column for column, _ in rows[1:]] == header(name)
    assert all(len(meaning) > 2 for _, meaning in rows)


@pytest.mark.parametrize("name", TABLES)
def test_each_row_has_as_many_cells_as_the_header(name: str) -> None:
    with (ROOT / name).open(encoding="utf-8", newline="") as stream:
        widths = {len(row) for row in csv.reader(stream)}
    assert widths == {len(header(name))}


@pytest.mark.parametrize("name", [name for name in TABLES if name.startswith("vocabulary/")])
def test_each_word_says_where_it_comes_from_and_whether_that_was_checked(name: str) -> None:
    rows = data_rows(name)
    assert rows
    assert all(row["source"] for row in rows)
    assert {row["verified"] for row in rows} <= {"yes", "no"}


def header(name: str) -> list[str]:
    with (Path(ROOT) / name).open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream))
