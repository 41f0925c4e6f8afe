"""Tells whether a name of a compound stands on its own or is part of a longer word or number."""

import re

SUFFIX = "小区"
NUMERIC = frozenset("0123456789一二三四五六七八九十百零〇两-")
BEFORE_SHORT = frozenset(" ,.。;:!?、()\n-~/“”\"'在到去从是由和与及跟给至往回了过看访查")
_LEVEL_AHEAD = re.compile(
    r"(?:小区|社区|院)?[\s,的]*(?:[A-Z甲乙丙丁]?[\d一二三四五六七八九十]{1,4}[号栋幢座#单楼门层-]"
    r"|[A-Z甲乙丙丁]-?(?:座|栋|号|\d{3})|地下|负[一二\d])"
)
_AFTER_SHORT = re.compile(
    r"小区|社区|[东西南北大正后前侧][大侧]?[门院]|院(?![花家佳])|门口|[,.。;:!?、)\s]|$"
)
_OWN_GATE = re.compile(r"[东西南北正后前侧]大?门(?![槛铃锁禁把牙诊市])|院[里内门]")
"""A gate or yard right behind shows that even a short name is one, whatever stands before it."""
_SUBNUMBER = re.compile(r"[-之]\d{1,3}号")
"""92-1号 is another house than 92号."""
_COVERED = re.compile(
    r"(?:[盯看值管代顶跑替巡][了个]?(?:[一两三半几]?[天日晚回趟班]|班)?|[替顶值代]班)$"
)
"""A colleague's compound, covered for a day: 替老陈看一天云峰."""
_NUMBERED_BEFORE = re.compile(r"\d[-之]$")
_AFTER_LEVEL = frozenset("楼层元栋幢座#")


def stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether the hit is not part of a longer number or word."""
    form = text[start:end]
    before = text[start - 1] if start else " "
    after = text[end : end + 1]
    if form[0] in NUMERIC and (
        before.isdigit() or before in "路街巷道第月" or before in _AFTER_LEVEL
    ):
        return False
    if form[-1].isdigit() and after.isdigit():
        return False
    if _SUBNUMBER.match(text, end) or _NUMBERED_BEFORE.search(text, max(0, start - 2), start):
        return form[0] not in NUMERIC and not form[-1].isdigit()
    if form[-1] == "号" and after in ("楼", "线"):
        return False
    return (
        len(form) > 2
        or near_level(text, start, end)
        or _is_alone(text, start, end)
        or _OWN_GATE.match(text, end) is not None
    )


def boundary_before(text: str, start: int) -> bool:
    """Tell whether a word may begin at `start`."""
    return start == 0 or text[start - 1] in BEFORE_SHORT


def near_level(text: str, start: int, end: int) -> bool:
    """Tell whether a level word follows ``text[start:end]``, which begins a word."""
    return boundary_before(text, start) and level_ahead(text, end)


def level_ahead(text: str, end: int) -> bool:
    """Tell whether a level word follows at `end`."""
    return _LEVEL_AHEAD.match(text, end) is not None


def before_level(text: str, start: int, end: int) -> bool:
    """Tell whether a level follows at once: 领秀B座, not 领秀小区B座."""
    return not text.startswith(SUFFIX, end) and near_level(text, start, end)


def _is_alone(text: str, start: int, end: int) -> bool:
    begins = boundary_before(text, start) or _COVERED.search(text, max(0, start - 6), start)
    return bool(begins) and _AFTER_SHORT.match(text, end) is not None
