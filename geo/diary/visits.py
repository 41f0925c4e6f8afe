"""Visits that an entry reports: 看望了, 入户走访, 打电话问了."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from geo.address.values import Span
from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.needs import is_planned
from geo.diary.phrases import PhraseIndex, compiled
from geo.diary.signs import sign
from geo.diary.times import Kind, When

_AHEAD = sign("visits.ahead")


class VisitKind(StrEnum):
    """How somebody was reached."""

    DOOR = "door"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit that the entry says was made."""

    item: int
    """Which item of the reading was visited."""
    span: Span
    """The words that say so, in the original text."""
    day: date
    kind: VisitKind


@dataclass(frozen=True)
class _VisitLexicon:
    kinds: dict[str, VisitKind]
    index: PhraseIndex[str]
    unless: PhraseIndex[str]


@cache
def _lexicon() -> _VisitLexicon:
    rows = data_rows("lexicon/visits.csv")
    return _VisitLexicon(
        kinds={row["id"]: VisitKind(row["kind"]) for row in rows},
        index=PhraseIndex({row["id"]: compiled(row["pattern"]) for row in rows}),
        unless=PhraseIndex({row["id"]: compiled(row["unless"]) for row in rows}),
    )


def told_visits(
    clauses: Clauses, times: Sequence[When], written_on: date
) -> tuple[tuple[Span, date, VisitKind], ...]:
    """Return (words, day, kind) of each visit that the text reports as made, in order.

    A plan, a wish and a refusal are no visits; the day is the one told in the same sentence, else
    the day of writing.
    """
    lexicon = _lexicon()
    found = []
    for rule, start, end in clauses.matches(lexicon.index):
        if lexicon.unless.search(rule, clauses.around(start, end)):
            continue
        near = _told_with(clauses, times, start)
        if is_planned(clauses, start) or any(when.kind is Kind.DUE for when in near):
            continue
        if _is_ahead(clauses, start, end):
            continue
        days = [when.date_to for when in near if when.date_to is not None]
        found.append((Span(start, end), days[0] if days else written_on, lexicon.kinds[rule]))
    return tuple(sorted(found, key=lambda one: one[0].start))


def _is_ahead(clauses: Clauses, start: int, end: int) -> bool:
    """Tell whether a need, wish or plan stands right before the words (要上门), and no past."""
    told = clauses.text[start:end] + clauses.text[end : end + 1]
    return _AHEAD.search(clauses.before(start)) is not None and not any(
        word in told for word in "了过完"
    )


def _told_with(clauses: Clauses, times: Sequence[When], at: int) -> list[When]:
    """Return the times of the clause at `at`, else those before it in its sentence."""
    clause, sentence = clauses.clause(at), clauses.sentence(at)
    here = [when for when in times if clause[0] <= when.span.start < clause[1]]
    return here or [when for when in times if sentence[0] <= when.span.start < at]
