"""Times that lean on the one told before: ranges, the same day or night, one time in two words."""

import re
from dataclasses import replace
from datetime import timedelta

from geo.address.values import Span
from geo.diary.calendar import festival_names
from geo.diary.clauses import Clauses
from geo.diary.dates import WEEKDAYS
from geo.diary.phrases import folded
from geo.diary.spoken_times import DATED
from geo.diary.when import Kind, Part, When, part_of

_TODAY = re.compile("今天|今早|今儿|今晚|今日|今个|现在又|这会儿?")
_THAT_SAME_DAY = re.compile("当[天日晚]")
"""昨天下午摔的,当晚住的院: the day is the one told before."""
_SAME_DAY_AS = re.compile("后?[(]")
"""A festival and its date in brackets: 元旦后(1月4号)."""
_AND_THEN = re.compile(",?(?:我们?|咱们?|大伙儿?|大家)?")
"""明天重阳节,我们上午十点 is one time."""
_RANGE = re.compile(r"^(?:到|至|-|—|~)$")
_DRAWN_OUT = re.compile(r"^(?:[^,。;!?]{0,3}[到至]|-|—|~)$")
"""从上周五抽到昨天."""


def is_that_day(when: When) -> bool:
    """Tell whether `when` names a day that must have been told before: 当天."""
    return when.part is None and _THAT_SAME_DAY.fullmatch(when.text) is not None


def leaning_on(
    last: When, when: When, match: re.Match[str], clauses: Clauses, text: str
) -> tuple[When, ...]:
    """Return what takes the place of `last` when `when` is told next: both, or one of them.

    Of two daily rhythms the first only says why: 天天得换药,请护士每天上午来.
    """
    if last.recur == when.recur == "daily" and last.part is None and last.time is None:
        return (when,)
    if _THAT_SAME_DAY.match(when.text) and (day := last.date_to) is not None:
        if when.part is None and when.time is None:
            return (last,)
        kind = Kind.OBSERVED if day < (when.date_to or day) else when.kind
        when = replace(when, date_from=day, date_to=day, kind=kind)
    when = _on_that_day(when, last, match, clauses)
    when = _later_that_night(when, last, match)
    joined = _joined(last, when, match, text)
    return (joined,) if joined else (last, when)


def names_the_day(last: When, match: re.Match[str], clauses: Clauses) -> bool:
    """Tell whether `match` is the festival of the day told just before: 明天重阳节."""
    if match["festival"] is None or match["before"] or match["shift"] or last.recur:
        return False
    alone = last.time is None and last.part is None and last.date_from == last.date_to
    return alone and clauses.text[last.span.end : match.start()] in ("", "是")


def _joined(last: When, when: When, match: re.Match[str], text: str) -> When | None:
    """Return both as one time where they tell one: 元旦后(1月4号)上午九点, 周四,下午两点半."""
    between = folded(text[last.span.end : match.start()])
    dated = any(match[name] for name in DATED)
    if last.recur or when.recur or last.time is not None or last.part is not None:
        return None
    span = Span(last.span.start, when.span.end)
    words = text[span.start : span.end]
    if dated and _SAME_DAY_AS.fullmatch(between) and last.text in festival_names():
        return replace(when, text=words, span=span)
    told = not dated and _AND_THEN.fullmatch(between) and (when.part or when.time) is not None
    if told and last.date_from == last.date_to is not None:
        return replace(last, text=words, span=span, part=when.part, time=when.time)
    return None


def _later_that_night(when: When, last: When, match: re.Match[str]) -> When:
    """Return `when` in the half of the day of the hour before: 凌晨四点…,五点十分生的."""
    if when.time is None or match["solo"] or match["part"] or last.date_to is None:
        return when
    if last.time is None:
        return _that_evening(when, last, match)
    hour = int(when.time[:2])
    early = f"{hour - 12:02d}{when.time[2:]}"
    if last.part in (Part.NIGHT, Part.AM) and hour > 12 and when.date_to == last.date_to:
        goes_on = last.time < early and match["s_hour"] is not None
        return replace(when, time=early, part=part_of(early)) if goes_on else when
    late = last.part in (Part.PM, Part.EVENING) or last.time >= "18"
    goes_on = late and when.date_to == last.date_to
    if not goes_on or hour >= 12 or when.time > last.time:
        return when
    return replace(when, time=f"{hour + 12}{when.time[2:]}", part=Part.EVENING)


