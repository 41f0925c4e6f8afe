"""Identity numbers, birth dates and phones are read as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.register.people import (
    CHECK_DIGITS,
    WEIGHTS,
    masked_digits,
    masked_name,
    read_birth_year,
    read_identity,
    read_phones,
)

DAY = date(2023, 1, 9)
BIRTHS = st.dates(date(1900, 1, 1), DAY)


def numbered(born: date, serial: int) -> str:
    digits = f"210106{born:%Y%m%d}{serial:03}"
    total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True))
    return digits + CHECK_DIGITS[total % 11]


@given(BIRTHS, st.integers(0, 999))
def test_a_true_identity_number_tells_year_and_sex(born: date, serial: int) -> None:
    read = read_identity(numbered(born, serial))
    assert (read.birth_year, read.sex) == (born.year, "male" if serial % 2 else "female")
    assert read.fault == ""


@given(BIRTHS, st.integers(1, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(born: date, serial: int, at: int, off: int) -> None:
    number = numbered(born, serial)
    wrong = number[:at] + str((int(number[at]) + off) % 10) + number[at + 1 :]
    read = read_identity(wrong)
    assert read.number is None
    assert read.fault


@given(
    st.dates(date(1925, 1, 1), DAY),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m", "%Y%m%d", "%Y", "%Y年"]),
)
def test_a_birth_date_in_any_form_gives_its_year(born: date, form: str) -> None:
    assert read_birth_year(born.strftime(form), DAY) == born.year


@given(
    st.integers(13_000_000_000, 19_999_999_999),
    st.sampled_from(["{}", "手机{}", "+86 {}", "{}（女儿）"]),
)
def test_a_mobile_number_is_found_in_what_stands_around_it(number: int, form: str) -> None:
    assert read_phones(form.format(number)) == (str(number),)


@given(st.text(max_size=30))
def test_masks_never_show_the_middle(text: str) -> None:
    assert len(masked_name(text)) <= 3
    assert sum(character != "*" for character in masked_digits(text)) <= 7 + text.count("*") * 0


@pytest.mark.parametrize("cell", ["", "无", "abc", "99999", "2.1E+17"])
def test_no_birth_year_is_made_up(cell: str) -> None:
    assert read_birth_year(cell, DAY) is None
