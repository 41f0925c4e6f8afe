"""A table as CSV: read back as it was, and no cell that a spreadsheet computes."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from geo.spreadsheets import safe_cell
from webmap.map.csv_form import csv_bytes

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_rows_are_read_back(rows: list[list[str]]) -> None:
    text = csv_bytes(["甲", "乙"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["甲", "乙"], *([safe_cell(cell) for cell in row] for row in rows)]


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), CELLS)
def test_no_text_is_a_formula(start: str, rest: str) -> None:
    text = csv_bytes([], [[start + rest]]).decode("utf-8-sig")
    assert text.lstrip('\r\n"').startswith("'")


def test_a_spreadsheet_learns_that_it_is_utf8() -> None:
    assert csv_bytes(["楼栋"], []).startswith(b"\xef\xbb\xbf")
