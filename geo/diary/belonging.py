"""Which homes a trouble is not of, though it is told beside them.

A home said to be well has no fault of its list or its building; a lift is the entrance's where
that was named; "she" is who was named last, wherever she was spoken of since.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from geo.address.values import Address, Span
from geo.diary.closing import Event, owners_of
from geo.diary.lexicon import need_lexicon
from geo.diary.needs import SERVICES, Evidence, Standing
from geo.diary.persons import NamedSpan
from geo.diary.roles import Role
from geo.diary.sharing import Ownership
from geo.diary.signs import sign

_WELL = sign("belonging.well")
_CLEARED_BEFORE = sign("belonging.cleared_before")
_CLEARED_AFTER = sign("belonging.cleared_after")
_SHE = sign("belonging.she")
_SOMEBODY = sign("belonging.somebody")
_JOINT = re.compile(r"[\s、,和与跟同及]+")
"""All that stands between two homes of a list tells of no need."""
_OF_THE_HOUSE = frozenset({"elevator"})
"""Troubles of a thing that a whole house or entrance shares."""
_CLEARING = 6
"""Characters before a home in which it is cleared of blame."""


class Belonging:
    """Tells the items that a trouble is of; `persons` are those whom the entry names."""

    def __init__(self, ownership: Ownership, persons: Sequence[NamedSpan]) -> None:
        self._ownership = ownership
        self._clauses = ownership.clauses
        self._conditions = need_lexicon().conditions
        self._well = dict(self._said_well()) if self._several else {}
        self._cleared = {*self._said_cleared()} if self._several else set()
        self._residents = [
            (one.span.start, ownership.home_of(one.span))
            for one in persons
            if self._several and one.role is not Role.OTHER
        ]

    @property
    def _several(self) -> bool:
        return len(self._ownership.mentions) > 1

    def owners(self, one: Evidence, events: Sequence[list[Event]]) -> list[int]:
        """Return the items that `one` is about; `events` holds what was told of each before."""
        if _JOINT.fullmatch(self._clauses.text, one.span.start, one.span.end):
            return []
        owners = owners_of(one, self._ownership, events)
        if not self._several:
            return owners
        if one.standing is Standing.OPEN and self._is_personal(one):
            return self._of_her(one.span, owners)
        if one.category in _OF_THE_HOUSE:
            return self._of_the_house(one, owners, events)
        return owners

    def spared(self, one: Evidence, items: Collection[int]) -> set[int]:
        """Return `items` without those that are said to be well, if `one` is a fault."""
        if self._is_personal(one) or one.standing is not Standing.OPEN:
            return {*items}
        return {
            i
            for i in items
            if i not in self._cleared and one.span.start >= self._well.get(i, one.span.start)
        }

    def _is_personal(self, one: Evidence) -> bool:
        return one.category in SERVICES or one.category in self._conditions

    def _said_well(self) -> Iterator[tuple[int, int]]:
        """Yield (item, offset up to which it is well): 201、301热乎,401冰凉."""
        mentions = self._ownership.mentions
        text = self._clauses.text
        for i, mention in enumerate(mentions):
            if _WELL.match(text, mention.span.end, self._clauses.clause(mention.span.end - 1)[1]):
                for item in self._ownership.group(i):
                    yield item, self._next_naming(item, mention.span.end)

    def _next_naming(self, item: int, after: int) -> int:
        """Return where `item` is named again behind `after`, else the end of that sentence."""
        end = self._clauses.sentence(max(after - 1, 0))[1]
        named = (words.start for i, words in self._ownership.again if i == item)
        return min((at for at in named if after <= at < end), default=end)

    def _said_cleared(self) -> Iterator[int]:
        """Yield the items that the words clear of blame: 去一看不是401,是501."""
        text = self._clauses.text
        named = [(i, one.span) for i, one in enumerate(self._ownership.mentions)]
        for i, span in (*named, *self._ownership.again):
            before = text[max(span.start - _CLEARING, 0) : span.start]
            if _CLEARED_BEFORE.search(before) and _CLEARED_AFTER.match(text, span.end):
                yield i

    def _of_her(self, span: Span, owners: list[int]) -> list[int]:
        """Return the item of whom "she" in the clause of `span` means, else `owners`."""
        start, end = self._clauses.clause(span.start)
        if not self._residents or _SHE.match(self._clauses.text, start, end) is None:
            return owners
        sentence = self._clauses.sentence(start)[0]
        held = [(at, i) for at, i in self._residents if sentence <= at < start]
        if not held or held[-1][1] in owners:
            return owners
        since = self._ownership.mentions[owners[-1]].span.end if owners else start
        told = self._clauses.text[min(since, start) : start]
        return owners if _SOMEBODY.search(told) else [held[-1][1]]

    def _of_the_house(
        self, one: Evidence, owners: list[int], events: Sequence[list[Event]]
    ) -> list[int]:
        """Return the entrance or house of `owners` that already has the trouble, else them."""
        mentions = self._ownership.mentions
        for i in range(min(owners, default=0)):
            if any(
                isinstance(told, Evidence) and told.category == one.category
                for _, told in events[i]
            ) and all(_is_within(mentions[k].address, mentions[i].address) for k in owners):
                return [i]
        return owners


def _is_within(inner: Address, outer: Address) -> bool:
    """Tell whether `inner` is a home behind the entrance, or in the house, `outer`."""
    return (
        outer.unit is None
        and outer.floor is None
        and outer.building == inner.building
        and outer.entrance in (None, inner.entrance)
        and inner != outer
    )
