"""Weighs what the rules found in an entry, and adds the needs that its words speak of without one.

The words between two homes or two full stops are read clause by clause and two clauses at a time,
without the homes in them; a need stands where any such stretch speaks of it likely enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np

from geo.address.values import Mention, Span
from geo.diary.clauses import Clauses
from geo.diary.likelihood import Said, log_odds
from geo.diary.needs import SERVICES, Evidence, Standing
from geo.diary.weights import told_of


def log_odds_of(share: float) -> float:
    """Return the log-odds of a likelihood between 0 and 1, without either."""
    return log(share / (1.0 - share))


WEIGHED = "weighed"
"""Name of the rule of a need that no rule names."""
LIKELY = log_odds_of(0.6)
"""A need that no rule names is told where the words speak of it this likely."""
LEAST_LIKELY = log_odds_of(0.2)
"""What a rule told is not believed where the words speak of it less likely."""
CLOSED = log_odds_of(0.5)
"""A need that no rule names is done, or declined, where the words say so this likely."""
SIGNS = " ,.。;；!！?？:\n\0"


class _Part(NamedTuple):
    """The words between two homes or full stops."""

    told: list[Evidence]
    """What rules told in it."""
    clauses: list[tuple[int, int]]
    """Where its clauses that hold words start and end."""


def weighed(
    clauses: Clauses, evidence: Sequence[Evidence], mentions: Sequence[Mention]
) -> list[Evidence]:
    """Return `evidence` with its calibrated confidence, without the unlikely, and what it lacks.

    Only open needs are weighed: a refusal or a report that all is done stands as it was told.
    Cost: linear in the text.
    """
    words = _without_homes(clauses.text, mentions)
    parts = _parts(clauses, evidence, mentions, words)
    spoken = [part for part in parts if part.clauses]
    if not spoken:
        return [*evidence]
    kept = [one for part in parts if not part.clauses for one in part.told]
    kept += _judged(spoken, words)
    return sorted(kept, key=lambda one: (one.span.start, one.span.end))


def _judged(parts: Sequence[_Part], words: str) -> Iterator[Evidence]:
    """Yield the needs of `parts`, all of which hold words."""
    bounds = [one for part in parts for one in part.clauses]
    said = [
        Said(words[start:end].strip(SIGNS), (*_within(part.told, start, end),))
        for part in parts
        for start, end in part.clauses
    ]
    stretches, firsts = _stretches(parts)
    odds = log_odds(said, stretches)
    best = np.maximum.reduceat(odds, firsts, axis=0).tolist()
    for part, first, likely in zip(parts, firsts, best, strict=True):
        yield from _believed(part.told, likely)
        for column in _unruled(part.told, likely):
            held = odds[first : first + 2 * len(part.clauses) - 1]
            where = int(held[:, column].argmax())
            opening, behind = stretches[first + where]
            span = _behind_home(words, bounds[opening][0], bounds[behind - 1][1])
            standing = _standing(told_of()[column], *held[where, -2:])
            yield Evidence(told_of()[column], standing, span, WEIGHED, calibrated(likely[column]))


def _unruled(told: Iterable[Evidence], odds: Sequence[float]) -> list[int]:
    """Return the columns of the needs that the words speak of and no rule told."""
    spoken = [column for column, one in enumerate(odds[:-2]) if one >= LIKELY]
    if not spoken:
        return spoken
    known = {_columns()[one.category] for one in told}
    return [column for column in spoken if column not in known]


def _stretches(parts: Sequence[_Part]) -> tuple[list[tuple[int, int]], list[int]]:
    """Return each clause of a part and each two that follow one another, and where parts begin."""
    stretches: list[tuple[int, int]] = []
    firsts: list[int] = []
    at = 0
    for part in parts:
        firsts.append(len(stretches))
        end = at + len(part.clauses)
        stretches += [(i, i + 1) for i in range(at, end)]
        stretches += [(i, i + 2) for i in range(at, end - 1)]
        at = end
    return stretches, firsts


def _believed(told: Iterable[Evidence], odds: Sequence[float]) -> Iterator[Evidence]:
    """Yield what rules told, as sure as its words make it; `odds` are by column of `told_of`."""
    for one in told:
        here = odds[_columns()[one.category]]
        if one.standing is not Standing.OPEN:
            yield one
        elif here >= LEAST_LIKELY:
            yield Evidence(one.category, one.standing, one.span, one.rule, calibrated(here))


@cache
def _columns() -> dict[str, int]:
    return {name: column for column, name in enumerate(told_of())}


def _standing(category: str, done: float, declined: float) -> Standing:
    """Return how a need that no rule names stands, given how likely its words close it."""
    if category in SERVICES and declined >= max(done, CLOSED):
        return Standing.DECLINED
    return Standing.DONE if done >= CLOSED else Standing.OPEN


def _within(told: Iterable[Evidence], start: int, end: int) -> list[Evidence]:
    return [one for one in told if start <= one.span.start < end]


def _without_homes(text: str, mentions: Sequence[Mention]) -> str:
    """Return `text` with a null for each character of a home; spots outside homes stay."""
    for one in mentions:
        if one.place is None:
            start, end = one.span.start, one.span.end
            text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _parts(
    clauses: Clauses, evidence: Sequence[Evidence], mentions: Sequence[Mention], words: str
) -> list[_Part]:
    """Return the parts between full stops and the starts of homes, in order."""
    homes = {one.span.start for one in mentions if one.span.end > one.span.start}
    opens = homes.union(clauses.sentence_starts)
    ends = sorted({*opens, *clauses.clause_starts, len(words)})
    parts: list[_Part] = []
    for start, end in pairwise(ends):
        if start in opens:
            parts.append(_Part([], []))
        if evidence:
            parts[-1].told.extend(_within(evidence, start, end))
        last = start + len(words[start:end].rstrip(SIGNS))
        if last > start:
            parts[-1].clauses.append((start, last))
    return parts


def _behind_home(words: str, start: int, end: int) -> Span:
    """Return ``words[start:end]`` without the home and the signs that it begins with."""
    kept = len(words[start:end].lstrip(SIGNS))
    return Span(end - kept if kept else start, end)


_SLOPE, _SHIFT = 0.26, 0.42
_SUREST = log_odds_of(1.0 - 1e-4)


def calibrated(odds: float) -> float:
    """Return the share of needs told with these log-odds that were meant.

    Fitted on entries that neither the rules nor the weights had seen.
    """
    bounded = min(max(odds, -_SUREST), _SUREST)
    return 1.0 / (1.0 + exp(-(_SLOPE * bounded + _SHIFT)))
