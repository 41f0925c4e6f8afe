"""Working time counts office hours only, and counting it back gives the same amount."""

from datetime import date, datetime, time, timedelta
from datetime import timezone as fixed_zone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.needs.vocabulary import categories
from geo.needs.worktime import CHINA, DAY, TimeLimit, Unit, WorkCalendar, calendars, limits, of_day

OFFICE = calendars()["office"]
ALWAYS = calendars()["always"]

moments = st.datetimes(
    datetime.fromisoformat("2021-01-01"),
    datetime.fromisoformat("2027-12-31"),
    timezones=st.just(CHINA),
)
hours = st.floats(0, 200, allow_nan=False).map(lambda value: round(value, 3))
clock = st.sampled_from([OFFICE, ALWAYS])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def hours_between(calendar: WorkCalendar, start: datetime, end: datetime) -> float:
    """Return the working hours from `start` to `end`, counted day by day."""
    passed, day = timedelta(0), start.date()
    while day <= end.date():
        midnight = datetime.combine(day, time(0), CHINA)
        for opens, closes in calendar.hours(day):
            spell = min(midnight + closes, end) - max(midnight + opens, start)
            passed += max(spell, timedelta(0))
        day += DAY
    return passed / timedelta(hours=1)


@given(clock, moments, hours)
def test_working_hours_added_are_the_hours_counted_back(
    calendar: WorkCalendar, start: datetime, amount: float
) -> None:
    end = calendar.after_hours(start, amount)
    assert end >= start
    assert hours_between(calendar, start, end) == pytest.approx(amount, abs=1e-8)


@given(clock, moments, hours)
def test_a_deadline_never_falls_outside_office_hours(
    calendar: WorkCalendar, start: datetime, amount: float
) -> None:
    end = calendar.after_hours(start, amount)
    midnight = datetime.combine(end.date(), time(0), CHINA)
    at_midnight = end == midnight
    spells = calendar.hours(end.date() - DAY if at_midnight else end.date())
    passed = DAY if at_midnight else end - midnight
    inside = any(opens <= passed <= closes for opens, closes in spells)
    assert inside or any(opens == end - midnight for opens, _ in calendar.hours(end.date()))


@given(clock, moments, hours, hours)
def test_hours_add_up(calendar: WorkCalendar, start: datetime, first: float, second: float) -> None:
    twice = calendar.after_hours(calendar.after_hours(start, first), second)
    once = calendar.after_hours(start, first + second)
    assert hours_between(calendar, min(once, twice), max(once, twice)) < 1e-6


@given(clock, moments, st.integers(1, 40))
def test_working_days_added_are_the_days_counted_back(
    calendar: WorkCalendar, start: datetime, days: int
) -> None:
    end = calendar.after_days(start, days)
    last = end.date() - DAY if calendar is ALWAYS else end.date()
    assert calendar.days_between(start.date(), last) == days
    assert calendar.is_working_day(last)


@given(moments, hours)
def test_round_the_clock_is_plain_time(start: datetime, amount: float) -> None:
    assert abs(ALWAYS.after_hours(start, amount) - start - timedelta(hours=amount)) < timedelta(
        milliseconds=1
    )


@given(moments, hours, st.integers(-12, 14))
def test_the_clock_of_the_reader_does_not_move_a_deadline(
    start: datetime, amount: float, offset: int
) -> None:
    abroad = start.astimezone(fixed_zone(timedelta(hours=offset)))
    assert OFFICE.after_hours(abroad, amount) == OFFICE.after_hours(start, amount)


def test_the_lunch_break_and_the_night_do_not_count() -> None:
    assert OFFICE.after_hours(at("2026-11-24 11:00"), 1) == at("2026-11-24 13:30")
    assert OFFICE.after_hours(at("2026-11-24 16:30"), 1) == at("2026-11-25 09:00")
    assert OFFICE.after_hours(at("2026-11-28 10:00"), 0) == at("2026-11-30 08:30")


def test_holidays_are_free_and_shifted_weekends_are_worked() -> None:
    assert not OFFICE.is_working_day(date(2026, 2, 17))
    assert OFFICE.is_working_day(date(2026, 2, 14))
    assert OFFICE.hours(date(2026, 2, 14)) == OFFICE.hours(date(2026, 2, 9))
    assert OFFICE.days_between(date(2026, 9, 30), date(2026, 10, 12)) == 4
    assert ALWAYS.is_working_day(date(2026, 2, 17))


def test_the_day_of_the_report_does_not_count() -> None:
    assert OFFICE.after_days(at("2026-11-23 08:30"), 7) == at("2026-12-02 17:00")
    assert OFFICE.after_days(at("2026-11-23 16:59"), 7) == at("2026-12-02 17:00")
    assert ALWAYS.after_days(at("2026-11-23 16:59"), 1) == at("2026-11-25 00:00")


def test_danger_does_not_wait_for_monday() -> None:
    assert limits()["danger"].due(at("2026-11-28 22:00")) == at("2026-11-29 00:00")
    assert limits()["day"].due(at("2026-11-28 22:00")) == at("2026-11-29 22:00")


def test_every_limit_of_a_category_can_be_counted() -> None:
    for category in categories().values():
        if category.limit:
            assert limits()[category.limit].due(at("2026-11-24 09:00")) > at("2026-11-24 09:00")


def test_a_limit_without_its_calendar_is_refused() -> None:
    limit = TimeLimit("x", "x", "x", 2, Unit.HOURS, "night", verified=False)
    with pytest.raises(InputError, match="calendar 'night'"):
        limit.due(at("2026-11-24 09:00"))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="has no time zone"):
        OFFICE.after_hours(datetime(2026, 11, 24), 1)  # noqa: DTZ001


@pytest.mark.parametrize("amount", [-1, -0.5])
def test_negative_hours_are_refused(amount: float) -> None:
    with pytest.raises(InputError, match="wanted 0 or more"):
        OFFICE.after_hours(at("2026-11-24 09:00"), amount)


def test_zero_days_are_refused() -> None:
    with pytest.raises(InputError, match="wanted 1 or more"):
        OFFICE.after_days(at("2026-11-24 09:00"), 0)


@pytest.mark.parametrize(
    "week",
    [
        {},
        {1: ()},
        {0: ((of_day("08:00"), of_day("12:00")),)},
        {1: ((of_day("13:00"), of_day("12:00")),)},
        {1: ((of_day("13:00"), of_day("13:00")),)},
        {1: ((of_day("08:00"), of_day("12:00")), (of_day("11:00"), of_day("17:00")))},
    ],
)
def test_impossible_hours_are_refused(week: dict) -> None:
    with pytest.raises(InputError, match="hours"):
        WorkCalendar(week)


def test_a_day_both_free_and_worked_is_refused() -> None:
    day = frozenset({date(2026, 2, 14)})
    with pytest.raises(InputError, match="2026-02-14"):
        WorkCalendar(OFFICE.week, days_off=day, days_on=day)


@pytest.mark.parametrize("text", ["8:30", "24:01", "12:60", "noon", "", "１２:００"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no time of day"):
        of_day(text)
