"""Festivals of the Chinese calendar, 2020 to 2035, as dates."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import cache

from geo.datasets import data_rows


@cache
def festival_names() -> Mapping[str, str]:
    """Return every Chinese name of a festival -> its id, longest names first.

    Examples
    --------
    >>> festival_names()["端午"]
    'dragon_boat'
    """
    pairs = [
        (name, row["id"])
        for row in data_rows("calendar/festivals.csv")
        for name in row["zh"].split("|")
    ]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def _festival_dates() -> Mapping[str, list[date]]:
    dates: dict[str, list[date]] = {}
    for row in data_rows("calendar/festival_dates.csv"):
        dates.setdefault(row["festival"], []).append(date.fromisoformat(row["date"]))
    return {festival: sorted(days) for festival, days in dates.items()}


def next_festival(festival: str, day: date) -> date | None:
    """Return the first `festival` on or after `day`; None beyond the calendar that is shipped.

    Examples
    --------
    >>> next_festival("spring_festival", date(2023, 1, 17))
    datetime.date(2023, 1, 22)
    """
    days = _festival_dates()[festival]
    place = bisect_left(days, day)
    return days[place] if place < len(days) else None
