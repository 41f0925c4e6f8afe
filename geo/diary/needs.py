"""What a text says of needs, before it is known whose: raised, refused, done or settled."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.lexicon import NeedRule, need_lexicon

ALONE = 0.75
"""Probability that words which one rule alone reads as a need mean it."""
SUPPORTED = {2: 0.86, 3: 0.95}
"""The same when so many different rules agree; measured on entries that no rule was made for."""

SERVICES = frozenset(
    {
        "activity_request",
        "benefits_paperwork",
        "child_care",
        "employment",
        "home_medical",
        "hospital_transfer",
        "medicine_or_grocery_delivery",
        "no_smartphone",
        "wellbeing_check",
    }
)
"""Categories that a person can decline; nobody declines a leak."""

_NEGATED = re.compile(
    r"(?:没有?|不是|并非|并不|不再|没再|未|无|不存在|没见|不算|没说)"
    r"(?:再|什么|啥|听说|说|明显|任何|出现|发生|发现|有|过|见|存在)*$|不$"
)
_REFUSED_BEFORE_AT_MOST = 8
_REFUSED_AFTER = re.compile(
    r"^[^,.。;；!！?？]{0,3}?(?:就|也|先|暂时|暂)?"
    r"(?:不用了?|不需要|免了|不要了?|不必了?|婉拒|谢绝|没要|不肯|不同意|不答应|不愿意?)"
    r"|^[^,.。;；!！?？]{0,6}(?:自己|自个|儿子|女儿|闺女|家里人?)[^,.。;；!！?？]{0,6}"
    r"(?:就行|能行|行了|可以|够了|解决|就够|搞定)"
)
_VISIT_REFUSED = re.compile(
    r"上门|登门|入户|[来去](?:他|她|我)?家|打扰|走访|看他|看她|(?P<bring>送|捎|带东西|买)"
)
_HARD_OPEN = re.compile(
    r"没|未|答应|等|希望|想|争取|保证|承诺|要求|才(?:能|会|肯|给|行|可以)|(?:天|周|月|日|点|会儿?)才|能不能|能否|如果|如能|要是|尽快|明天|明早|后天|"
    r"下周|下个?月|本周内|月底|盼|必须|务必|[\d一二两三四五]天内|限期|责令|通知(?:住户|业主|他|她|其|物业)|一定要|先(?:用|拿|摆|放|围|拉)|暂时|临时(?!救)|沙袋|警戒线|催|建议|准备|打算|计划|什么时候|何时|啥时|之前|(?<!以)前$|不(?!再)"
)
_SOFT_OPEN = re.compile(r"让|请|要|需|应|待|约|帮|派|安排|联系|能|可以|会|去|来|怕|别")
_THANKS = re.compile(r"谢谢|感谢|多亏|夸")
_IN_VAIN = re.compile(
    r"^了?(?:好?几|[两三四五六七八九十\d]+|多)?(?:次|回|遍|趟)|^[^,.。;]{0,4}?"
    r"(?:还是|还没|还不|还在|又|也不|也没|仍|没用|不管用|不行|没好|不见好|没过)"
)
_DONE_SIGN = re.compile(r"了|已|完|当场|过")


class Standing(StrEnum):
    """How a piece of evidence leaves a need."""

    OPEN = "open"
    DECLINED = "declined"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stretch of words that speaks of a need."""

    category: str
    standing: Standing
    span: Span
    rule: str
    confidence: float
    """Probability that the words mean this, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Words that close needs told before them."""

    categories: frozenset[str] | None
    """What they close; None closes all but a person's condition."""
    span: Span
    rule: str


def need_evidence(clauses: Clauses) -> tuple[Evidence, ...]:
    """Return what the folded text of `clauses` says of needs, in order of its words.

    Cost: O(length of the text) and one search for each rule that has a word in it.
    """
    lexicon = need_lexicon()
    text = clauses.text
    refusals = [(start, end) for _, start, end in lexicon.refusal_index.matches(text)]
    found: dict[tuple[str, int, Standing], Evidence] = {}
    for name, start, end in lexicon.rule_index.matches(text):
        rule = lexicon.rules[name]
        if rule.unless and lexicon.unless_index.search(name, clauses.around(start, end)):
            continue
        standing = _standing(rule, clauses, start, end, refusals)
        if standing is not None:
            told = Evidence(rule.category, standing, Span(start, end), name, ALONE)
            found.setdefault((rule.category, start, standing), told)
    evidence = [*found.values()]
    evidence += _visits_refused(clauses, refusals, evidence)
    return tuple(sorted(evidence, key=lambda one: (one.span.start, one.span.end)))


