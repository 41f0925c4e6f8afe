"""The times of a text, relative to the day it was written: visits, deadlines, rhythms.

Habits (每天夜里十点狗叫) and vague spans (过两天, 停电三天了) are no times. Digits of a home (5楼,
102) or a call number (120) are none either: a time needs a sign of its own, such as 点, 月, 周, 天.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.dates import EVENTS, WEEKDAYS, Groups, number, resolved_days
from geo.diary.joined_times import goes_on, is_that_day, leaning_on, names_the_day, ranged
from geo.diary.spoken_times import (
    BEFELL,
    LASTED,
    MISHAP,
    PAST,
    festive,
    spoken_of,
)
from geo.diary.time_grammar import time_grammar
from geo.diary.when import PARTS, Kind, Part, When, part_of

__all__ = ["Kind", "Part", "When", "read_times"]


_AHEAD = re.compile(
    r"要|需|请|让|将|准备|打算|计划|约|定|答应|再|能不能|希望|想|等|争取|保证|安排|派|一并|统一|务必|必须"
)
_CAME = re.compile(r"^[^,.。;!?不没别]{0,8}?(?:[来走完好到掉]了|过了|过(?![来去年节])|了)")
"""What was promised and has come: 约好周五来修过了."""
_BANNED = re.compile("[^,.。;]{0,4}(?:别|不要|不准|不许)")
"""今晚别跳了 lies ahead."""
_PROMISED = re.compile(
    r"(?:不超过|顶多|至多|最多|[排推延订挪]到|说|答应|约(?:好|了|定)?|定(?:在|好|了)?|等|争取|保证|承诺|计划|准备|打算|通知|要求|催|让他?|请|叫他?|改(?:到|在)?|拖到|最晚|最迟)$"
)
_REPORTED = re.compile(
    r"总算|终于|不欢而散|没谈[拢成妥]|谈崩|到手|[修换办送接抓找开通]的(?!时候|话|吧)|[去来出走到验打叫买上拉关救烧摔拆装砸丢撞进挂查输缝]的[^\W]{0,4}(?:[,.。;!?]|$)|[送接拉背抬转][^,.。;]{1,6}的(?:[,.。;!?]|$)|才[^,.。;]{1,4}[上好到来完走通]|打来?电话(?:说|来|报|问)|来电话?|"
    r"(?<![要快别太])[^\W\d]了(?![解吧])|来(?:投诉|反映|问|咨询)|[去来送说看换修做打量办抬清帮接陪教通劝关拉走开搬]"
    r"[^,.。;]{0,8}了|已|过了|走访|刚|才到|[走出到接送着]的"
)
_SELF_AHEAD = re.compile(
    r"^(?:社区|物业|我|去|来|上门|入户|送|帮|陪|教|志愿者|医生|护士|师傅|走|派|到"
    r"|给(?!了)|再|回话|回信|答复|有人|统一|集中|一起|一块|复查|开始|组织|安排|能|可以|必须|得|就能|就给|才能|截止|到期)"
)
_CARE = re.compile(
    r"打个?电话|敲个?门|问问|问一声|瞅|请|帮|送|去|来|上门|入户|接(?!触)|量|测|透析|换|打针|看望|探|陪|巡|护理|代|买|取|洗|复查|打扫|喂(?!的?[\w]{0,2}[猫狗鸽鸟])|照|联系|检查|做饭|走访|教|读|"
    r"求|给|讲|排(?![异骨队水烟气放污])|上课|值班|轮流|轮着|捎|带|打胰岛素|康复|理疗|化疗|看(?!电视)|扫|清|守|盯(?!着)|遛(?!弯|鸟)|摆|开课|授课|辅导|复诊|就诊|看病|化验"
)
_ENDS_THEN = re.compile(r"^(?:就|要)?(?:截止|为止|到期|截至|止[,。;]|是最后|最后一天)")
"""A day that ends something: 11月底截止."""
_UNTIL = re.compile(r"(?:最晚|最迟|不超过|顶多|至多|最多|截至|截止到?|直到|延到|拖到|推到|到|至)$")
_KIN_COMES = re.compile(
    r"(?:儿子|女儿|儿女|子女|闺女|姑娘|孩子|儿媳|女婿|保姆|家里人|邻居)[^,.。;]{0,4}$|(?:不用|不需要|不必|别|无需)[^,.。;]{0,4}$"
)
_ASKED = re.compile(
    "请|求|让|要|得|想|需|能|盼|望|我|咱|社区|志愿者|护士|医生|大夫|物业|网格员|护工|保姆|嘱咐|安排|轮流|对子"
)
"""Who or what makes 天天 more than what somebody does anyway."""
_MUST = re.compile("都?[要得需请想盼求]")
_WISHED = re.compile("(?:想|盼|求|希望|请|让|能不能|可不可以)[^,。;!?]{0,8}$")
"""Who wishes for a rhythm makes it one, whatever is to be done: 想每周二下午用活动室."""
_SO_OFTEN = re.compile("[^,。;!?]{0,4}[一两三][回趟次遍]")
"""每晚七点一回, 每晚七点收一趟 are rhythms of care whatever the verb."""
_NOT_ALWAYS = re.compile(
    r"(?:(?<!能)不能|不可能|不用|不必|总不|别|哪能|没法|不想|怎么能)[^,。;!?]{0,2}$"
)
_ENOUGH = re.compile("[够吃用撑顶]到$")
"""What lasts so long lies ahead: 药只够到周四."""
_FIXED_FOR = re.compile("[排约改挪订定调换]到$")
_SMALL_HOURS = frozenset({"后半夜", "凌晨"})
"""Ahead, these hours are of the next day."""


def read_times(clauses: Clauses, text: str, written_on: date) -> tuple[When, ...]:
    """Return the times in folded `clauses`, in order; `text` is the original they quote.

    Cost: linear in the text.
    """
    found: list[When] = []
    for match in time_grammar().finditer(clauses.text):
        if match.end() == match.start():
            continue
        if found and names_the_day(found[-1], match, clauses):
            span = Span(found[-1].span.start, match.end())
            found[-1] = replace(found[-1], text=text[span.start : span.end], span=span)
            continue
        when = _when(match, clauses, text, written_on)
        if found and goes_on(found[-1], match, clauses):
            found[-1] = ranged(found[-1], when, match, text)
        elif when is not None and (found or not is_that_day(when)):
            found[-1:] = leaning_on(found[-1], when, match, clauses, text) if found else (when,)
    return tuple(found)


def _when(match: re.Match[str], clauses: Clauses, text: str, written_on: date) -> When | None:
    groups = match.groupdict()
    if groups["recur"]:
        return _rhythm(match, groups, clauses, text)
    if not spoken_of(match, groups, clauses):
        return None
    before = _is_deadline(groups)
    part, clock = _part_and_clock(groups)
    told = clauses.before(match.start())
    ahead = _kind(match, clauses, 0, before=before) is Kind.DUE or _ENOUGH.search(told) is not None
    days = resolved_days(groups, written_on, ahead=ahead)
    if days is None or (
        groups["festival"] and not festive(match, groups, clauses, days, written_on)
    ):
        return None
    offset = (days[0] - written_on).days
    kind = _kind(match, clauses, 0 if days[0] <= written_on <= days[1] else offset, before=before)
    if kind is Kind.DUE and (groups["bare"] or groups["solo"]) in _SMALL_HOURS:
        days = (days[0] + timedelta(days=1), days[1] + timedelta(days=1))
    until = (
        before
        or groups["limit"]
        or groups["inside"]
        or (groups["offset"] or "").endswith("内")
        or (days[0] == days[1] and _ENDS_THEN.match(clauses.after(match.end())))
        or (days[0] <= written_on and groups["within"])
    )
    if until or (days[1] > written_on and _UNTIL.search(told) and not _FIXED_FOR.search(told)):
        days = (min(written_on, days[1]), days[1])
    span = Span(match.start(), match.end())
    return When(text[span.start : span.end], span, kind, *days, part, clock, None)


def _is_deadline(groups: Groups) -> bool:
    ends = (groups["before"], groups["sbefore"], groups["bbefore"], groups["event"])
    return any(end is not None and end.endswith(("前", "以前")) for end in ends)


def _part_and_clock(groups: Groups) -> tuple[Part | None, str | None]:
    word = groups["part"] or groups["solo"] or groups["bare"] or (groups["day"] or "")[1:]
    part = PARTS.get(word) or _part_of_event(groups["event"] or groups["before"] or "")
    clock = _clock(groups, "s_" if groups["s_hour"] else "", part)
    return (part_of(clock) if clock and part is None else part), clock


def _rhythm(match: re.Match[str], groups: Groups, clauses: Clauses, text: str) -> When | None:
    """Return a rhythm of care, or None for a habit that somebody complains of."""
    before, after = clauses.before(match.start()), clauses.after(match.end())
    if len(after) <= 1:
        after = _clause_beside(match, clauses)
    word = groups["recur"] or ""
    asked = _WISHED.search(before) or _MUST.match(after)
    told = groups["short"] is not None and before.endswith(("来", "去"))
    if "月" not in word:
        told = told or bool(asked or _SO_OFTEN.match(after))
    if not (told or _CARE.search(after)):
        return None
    pleaded = asked or _ASKED.search(before) or after.endswith(("吧", "吧。"))
    if word.startswith("天天") and not pleaded:
        return None
    if _KIN_COMES.search(before) or _NOT_ALWAYS.search(before):
        return None
    part = PARTS.get(groups["rpart"] or word[-1])
    clock = _clock(groups, "r_", part)
    if clock is not None and part is None:
        part = part_of(clock)
    recur = "daily"
    listed = groups["days"] or groups["listed"] or groups["short"]
    if listed:
        days = sorted({WEEKDAYS[sign] for sign in listed if sign in WEEKDAYS}) or [6, 7]
        recur = "weekly:" + ",".join(map(str, days))
    if "月" in word:
        recur = "monthly"
    span = Span(match.start(), match.end())
    return When(text[span.start : span.end], span, Kind.DUE, None, None, part, clock, recur)


def _clause_beside(match: re.Match[str], clauses: Clauses) -> str:
    """Return the clause behind that which `match` ends, or before it at a sentence's end."""
    start, end = clauses.clause(match.end() - 1)
    if end < len(clauses.text) and clauses.sentence(end)[0] < end:
        return clauses.text[end : clauses.clause(end)[1]]
    return clauses.before(start - 1) if start > clauses.sentence(start)[0] else ""


def _clock(groups: Groups, prefix: str, part: Part | None) -> str | None:
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


def _kind(match: re.Match[str], clauses: Clauses, offset: int, *, before: bool) -> Kind:
    """Return due or observed: by the day where it tells, else by the words of the clause."""
    if before or offset > 0:
        return Kind.DUE
    if offset < 0:
        return Kind.OBSERVED
    after, rest = clauses.after(match.end()), clauses.around(match.start(), match.end())
    told = clauses.before(match.start())
    if _BANNED.match(after) or (_PROMISED.search(told) and not _CAME.search(after)):
        return Kind.DUE
    if "了解" in after:
        after = after.replace("了解", "")
        rest = rest.replace("了解", "")
    if (
        LASTED.search(told)
        or (match["thatday"] and told.endswith(("从", "自", "打")))
        or (match["bare"] and BEFELL.search(after) and not _AHEAD.search(after))
        or MISHAP.match(after)
        or _REPORTED.search(after)
    ):
        return Kind.OBSERVED
    if _AHEAD.search(rest) or _SELF_AHEAD.search(after):
        return Kind.DUE
    return Kind.OBSERVED if PAST.search(rest) else Kind.DUE
