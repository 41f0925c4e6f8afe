"""Who quarrels with whom, and which troubles lie on both sides."""

from collections.abc import Collection, Sequence

from geo.diary.lexicon import need_lexicon
from geo.diary.needs import SERVICES, Evidence
from geo.diary.sharing import Ownership
from geo.diary.signs import sign

_COMMON = sign("quarrels.common")

FOUGHT_OVER = frozenset({"fire_safety", "parking", "structural_hazard"})
"""Troubles of one home that lie on the other side too once the two quarrel about them."""
FOUGHT_OVER_AT_LEAST = 0.75
"""How sure such a trouble must be."""
OTHER_CAUSES = frozenset({"animals", "leak", "noise", "sanitation_blackspot"})
"""What a quarrel is about rather than such a trouble, where an entry tells of both."""


class Quarrels:
    """The sides of the quarrels of one entry; ties the homes that stand against each other."""

    def __init__(self, ownership: Ownership, evidence: Sequence[Evidence]) -> None:
        self._ownership = ownership
        self._against: dict[int, int] = {}
        self._about_else = any(one.category in OTHER_CAUSES for one in evidence)
        for one in evidence:
            if one.category == "dispute":
                self._take_sides(one)

    def meets(self, one: Evidence, owners: Collection[int]) -> set[int]:
        """Return all the items that the trouble `one` of `owners` lies on."""
        found = {*owners}
        if (
            one.category in need_lexicon().shared
            or self._fought_over(one, found)
            or self._in_common(one)
        ):
            found |= self._parties(found)
        if one.category == "dispute":
            found |= {self._against[i] for i in owners if i in self._against}
        return found

    def _take_sides(self, one: Evidence) -> None:
        """Note both sides of quarrel `one`, and tie two homes.

        Of a list that refuses what another home asks each has the quarrel, not its troubles.
        """
        sides = self._ownership.other_side(one.span)
        if sides is None:
            return
        other, here = sides
        self._against[here] = other
        if len(self._ownership.group(here)) == 1:
            self._ownership.join(other, here)
            self._against[other] = here

    def _fought_over(self, one: Evidence, owners: set[int]) -> bool:
        """Tell whether the owners quarrel, and `one` is what they may quarrel about."""
        return (
            one.category in FOUGHT_OVER
            and one.confidence >= FOUGHT_OVER_AT_LEAST
            and not self._about_else
            and not owners.isdisjoint(self._against)
        )

    def _in_common(self, one: Evidence) -> bool:
        """Tell whether `one` is a fault of what homes use together: 堵了两家合用的地漏."""
        words = self._ownership.clauses.around(one.span.start, one.span.end)
        of_people = one.category in SERVICES or one.category in need_lexicon().conditions
        return not of_people and _COMMON.search(words) is not None

    def _parties(self, owners: set[int]) -> set[int]:
        """Return all whom a trouble of `owners` meets; of a list at peace only `owners`."""
        found: set[int] = set()
        for i in owners:
            at_peace = set(self._ownership.group(i)) - owners
            found |= set(self._ownership.parties_of(i)) - at_peace
        return found