def _standing(
    rule: NeedRule, clauses: Clauses, start: int, end: int, refusals: list[tuple[int, int]]
) -> Standing | None:
    """Return how a match of `rule` leaves its need, or None when it says nothing."""
    if rule.kind == "done":
        return Standing.DONE if is_done(clauses, start, end) else None
    if (
        rule.category in SERVICES
        and rule.kind != "state"
        and _refused(clauses, start, end, refusals)
    ):
        return Standing.DECLINED
    if rule.kind == "service":
        return None
    if rule.kind == "want" and _THANKS.search(clauses.around(start, end)):
        return None
    if _NEGATED.search(clauses.before(start)[-8:]):
        return None
    return Standing.OPEN


def _refused(clauses: Clauses, start: int, end: int, refusals: list[tuple[int, int]]) -> bool:
    clause = clauses.clause(start)
    before = any(
        clause[0] <= first < end and last <= end and start - last <= _REFUSED_BEFORE_AT_MOST
        for first, last in refusals
    )
    return before or _REFUSED_AFTER.search(clauses.after(end)) is not None


def _visits_refused(
    clauses: Clauses, refusals: list[tuple[int, int]], known: list[Evidence]
) -> Iterator[Evidence]:
    """Yield what "no need to come" declines: the service told just before, else a visit."""
    declined = {clauses.clause(one.span.start) for one in known if one.standing == "declined"}
    for start, end in refusals:
        clause = clauses.clause(start)
        visit = _VISIT_REFUSED.search(clauses.text, end, min(clause[1], end + 6))
        if visit is None or clause in declined:
            continue
        usual = "medicine_or_grocery_delivery" if visit["bring"] else "wellbeing_check"
        category = _service_before(clauses, start) or usual
        span = Span(start, visit.end())
        yield Evidence(category, Standing.DECLINED, span, "refusal.visit", 0.8)


def _service_before(clauses: Clauses, at: int) -> str | None:
    """Return the service that the sentence names last before `at`."""
    lexicon = need_lexicon()
    opening = clauses.text[clauses.sentence(at)[0] : at]
    named = [
        (start, lexicon.rules[name].category)
        for name, start, _ in lexicon.rule_index.matches(opening)
        if lexicon.rules[name].category in SERVICES and lexicon.rules[name].kind == "service"
    ]
    return max(named)[1] if named else None


def settlements(clauses: Clauses) -> tuple[Settlement, ...]:
    """Return the words that say something is done, in order; plans and wishes are none."""
    lexicon = need_lexicon()
    found = [
        Settlement(lexicon.settled[name].categories, Span(start, end), name)
        for name, start, end in lexicon.settled_index.matches(clauses.text)
        if is_done(clauses, start, end)
    ]
    return tuple(sorted(found, key=lambda one: one.span.start))


def is_done(clauses: Clauses, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` reports a deed and not a plan, wish or failure."""
    before, tail = clauses.before(start), clauses.text[end : end + 1]
    if _HARD_OPEN.search(before) or _IN_VAIN.search(clauses.after(end)):
        return False
    said = bool(_DONE_SIGN.search(clauses.text[start:end] + tail)) or "已" in before
    return said or not _SOFT_OPEN.search(before)


def certainty(evidence: Iterable[Evidence]) -> float:
    """Return how sure a need is that rests on all of `evidence`: rules that agree add up."""
    rules = {one.rule for one in evidence if one.standing is Standing.OPEN}
    return SUPPORTED.get(min(len(rules), max(SUPPORTED)), ALONE)


def is_planned(clauses: Clauses, at: int) -> bool:
    """Tell whether the words before `at` in its clause make a plan, a wish or a denial of it."""
    return _HARD_OPEN.search(clauses.before(at)) is not None


def says_nothing(text: str) -> bool:
    """Tell whether folded `text` is about a meeting, an event, praise or that all is well."""
    return bool(need_lexicon().nothing_index.candidates(text)) and any(
        True for _ in need_lexicon().nothing_index.matches(text)
    )
