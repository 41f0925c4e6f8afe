import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.numerals import LIMIT, arabic, chinese, spoken

HOUSE = st.integers(1, LIMIT - 1)


@given(HOUSE)
def test_every_house_number_survives_being_written_in_words(number: int) -> None:
    assert arabic(chinese(number)) == str(number)


@given(HOUSE)
def test_every_house_number_survives_being_spoken_digit_by_digit(number: int) -> None:
    assert arabic(spoken(str(number))) == str(number)


@given(HOUSE)
def test_full_width_digits_read_like_ascii_ones(number: int) -> None:
    wide = "".join(chr(ord("０") + int(digit)) for digit in str(number))
    assert arabic(wide) == str(number)


@pytest.mark.parametrize("text", ["", "楼", "十十", "百百", "三x", "一二十"])
def test_what_is_no_number_reads_as_none(text: str) -> None:
    assert arabic(text) is None


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("十", "10"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("一百二", "120"),
        ("两", "2"),
        ("〇", "0"),
    ],
)
def test_spoken_short_forms_are_read(words: str, digits: str) -> None:
    assert arabic(words) == digits


def test_numbers_beyond_a_house_are_refused() -> None:
    with pytest.raises(ValueError, match="1000"):
        chinese(1000)
