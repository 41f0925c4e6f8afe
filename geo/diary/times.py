"""The times of a text, relative to the day it was written: visits, deadlines, rhythms.

Habits (每天夜里十点狗叫) and vague spans (过两天, 停电三天了) are no times. Digits of a home (5楼,
102) or a call number (120) are none either: a time needs a sign of its own, such as 点, 月, 周, 天.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from geo.address.values import Span
from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.dates import EVENTS, WEEKDAYS, number, resolved_days
from geo.diary.time_grammar import time_grammar


class Part(StrEnum):
    """Parts of a day."""

    AM = "am"
    NOON = "noon"
    PM = "pm"
    EVENING = "evening"
    NIGHT = "night"


class Kind(StrEnum):
    """Whether a time lies ahead or is reported."""

    DUE = "due"
    OBSERVED = "observed"


PARTS = {row["word"]: Part(row["part"]) for row in data_rows("lexicon/day_parts.csv")}


@dataclass(frozen=True, slots=True)
class When:
    """One time that governs an item of the diary."""

    text: str
    span: Span
    kind: Kind
    date_from: date | None
    """First day; the day of writing for a deadline; None for a rhythm."""
    date_to: date | None
    part: Part | None
    time: str | None
    """Clock time HH:MM of the day, 24 hours."""
    recur: str | None
    """``daily``, ``weekly:2,5`` (1 = Monday) or ``monthly``."""


_PAST = re.compile(
    r"了|来(?:投诉|反映|问|找|报|说|咨询)|过|已|刚|发现|反映|看见|看到|说(?!好)|走访|巡查|时|才[到来]|[走出到接送]的|好的"
)
_AHEAD = re.compile(
    r"要|需|请|让|将|准备|打算|计划|约|定|答应|再|能不能|希望|想|等|争取|保证|安排|派|一并|统一|务必|必须"
)
_PROMISED = re.compile(
    r"(?:说|答应|约(?:好|了|定)?|定(?:在|好|了)?|等|争取|保证|承诺|计划|准备|打算|通知|要求|催|让他?|请|叫他?|改(?:到|在)?|拖到|最晚|最迟)$"
)
_CAME = re.compile(r"^[^,.。;!?]{0,8}?(?:[来走完好到掉]了|过了|过|了)")
_REPORTED = re.compile(
    r"来(?:投诉|反映|问|咨询)|[去来送说看换修做打量办抬清帮接陪教通劝关拉走开搬]"
    r"[^,.。;]{0,8}了|已|过了|走访|刚|才到|[走出到接送]的"
)
_SELF_AHEAD = re.compile(
    r"^(?:社区|物业|我|去|来|上门|入户|送|帮|陪|教|志愿者|医生|护士|师傅|走|派|到)"
)
_HABIT = re.compile(
    r"每天|每晚|每到|天天|总|经常|老是|一直|常(?!去|来)|往往|有时|习惯|以后|一到|只要|"
    r"(?:点|夜|里)(?:就|还|才(?!到))|动不动|吵|叫(?!了?(?:120|车|人|救护|他|她|我))|扰|噪|闹|洗衣|跳舞|打牌|打麻将|打眼|装修|不睡|睡不|睡觉|摸黑|白天黑夜|"
    r"(?:最|特别|更)(?:严重|厉害|吵)"
)
_ACTS = re.compile(
    r"请|帮|送|去|来|上门|入户|接(?!触)|量|测|透析|换|打针|看望|探|陪|巡|敲门|打电话|护理|代|买|取|洗|复查|打扫|清|喂|照|联系|检查|做饭|走访|教|读|"
    r"劝|讲|修|抢修|通|抽|掏|撒|铲|扫|拉走|搬|拆|装|挪|锁|开门|关|停|谈|走(?!道|廊|路)|跑(?!步)|分|捎|带|拿|看|扑灭|处理|回话|回信|答复|约|到(?!处|底)|办|报修|维修|查"
)
_CARE = re.compile(
    r"请|帮|送|去|来|上门|入户|接(?!触)|量|测|透析|换|打针|看望|探|陪|巡|敲门|打电话|护理|代|买|取|洗|复查|打扫|喂|照|联系|检查|做饭|走访|教|读|"
    r"求|给|讲|练|排|上课|值班|轮流|轮着|捎|带|打胰岛素|康复|理疗|化疗|看(?!电视)|扫|清"
)
_NUISANCE = re.compile(
    r"吵|叫(?!他|她|我|人)|扰|噪|闹|跳舞|打牌|麻将|洗衣|洗澡|唱|放音|装修|拖椅|哭|骂|睡|咳|疼|喝酒|抽烟|堵|停电|停水|遛弯|看电视|跑跳|蹦|砸|敲墙|有味|冒"
)
_KIN_AWAY = re.compile(r"(?:儿子|女儿|儿女|子女|闺女|姑娘|孩子|孙子|老伴)[^,]{0,4}$")
_KIN_EVENT = re.compile(r"^[^,.。;!?]{0,4}(?:回来|回家|回国|出差|放假|结婚|才回|到家)")
_UNTIL = re.compile(r"(?:截至|截止到?|直到|延到|拖到|推到|到|至)$")
_SUPPOSED = re.compile(
    r"(?:预产期(?:就)?(?:是|在)?|要是|万一|如果|假如|赶上|碰上|原定|本来|原来说|本来说|以前|早先)$"
)
_MEETING = re.compile(r"例会|开(?:完|了|个|着)?[^,.。;]{0,5}会(?!员|诊|计)|会议|值班")
_KIN_COMES = re.compile(
    r"(?:儿子|女儿|儿女|子女|闺女|姑娘|孩子|儿媳|女婿|保姆|家里人|邻居)[^,.。;]{0,4}$|(?:不用|不需要|不必|别|无需)[^,.。;]{0,4}$"
)
_RUN_ON = re.compile(r"^(?:到现在|以来|开始|起(?!来)|至今)")
_NOTHING_THEN = re.compile(r"^(?:没|不|也没|都没)")
_FESTIVAL_ACT = re.compile(
    r"^,?(?:[我咱社区网格员们组织带]{0,6})(?:看望|慰问|走访|探望|给|去|送|来|陪|接|上门|入户|请|办|做|包|发|教|帮|教会|到)"
    r"|^,?[\da-z一二三四五六七八九十]{1,3}(?:号|栋|座|单元|楼|#)"
)
_MERELY = re.compile(r"(?:只|才|就)[^,.。;]{1,3}[到至]$")
_STANDS_IN = re.compile(r"^[^,.。;]{0,3}(?:替|代|帮)[^,.。;]{1,4}(?:盯|看|值|顶|代|管)")
_RANGE = re.compile(r"^(?:到|至|-|—|~)$")
_DATED = ("day", "weekday", "week", "monthword", "month", "onlyday", "edge", "later", "hours",
          "newyear", "festival")  # fmt: skip


def read_times(clauses: Clauses, text: str, written_on: date) -> tuple[When, ...]:
    """Return the times in folded `clauses`, in order; `text` is the original they quote.

    Cost: linear in the text.
    """
    found: list[When] = []
    for match in time_grammar().finditer(clauses.text):
        if match.end() == match.start():
            continue
        if found and _goes_on(found[-1], match, clauses):
            found[-1] = _ranged(found[-1], _when(match, clauses, text, written_on), match, text)
            continue
        when = _when(match, clauses, text, written_on)
        if when is not None:
            found.append(when)
    return tuple(found)


def _goes_on(first: When, match: re.Match[str], clauses: Clauses) -> bool:
    """Tell whether `match` ends the range that `first` begins: 11月1日到今天, 两点到四点."""
    between = clauses.text[first.span.end : match.start()]
    return first.recur is None and _RANGE.match(between) is not None


def _ranged(first: When, last: When | None, match: re.Match[str], text: str) -> When:
    """Return the range from `first` to the time of `match`; a clock time keeps its beginning."""
    span = Span(first.span.start, match.end())
    words = text[span.start : span.end]
    if last is None or last.date_to is None or first.date_to is None or match["s_hour"]:
        return replace(first, text=words, span=span)
    return replace(first, text=words, span=span, date_to=max(first.date_to, last.date_to))


def _when(match: re.Match[str], clauses: Clauses, text: str, written_on: date) -> When | None:
    groups = match.groupdict()
    if groups["recur"]:
        return _rhythm(match, clauses, text)
    if not _spoken_of(match, clauses):
        return None
    before = _is_deadline(groups)
    part, clock = _part_and_clock(groups)
    ahead = _kind(match, clauses, 0, before=before) is Kind.DUE
    days = resolved_days(groups, written_on, ahead=ahead)
    if days is None or (groups["festival"] and not _festive(match, clauses, days, written_on)):
        return None
    offset = (days[0] - written_on).days
    kind = _kind(match, clauses, 0 if days[0] <= written_on <= days[1] else offset, before=before)
    until = (
        before or groups["within"] or groups["inside"] or (groups["offset"] or "").endswith("内")
    )
    if until or (days[1] > written_on and _UNTIL.search(clauses.before(match.start()))):
        days = (min(written_on, days[1]), days[1])
    span = Span(match.start(), match.end())
    return When(text[span.start : span.end], span, kind, *days, part, clock, None)


def _is_deadline(groups: dict[str, str | None]) -> bool:
    ends = (groups["before"], groups["sbefore"], groups["bbefore"], groups["event"])
    return any(end is not None and end.endswith(("前", "以前")) for end in ends)


def _festive(
    match: re.Match[str], clauses: Clauses, days: tuple[date, date], written_on: date
) -> bool:
    """Tell whether a festival dates a deed, and is not just the season: 冬至给老人送饺子."""
    groups = match.groupdict()
    after = clauses.text[match.end() : clauses.sentence(match.start())[1]]
    if groups["before"]:
        return _NOTHING_THEN.match(after) is None
    if groups["thatday"] or groups["shift"] or groups["past"] or groups["part"]:
        return True
    if groups["clock"]:
        return True
    just_now = 0 <= (written_on - days[0]).days <= 1
    return _FESTIVAL_ACT.match(after) is not None and (just_now or days[0] > written_on)


def _part_and_clock(groups: dict[str, str | None]) -> tuple[Part | None, str | None]:
    word = groups["part"] or groups["solo"] or groups["bare"] or (groups["day"] or "")[1:]
    part = PARTS.get(word) or _part_of_event(groups["event"] or groups["before"] or "")
    clock = _clock(groups, "s_" if groups["s_hour"] else "", part)
    return (_part_of(clock) if clock and part is None else part), clock


def _spoken_of(match: re.Match[str], clauses: Clauses) -> bool:
    """Tell whether the time governs what the entry is about, and is no habit or side event."""
    start, end = match.span()
    groups = match.groupdict()
    before, after = clauses.before(start), clauses.after(end)
    small = groups["s_hour"] in ("一", "几") and not (groups["solo"] or groups["s_half"])
    if small or _aside(before, after, clauses, start):
        return False
    if any(groups[name] is not None for name in _DATED) or groups["bbefore"] or groups["sbefore"]:
        return True
    clause = before + after
    if _HABIT.search(clause) or _MERELY.search(before):
        return False
    if groups["s_hour"] and groups["solo"]:
        return _NOTHING_THEN.match(after) is None
    if before.endswith(("到", "至")) and "了" not in after:
        return False
    told = before.endswith("从") or _ACTS.search(clause) or _PAST.search(clause)
    return bool(told)


def _aside(before: str, after: str, clauses: Clauses, start: int) -> bool:
    """Tell whether the words around a time are of a meeting, a relative's trip, a supposition."""
    kin = _KIN_AWAY.search(before) and _KIN_EVENT.search(after)
    opening = clauses.text[clauses.sentence(start)[0] : start]
    put_off = before.endswith("改") and _MEETING.search(opening)
    supposed = _RUN_ON.search(after) or _SUPPOSED.search(before)
    return bool(kin or put_off or supposed or _MEETING.search(after) or _STANDS_IN.search(after))