def _that_evening(when: When, last: When, match: re.Match[str]) -> When:
    """Return a bare hour in the evening told before: 昨晚上锁在屋里,十点出来的."""
    bare = match["s_hour"] is not None and last.part is Part.EVENING
    if not bare or last.date_to != last.date_from or not "06" <= (when.time or "") < "12":
        return when
    time = f"{int((when.time or '')[:2]) + 12}{(when.time or '')[2:]}"
    return replace(
        when, date_from=last.date_from, date_to=last.date_to, time=time, part=Part.EVENING
    )


def _on_that_day(when: When, last: When, match: re.Match[str], clauses: Clauses) -> When:
    """Return `when` on the day told just before: 昨天四点出门到晚上九点, 明天上午量,下午装.

    A part of the day alone is today's, but for what goes on from another day: in the same clause;
    ahead, in the same sentence; past, when a 今天 behind it tells the two days apart.
    """
    day = last.date_to
    if when.recur or last.recur or day is None or any(match[name] for name in DATED):
        return when
    if last.date_from != day or when.date_to is None or when.date_to == day:
        return when
    here, before = match.start(), last.span.start
    goes_on = clauses.clause(here) == clauses.clause(before)
    late = when.part in (Part.EVENING, Part.NIGHT) and last.part is None and last.time is None
    if late and when.kind is Kind.OBSERVED and day < when.date_to:
        goes_on |= clauses.sentence(here) == clauses.sentence(before)
    by_the_clock = when.time is not None and last.time is not None and not match["solo"]
    if by_the_clock and day < when.date_to:
        goes_on |= clauses.sentence(here) == clauses.sentence(before)
    elif day > when.date_to:
        goes_on |= clauses.sentence(here) == clauses.sentence(before) and when.kind is Kind.DUE
    else:
        sentences = clauses.text[clauses.sentence(before)[1] : clauses.sentence(here)[0]]
        goes_on |= not sentences and _TODAY.search(clauses.text, match.end()) is not None
    if not goes_on:
        return when
    kind = Kind.DUE if day > when.date_to else Kind.OBSERVED
    return replace(when, date_from=day, date_to=day, kind=kind)


def goes_on(first: When, match: re.Match[str], clauses: Clauses) -> bool:
    """Tell whether `match` ends the range that `first` begins: 11月1日到今天, 周三周四."""
    if first.recur is not None:
        return False
    between = clauses.text[first.span.end : match.start()]
    follows = match["event"] is not None or (match["weekday"] is not None and not match["weeks"])
    side_by_side = not between and follows
    drawn_out = clauses.before(first.span.start).endswith(("从", "自", "打"))
    return side_by_side or (_DRAWN_OUT if drawn_out else _RANGE).match(between) is not None


def ranged(first: When, last: When | None, match: re.Match[str], text: str) -> When:
    """Return the range from `first` to the time of `match`; a clock time keeps its beginning."""
    span = Span(first.span.start, match.end())
    words = text[span.start : span.end]
    if match["weekday"] in WEEKDAYS and not match["weeks"] and first.date_from is not None:
        ahead = (WEEKDAYS[match["weekday"]] - first.date_from.isoweekday()) % 7
        return replace(
            first, text=words, span=span, date_to=first.date_from + timedelta(days=ahead)
        )
    if last is None or last.date_to is None or first.date_to is None or match["s_hour"]:
        return replace(first, text=words, span=span)
    return replace(first, text=words, span=span, date_to=max(first.date_to, last.date_to))
