"""Whose is it: gives evidence, times and names of an entry to the places it speaks of."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from geo.address.values import Level, Mention, Span
from geo.diary.clauses import Clauses
from geo.diary.signs import sign

_LIST_JOINT = sign("sharing.list_joint")
_ALL_BEFORE = sign("sharing.all_before")
_BOTH = sign("sharing.both")
_TIE_BEFORE = sign("sharing.tie_before")
_TIE_HIT = sign("sharing.tie_hit")
_TIE_COMPLAINT = sign("sharing.tie_complaint")
_TIE_AFTER = sign("sharing.tie_after")
_WITHIN_FAMILY = sign("sharing.within_family")
_OTHER_SIDE = sign("sharing.other_side")
_RELATIVE = sign("sharing.relative")
_LIKEWISE = sign("sharing.likewise")
_HELPER_BEFORE = sign("sharing.helper_before")
_HELPER_AFTER = sign("sharing.helper_after")
_HELPER_GIVES = sign("sharing.helper_gives")
_ASKED_BEFORE = sign("sharing.helper_asked_before")
_ASKED_AFTER = sign("sharing.helper_asked")
_LIST_END = re.compile(r"[。!?\n]")
_AGAINST = ("和", "与", "跟", "同")
_NAMED_ONCE = 2
"""Namings of two homes when neither is named again."""
_NEAR = 12
"""Namings before the words of a quarrel among which its other side is looked for."""
_ALL = re.compile("都|均|俩|分别")
_COUNTED = sign("sharing.counted")
_COUNTS = {"两": 2, "俩": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_STOP = re.compile(r"[。;!?\n]")
_HOME_LEVELS = (Level.UNIT, Level.FLOOR)


class Ownership:
    """Who owns what: `owners_at` for a place in the text, `parties_of` for a shared problem.

    Items are numbered as in `mentions`. With no mention nothing has an owner.
    """

    def __init__(
        self,
        clauses: Clauses,
        mentions: Sequence[Mention],
        again: Iterable[tuple[int, Span]] = (),
    ) -> None:
        """`again` holds (item, words) of each place that is named once more."""
        self.clauses = clauses
        self.mentions = mentions
        self._group = self._list_groups()
        self._listed_from: dict[int, list[int]] = {}
        """Items of each list, by its first."""
        for i, first in enumerate(self._group):
            self._listed_from.setdefault(first, []).append(i)
        self._list_ends = {first: i for i, first in enumerate(self._group)}
        """Last item of each list, by its first."""
        self._starts = [(self._territory_start(i), i) for i in range(len(mentions))]
        self._homes = [*self._starts]
        self._starts = [(at, i) for at, i in self._starts if i == 0 or not self._helps(i)]
        self.again = [*again]
        """(item, words) of each place that is named once more."""
        self._namings = sorted(
            [(one.span.start, i) for i, one in enumerate(mentions)]
            + [(words.start, i) for i, words in self.again]
        )
        self._traced: dict[int, set[int]] = {}
        self._told_again: dict[tuple[int, int], list[int]] = {}
        self._named_again(self.again)
        self._tied = self._ties()

    def group(self, item: int) -> list[int]:
        """Return the items named in one list with `item`: 402、502、602."""
        return [*self._listed_from[self._group[item]]]

    def parties_of(self, item: int) -> list[int]:
        """Return the items that a quarrel or a leak ties to `item`, itself included."""
        return [i for i in range(len(self.mentions)) if self._tied[i] == self._tied[item]]

    def owners_at(self, span: Span) -> list[int]:
        """Return the items that the words at `span` are about, in order of mention."""
        if not self.mentions:
            return []
        last = self.last_before(span)
        reach = self._over_all(span, last)
        return self.group(last) if reach is None else reach

    def picked_at(self, span: Span) -> list[int]:
        """Return the items of a list that are named again last before `span`, if any are.

        301、302、303断电了,301有新生儿: the child is of 301 only.
        """
        if not self._told_again or self._over_all(span, self.last_before(span)) is not None:
            return []
        start, i = max(((at, i) for at, i in self._starts if at <= span.start), default=(0, 0))
        return sorted({*self._told_again.get((start, i), ())})

    def headed_by(self, span: Span) -> list[int]:
        """Return the items of the list that the words at `span` head: 给低保户:2号楼…,3号楼…."""
        end = self.clauses.clause(span.start)[1]
        if self.clauses.text[end - 1 : end] != ":":
            return []
        start = self.clauses.sentence(span.start)[0]
        ends = _LIST_END.search(self.clauses.text, end)
        stop = ends.start() if ends else len(self.clauses.text)
        held = [i for i, one in enumerate(self.mentions) if start <= one.span.start < stop]
        return held if held and self.mentions[held[0]].span.start >= end else []

    def likewise(self, item: int) -> bool:
        """Tell whether the words say that `item` has what the one before has: 802也上不去."""
        if item == 0:
            return False
        first, second = self.mentions[item - 1].span, self.mentions[item].span
        last = self.mentions[self.group(item)[-1]].span.end
        words = _LIKEWISE.match(self.clauses.text, last, self.clauses.clause(max(last - 1, 0))[1])
        if words is None or _STOP.search(self.clauses.text, first.end, second.start):
            return False
        same = words["same"].rstrip("了的呢啊,.。;!? ")
        return not same or same in self.clauses.text[first.end : second.start]

    def closed_by(self, span: Span, told: Sequence[bool]) -> list[int]:
        """Return the items that the settled words at `span` close.

        `told` says of each item whether what they can close was told of it. Words in a sentence
        that names no home before them, about a trouble that the item before has not, close it
        where it was told last: 101要药,202没人。药下午送去了.
        """
        owners = self.owners_at(span)
        start = self.clauses.sentence(span.start)[0]
        if any(told[i] for i in owners) or any(
            start <= one.span.start < span.end for one in self.mentions
        ):
            return owners
        before = [i for i in range(min(owners, default=0)) if told[i]]
        return self.group(before[-1]) if before else owners

    def join(self, item: int, other: int) -> None:
        """Tie two items: what one side of a quarrel has, the other has too."""
        old, new = self._tied[item], self._tied[other]
        self._tied = [new if tie == old else tie for tie in self._tied]

    def trace(self, trouble: int, cause: int) -> None:
        """Note that the trouble of one item has its cause at the other: they close together."""
        for one, other in ((trouble, cause), (cause, trouble)):
            self._traced.setdefault(one, set()).add(other)

    def closing_with(self, item: int) -> set[int]:
        """Return the items that words which settle the trouble of `item` settle."""
        return {*self.parties_of(item), *self._traced.get(item, ())}

    def other_side(self, span: Span) -> tuple[int, int] | None:
        """Return the two homes that a quarrel told at `span` sets against each other, if any.

        Against the home named last stands the one named before it that is not listed with it. A
        list that quarrels in itself (101和102吵) needs no other side: its homes are tied already.
        """
        if not self.mentions or _WITHIN_FAMILY.search(self._clause_of(span)):
            return None
        here = self.last_before(span)
        listed = set(self.group(here))
        if self._set_against_each_other(here, span):
            return None
        for _, other in reversed(self._namings_before(span.start)):
            if other not in listed and self._may_quarrel(other, here, span):
                return other, here
        return None

    def _set_against_each_other(self, item: int, span: Span) -> bool:
        """Tell whether a list that ends with `item` is a pair that quarrels: 101跟102吵起来."""
        if item == 0 or self._group[item] == item:
            return False
        text = self.clauses.text
        first, second = self.mentions[item - 1].span, self.mentions[item].span
        joint = text[first.end : second.start].strip()
        return joint in _AGAINST and "都" not in text[second.end : span.start]

    def _namings_before(self, at: int) -> list[tuple[int, int]]:
        """Return (start, item) of the last homes and spots named, or named again, before `at`."""
        end = bisect_left(self._namings, (at, -1))
        return self._namings[max(end - _NEAR, 0) : end]

    def _may_quarrel(self, other: int, here: int, span: Span) -> bool:
        first, second = self.mentions[other], self.mentions[here]
        if not (_is_home(first) and _is_home(second)):
            return False
        if first.address.compound != second.address.compound:
            return False
        named = self._namings_before(span.start)
        held = [{self.clauses.sentence(at) for at, i in named if i == one} for one in (other, here)]
        held[1].add(self.clauses.sentence(second.span.start))
        together = not held[0].isdisjoint(held[1])
        if first.address.building == second.address.building:
            return together or _OTHER_SIDE.search(self._clause_of(span)) is not None
        return together and len([at for at, i in named if i in (other, here)]) > _NAMED_ONCE

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
        reach = self._over_all(span, last)
        if reach is not None:
            return reach
        if _BOTH.search(self._clause_of(span)):
            return list(range(last + 1))
        return sorted({*self.group(last), *self.parties_of(last)})

    def last_before(self, span: Span) -> int:
        """Return the item whose stretch of text holds `span`."""
        return self.last_before_offset(span.start)

    def last_before_offset(self, at: int) -> int:
        """Return the item whose stretch of text holds offset `at`."""
        held = [(start, i) for start, i in self._starts if start <= at]
        return max(held)[1] if held else 0

    def home_of(self, span: Span) -> int:
        """Return the item at which somebody named at `span` lives, be it only a helper's."""
        own = [(start, i) for start, i in self._homes if start <= span.start]
        return max(own, default=(0, self.last_before(span)))[1]

    def named_last(self, span: Span) -> int | None:
        """Return the item that is named, or named again, last in the clause before `span`."""
        start = self.clauses.clause(span.start)[0]
        here = [(at, i) for at, i in self._namings_before(span.start) if start <= at]
        return here[-1][1] if here else None

    def again_before(self, span: Span) -> list[int]:
        """Return the items named again before `span` in a clause that names none anew."""
        start, end = self.clauses.clause(span.start)
        if any(start <= one.span.start < end for one in self.mentions):
            return []
        return sorted({i for i, words in self.again if start <= words.start < span.start})

    def _named_again(self, again: Iterable[tuple[int, Span]]) -> None:
        """Let the words behind a place that is named again be about it again."""
        listed: list[int] = []
        previous = 0
        for item, span in sorted(again, key=lambda one: one[1].start):
            clause = self.clauses.clause(span.start)[0]
            others = (mention.span.end for mention in self.mentions)
            free = not any(clause < end <= span.start for end in others)
            start = clause if free else span.start
            joined = _LIST_JOINT.match(self.clauses.text[previous : span.start]) is not None
            if not joined:
                listed = []
            listed.append(item)
            previous = span.end
            self._starts.append((start, item))
            self._homes.append((start, item))
            self._told_again[start, item] = listed

    def _clause_of(self, span: Span) -> str:
        start, end = self.clauses.clause(span.start)
        return self.clauses.text[start:end]

    def _over_all(self, span: Span, last: int) -> list[int] | None:
        """Return the items that "both", "all" at the head of the clause reaches back over."""
        last = max([last, *(i for _, i in self._namings_before(span.start))])
        if last == 0:
            return None
        start, end = self.clauses.clause(span.start)
        here = [i for i, one in enumerate(self.mentions) if start <= one.span.start < end]
        if here:
            return self._all_of_clause(here, span)
        words = _ALL_BEFORE.match(self.clauses.text[start:end]) or _COUNTED.search(
            self.clauses.text, start, end
        )
        if words is None:
            return None
        earlier = list(range(last + 1))
        count = next((_COUNTS[sign] for sign in words[0] if sign in _COUNTS), len(earlier))
        homes = [i for i in earlier if _is_home(self.mentions[i])]
        return homes[-count:] if count <= len(homes) else earlier

    def _all_of_clause(self, here: Sequence[int], span: Span) -> list[int] | None:
        """Return the homes of one clause that "both" joins: 202的甲(瘫痪)和302的乙都想问."""
        text = self.clauses.text
        joined = [i for i in here if self.mentions[i].span.end <= span.start]
        if len(joined) < 2 or self._group[joined[0]] == self._group[joined[-1]]:
            return None
        gaps = [
            text[self.mentions[i].span.end : self.mentions[k].span.start]
            for i, k in pairwise(joined)
        ]
        after = text[self.mentions[joined[-1]].span.end : span.end]
        told = all(gap.endswith(_AGAINST) for gap in gaps) and _ALL.search(after) is not None
        return joined if told else None

    def _helps(self, i: int) -> bool:
        """Tell whether item i is only where a helper lives: 是5号楼的小伙子开车送去的."""
        first = self._group[i]
        last = self._list_ends[first]
        before = self.clauses.before(self.mentions[first].span.start)
        text, end = self.clauses.text, self.mentions[last].span.end
        return first > 0 and (
            _HELPER_GIVES.match(text, end) is not None
            or (_HELPER_BEFORE.search(before) and _HELPER_AFTER.match(text, end)) is not None
            or (_ASKED_BEFORE.search(before) and _ASKED_AFTER.match(text, end)) is not None
        )

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
        if not (_is_home(first) and _is_home(second)) or _STOP.search(between):
            return False
        if first.address.compound != second.address.compound:
            return False
        words = self.clauses.text[second.span.start : second.span.end]
        if _TIE_BEFORE.search(between[-8:]) or _RELATIVE.match(words):
            return True
        if _is_flat(second) and (
            _TIE_HIT.search(between[-8:]) or _TIE_COMPLAINT.search(between[-8:])
        ):
            return True
        end = self.mentions[i + 1].span.start if i + 1 < len(self.mentions) else None
        tail = self.clauses.text[second.span.end : end]
        return _TIE_AFTER.search(_STOP.split(tail, 1)[0][:14]) is not None


def _is_home(mention: Mention) -> bool:
    return any(getattr(mention.address, level) is not None for level in _HOME_LEVELS) or (
        mention.place is None and mention.address.entrance is not None
    )


def _is_flat(mention: Mention) -> bool:
    return mention.place is None and any(
        getattr(mention.address, level) is not None for level in _HOME_LEVELS
    )
