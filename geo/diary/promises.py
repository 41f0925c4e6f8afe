"""Promises of an entry (承诺本): what a leader or a helper said they will do, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.times import Kind, When

LONGEST_WORDS = 40
"""Characters of the short words of a promise."""

_ACTION = re.compile(
    r"入户|上门|登门|送|去(?!年|世)|来(?!自)|修|帮|教|陪|联系|核实|了解|处理|回访|看望|走访|探望|换|接(?!触)|解决|查看|检查|清(?!楚|明)|"
    r"疏通|鉴定|回复|答复|协调|调解|申请|办|派|安装|加装|装|讲|找|铲|扫|撒|拉|运|搬|测|打针|打疫苗|量|安排|跟进|跟踪|落实|沟通|反馈|"
    r"通知|报给|上报|登记|采样|消杀|施工|维修|更换|加固|组织|开班|开课|代买|代购|买|取|抢修|拆|锁上|挪"
)
_OWN_BUSINESS = re.compile(
    r"(?:自己|本人|他|她|老人|孩子|家里)?(?:要|得|必须|想|打算|自己)(?:自己)?(?:去|到|上)(?:医院|复查|透析|上班|外地|产检)"
    r"|来(?:投诉|反映|吵|闹|问|咨询|领|取|社区)"
)
_OWNERS = (
    ("property_company", re.compile(r"物业|保洁|保安|管家")),
    (
        "utility",
        re.compile(
            r"燃气|煤气|供热|热力|暖气公司|供电|电力|电业|自来水|水务|电梯公司|维保|通信|移动|联通"
        ),
    ),
    ("health", re.compile(r"医生|大夫|护士|医院|卫生|疾控|医护|120")),
    ("police", re.compile(r"民警|派出所|警")),
    (
        "department",
        re.compile(
            r"街道|城管|房管|消防|住建|民政|残联|环卫|市政|执法|司法|开发商|施工队|人社|社保"
        ),
    ),
    ("volunteer", re.compile(r"志愿|义工|党员|妇联|热心|结对")),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that somebody said they will do for residents."""

    span: Span
    """The words of the promise in the original text."""
    when: When
    items: tuple[int, ...]
    """Which items of the reading it is for."""
    words: str
    """The promise in the entry's own words, shortened."""
    owner: str
    """Who does it: leader, property_company, utility, health, police, department, volunteer."""


def read_promises(
    clauses: Clauses, text: str, items: Sequence[tuple[Span, Sequence[When]]]
) -> tuple[Promise, ...]:
    """Return the promises among the times of `items` (span of the place, its times), in order."""
    found: dict[Span, tuple[When, list[int]]] = {}
    for i, (_, times) in enumerate(items):
        for when in times:
            found.setdefault(when.span, (when, []))[1].append(i)
    promises = (_promise(clauses, text, when, tuple(owners)) for when, owners in found.values())
    kept = [promise for promise in promises if promise is not None]
    return tuple(sorted(kept, key=lambda promise: promise.span.start))


def _promise(clauses: Clauses, text: str, when: When, items: tuple[int, ...]) -> Promise | None:
    """Return the promise that `when` dates, or None when nobody does anything by then."""
    if when.kind is not Kind.DUE:
        return None
    start, end = clauses.clause(when.span.start)
    if not _ACTION.search(clauses.text[start:end].replace(when.text, "")):
        start, end = _with_next(clauses, start, end)
    words = clauses.text[start:end]
    if not _ACTION.search(words) or _OWN_BUSINESS.search(words):
        return None
    start = _after_home(words, start)
    end = start + len(clauses.text[start:end].rstrip(",，。.;；!！?？\n "))
    owner = next((name for name, sign in _OWNERS if sign.search(words)), "leader")
    return Promise(Span(start, end), when, items, text[start:end][:LONGEST_WORDS], owner)


def _with_next(clauses: Clauses, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause and of the one after it in the same sentence."""
    if end >= clauses.sentence(start)[1]:
        return start, end
    return start, clauses.clause(end)[1]


def _after_home(words: str, start: int) -> int:
    return start + len(words) - len(words.lstrip())
