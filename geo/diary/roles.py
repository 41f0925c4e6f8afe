"""Who a name belongs to: a resident, or somebody who came to help, by the words beside it."""

import re
from enum import StrEnum

from geo.diary.name_lexicon import NameLexicon


class Role(StrEnum):
    """Whether a name is of a home or of somebody who came to help."""

    RESIDENT = "resident"
    OTHER = "other"
    EITHER = "either"
    """A title that both have, such as 师傅 or 大夫: where it stands decides."""


LONGEST_LEAD = 5
LEAD_KINDS = ("resident", "official", "time", "linking")
"""Kinds of words before a name, the most telling first."""
_OFFICIAL_AFTER = re.compile(
    r"(?:书记|副?主任|网格[员长]|点长|楼长|单元长|组长|民警|警官|所长|站长|志愿者|社工|调解员|律师|队长|委员|干事)"
)
_ORGANISATION = re.compile(
    r"(?:物业|社区|卫生站|供热|燃气|供电|电梯|维修|水务|自来水|热力|派出所|街道|医院|卫生院|居委会|消防|开发商|施工队|学校|家庭|的?水暖|疏通|保洁|请|联系|找|谢谢|感谢|多亏)(?:公司|中心|队|的|来|了)?$"
)
_STOOD_IN_FOR = re.compile("[替代顶帮]$")
_STANDS_IN = re.compile("(?:盯|看(?![病望护孩])|值|管|代|跑|巡|顶|当班)")
"""A colleague whose round the writer does: 替老陈看一天."""
WITH_ME = re.compile("(?:我|咱)[和跟同与]$")
_CLAUSE_STOP = "，,。.;；!！?？:： \n"
_AWAY = re.compile(
    "(?:请假|休假|歇班|轮休|有事|没空|出差|住院|不在|家里有事|回老家|阳了)了?[^,。;]{0,4}[,，][^,。;]{0,3}(?:我|咱)"
    "[^,。;]{0,3}?(?:[跑替顶代盯管接]|走一?[趟圈])"
)
"""A colleague who is away, and whose round the writer does: 老邸请假,我跑他的楼."""
_AND_ME = re.compile(
    r"(?:、[^\W\d]{2,3}?)?[和跟与]我们?俩?(?=[周星礼明今昨后上下早晚一去到轮换给把陪送帮])"
)
"""小晁和我周六去: a colleague of the writer."""
_GO_TOGETHER = re.compile("(?:又|再|一起|一块儿?|一道|俩)*(?:[去敲走到跑巡查看挨入上](?![海网学]))")


def role_of(text: str, start: int, end: int, names: NameLexicon, *, at_home: bool) -> Role:
    """Return whose the name at ``[start, end)`` is: of the home, a helper's, or either."""
    name, before = text[start:end], text[max(0, start - 6) : start]
    if at_home:
        return Role.RESIDENT
    stood_in_for = _STOOD_IN_FOR.search(before) and _STANDS_IN.match(text, end)
    with_writer = WITH_ME.search(before) or _AND_ME.match(text, end)
    if stood_in_for or with_writer or _is_colleague(text, start, end):
        return Role.OTHER
    if lead_before(text, start, names) == "official" or _ORGANISATION.search(before):
        return Role.OTHER
    if _OFFICIAL_AFTER.match(text, end) or _OFFICIAL_AFTER.search(name):
        return Role.OTHER
    if re.search(r"(?:师傅|大夫|医生|护士|老师|经理|司机)$", name) or re.match(
        r"师傅|大夫|医生|护士|老师|经理", text[end:]
    ):
        return Role.EITHER
    return Role.RESIDENT


def _is_colleague(text: str, start: int, end: int) -> bool:
    """Tell whether the writer goes with them, or takes their round: 跟程姐敲了301的门."""
    opens = start == 0 or text[start - 1] in _CLAUSE_STOP
    if opens and _AWAY.match(text, end):
        return True
    with_them = text[max(0, start - 1) : start] in ("跟", "和", "同", "与")
    opens = start < 2 or text[start - 2] in _CLAUSE_STOP
    return with_them and opens and _GO_TOGETHER.match(text, end) is not None


def lead_before(text: str, start: int, names: NameLexicon) -> str | None:
    """Return which kind of lead word stands right before `start`."""
    found = {
        kind
        for begin in range(max(0, start - LONGEST_LEAD), start)
        if (kind := names.leads.get(text[begin:start])) is not None
    }
    return next((kind for kind in LEAD_KINDS if kind in found), None) if found else None
