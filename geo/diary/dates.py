"""Days that words name, relative to the day of writing: 明天, 下周三, 月底, 3月5日, 春节."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from geo.diary.calendar import festival_names, next_festival

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
}
WEEKDAYS = dict(zip("一二三四五六日天", (1, 2, 3, 4, 5, 6, 7, 7), strict=True))
EVENTS = ("下班", "天黑", "放学", "睡觉", "吃饭", "晚饭", "午饭", "早饭", "上班")
"""Daily events that a time leans on: 下班前, 晚饭后."""
DAY_WORDS = {
    "大后天": 3, "大前天": -3, "今天": 0, "今日": 0, "今儿": 0, "当天": 0,
    "明天": 1, "明日": 1, "明儿": 1,
    "后天": 2,
    "昨天": -1, "昨日": -1, "昨儿": -1, "前天": -2, "今个": 0, "当晚": 0, "当日": 0,
    "明个": 1, "昨个": -1, "后儿": 2, "前儿": -2, "前日": -2, "前夜": -2, "后晚": 2, "前晚": -2,
    "今": 0, "明": 1, "昨": -1,
}  # fmt: skip
"""今, 明 and 昨 only before a part of the day: 今晚, 明早."""


def number(text: str) -> int:
    """Return the value of a numeral up to 99.

    Examples
    --------
    >>> number("12"), number("二十三"), number("十"), number("两")
    (12, 23, 10, 2)
    """
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)
    return DIGITS[text]


Days = tuple[date, date]
Groups = dict[str, str | None]
"""What each named group of the time grammar holds."""
LONG_OVER_DAYS = 90
"""A festival whose day is told (龙抬头那天) may lie further back."""
A_YEAR_DAYS = 366
"""How far back 中秋那天 may lie."""
HALF_A_YEAR_DAYS = 183
IN_SEASON_DAYS = 30
"""A day of the new year that is told by its number alone (初六) lies no further away."""
JUST_OVER_DAYS = 10
"""A festival that is told as past lies no further back than this."""


def resolved_days(groups: Groups, written_on: date, *, ahead: bool) -> Days | None:
    """Return (first day, last day) of a match, or None when it is no possible date."""
    for name, resolve in _RESOLVERS.items():
        if groups[name]:
            return resolve(groups, written_on, ahead)
    return written_on, written_on


def _named_day(groups: Groups, written_on: date, _: bool) -> Days:  # noqa: FBT001
    day = written_on + timedelta(days=DAY_WORDS[groups["day"] or ""])
    return day, day


def _monday(written_on: date, word: str | None) -> date:
    weeks = {"下下": 2, "下": 1, "上": -1, "大上": -2}.get((word or "").rstrip("个"), 0)
    return written_on + timedelta(days=7 * weeks - written_on.weekday())


def _weekday(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    monday = _monday(written_on, groups["weeks"])
    if groups["second"]:
        return _two_weekdays(groups, written_on, monday)
    if groups["weekday"] == "末":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    day = monday + timedelta(days=WEEKDAYS[groups["weekday"] or ""] - 1)
    if groups["weeks"] is None and ahead and day < written_on:
        day += timedelta(days=7)
    if groups["weeks"] is None and not ahead and day > written_on:
        day -= timedelta(days=7)
    return day, day


def _two_weekdays(groups: Groups, written_on: date, monday: date) -> Days | None:
    """Return the two days of 下周三四; None for what is no pair, such as 周三五."""
    first, last = (
        WEEKDAYS[sign] for sign in ((groups["weekday"] or "")[0], groups["second"] or "")
    )
    if last != first + 1:
        return None
    if groups["weeks"] is None and monday + timedelta(days=last - 1) < written_on:
        monday += timedelta(days=7)
    return monday + timedelta(days=first - 1), monday + timedelta(days=last - 1)


def _both_days(groups: Groups, written_on: date, _: bool) -> Days:  # noqa: FBT001
    first = 0 if (groups["both"] or "").startswith("今") else 1
    return written_on + timedelta(days=first), written_on + timedelta(days=first + 1)


def _whole_week(groups: Groups, written_on: date, _: bool) -> Days:  # noqa: FBT001
    monday = _monday(written_on, groups["week"])
    return monday, monday + timedelta(days=6)


def _first_of_month(written_on: date, months: int) -> date:
    index = written_on.year * 12 + written_on.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _in_month(first: date, groups: Groups) -> Days | None:
    last = _last_of_month(first)
    if groups["mday"]:
        wanted = number(groups["mday"])
        if not 1 <= wanted <= last.day:
            return None
        return first.replace(day=wanted), first.replace(day=wanted)
    spans = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20)}
    spans["下旬"] = (21, last.day)
    if groups["monthpart"] in ("底", "末"):
        return last, last
    begin, end = spans.get(groups["monthpart"] or "", (1, last.day))
    return first.replace(day=begin), first.replace(day=end)


def _relative_month(
    groups: Groups,
    written_on: date,
    _: bool,  # noqa: FBT001
) -> Days | None:
    word = (groups["monthword"] or "").replace("个", "")
    months = {"下月": 1, "上月": -1, "下下月": 2}.get(word, 0)
    return _in_month(_first_of_month(written_on, months), groups)


def _named_month(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    month = 1 if groups["month"] == "元" else number(groups["month"] or "0")
    if not 1 <= month <= 12:
        return None
    year = written_on.year + {"明年": 1, "去年": -1}.get(groups["yearword"] or "", 0)
    if groups["yearword"] is None:
        gap = month - written_on.month
        year += 1 if gap < -6 and ahead else -1 if gap > 6 and not ahead else 0
    told = ("mday", "monthpart", "yearword", "before", "whole")
    if not any(groups[name] is not None for name in told):
        return None
    return _in_month(date(year, month, 1), groups)


def _numeric(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    """Return the day of 3.20上午."""
    told = dict.fromkeys(groups) | {"month": groups["nmonth"], "mday": groups["nday"]}
    return _named_month(told, written_on, ahead)


def _day_of_month(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    wanted = number(groups["onlyday"] or "0")
    months = 1 if ahead and wanted < written_on.day else 0
    first = _first_of_month(written_on, months)
    if not 1 <= wanted <= _last_of_month(first).day:
        return None
    return first.replace(day=wanted), first.replace(day=wanted)


def _edge(groups: Groups, written_on: date, _: bool) -> Days:  # noqa: FBT001
    first = _first_of_month(written_on, 0)
    if groups["edge"] == "月初":
        return first, first.replace(day=10)
    if groups["edge"] == "月中":
        return first.replace(day=11), first.replace(day=20)
    if (groups["edge"] or "").startswith("年"):
        first = first.replace(month=12)
    return _last_of_month(first), _last_of_month(first)


def _offset(groups: Groups, written_on: date, _: bool) -> Days | None:  # noqa: FBT001
    if groups["later"] == "半":
        half = written_on + timedelta(days=15)
        return (half, half) if groups["unit"] == "月" else None
    days = number(groups["later"] or "0") * {"天": 1, "日": 1, "月": 30}.get(
        groups["unit"] or "", 7
    )
    day = written_on + timedelta(days=days)
    return day, day


def _limit(groups: Groups, written_on: date, _: bool) -> Days:  # noqa: FBT001
    """Return the end of 限两天."""
    unit = (groups["limitunit"] or "").removeprefix("个")
    days = number(groups["limit"] or "0") * {"天": 1, "日": 1, "月": 30}.get(unit, 7)
    day = written_on + timedelta(days=days)
    return day, day


def _hours(groups: Groups, written_on: date, _: bool) -> Days:  # noqa: FBT001
    day = written_on + timedelta(hours=int(groups["hours"] or 0))
    return day, day


def _festival(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    """Return the festival that lies ahead; one just over when it is told as past."""
    festival = festival_names().get(groups["festival"] or "", "spring_festival")
    day = next_festival(festival, written_on)
    if not ahead and not (groups["before"] or groups["past"]):
        told = groups["thatday"] or groups["part"]
        back = LONG_OVER_DAYS if told else JUST_OVER_DAYS
        reach = (back, A_YEAR_DAYS) if groups["thatday"] else (back,)
        over = (next_festival(festival, written_on - timedelta(days=days)) for days in reach)
        day = next((last for last in over if last is not None and last <= written_on), day)
    if day is None:
        return None
    day -= timedelta(days=1 if groups["shift"] else 0)
    return day, day


def _new_year_day(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    """Return the day of the first month that lies nearest; a bare 初六 only in its season."""
    wanted = number(groups["newyear"] or "0")
    first = next_festival("spring_festival", written_on - timedelta(days=HALF_A_YEAR_DAYS))
    if first is None or not 1 <= wanted <= 29:
        return None
    day = first + timedelta(days=wanted - 1)
    if abs(day - written_on).days > IN_SEASON_DAYS:
        if groups["nearby"]:
            return None
        later = next_festival("spring_festival", written_on) if ahead else first
        day = (later or first) + timedelta(days=wanted - 1)
    return day, day


def _last_moon_day(groups: Groups, written_on: date, ahead: bool) -> Days | None:  # noqa: FBT001
    """Return a day of the twelfth month, counted from its 23rd, the Little New Year."""
    back = timedelta(days=20 if ahead else LONG_OVER_DAYS)
    little = next_festival("little_new_year", written_on - back)
    wanted = number((groups["lastmoon"] or "零").lstrip("初").replace("廿", "二十"))
    if little is None or not 1 <= wanted <= 30:
        return None
    day = little + timedelta(days=wanted - 23)
    return day, day


_RESOLVERS: dict[str, Callable[[Groups, date, bool], Days | None]] = {
    "both": _both_days,
    "day": _named_day,
    "weekday": _weekday,
    "week": _whole_week,
    "monthword": _relative_month,
    "nmonth": _numeric,
    "month": _named_month,
    "onlyday": _day_of_month,
    "edge": _edge,
    "later": _offset,
    "limit": _limit,
    "hours": _hours,
    "newyear": _new_year_day,
    "lastmoon": _last_moon_day,
    "festival": _festival,
}
