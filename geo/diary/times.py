"""The times of a text, relative to the day it was written: visits, deadlines, rhythms.

Habits (每天夜里十点狗叫) and vague spans (过两天, 停电三天了) are no times. Digits of a home (5楼,
102) or a call number (120) are none either: a time needs a sign of its own, such as 点, 月, 周, 天.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from geo.address.values import Span
from geo.datasets import data_rows
from geo.diary.calendar import festival_names
from geo.diary.clauses import Clauses
from geo.diary.dates import DAY_WORDS, WEEKDAYS, number, resolved_days


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


_NUM = r"(?:\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[〇零一二两三四五六七八九])"
_PART = "|".join(sorted((part for part in PARTS if len(part) > 1), key=len, reverse=True))
_CLOCK = (
    rf"(?P<hour>{_NUM})(?:(?:点|时)(?!钟?(?:长|名|评|火|灯|歌|多钱|东西|药|菜|吃|要求|意见|建议|希望|问题|原因))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_NUM})分?|整|钟|多)?|:(?P<colon>\d{{2}}))"
)


@cache
def _grammar() -> re.Pattern[str]:
    """Return the one pattern of all times; named groups tell the form."""
    days = "|".join(sorted(DAY_WORDS, key=len, reverse=True))
    festivals = "|".join(map(re.escape, festival_names()))
    weekday = r"(?:周|星期|礼拜)"
    day = (
        rf"(?P<day>{days})"
        rf"|(?P<weeks>下下个?|下个?|上个?|本|这个?)?(?<![每一两三几半]){weekday}"
        r"(?P<weekday>[一二三四五六日天](?![一二三四五六七八九十次趟回])|末)"
        r"|(?P<week>下下个?|下个?|上个?|本|这个?)(?:周|星期|礼拜)(?P<within>内|之内|以内|里)?"
        rf"|(?:(?P<monthword>本月|这个月|当月|下个?月|上个?月)|(?:(?P<yearword>明年|今年|去年)?(?P<month>{_NUM})月份?))"
        rf"(?:(?P<mday>{_NUM})[号日]?(?!楼|栋|幢|座|院|单元|室|户)|(?P<monthpart>底|初|末|中旬|上旬|下旬|内))?"
        rf"|(?P<onlyday>{_NUM})[号日](?=前|之前|以前|上午|下午|早|晚|中午|[去来到再要就]|(?:周|星期))"
        r"|(?P<edge>月底|月末|月初|年底|年末)"
        rf"|(?P<later>{_NUM}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?P<offset>之?后|以后|之?内|以内)"
        rf"|(?:大年|正月)初(?P<newyear>{_NUM})"
        rf"|(?P<festival>{festivals}|(?<![\d一二三四五六七八九十百几两半去今明多])年(?=前(?!一)))(?:节)?(?:当天)?"
    )
    rhythm_clock, lone_clock = (_CLOCK.replace("P<", f"P<{mark}_") for mark in "rs")
    return re.compile(
        rf"(?P<recur>每天|每日|天天|每晚|每早|每个?月(?:{_NUM}[号日]|初|底|末|中旬)?|每周(?P<days>{weekday}?[一二三四五六日天]"
        rf"(?:(?:、|,|和|与|跟|及)?(?:每?周|星期|礼拜)?[一二三四五六日天](?![次回趟天个]))*)(?![次回趟个]))"
        rf"(?:的)?(?P<rpart>{_PART}|早|晚)?(?:{rhythm_clock})?"
        rf"|(?:{day})(?:的)?(?P<part>{_PART}|早|晚|夜)?(?:的)?(?P<clock>{_CLOCK})?(?P<before>之前|以前|(?:下班|天黑|放学|睡觉|吃饭)?前(?![面门后院排身任期]))?"
        rf"|(?P<solo>(?<![一整每半哭])(?:{_PART}|早(?=\d)|晚(?=\d)))?(?:{lone_clock})"
        rf"(?P<sbefore>之前|以前|前(?![面门后]))?"
        rf"|(?P<bare>(?<![一整每半天])(?:{_PART}))(?P<bbefore>之前|以前|前)?"
    )


_PAST = re.compile(
    r"了|来(?:投诉|反映|问|找|报|说|咨询)|过|已|刚|发现|反映|看见|看到|说(?!好)|走访|巡查|时"
)
_AHEAD = re.compile(
    r"要|需|请|让|将|准备|打算|计划|约|定|答应|再|能不能|希望|想|等|争取|保证|安排|派|一并|统一|务必|必须"
)
_SELF_AHEAD = re.compile(r"^(?:社区|物业|我|去|来|上门|入户|送|帮|陪|教|志愿者|医生|护士|师傅)")
_HABIT = re.compile(
    r"每天|每晚|每到|天天|总|经常|老是|一直|常(?!去|来)|往往|有时|习惯|"
    r"(?:点|上|夜|里)(?:就|还|才)|动不动|吵|叫|扰|噪|闹|洗衣|跳舞|打牌|打眼|装修|不睡"
)
_ACTS = re.compile(
    r"请|帮|送|去|来|上门|入户|接(?!触)|量|测|透析|换|打针|看望|探|陪|巡|敲门|打电话|护理|代|买|取|洗|复查|打扫|清|喂|照|联系|检查|做饭|走访|教|读"
)
_NUISANCE = re.compile(r"吵|叫|扰|噪|闹|跳舞|打牌|洗衣|洗澡|唱|放音|装修|拖椅")
_KIN_AWAY = re.compile(r"(?:儿子|女儿|儿女|子女|闺女|姑娘|孩子|孙子|老伴)[^,]{0,4}$")
_KIN_EVENT = re.compile(r"^[^,.。;!?]{0,4}(?:回来|回家|回国|出差|放假|结婚|才回|到家)")
_UNTIL = re.compile(r"(?:截至|截止到?|直到|延到|拖到|推到|到|至)$")
_SUPPOSED = re.compile(
    r"(?:预产期(?:就)?(?:是|在)?|要是|万一|如果|假如|赶上|碰上|原定|原来说|本来说)$"
)
_KIN_COMES = re.compile(
    r"(?:儿子|女儿|儿女|子女|闺女|姑娘|孩子|儿媳|女婿|保姆|家里人|邻居)[^,.。;]{0,4}$|(?:不用|不需要|不必|别|无需)[^,.。;]{0,4}$"
)
_RUN_ON = re.compile(r"^(?:到现在|以来|开始|起(?!来)|至今)")


def read_times(clauses: Clauses, text: str, written_on: date) -> tuple[When, ...]:
    """Return the times in folded `clauses`, in order; `text` is the original they quote.

    Cost: linear in the text.
    """
    found = []
    for match in _grammar().finditer(clauses.text):
        if match.end() == match.start():
            continue
        when = _when(match, clauses, text, written_on)
        if when is not None:
            found.append(when)
    return tuple(found)


def _when(match: re.Match[str], clauses: Clauses, text: str, written_on: date) -> When | None:
    groups = match.groupdict()
    if groups["recur"]:
        return _rhythm(match, clauses, text)
    if not _spoken_of(match, clauses):
        return None
    before = bool(groups["before"] or groups["sbefore"] or groups["bbefore"])
    part, clock = _part_and_clock(groups)
    days = resolved_days(
        groups, written_on, ahead=_kind(match, clauses, 0, before=before) is Kind.DUE
    )
    if days is None or (groups["festival"] and not (before or part or match[0].endswith("当天"))):
        return None
    offset = (days[0] - written_on).days
    kind = _kind(match, clauses, 0 if days[0] <= written_on <= days[1] else offset, before=before)
    until = before or groups["within"] or (groups["offset"] or "").endswith("内")
    if until or (days[1] > written_on and _UNTIL.search(clauses.before(match.start()))):
        days = (min(written_on, days[1]), days[1])
    span = Span(match.start(), match.end())
    return When(text[span.start : span.end], span, kind, *days, part, clock, None)


def _part_and_clock(groups: dict[str, str | None]) -> tuple[Part | None, str | None]:
    word = groups["part"] or groups["solo"] or groups["bare"] or (groups["day"] or "")[1:]
    part = PARTS.get(word)
    clock = _clock(groups, "s_" if groups["s_hour"] else "", part)
    return (_part_of(clock) if clock and part is None else part), clock


def _spoken_of(match: re.Match[str], clauses: Clauses) -> bool:
    """Tell whether the time governs what the entry is about, and is no habit or side event."""
    start, end = match.span()
    groups = match.groupdict()
    before, after = clauses.before(start), clauses.after(end)
    side_event = _KIN_AWAY.search(before) and _KIN_EVENT.search(after)
    if side_event or _RUN_ON.search(after) or _SUPPOSED.search(before):
        return False
    if groups["s_hour"] in ("一", "几") and not (groups["solo"] or groups["s_half"]):
        return False
    dated = not (groups["bare"] or (groups["s_hour"] and groups["day"] is None))
    if dated or groups["bbefore"] or groups["sbefore"]:
        return True
    clause = before + after
    if _HABIT.search(clause) or (groups["bare"] and before.endswith(("到", "至"))):
        return False
    return bool(_ACTS.search(clause) or _PAST.search(clause))


def _rhythm(match: re.Match[str], clauses: Clauses, text: str) -> When | None:
    """Return a rhythm of care, or None for a habit that somebody complains of."""
    groups = match.groupdict()
    after = clauses.after(match.end())
    if not _ACTS.search(after) or _NUISANCE.search(after):
        return None
    if _KIN_COMES.search(clauses.before(match.start())):
        return None
    word = groups["recur"]
    part = PARTS.get(groups["rpart"] or word[-1])
    clock = _clock(groups, "r_", part)
    if clock is not None and part is None:
        part = _part_of(clock)
    recur = "daily"
    if groups["days"]:
        days = sorted({WEEKDAYS[sign] for sign in groups["days"] if sign in WEEKDAYS})
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
    if "了解" in after:
        after = after.replace("了解", "")
        rest = rest.replace("了解", "")
    if re.search(
        r"来(?:投诉|反映|问|咨询)|[去来送说看换修做打量办抬清帮接陪教通][^,.。;]{0,8}了|已|过了|走访|刚",
        after,
    ):
        return Kind.OBSERVED
    if _AHEAD.search(rest) or _SELF_AHEAD.search(after):
        return Kind.DUE
    return Kind.OBSERVED if _PAST.search(rest) else Kind.DUE
