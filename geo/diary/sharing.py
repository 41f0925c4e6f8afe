"""Whose is it: gives evidence, times and names of an entry to the places it speaks of."""

import re
from collections.abc import Sequence

from geo.address.values import Level, Mention, Span
from geo.diary.clauses import Clauses
from geo.diary.signs import sign

_LIST_JOINT = sign("sharing.list_joint")
_ALL_BEFORE = sign("sharing.all_before")
_BOTH = sign("sharing.both")
_TIE_BEFORE = sign("sharing.tie_before")
_TIE_AFTER = sign("sharing.tie_after")
_HOME_LEVELS = (Level.UNIT, Level.FLOOR)


class Ownership:
    """Who owns what: `owners_at` for a place in the text, `parties_of` for a shared problem.

    Items are numbered as in `mentions`. With no mention nothing has an owner.
    """

    def __init__(self, clauses: Clauses, mentions: Sequence[Mention]) -> None:
        self.clauses = clauses
        self.mentions = mentions
        self._starts = [self._territory_start(i) for i in range(len(mentions))]
        self._group = self._list_groups()
        self._tied = self._ties()

    def group(self, item: int) -> list[int]:
        """Return the items named in one list with `item`: 402、502、602."""
        return [i for i in range(len(self.mentions)) if self._group[i] == self._group[item]]

    def parties_of(self, item: int) -> list[int]:
        """Return the items that a quarrel or a leak ties to `item`, itself included."""
        return [i for i in range(len(self.mentions)) if self._tied[i] == self._tied[item]]

    def owners_at(self, span: Span) -> list[int]:
        """Return the items that the words at `span` are about, in order of mention."""
        if not self.mentions:
            return []
        last = self.last_before(span)
        if self._over_all(span, last):
            return list(range(last + 1))
        return self.group(last)

    def visited_at(self, span: Span) -> list[int]:
        """Return the items that a time at `span` governs.

        A time told before all homes governs those of its sentence.
        """
        if not self.mentions:
            return []
        sentence = self.clauses.sentence(span.start)
        if span.end <= self.mentions[0].span.start:
            held = [
                i
                for i, mention in enumerate(self.mentions)
                if sentence[0] <= mention.span.start < sentence[1]
            ]
            return held or self.group(0)
        last = self.last_before(span)
        if self._over_all(span, last) or _BOTH.search(self._clause_of(span)):
            return list(range(last + 1))
        return sorted({*self.group(last), *self.parties_of(last)})

    def last_before(self, span: Span) -> int:
        """Return the item whose stretch of text holds `span`."""
        return max((i for i, start in enumerate(self._starts) if start <= span.start), default=0)

    def _clause_of(self, span: Span) -> str:
        start, end = self.clauses.clause(span.start)
        return self.clauses.text[start:end]

    def _over_all(self, span: Span, last: int) -> bool:
        """Tell whether "both", "all" at the head of the clause reaches back over earlier items."""
        if last == 0:
            return False
        start, end = self.clauses.clause(span.start)
        if any(start <= mention.span.start < end for mention in self.mentions):
            return False
        return _ALL_BEFORE.match(self.clauses.text[start:end]) is not None

    def _territory_start(self, i: int) -> int:
        """Return where the words about item i begin: its clause, if that names no earlier item."""
        start = self.mentions[i].span.start
        if i == 0:
            return 0
        clause = self.clauses.clause(start)[0]
        previous = self.mentions[i - 1].span.end
        return clause if clause >= previous else start

    def _list_groups(self) -> list[int]:
        groups: list[int] = []
        for i in range(len(self.mentions)):
            groups.append(groups[-1] if i > 0 and self._listed(i) else i)
        return groups

    def _listed(self, i: int) -> bool:
        """Tell whether item i continues the list of the one before it."""
        first, second = self.mentions[i - 1].span, self.mentions[i].span
        if first == second:
            return True
        return _LIST_JOINT.match(self.clauses.text[first.end : second.start]) is not None

    def _ties(self) -> list[int]:
        ties = list(self._group)
        for i in range(1, len(self.mentions)):
            if self._tie(i):
                old, new = ties[i], ties[i - 1]
                ties = [new if tie == old else tie for tie in ties]
        return ties

    def _tie(self, i: int) -> bool:
        """Tell whether words tie item i to the one before: 把楼下802淹了, 202意见很大."""
        first, second = self.mentions[i - 1], self.mentions[i]
        between = self.clauses.text[first.span.end : second.span.start]
        if not (_is_home(first) and _is_home(second)) or re.search(r"[。;!?\n]", between):
            return False
        if first.address.compound != second.address.compound:
            return False
        if _TIE_BEFORE.search(between[-8:]):
            return True
        end = self.mentions[i + 1].span.start if i + 1 < len(self.mentions) else None
        tail = self.clauses.text[second.span.end : end]
        return _TIE_AFTER.search(re.split(r"[。;!?\n]", tail)[0][:14]) is not None


def _is_home(mention: Mention) -> bool:
    return any(getattr(mention.address, level) is not None for level in _HOME_LEVELS) or (
        mention.place is None and mention.address.entrance is not None
    )
