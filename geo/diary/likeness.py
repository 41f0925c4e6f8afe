"""Which home has what the home before it has: the same, still the same, or as the cause of it."""

import re
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


def share_alike(ownership: Ownership, events: Sequence[list[Event]]) -> None:
    """Add to `events` of each home what its words say that it has in common with one before it.

    A list is read as one home: 404、304也反. What was put right at the first home is still wrong at
    one that 还是 has it. Cost: one look at the words about each home.
    """
    for i in range(1, len(events)):
        items = ownership.group(i)
        if items[0] != i:
            continue
        told = [*_told_alike(ownership, items, events)]
        for item in items:
            events[item].extend(told)


def _told_alike(
    ownership: Ownership, items: Sequence[int], events: Sequence[list[Event]]
) -> Iterator[Event]:
    """Yield what list `items` has in common with the home before it."""
    first = items[0]
    of_items = [event for item in items for event in events[item]]
    faulty = any(is_fault(told) for _, told in of_items)
    quarrel_only = {told.category for _, told in _faults(of_items)} <= {"dispute"}
    if not faulty and ownership.likewise(first):
        yield from (event for event in events[first - 1] if is_fault(event[1]))
    elif quarrel_only and _is_source(ownership, first):
        origin = _nearest(ownership, first, events)
        if origin is not None:
            ownership.trace(origin, first)
            yield from _faults(events[origin])
    elif not faulty and _is_said(ownership, items[-1], _DEMANDS):
        origin = _nearest(ownership, first, events)
        yield from _faults(events[origin]) if origin is not None else ()
    elif _is_said(ownership, items[-1], _STILL):
        origin = _nearest(ownership, first, events)
        yield from _opened(_faults(events[origin]) if origin is not None else ())
    asked = any(told.rule != WEIGHED for _, told in _services(of_items))
    if not asked and _is_said(ownership, items[-1], _ALSO_WANTS):
        yield from _opened(_wishes_before(ownership, first, events))


def _is_said(ownership: Ownership, item: int, words: re.Pattern[str]) -> bool:
    """Tell whether `words` stand right behind `item`, of which a home before was told too."""
    end = ownership.mentions[item].span.end
    stop = ownership.clauses.clause(max(end - 1, 0))[1]
    return words.match(ownership.clauses.text, end, stop) is not None


def _is_source(ownership: Ownership, item: int) -> bool:
    """Tell whether the words before `item` find the cause there: 找到车主是803."""
    return _SOURCE.search(ownership.clauses.before(ownership.mentions[item].span.start)) is not None


def _nearest(ownership: Ownership, item: int, events: Sequence[list[Event]]) -> int | None:
    """Return the last item before `item` in its story that has a fault, if any."""
    text, start = ownership.clauses.text, ownership.mentions[item].span.start
    for other in range(item - 1, -1, -1):
        if _STORY_END.search(text, ownership.mentions[other].span.end, start):
            return None
        if any(True for _ in _faults(events[other])):
            return other
    return None


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


def _wishes_before(
    ownership: Ownership, item: int, events: Sequence[list[Event]]
) -> list[tuple[int, Evidence]]:
    """Return what the last home before `item` in its story that asks for anything asks for."""
    text, start = ownership.clauses.text, ownership.mentions[item].span.start
    for other in range(item - 1, -1, -1):
        if _STORY_END.search(text, ownership.mentions[other].span.end, start):
            break
        wished = [*_services(events[other])]
        wished += [one for one in _faults(events[other]) if one[1].category in _PUT_UP]
        if wished:
            return wished
    return []


def _opened(events: Iterable[tuple[int, Evidence]]) -> Iterator[Event]:
    for at, told in events:
        yield at, replace(told, standing=Standing.OPEN)
