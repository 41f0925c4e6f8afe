"""Which items of an entry a time governs: the home it is told of, all of a list, both parties.

A time that opens a round (今天跑了四家:…) governs the whole of it; what somebody will come to do
governs every home with that trouble; a thing named first (药我下午送去了) leads back to its home.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from geo.address.values import Mention
from geo.diary.clauses import Clauses
from geo.diary.sharing import Ownership
from geo.diary.signs import sign
from geo.diary.times import Kind, When

_SERVICE_SPEAKS = sign("reading.service_speaks")
_WELL = sign("belonging.well")
_ROUND = sign("governing.round")
_NOTE = sign("governing.note")
_HELPS = sign("governing.helps")
_ALL_SO_FAR = sign("governing.all_so_far")
_PROMISES = sign("governing.promises")
_TOPIC = re.compile(
    r"(?:那|这)?(?P<topic>[^\W\d]{1,3}?)(?:我|咱|社区|物业|今天|今早|下午|上午|晚上|中午|早上|昨天|明天|后天)"
)
_NO_TOPIC = re.compile(r"[我他她咱你您这那也还就都已让叫请问说]|社区|物业|老人|家里|邻居|医生|师傅")

_I_DO = re.compile("我(?!家|们家)")
_ALSO = re.compile("[^,。;!?]{0,4}?(?:也(?!是|挺|没人|没事|好)|同样|一样|倒是)")
_EXCEPTED = re.compile(r"除了?([\w#-]{1,6}?(?:号楼|[栋座门楼户室号#]|单元|\d{3,4}))")
_HIT = sign("governing.hit")
_OUTER = ("compound", "building", "entrance")

Categories = Mapping[int, AbstractSet[str]]
"""Open categories of each item that has any."""


class Governing:
    """Tells the items of a time; `open_faults` are those of `open_needs` that lie in a thing."""

    def __init__(
        self,
        ownership: Ownership,
        open_needs: Categories,
        faults: Categories,
        times: Sequence[When],
        settled: Mapping[int, int],
    ) -> None:
        """`faults` holds what is out of order at each item, `settled` where words end it all."""
        self.ownership = ownership
        self.clauses = ownership.clauses
        self.mentions = ownership.mentions
        self.open_needs = open_needs
        self.faults = faults
        self.times = times
        self.settled = settled
        self.due: set[int] = set()
        """Items that wait for something at a time already told."""
        self._bound = self._bonds()

    def items(self, when: When) -> list[int]:
        """Return the items that `when` governs, in order of mention."""
        found = self._without_excepted(when, self._items(when))
        if when.kind is Kind.DUE:
            found = self._so_far(when, self._parties(when, found))
            self.due.update(found)
            return found
        bound = {one for i in found for one in self._bound[i]}
        return sorted({*found, *self._told(bound, when)})

    def _told(self, items: Iterable[int], when: When) -> list[int]:
        """Return those of `items` that are told before `when`."""
        return [i for i in items if self.mentions[i].span.start < when.span.start]

    def _so_far(self, when: When, found: list[int]) -> list[int]:
        """Return `found` without who is first named in a later clause: 明天再换,楼下301说…."""
        if not self._told(found[:1], when):
            return found
        end = self.clauses.clause(when.span.start)[1]
        return [i for i in found if self.mentions[i].span.start < end]

    def _parties(self, when: When, found: list[int]) -> list[int]:
        """Return `found` and who has a trouble with them, but no others of a list."""
        parties = {
            one
            for i in found
            for one in self._told(self.ownership.parties_of(i), when)
            if one not in self.ownership.group(i)
        }
        return sorted({*found, *(i for i in parties if not self._is_over(i, when))})

    def _is_over(self, i: int, when: When) -> bool:
        """Tell whether the troubles of item i are told to be over before the clause of `when`."""
        return self.settled.get(i, when.span.end) < self.clauses.clause(when.span.start)[0]

    def _waits(self, i: int, when: When) -> bool:
        return i in self.open_needs and not self._is_over(i, when)

    def _waiting(self, when: When, found: list[int]) -> list[int]:
        """Return those of `found` that wait, or the homes before them where none of them does.

        A home that is well is none: 1101、1201没气,301正常,抢修下午四点到.
        """
        if any(self._waits(i, when) for i in found):
            return [i for i in found if not self._is_over(i, when)]
        if not found or when.recur or self.ownership.named_last(when.span) is not None:
            return found
        start = self.clauses.sentence(when.span.start)[0]
        before = [i for i in range(found[0]) if self.mentions[i].span.start >= start]
        last = next((i for i in reversed(before) if self._waits(i, when)), None)
        if last is None:
            return found
        waiting = [i for i in sorted(self._bound[last]) if self._waits(i, when)]
        well = _WELL.match(self.clauses.text, self.mentions[found[-1]].span.end)
        return waiting if well else sorted({*waiting, *found})

    def _without_excepted(self, when: When, items: list[int]) -> list[int]:
        """Return `items` without the one that the sentence excepts: 除了六门都没办完周五回话."""
        start, end = self.clauses.sentence(when.span.start)
        excepted = _EXCEPTED.search(self.clauses.text, start, end) if len(items) > 2 else None
        if excepted is None:
            return items
        spans = [self.mentions[i].span for i in items]
        words = [self.clauses.text[span.start : span.end] for span in spans]
        left = [i for i, word in zip(items, words, strict=True) if not word.startswith(excepted[1])]
        return left or items

    def _items(self, when: When) -> list[int]:
        if told := self._round(when) or self.ownership.again_before(when.span):
            return told
        owners = self._before_next_time(when, self.ownership.visited_at(when.span))
        if not owners or len(self.mentions) == 1:
            return owners
        helped = self._helped(when, owners) if when.kind is Kind.DUE else []
        told = helped or self._topic(when) or self._all_so_far(when) or self._promised_by(when)
        if told:
            return told
        if self._of_the_service(when):
            first = next((i for i in sorted(self.faults) if i <= owners[-1]), None)
            if first is not None:
                return self._alike(when, [first])
        if when.kind is Kind.DUE:
            return self._waiting(when, self._alike(when, owners))
        return owners

    def _before_next_time(self, when: When, items: list[int]) -> list[int]:
        """Return `items` without those that a later time of day opens: 上午去看301,下午去502."""
        if when.span.end > self.mentions[items[0]].span.start if items else True:
            return items
        later = [one.span.start for one in self.times if one.span.start >= when.span.end]
        opened = [at for at in later if at < self.mentions[items[-1]].span.start]
        return [
            i
            for i in items
            if not any(self._opens(at, self.mentions[i].span.start) for at in opened)
        ] or items

    def _opens(self, at: int, home: int) -> bool:
        """Tell whether a time at `at` stands before the home at `home` in its clause."""
        return at < home and self.clauses.clause(at) == self.clauses.clause(home)

    def _round(self, when: When) -> list[int]:
        """Return all homes of the round that `when` heads: 今天一共跑了四家:3号楼…;5号楼…."""
        start, end = self.clauses.clause(when.span.start)
        if self.clauses.text[end - 1 : end] != ":" or self._named_in(start, end):
            return []
        if not is_round(self.clauses.text[start:end]):
            return []
        stop = re.search(r"[。!?\n]|$", self.clauses.text[end:])
        last = end + (stop.start() if stop else 0)
        return [i for i, one in enumerate(self.mentions) if end <= one.span.start < last]

    def _topic(self, when: When) -> list[int]:
        """Return the one home whose thing the clause begins with: 药我下午送去了."""
        start, end = self.clauses.clause(when.span.start)
        if self._named_in(start, end):
            return []
        opened = _TOPIC.match(self.clauses.text, start, end)
        if opened is None or _NO_TOPIC.search(opened["topic"]):
            return []
        held = {
            self.ownership.last_before_offset(found.start())
            for found in re.finditer(re.escape(opened["topic"]), self.clauses.text[:start])
        }
        return self.ownership.group(held.pop()) if len(held) == 1 else []

    def _all_so_far(self, when: When) -> list[int]:
        """Return every home of the sentence when words before the time speak of all: 我都记下了."""
        start = self.clauses.sentence(when.span.start)[0]
        held = [
            i for i, one in enumerate(self.mentions) if start <= one.span.start < when.span.start
        ]
        if len(held) < 2:
            return []
        after = self.clauses.text[self.mentions[held[-1]].span.end : when.span.start]
        return held if _ALL_SO_FAR.search(after) else []

    def _promised_by(self, when: When) -> list[int]:
        """Return the one home whose people promise it in this clause: 603答应周末前找人."""
        before = self.clauses.before(when.span.start)
        after = self.clauses.after(when.span.end)
        if _PROMISES.search(before) is None or _HELPS.search(after):
            return []
        last = self.ownership.named_last(when.span)
        return [] if last is None else [last]

    def _of_the_service(self, when: When) -> bool:
        """Tell whether a utility or an office speaks in a sentence that names no home."""
        start, end = self.clauses.sentence(when.span.start)
        told = _SERVICE_SPEAKS.match(self.clauses.text[start:end]) is not None
        return told and not self._named_in(start, end)

    def _helped(self, when: When, owners: list[int]) -> list[int]:
        """Return a helper's home and the home helped: 1单元的老谷懂护理,说周三过去帮一把.

        What the writer does, or what comes in a later sentence, is for the home helped alone.
        """
        if any(i in self.open_needs for i in owners):
            return []
        begin = self.mentions[owners[0]].span.end
        start, end = self.clauses.clause(when.span.start)
        earlier = [i for i in self.open_needs if i < owners[0]]
        if not earlier or not _HELPS.search(self.clauses.text[begin:end]):
            return []
        alone = _I_DO.search(self.clauses.text[start:end]) or (
            self.clauses.sentence(begin) != self.clauses.sentence(when.span.start)
        )
        return earlier[-1:] if alone else [earlier[-1], *owners]

    def _alike(self, when: When, owners: list[int]) -> list[int]:
        """Return `owners` and the other homes that wait for the same thing."""
        if self.ownership.named_last(when.span) is not None:
            return owners
        told = [i for i, one in enumerate(self.mentions) if one.span.start < when.span.start]
        found = {one for i in owners for one in self._bound[i] if one in told} | {*owners}
        wanted = set().union(*(self.open_needs.get(i, set()) for i in owners))
        for i in reversed([i for i in told if i < owners[0]]):
            if i in self.due or not wanted & self.open_needs.get(i, set()):
                break
            found.add(i)
        return sorted(found)

    def _bonds(self) -> list[set[int]]:
        """Return, for each item, those that the words bind to it: 2903也没水, 101、102都说有虫."""
        bonds = [{i} for i in range(len(self.mentions))]
        for i in range(1, len(self.mentions)):
            if self._is_bound(i):
                joined = bonds[i - 1] | bonds[i]
                for one in joined:
                    bonds[one] = joined
        return [one | set(self.ownership.parties_of(i)) for i, one in enumerate(bonds)]

    def _is_bound(self, i: int) -> bool:
        """Tell whether item i is said to share what the one before it has."""
        first, second = self.mentions[i - 1], self.mentions[i]
        text = self.clauses.text
        if self.clauses.sentence(first.span.start) != self.clauses.sentence(second.span.start):
            return False
        listed = self.ownership.group(i)
        return (
            self.ownership.group(i - 1) == listed
            or (second.place is None and _ALSO.match(text, second.span.end) is not None)
            or (
                _is_flat(second)
                and _HIT.search(text[first.span.end : second.span.start]) is not None
            )
            or (first.place is not None and len(listed) > 1 and _within(second, first))
        )

    def _named_in(self, start: int, end: int) -> bool:
        return any(start <= one.span.start < end for one in self.mentions)


def _is_flat(mention: Mention) -> bool:
    return mention.place is None and (mention.address.unit or mention.address.floor) is not None


def _within(inner: Mention, outer: Mention) -> bool:
    """Tell whether `inner` lies behind the entrance or in the building that `outer` names."""
    pairs = [(getattr(outer.address, name), getattr(inner.address, name)) for name in _OUTER]
    return pairs[1] != (None, None) and all(wide in (None, deep) for wide, deep in pairs)


def is_round(words: str) -> bool:
    """Tell whether `words` head a round of visits, and are no mere heading of notes."""
    return _ROUND.search(words) is not None and _NOTE.search(words) is None


def heads_list(when: When, clauses: Clauses, mentions: Sequence[Mention]) -> bool:
    """Tell whether `when` only opens a list of homes: 今天接了三件事:1号楼…;2号楼…."""
    start, end = clauses.clause(when.span.start)
    named = any(start <= mention.span.start < end for mention in mentions)
    begun = any(clauses.sentence(start)[0] <= mention.span.start < start for mention in mentions)
    heading = clauses.text[end - 1 : end] == ":" and not (named or begun) and len(mentions) > 1
    return heading and not is_round(clauses.text[start:end])
