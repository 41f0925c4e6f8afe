"""Deadlines in working time: office hours, days off and shifted working days are data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from geo.datasets import data_rows
from geo.errors import InputError
from geo.needs.vocabulary import Term, flag

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Clock of all China, without summer time."""

DAY = timedelta(days=1)

Hours = tuple[tuple[timedelta, timedelta], ...]
"""Opening and closing of one day's spells of work, counted from midnight, in order."""


class Unit(StrEnum):
    """What a time limit counts."""

    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When work is done.

    Moments are aware; they are read and returned on the clock of `zone`.

    Examples
    --------
    >>> office = calendars()["office"]
    >>> friday = datetime(2026, 9, 18, 16, 30, tzinfo=CHINA)
    >>> office.after_hours(friday, 1).isoformat(timespec="minutes")  # that Sunday is worked
    '2026-09-20T09:00+08:00'
    """

    week: Mapping[int, Hours]
    """Hours by ISO weekday, 1 = Monday; a weekday that is not named is free."""
    days_off: frozenset[date] = frozenset()
    """Free, whatever the weekday."""
    days_on: frozenset[date] = frozenset()
    """Worked with the hours of the first working weekday, whatever the weekday (调休)."""
    zone: timezone = CHINA

    def __post_init__(self) -> None:
        """Refuse hours in which nothing could ever be finished."""
        if not any(self.week.values()):
            raise InputError("a work calendar without any hours: give one weekday its hours")
        for weekday, hours in self.week.items():
            bounds = [timedelta(0), *(edge for spell in hours for edge in spell), DAY]
            falls = any(later < earlier for earlier, later in pairwise(bounds))
            if weekday not in range(1, 8) or falls or any(a == b for a, b in hours):
                raise InputError(
                    f"hours of weekday {weekday}: wanted 1 to 7 and spells in order within one day"
                )
        if both := self.days_off & self.days_on:
            raise InputError(f"{min(both)} is listed as free and as worked: keep one row")

    def hours(self, day: date) -> Hours:
        """Return the spells of work on `day`; empty on a free day."""
        if day in self.days_off:
            return ()
        if day in self.days_on:
            return next(self.week[weekday] for weekday in sorted(self.week) if self.week[weekday])
        return self.week.get(day.isoweekday(), ())

    def is_working_day(self, day: date) -> bool:
        """Whether any work is done on `day`."""
        return bool(self.hours(day))

    def after_hours(self, start: datetime, hours: float) -> datetime:
        """Return the moment when `hours` of working time have passed since `start`.

        Hours count from the moment itself (民法典 art. 201). With zero hours it is `start`, or the
        next opening.

        Raises
        ------
        InputError
            When `start` has no time zone or `hours` is negative.
        """
        if hours < 0:
            raise InputError(f"a time limit of {hours} h: wanted 0 or more")
        left = timedelta(hours=hours)
        spells = self._spells(self._local(start))
        opens, closes = next(spells)
        while closes - opens < left:
            left -= closes - opens
            opens, closes = next(spells)
        return opens + left

    def after_days(self, start: datetime, days: int) -> datetime:
        """Return the close of work on the `days`-th working day after the day of `start`.

        The first day does not count and the last ends when business ends (民法典 art. 201, 203).

        Raises
        ------
        InputError
            When `start` has no time zone or `days` is below 1.
        """
        if days < 1:
            raise InputError(f"a time limit of {days} days: wanted 1 or more")
        day = self._local(start).date()
        while days:
            day += DAY
            days -= self.is_working_day(day)
        return self._midnight(day) + self.hours(day)[-1][1]

    def days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start`, up to and with `end`."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + timedelta(days=passed)) for passed in span)

    def _spells(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spells of work from `start` on, the first one cut at `start`."""
        day = start.date()
        while True:
            midnight = self._midnight(day)
            for opens, closes in self.hours(day):
                if midnight + closes > start:
                    yield max(midnight + opens, start), midnight + closes
            day += DAY

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self.zone)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise InputError(f"{moment} has no time zone: say whose clock it was read on")
        return moment.astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class TimeLimit(Term):
    """A promise of when an answer is there.

    Examples
    --------
    >>> opened = datetime(2026, 9, 30, 16, tzinfo=CHINA)  # the eve of the National Day week
    >>> limits()["danger"].due(opened).isoformat(timespec="minutes")
    '2026-09-30T18:00+08:00'
    >>> limits()["ordinary"].due(opened).isoformat(timespec="minutes")
    '2026-10-15T17:00+08:00'
    """

    amount: int
    unit: Unit
    calendar: str
    """Id of the calendar that counts it."""
    verified: bool

    def due(self, opened: datetime, known: Mapping[str, WorkCalendar] | None = None) -> datetime:
        """Return the moment by which a need that was opened at `opened` is answered.

        Raises
        ------
        InputError
            When `opened` has no time zone or `known` (default: the shipped calendars) lacks the
            calendar of this limit.
        """
        shelf = calendars() if known is None else known
        if self.calendar not in shelf:
            raise InputError(
                f"limit {self.id!r} counts by calendar {self.calendar!r}: no such list"
            )
        calendar = shelf[self.calendar]
        if self.unit is Unit.HOURS:
            return calendar.after_hours(opened, self.amount)
        return calendar.after_days(opened, self.amount)


@cache
def limits() -> Mapping[str, TimeLimit]:
    """Return the shipped time limits by id."""
    return MappingProxyType(
        {
            row["id"]: TimeLimit(
                id=row["id"],
                zh=row["zh"],
                en=row["en"],
                amount=int(row["amount"]),
                unit=Unit(row["unit"]),
                calendar=row["calendar"],
                verified=flag(row["verified"]),
            )
            for row in data_rows("vocabulary/limits.csv")
        }
    )


@cache
def calendars() -> Mapping[str, WorkCalendar]:
    """Return the shipped calendars by id: ``office`` and ``always``."""
    shifted = {
        kind: frozenset(
            date.fromisoformat(row["date"])
            for row in data_rows("calendar/days_off.csv")
            if row["kind"] == kind
        )
        for kind in ("off", "work")
    }
    made = {}
    for row in data_rows("vocabulary/calendars.csv"):
        observed = shifted if flag(row["holidays"]) else {}
        made[row["id"]] = WorkCalendar(
            _week(row["id"]),
            days_off=observed.get("off", frozenset()),
            days_on=observed.get("work", frozenset()),
        )
    return MappingProxyType(made)


def of_day(text: str) -> timedelta:
    """Return the time since midnight that ``HH:MM`` tells, 24:00 included.

    Examples
    --------
    >>> of_day("08:30"), of_day("24:00")
    (datetime.timedelta(seconds=30600), datetime.timedelta(days=1))

    Raises
    ------
    InputError
        When `text` is no time of day.
    """
    found = re.fullmatch(r"([0-9]{2}):([0-5][0-9])", text)
    passed = timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None
    if passed is None or passed > DAY:
        raise InputError(f"{text!r} is no time of day: wanted HH:MM from 00:00 to 24:00")
    return passed


def _week(calendar: str) -> dict[int, Hours]:
    week: dict[int, Hours] = {}
    for row in data_rows("vocabulary/office_hours.csv"):
        if row["calendar"] == calendar:
            spell = (of_day(row["opens"]), of_day(row["closes"]))
            week[int(row["weekday"])] = (*week.get(int(row["weekday"]), ()), spell)
    return week
