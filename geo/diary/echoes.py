"""Finds where an entry speaks again of a home, or of somebody who lives there, that it named."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from geo.address.values import Mention, Span
from geo.diary.persons import NamedSpan
from geo.diary.roles import Role
from geo.diary.sharing import Ownership

_RUN = re.compile(r"(?<![\d-])\d+(?![\d-])")
_TELLING_FLAT = 3
"""A flat of so many digits is known again without its building."""


def named_again(
    written: Sequence[Mention],
    mentions: Sequence[Mention],
    persons: Sequence[NamedSpan],
    ownership: Ownership,
) -> list[tuple[int, Span]]:
    """Return (item, words) where a home, or somebody who lives in one, is named once more."""
    if len(mentions) < 2:
        return []
    numbers = {(one.address, one.place is None): i for i, one in enumerate(mentions)}
    first = {one.span for one in mentions}
    again = [
        (numbers[one.address, one.place is None], one.span)
        for one in written
        if one.span not in first
    ]
    again += _flats_again(ownership.clauses.text, mentions)
    homes: dict[str, int] = {}
    for named in persons:
        if named.role is Role.OTHER:
            continue
        if named.name in homes:
            again.append((homes[named.name], named.span))
        homes.setdefault(named.name, ownership.home_of(named.span))
    return again


def _flats_again(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, Span]]:
    """Yield (item, words) where the number of a flat alone is written once more: 603答应了."""
    flats = [one.address.unit or "" for one in mentions]
    telling = {
        flat for flat, times in Counter(flats).items() if times == 1 and len(flat) >= _TELLING_FLAT
    }
    runs: dict[str, list[Span]] = {}
    for found in _RUN.finditer(text) if telling else ():
        runs.setdefault(found[0], []).append(Span(*found.span()))
    for i, flat in enumerate(flats):
        if flat not in telling:
            continue
        for span in runs.get(flat, ()) if flat.isdecimal() else _written(flat, text):
            later = span.start >= mentions[i].span.end
            if later and not any(
                span.start < one.span.end and one.span.start < span.end for one in mentions
            ):
                yield i, span


def _written(flat: str, text: str) -> Iterator[Span]:
    """Yield where a flat is written that is no mere number: 10A."""
    for found in re.finditer(rf"(?<![\d-]){flat}(?![\d-])", text):
        yield Span(*found.span())
