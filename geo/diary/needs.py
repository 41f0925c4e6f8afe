"""What a text says of needs, before it is known whose: raised, refused, done or settled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import exp
from typing import NamedTuple

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.lexicon import Family, NeedRule, need_lexicon
from geo.diary.signs import sign

ALONE = 0.75
"""Probability that words which one rule alone reads as a need mean it, when nothing else tells."""
SUPPORT = 0.3
"""Log-odds that each further rule adds; fitted on entries that no rule was made for."""
MOST_SUPPORT = 2
"""Further rules that count."""

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
WISHES = frozenset({"activity_request", "employment", "child_care"})
"""Services that people ask for: a "no" behind the wish is about something else."""

_NEGATED = sign("needs.negated")
_REFUSED_BEFORE_AT_MOST = 8
_REFUSED_AFTER = sign("needs.refused_after")
_REFUSED_THEN = sign("needs.refused_then")
_VISIT_REFUSED = sign("needs.visit_refused")
_HARD_OPEN = sign("needs.not_done_yet")
_SOFT_OPEN = sign("needs.asked_for")
_THANKS = sign("needs.thanks")
_IN_VAIN = sign("needs.in_vain")
_LATER = sign("needs.later")
_PARTLY = sign("needs.partly")
_DONE_SIGN = sign("needs.done")


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


class Settlement(NamedTuple):
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
    refusals = [(start, end) for _, start, end in _phrases(clauses, Family.REFUSAL)]
    found: dict[tuple[str, int, Standing], Evidence] = {}
    for name, start, end in _phrases(clauses, Family.RULE):
        rule = lexicon.rules[name]
        if rule.unless and lexicon.unless_index.search(name, clauses.around(start, end)):
            continue
        standing = _standing(rule, clauses, start, end, refusals)
        if standing is not None:
            told = Evidence(rule.category, standing, Span(start, end), name, ALONE)
            found.setdefault((rule.category, start, standing), told)
    evidence = [*found.values()]
    evidence += _visits_refused(clauses, refusals, evidence)
    evidence = _plainest_refusals(clauses, _unyielding(clauses, evidence))
    return tuple(sorted(evidence, key=lambda one: (one.span.start, one.span.end)))


def _phrases(clauses: Clauses, family: Family) -> list[tuple[str, int, int]]:
    """Return (id, start, end) of the phrases of one family that the text holds."""
    return [
        (name, start, end)
        for (of, name), start, end in clauses.matches(need_lexicon().index)
        if of is family
    ]


def _unyielding(clauses: Clauses, evidence: list[Evidence]) -> list[Evidence]:
    """Return `evidence` without what another category in its sentence explains better."""
    yields = need_lexicon().yields
    told: dict[tuple[int, int], set[str]] = {}
    for one in evidence:
        told.setdefault(clauses.sentence(one.span.start), set()).add(one.category)
    return [
        one
        for one in evidence
        if told[clauses.sentence(one.span.start)].isdisjoint(yields.get(one.rule, ()))
    ]


def _plainest_refusals(clauses: Clauses, evidence: list[Evidence]) -> list[Evidence]:
    """Return `evidence` without a refused visit where its clause refuses a service by name."""
    named = {
        clauses.clause(one.span.start)
        for one in evidence
        if one.standing is Standing.DECLINED and one.category != "wellbeing_check"
    }
    return [
        one
        for one in evidence
        if one.standing is not Standing.DECLINED
        or one.category != "wellbeing_check"
        or clauses.clause(one.span.start) not in named
    ]


def _standing(
    rule: NeedRule, clauses: Clauses, start: int, end: int, refusals: list[tuple[int, int]]
) -> Standing | None:
    """Return how a match of `rule` leaves its need, or None when it says nothing."""
    if rule.kind == "done":
        return Standing.DONE if is_done(clauses, start, end) else None
    if rule.category in SERVICES and _refused(rule, clauses, (start, end), refusals):
        return Standing.DECLINED
    if rule.kind == "service":
        return None
    if rule.kind == "want" and _THANKS.search(clauses.around(start, end)):
        return None
    if _NEGATED.search(clauses.before(start)[-8:]):
        return None
    return Standing.OPEN


def _refused(
    rule: NeedRule, clauses: Clauses, bounds: tuple[int, int], refusals: list[tuple[int, int]]
) -> bool:
    """Tell whether the service that `rule` found at `bounds` is refused, before or behind it."""
    start, end = bounds
    if rule.kind == "state":
        return False
    clause = clauses.clause(start)
    before = any(
        clause[0] <= first < end and last <= end and start - last <= _REFUSED_BEFORE_AT_MOST
        for first, last in refusals
    )
    if before or rule.category in WISHES:
        return before
    rest = clauses.told_after(start, end)
    return (_REFUSED_AFTER.search(clauses.after(end)) or _REFUSED_THEN.search(rest)) is not None


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
    opening = clauses.told_before(at)
    named = [
        (start, lexicon.rules[name].category)
        for name, start, _ in _phrases(Clauses(opening), Family.RULE)
        if lexicon.rules[name].category in SERVICES and lexicon.rules[name].kind == "service"
    ]
    return max(named)[1] if named else None


def settlements(clauses: Clauses) -> tuple[Settlement, ...]:
    """Return the words that say something is done, in order; plans and wishes are none."""
    lexicon = need_lexicon()
    found = [
        Settlement(lexicon.settled[name].categories, Span(start, end), name)
        for name, start, end in _phrases(clauses, Family.SETTLED)
        if is_done(clauses, start, end)
    ]
    return tuple(sorted(found, key=lambda one: one.span.start))


def is_done(clauses: Clauses, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` reports a deed and not a plan, wish or failure."""
    before, tail = clauses.before(start), clauses.text[end : end + 1]
    rest = clauses.told_after(start, end)
    if _THANKS.search(before):
        return True
    if _HARD_OPEN.search(before) or _IN_VAIN.search(clauses.after(end)) or _PARTLY.search(rest):
        return False
    if _DONE_SIGN.search(clauses.text[start:end] + tail) or "已" in before:
        return True
    return not (_SOFT_OPEN.search(before) or _LATER.search(before))


def certainty(evidence: Iterable[Evidence]) -> float:
    """Return how sure a need is that rests on all of `evidence`: the surest, and who agrees."""
    told = [one for one in evidence if one.standing is Standing.OPEN]
    surest = max((one.confidence for one in told), default=ALONE)
    more = min(max(len({one.rule for one in told}) - 1, 0), MOST_SUPPORT)
    odds = surest / (1.0 - surest) * exp(SUPPORT * more)
    return odds / (1.0 + odds)


def is_planned(clauses: Clauses, at: int) -> bool:
    """Tell whether the words before `at` in its clause make a plan, a wish or a denial of it."""
    return _HARD_OPEN.search(clauses.before(at)) is not None


def says_nothing(text: str) -> bool:
    """Tell whether folded `text` is about a meeting, an event, praise or that all is well."""
    return bool(need_lexicon().nothing_index.candidates(text)) and any(
        True for _ in need_lexicon().nothing_index.matches(text)
    )
