"""Weighs what the rules found in an entry, and adds the needs that its words speak of without one.

The words between two homes or two full stops are read clause by clause and two clauses at a time,
without the homes in them; a need stands where any such stretch speaks of it likely enough, and is
settled or turned down where the words from it to the next home say so.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import exp, log

from geo.address.values import Mention, Span
from geo.diary.clauses import Clauses
from geo.diary.features import Said
from geo.diary.lexicon import need_lexicon
from geo.diary.likelihood import log_odds
from geo.diary.needs import Evidence, Standing
from geo.diary.parts import SIGNS, Part, parts_of, without_homes
from geo.diary.standing import Standings
from geo.diary.weights import Seen, told_of

EITHER = frozenset({"lone_elderly", "empty_nest_elderly"})
"""Of which a home is told one only: the one that a rule tells, else the likelier."""
_NAMED_AGAIN = re.compile(r"(?<!\d)[1-9]\d{2,3}(?![\d年元块斤克米度平个号])")
"""A flat by its number alone: what follows is about it."""


def log_odds_of(share: float) -> float:
    """Return the log-odds of a likelihood between 0 and 1, without either."""
    return log(share / (1.0 - share))


WEIGHED = "weighed"
"""Name of the rule of a need that no rule names."""
LIKELY = log_odds_of(0.5)
"""A need that no rule names is told where the words speak of it this likely."""
LEAST_LIKELY = log_odds_of(0.1)
"""What a rule told is not believed where the words speak of it less likely."""


def weighed(
    clauses: Clauses, evidence: Sequence[Evidence], mentions: Sequence[Mention]
) -> list[Evidence]:
    """Return `evidence` with its calibrated confidence, without the unlikely, and what it lacks.

    Only open needs are weighed: a refusal or a report that all is done stands as it was told.
    Cost: linear in the text.
    """
    words = without_homes(clauses.text, mentions)
    parts = parts_of(clauses, evidence, mentions, words)
    spoken = [part for part in parts if part.clauses]
    if not spoken:
        return [*evidence]
    kept = [one for part in parts if not part.clauses for one in part.told]
    seen = Seen([one for part in spoken for one in part.said(words)])
    kept += _as_they_stand([*_judged(spoken, seen, words)], spoken, seen)
    return sorted(kept, key=lambda one: (one.span.start, one.span.end))


def _as_they_stand(told: Sequence[Evidence], parts: Sequence[Part], seen: Seen) -> list[Evidence]:
    """Return `told`, each open need settled or turned down where the words up to a home say so.

    What is told twice of a home is closed only where the words behind each say so; a condition
    stays.
    """
    starts = [start for part in parts for start, _ in part.clauses]
    ends = _home_ends(parts, seen.said)
    standings = Standings(seen)
    weighed_ones = [*_to_weigh(told, starts, ends)]
    stands: dict[tuple[str, int], Standing] = {}
    for one, key, first in weighed_ones:
        here = standings.of(one.category, first, key[1])
        stands[key] = here if stands.get(key, here) is here else Standing.OPEN
    changed = {
        id(one): replace(one, standing=stands[key])
        for one, key, _ in weighed_ones
        if stands[key] is not Standing.OPEN
    }
    return _either([changed.get(id(one), one) for one in told], starts, ends)


def _either(told: Sequence[Evidence], starts: Sequence[int], ends: Sequence[int]) -> list[Evidence]:
    """Return `told` without what speaks of a home as lone and as one of a couple at once."""

    def home(one: Evidence) -> int:
        return ends[max(bisect_right(starts, one.span.start) - 1, 0)]

    surest: dict[int, Evidence] = {}
    for one in told:
        if one.category in EITHER:
            known = surest.setdefault(home(one), one)
            surest[home(one)] = max(known, one, key=_surer)
    return [
        one
        for one in told
        if one.category not in EITHER or one.category == surest[home(one)].category
    ]


def _surer(one: Evidence) -> tuple[bool, float]:
    return one.rule != WEIGHED, one.confidence


def _to_weigh(
    told: Iterable[Evidence], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[tuple[Evidence, tuple[str, int], int]]:
    """Yield each open need with what it is known by, its category and home, and its clause."""
    for one in told:
        if one.standing is Standing.OPEN and one.category not in need_lexicon().conditions:
            clause = max(bisect_right(starts, one.span.start) - 1, 0)
            yield one, (one.category, ends[clause]), clause


def _home_ends(parts: Sequence[Part], said: Sequence[Said]) -> list[int]:
    """Return for each clause the one before which its home ends: another is named, or one again."""
    opens = {0, len(said)}
    at = 0
    for part in parts:
        if part.home is not None:
            opens.add(at)
        at += len(part.clauses)
    opens |= {i for i, one in enumerate(said) if _NAMED_AGAIN.search(one.words)}
    bounds = sorted(opens)
    return [end for start, end in pairwise(bounds) for _ in range(start, end)]


def _judged(parts: Sequence[Part], seen: Seen, words: str) -> Iterator[Evidence]:
    """Yield the needs of `parts`, all of which hold words; `seen` is of their clauses."""
    bounds = [one for part in parts for one in part.clauses]
    odds = log_odds(seen)
    first = 0
    for part in parts:
        end = first + 2 * len(part.clauses)
        rows = odds[first : end - 1]
        likely = rows[0] if len(rows) == 1 else [*map(max, *rows)]
        yield from _believed(part.told, likely)
        for column in _unruled(part.told, likely):
            row = first + [one[column] for one in rows].index(likely[column])
            span = _behind_home(words, bounds[row // 2][0], bounds[(row + 1) // 2][1])
            sure = calibrated(likely[column])
            yield Evidence(told_of()[column], Standing.OPEN, span, WEIGHED, sure)
        first = end


def _unruled(told: Iterable[Evidence], odds: Sequence[float]) -> list[int]:
    """Return the columns of the needs that the words speak of and no rule told."""
    if max(odds) < LIKELY:
        return []
    known = {_columns()[one.category] for one in told}
    return [column for column, one in enumerate(odds) if one >= LIKELY and column not in known]


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