def _rhythm(match: re.Match[str], clauses: Clauses, text: str) -> When | None:
    """Return a rhythm of care, or None for a habit that somebody complains of."""
    groups = match.groupdict()
    before, after = clauses.before(match.start()), clauses.after(match.end())
    if not _CARE.search(after) or _NUISANCE.search(after):
        return None
    if _KIN_COMES.search(before):
        return None
    word = groups["recur"]
    part = PARTS.get(groups["rpart"] or word[-1])
    clock = _clock(groups, "r_", part)
    if clock is not None and part is None:
        part = _part_of(clock)
    recur = "daily"
    listed = groups["days"] or groups["listed"] or groups["short"]
    if listed:
        days = sorted({WEEKDAYS[sign] for sign in listed if sign in WEEKDAYS})
        recur = "weekly:" + ",".join(map(str, days))
    if "月" in word:
        recur = "monthly"
    span = Span(match.start(), match.end())
    return When(text[span.start : span.end], span, Kind.DUE, None, None, part, clock, recur)


def _clock(groups: dict[str, str | None], prefix: str, part: Part | None) -> str | None:
    """Return the clock time HH:MM that the groups hold, with the part of day applied."""
    spoken = groups[f"{prefix}hour"]
    if spoken is None:
        return None
    hour = number(spoken)
    minute = number(groups[f"{prefix}minute"] or groups[f"{prefix}colon"] or "0")
    if groups[f"{prefix}half"]:
        minute = 30
    if groups[f"{prefix}quarter"]:
        minute = 15 * number(groups[f"{prefix}quarter"] or "0")
    if hour > 24 or minute > 59:
        return None
    return f"{_hour_of_day(hour, part) % 24:02d}:{minute:02d}"


