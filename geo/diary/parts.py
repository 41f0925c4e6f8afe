"""Cuts an entry into what is weighed together: the words between two homes or full stops."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from geo.address.values import Mention
from geo.diary.clauses import Clauses
from geo.diary.features import Said
from geo.diary.needs import Evidence

SIGNS = " ,.。;；!！?？:\n\0"
"""What stands around the words of a clause; the null in place of a home."""


class Part(NamedTuple):
    """The words between two homes or full stops."""

    home: Mention | None
    """The home that it begins with."""
    told: list[Evidence]
    """What rules told in it."""
    clauses: list[tuple[int, int]]
    """Where its clauses that hold words start and end."""

    def said(self, words: str) -> Iterator[Said]:
        """Yield its clauses; `words` are those of the whole entry without homes."""
        for start, end in self.clauses:
            yield Said(words[start:end].strip(SIGNS), (*_within(self.told, start, end),))


def parts_of(
    clauses: Clauses, evidence: Sequence[Evidence], mentions: Sequence[Mention], words: str
) -> list[Part]:
    """Return the parts between full stops and the starts of homes, in order."""
    homes = {one.span.start: one for one in mentions if one.span.end > one.span.start}
    opens = {*homes, *clauses.sentence_starts}
    ends = sorted({*opens, *clauses.clause_starts, len(words)})
    parts: list[Part] = []
    for start, end in pairwise(ends):
        if start in opens:
            parts.append(Part(homes.get(start), [], []))
        if evidence:
            parts[-1].told.extend(_within(evidence, start, end))
        last = start + len(words[start:end].rstrip(SIGNS))
        if last > start:
            parts[-1].clauses.append((start, last))
    return parts


def without_homes(text: str, mentions: Sequence[Mention]) -> str:
    """Return `text` with a null for each character of a home; spots outside homes stay."""
    for one in mentions:
        if one.place is None:
            start, end = one.span.start, one.span.end
            text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _within(told: Iterable[Evidence], start: int, end: int) -> list[Evidence]:
    return [one for one in told if start <= one.span.start < end]
