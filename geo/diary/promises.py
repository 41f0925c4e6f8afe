"""Promises of an entry (承诺本): what a leader or a helper said they will do, and when."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.signs import sign, signs
from geo.diary.times import Kind, When

LONGEST_WORDS = 40
"""Characters of the short words of a promise."""

LEADER = "leader"
FAMILY = "family"

_ACTION = sign("promises.action")
_OWN_BUSINESS = sign("promises.own_business")
_OWNERS = signs("promises.owner.")
_SELF = sign("promises.self")
_GIVEN = sign("promises.given")
_GIVEN_BY_OTHER = sign("promises.given_by_other")
_SOME_DAY = sign("promises.some_day")
_FOR_SOMEBODY = sign("promises.for_somebody")
_OTHER_BEGINS = sign("promises.other_begins")
_WISHED = sign("promises.wished")
_GONE_TO = sign("promises.gone_to")
_FULFILLED = sign("promises.fulfilled")

OwnersAt = Callable[[Span], Iterable[int]]
"""Which items the words at a span are about."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that somebody said they will do for residents."""

    span: Span
    """The words of the promise in the original text."""
    when: When | None
    """Until when; None when no day was named."""
    items: tuple[int, ...]
    """Which items of the reading it is for."""
    words: str
    """The promise in the entry's own words, shortened."""
    owner: str
    """Who does it: leader, or one of the ``promises.owner`` rows of ``lexicon/signs.csv``."""


def read_promises(
    clauses: Clauses,
    text: str,
    items: Sequence[tuple[Span, Sequence[When]]],
    owners_at: OwnersAt | None = None,
) -> tuple[Promise, ...]:
    """Return the promises of a text, in order.

    Those with a day are found at the times of `items` (span of the place, its times). Those
    without one (回头给他问问, 答应给她换灯泡) are the writer's own only, and are found where
    `owners_at` is given.
    """
    found: dict[Span, tuple[When, list[int]]] = {}
    for i, (_, times) in enumerate(items):
        for when in times:
            found.setdefault(when.span, (when, []))[1].append(i)
    promises = (_promise(clauses, text, when, tuple(owners)) for when, owners in found.values())
    kept = [promise for promise in promises if promise is not None]
    if owners_at is not None:
        dated = [when.span for when, _ in found.values() if when.kind is Kind.DUE]
        kept += _undated(clauses, text, [*dated, *(one.span for one in kept)], owners_at)
    return tuple(sorted(kept, key=lambda promise: promise.span.start))


def _promise(clauses: Clauses, text: str, when: When, items: tuple[int, ...]) -> Promise | None:
    """Return the promise that `when` dates, or None when nobody does anything by then."""
    if when.kind is not Kind.DUE:
        return None
    start, end = clauses.clause(when.span.start)
    if not _ACTION.search(clauses.text[start:end].replace(when.text, "")):
        start, end = _with_next(clauses, start, end)
    words = clauses.text[start:end]
    if not _is_deed(words):
        return None
    owner = _owner(clauses, start, end)
    if owner == FAMILY:
        return None
    span = _trimmed(clauses, start, end)
    return Promise(span, when, items, _short(text, span), owner)


def _is_deed(words: str) -> bool:
    """Tell whether somebody does something: neither a resident's errand nor a mere wish."""
    if _WISHED.search(words) and not _SELF.search(words):
        return False
    return _ACTION.search(words) is not None and not _OWN_BUSINESS.search(words)


def _undated(
    clauses: Clauses, text: str, dated: Sequence[Span], owners_at: OwnersAt
) -> Iterator[Promise]:
    """Yield what the writer said she will do without naming a day."""
    at = 0
    while at < len(clauses.text):
        start, end = clauses.clause(at)
        at = max(end, at + 1)
        if any(span.start < end and start < span.end for span in dated):
            continue
        if _is_own_word(clauses, start, end) and _owner(clauses, start, end) == LEADER:
            span = _trimmed(clauses, start, end)
            yield Promise(span, None, tuple(owners_at(span)), _short(text, span), LEADER)


def _is_own_word(clauses: Clauses, start: int, end: int) -> bool:
    """Tell whether a clause holds a deed that the writer gave her word for, still to be done."""
    words = clauses.text[start:end]
    if not (_is_given(words) and _is_deed(words)):
        return False
    rest = clauses.text[end : clauses.sentence(start)[1]] if end < len(clauses.text) else ""
    return _FULFILLED.search(f"{words.rstrip(',，。.;；!！?？ ')}|{rest}") is None


def _is_given(words: str) -> bool:
    """Tell whether somebody gave their word, or the writer means to do something some day."""
    if _GIVEN.search(words):
        return True
    later = _SOME_DAY.search(words)
    return later is not None and bool(_SELF.search(words) or _FOR_SOMEBODY.search(words))


def _owner(clauses: Clauses, start: int, end: int) -> str:
    """Return who does what the clause tells; FAMILY for a resident or one of theirs.

    The writer's own 我 wins; a clause that names nobody goes on about whom the one before began
    with (师傅看了,答应周五前换).
    """
    words = clauses.text[start:end]
    if _SELF.search(words):
        return LEADER
    if _GIVEN_BY_OTHER.search(words):
        return _named(words) or FAMILY
    named = _named(words)
    if named is None and start > clauses.sentence(start)[0]:
        before = clauses.text[slice(*clauses.clause(start - 1))]
        begins = _OTHER_BEGINS.match(before.lstrip())
        named = None if begins is None else _named(begins[0])
    return named or LEADER


def _named(words: str) -> str | None:
    """Return who is named as doing something; whom the writer only goes to is not (催物业)."""
    for name, words_of in _OWNERS:
        if any(not _GONE_TO.search(words[: one.start()]) for one in words_of.finditer(words)):
            return name
    return None


def _with_next(clauses: Clauses, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause and of the one after it in the same sentence."""
    if end >= clauses.sentence(start)[1]:
        return start, end
    return start, clauses.clause(end)[1]


def _trimmed(clauses: Clauses, start: int, end: int) -> Span:
    """Return the bounds of the words without blanks before and signs after them."""
    words = clauses.text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.lstrip().rstrip(",，。.;；!！?？\n ")))


def _short(text: str, span: Span) -> str:
    return text[span.start : span.end][:LONGEST_WORDS]