def _hour_of_day(hour: int, part: Part | None) -> int:
    """Return `hour` on the 24 hour clock; without a part, 1 to 6 are afternoon hours."""
    if part in (Part.PM, Part.EVENING) and hour <= 12:
        return hour + 12 if hour < 12 else (12 if part is Part.PM else 24)
    if part is Part.NOON and hour < 4:
        return hour + 12
    if part is Part.NIGHT and hour >= 10 and hour <= 12:
        return hour + 12
    if part is None and 1 <= hour <= 6:
        return hour + 12
    return hour


def _part_of_event(words: str) -> Part | None:
    """Return the part of day that an event tells: 晚饭后."""
    event = next((event for event in EVENTS if words.startswith(event)), None)
    parts = {"晚饭": Part.EVENING, "午饭": Part.NOON, "早饭": Part.AM, "天黑": Part.EVENING}
    return parts.get(event or "")


def _part_of(clock: str) -> Part:
    hour = int(clock[:2])
    bounds = ((5, Part.NIGHT), (12, Part.AM), (13, Part.NOON), (18, Part.PM), (24, Part.EVENING))
    return next(part for end, part in bounds if hour < end)


def _kind(match: re.Match[str], clauses: Clauses, offset: int, *, before: bool) -> Kind:
    """Return due or observed: by the day where it tells, else by the words of the clause."""
    if before or offset > 0:
        return Kind.DUE
    if offset < 0:
        return Kind.OBSERVED
    after, rest = clauses.after(match.end()), clauses.around(match.start(), match.end())
    if _PROMISED.search(clauses.before(match.start())) and not _CAME.search(after):
        return Kind.DUE
    if "了解" in after:
        after = after.replace("了解", "")
        rest = rest.replace("了解", "")
    if _REPORTED.search(after):
        return Kind.OBSERVED
    if _AHEAD.search(rest) or _SELF_AHEAD.search(after):
        return Kind.DUE
    return Kind.OBSERVED if _PAST.search(rest) else Kind.DUE
