"""No text of a table is computed by the spreadsheet that opens it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spreadsheets import safe_cell

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROLS = ("\t", "\r", "\n")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.sampled_from(["", " ", "\u3000", "\xa0", "\ufeff", " \t"]), TEXTS)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_after_a_sign_is_quoted_whole(sign: str, blank: str, rest: str) -> None:
    assert safe_cell(blank + sign + rest) == f"'{blank}{sign}{rest}"


@given(TEXTS)
@pytest.mark.parametrize("control", CONTROLS)
def test_a_text_after_a_tab_or_a_line_break_is_quoted_whole(control: str, rest: str) -> None:
    assert safe_cell(control + rest) == f"'{control}{rest}"


@given(TEXTS)
def test_no_text_is_a_formula_and_none_is_changed_without_need(text: str) -> None:
    safe = safe_cell(text)
    assert not safe.startswith(CONTROLS)
    assert not safe.strip("\ufeff \t\r\n\u3000\xa0").startswith(SIGNS)
    assert safe in {text, f"'{text}"}


@given(TEXTS)
def test_a_quoted_text_is_not_quoted_again(text: str) -> None:
    assert safe_cell(safe_cell(text)) == safe_cell(text)


@given(st.integers() | st.floats(allow_nan=False))
def test_a_number_stays_a_number(number: float) -> None:
    assert float(safe_cell(number)) == number


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_quoted_row_is_read_back(cells: list[str]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([safe_cell(cell) for cell in cells])
    read = next(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert read == [safe_cell(cell) for cell in cells]
