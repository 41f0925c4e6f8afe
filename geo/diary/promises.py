"""Promises of an entry (承诺本): what a leader or a helper said they will do, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.signs import sign, signs
from geo.diary.times import Kind, When

LONGEST_WORDS = 40
"""Characters of the short words of a promise."""

_ACTION = sign("promises.action")
_OWN_BUSINESS = sign("promises.own_business")
_OWNERS = signs("promises.owner.")


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
    owner = next((name for name, words_of in _OWNERS if words_of.search(words)), "leader")
    return Promise(Span(start, end), when, items, text[start:end][:LONGEST_WORDS], owner)


def _with_next(clauses: Clauses, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause and of the one after it in the same sentence."""
    if end >= clauses.sentence(start)[1]:
        return start, end
    return start, clauses.clause(end)[1]


def _after_home(words: str, start: int) -> int:
    return start + len(words) - len(words.lstrip())
