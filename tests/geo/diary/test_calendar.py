from datetime import date

import pytest

from geo.datasets import data_rows
from geo.diary.calendar import festival_names, next_festival


@pytest.mark.parametrize(
    ("name", "day"),
    [("春节", date(2023, 1, 22)), ("端午", date(2023, 6, 22)), ("中秋", date(2023, 9, 29))],
)
def test_festivals_of_2023_fall_on_their_days(name: str, day: date) -> None:
    assert next_festival(festival_names()[name], date(2023, 1, 1)) == day


def test_each_festival_has_a_date_in_every_year() -> None:
    days = [(row["festival"], row["date"][:4]) for row in data_rows("calendar/festival_dates.csv")]
    for festival in {row["id"] for row in data_rows("calendar/festivals.csv")}:
        years = {year for name, year in days if name == festival}
        assert len(years) >= 15


def test_beyond_the_calendar_there_is_no_date() -> None:
    assert next_festival("spring_festival", date(2036, 1, 1)) is None


def test_days_off_and_extra_working_days_are_told_apart() -> None:
    kinds = {row["date"]: row["kind"] for row in data_rows("calendar/days_off.csv")}
    assert kinds["2022-10-03"] == "off"
    assert kinds["2022-10-08"] == "work"
