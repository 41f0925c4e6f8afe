"""Weighs what the rules found in an entry, and adds the needs that its words speak of without one.

The words between two homes or two full stops are read clause by clause and two clauses at a time,
without the homes in them; a need stands where any such stretch speaks of it likely enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log

import numpy as np

from geo.address.values import Mention, Span
from geo.diary.clauses import Clauses
from geo.diary.likelihood import Likely, Said, likelihoods, told_of
from geo.diary.needs import SERVICES, Evidence, Standing

WEIGHED = "weighed"
"""Name of the rule of a need that no rule names."""
LIKELY = 0.6
"""A need that no rule names is told where the words speak of it this likely."""
LEAST_LIKELY = 0.2
"""What a rule told is not believed where the words speak of it less likely."""
CLOSED = 0.5
"""A need that no rule names is done, or declined, where the words say so this likely."""
SIGNS = " ,.。;；!！?？:\n\0"


@dataclass(frozen=True, slots=True)
class _Part:
    """The words between two homes or full stops."""

    told: list[Evidence]
    """What rules told in it."""
    clauses: list[Span]
    """Its clauses that hold words."""


def weighed(
    clauses: Clauses, evidence: Sequence[Evidence], mentions: Sequence[Mention]
) -> list[Evidence]:
    """Return `evidence` with its calibrated confidence, without the unlikely, and what it lacks.

    Only open needs are weighed: a refusal or a report that all is done stands as it was told.
    Cost: linear in the text.
    """
    words = _without_homes(clauses.text, mentions)
    parts = [
        _Part(_inside(evidence, part), [*_clauses(clauses, part, words)])
        for part in _parts(clauses, mentions)
    ]
    said = [
        Said(words[one.start : one.end].strip(SIGNS), (*_inside(part.told, one),))
        for part in parts
        for one in part.clauses
    ]
    if not said:
        return [*evidence]
    stretches = [*_stretches(parts)]
    shares = likelihoods(said, stretches)
    spans = [one for part in parts for one in part.clauses]
    kept: list[Evidence] = []
    at = 0
    for part in parts:
        end = at + max(2 * len(part.clauses) - 1, 0)
        bounds = [
            _behind_home(words, spans[i].start, spans[j - 1].end) for i, j in stretches[at:end]
        ]
        kept += _judged(part, bounds, shares[at:end])
        at = end
    return sorted(kept, key=lambda one: (one.span.start, one.span.end))


def _stretches(parts: Sequence[_Part]) -> Iterator[tuple[int, int]]:
    """Yield each clause of a part, then each two that follow one another, part by part."""
    at = 0
    for part in parts:
        end = at + len(part.clauses)
        yield from ((i, i + 1) for i in range(at, end))
        yield from ((i, i + 2) for i in range(at, end - 1))
        at = end


def _judged(part: _Part, stretches: Sequence[Span], shares: Likely) -> Iterator[Evidence]:
    """Yield the needs of `part`, given the likelihoods of its stretches, (stretches, told)."""
    if not stretches:
        yield from part.told
        return
    best = shares.max(axis=0)
    for one in part.told:
        likely = float(best[_columns()[one.category]])
        if one.standing is not Standing.OPEN:
            yield one
        elif likely >= LEAST_LIKELY:
            yield replace(one, confidence=calibrated(likely))
    known = {one.category for one in part.told}
    for column in np.flatnonzero(best[:-2] >= LIKELY):
        category = told_of()[column]
        if category not in known:
            where = int(shares[:, column].argmax())
            standing = _standing(category, *shares[where, -2:])
            sure = calibrated(float(best[column]))
            yield Evidence(category, standing, stretches[where], WEIGHED, sure)


@cache
def _columns() -> dict[str, int]:
    return {name: column for column, name in enumerate(told_of())}


def _standing(category: str, done: float, declined: float) -> Standing:
    """Return how a need that no rule names stands, given how likely its words close it."""
    if category in SERVICES and declined >= max(done, CLOSED):
        return Standing.DECLINED
    return Standing.DONE if done >= CLOSED else Standing.OPEN


def _inside(told: Iterable[Evidence], span: Span) -> list[Evidence]:
    return [one for one in told if span.start <= one.span.start < span.end]


def _without_homes(text: str, mentions: Sequence[Mention]) -> str:
    """Return `text` with a null for each character of a home; spots outside homes stay."""
    signs = [*text]
    for one in mentions:
        if one.place is None:
            signs[one.span.start : one.span.end] = "\0" * (one.span.end - one.span.start)
    return "".join(signs)


def _parts(clauses: Clauses, mentions: Sequence[Mention]) -> Iterator[Span]:
    """Yield the spans between full stops and the starts of homes, in order."""
    text = clauses.text
    starts = {one.span.start for one in mentions if one.span.end > one.span.start}
    at = 0
    while at < len(text):
        end = clauses.sentence(at)[1]
        bounds = sorted({at, end, *(start for start in starts if at < start < end)})
        yield from map(Span, bounds, bounds[1:])
        at = end


def _behind_home(words: str, start: int, end: int) -> Span:
    """Return ``words[start:end]`` without the home and the signs that it begins with."""
    kept = len(words[start:end].lstrip(SIGNS))
    return Span(end - kept if kept else start, end)


def _clauses(clauses: Clauses, part: Span, words: str) -> Iterator[Span]:
    """Yield the clauses of `part` that hold words, without the signs that close them."""
    at = part.start
    while at < part.end:
        end = min(clauses.clause(at)[1], part.end)
        last = at + len(words[at:end].rstrip(SIGNS))
        if last > at:
            yield Span(at, last)
        at = end


_SLOPE, _SHIFT = 0.26, 0.42


def calibrated(likely: float) -> float:
    """Return the share of needs told with this likelihood that were meant.

    Fitted on entries that neither the rules nor the weights had seen.
    """
    bounded = min(max(likely, 1e-4), 1.0 - 1e-4)
    odds = log(bounded / (1.0 - bounded))
    return 1.0 / (1.0 + exp(-(_SLOPE * odds + _SHIFT)))
