"""Which home has what the home before it has: the same, still the same, or as the cause of it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo.diary.closing import Event, is_fault
from geo.diary.needs import SERVICES, Evidence, Standing
from geo.diary.sharing import Ownership
from geo.diary.signs import sign
from geo.diary.weighing import WEIGHED

_STILL = sign("likeness.still")
_DEMANDS = sign("likeness.demands")
_ALSO_WANTS = sign("likeness.also_wants")
_SOURCE = sign("likeness.source")
_PUT_UP = frozenset({"elevator", "facility_repair"})
"""What homes ask to have put up."""
_STORY_END = re.compile(r"[。!?\n]")


class _Before:
    """What the homes before one have: the last with a fault, and the last that asks for anything.

    Each home is looked at once: a long list without a full stop is one story of all its homes.
    """

    def __init__(self, ownership: Ownership, events: Sequence[list[Event]]) -> None:
        self._ownership = ownership
        self._events = events
        self._seen = 0
        self._faulty: int | None = None
        self._wishing: int | None = None
        text = ownership.clauses.text
        self._story_ends = [found.start() for found in _STORY_END.finditer(text)]

    def faulty(self, item: int) -> int | None:
        """Return the last item before `item` in its story that has a fault, if any."""
        self._look_at_all_before(item)
        return self._in_story(self._faulty, item)

    def wishes(self, item: int) -> list[tuple[int, Evidence]]:
        """Return what the last home before `item` in its story that asks for anything asks for."""
        self._look_at_all_before(item)
        wishing = self._in_story(self._wishing, item)
        return [] if wishing is None else _wished(self._events[wishing])

    def _look_at_all_before(self, item: int) -> None:
        for other in range(self._seen, item):
            if any(True for _ in _faults(self._events[other])):
                self._faulty = other
            if _wished(self._events[other]):
                self._wishing = other
        self._seen = max(self._seen, item)

    def _in_story(self, other: int | None, item: int) -> int | None:
        """Return `other` if no story ends between it and `item`."""
        if other is None:
            return None
        mentions = self._ownership.mentions
        ends = bisect_left(self._story_ends, mentions[item].span.start)
        ended = ends > 0 and self._story_ends[ends - 1] >= mentions[other].span.end
        return None if ended else other


def share_alike(ownership: Ownership, events: Sequence[list[Event]]) -> None:
    """Add to `events` of each home what its words say that it has in common with one before it.

    A list is read as one home: 404、304也反. What was put right at the first home is still wrong at
    one that 还是 has it. Cost: one look at the words about each home.
    """
    before = _Before(ownership, events)
    for i in range(1, len(events)):
        items = ownership.group(i)
        if items[0] != i:
            continue
        told = [*_told_alike(ownership, items, events, before)]
        for item in items:
            events[item].extend(told)


def _told_alike(
    ownership: Ownership,
    items: Sequence[int],
    events: Sequence[list[Event]],
    before: _Before,
) -> Iterator[Event]:
    """Yield what list `items` has in common with the home before it."""
    first = items[0]
    of_items = [event for item in items for event in events[item]]
    faulty = any(is_fault(told) for _, told in of_items)
    quarrel_only = {told.category for _, told in _faults(of_items)} <= {"dispute"}
    if not faulty and ownership.likewise(first):
        yield from (event for event in events[first - 1] if is_fault(event[1]))
    elif quarrel_only and _is_source(ownership, first):
        origin = before.faulty(first)
        if origin is not None:
            ownership.trace(origin, first)
            yield from _faults(events[origin])
    elif not faulty and _is_said(ownership, items[-1], _DEMANDS):
        origin = before.faulty(first)
        yield from _faults(events[origin]) if origin is not None else ()
    elif _is_said(ownership, items[-1], _STILL):
        origin = before.faulty(first)
        yield from _opened(_faults(events[origin]) if origin is not None else ())
    asked = any(told.rule != WEIGHED for _, told in _services(of_items))
    if not asked and _is_said(ownership, items[-1], _ALSO_WANTS):
        yield from _opened(before.wishes(first))


def _is_said(ownership: Ownership, item: int, words: re.Pattern[str]) -> bool:
    """Tell whether `words` stand right behind `item`, of which a home before was told too."""
    end = ownership.mentions[item].span.end
    stop = ownership.clauses.clause(max(end - 1, 0))[1]
    return words.match(ownership.clauses.text, end, stop) is not None


def _is_source(ownership: Ownership, item: int) -> bool:
    """Tell whether the words before `item` find the cause there: 找到车主是803."""
    return _SOURCE.search(ownership.clauses.before(ownership.mentions[item].span.start)) is not None


def _faults(events: Iterable[Event]) -> Iterator[tuple[int, Evidence]]:
    """Yield the faults of a place among `events`, open or settled."""
    for at, told in events:
        if isinstance(told, Evidence) and is_fault(replace(told, standing=Standing.OPEN)):
            yield at, told


def _services(events: Iterable[Event]) -> Iterator[tuple[int, Evidence]]:
    """Yield what is asked for among `events`."""
    for at, told in events:
        if (
            isinstance(told, Evidence)
            and told.category in SERVICES
            and told.standing is not Standing.DECLINED
        ):
            yield at, told


def _wished(events: Sequence[Event]) -> list[tuple[int, Evidence]]:
    """Return what is asked for among `events`, what is to be put up included."""
    put_up = (one for one in _faults(events) if one[1].category in _PUT_UP)
    return [*_services(events), *put_up]


def _opened(events: Iterable[tuple[int, Evidence]]) -> Iterator[Event]:
    for at, told in events:
        yield at, replace(told, standing=Standing.OPEN)
