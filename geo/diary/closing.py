"""Whose need it is, and whose a deed closes."""

from collections.abc import Sequence
from typing import TypeGuard

from geo.address.values import Span
from geo.diary.lexicon import need_lexicon
from geo.diary.needs import SERVICES, Evidence, Settlement, Standing
from geo.diary.sharing import Ownership

Event = tuple[int, Evidence | Settlement]
"""What is told of an item, and where in the text."""


def owners_of(one: Evidence, ownership: Ownership, events: Sequence[list[Event]]) -> list[int]:
    """Return the items that `one` is about; a deed is about what it closes.

    `events` holds what was told of each item before.
    """
    if one.standing is not Standing.DONE:
        headed = ownership.headed_by(one.span)
        return headed or _picked(one, ownership, events) or ownership.owners_at(one.span)
    told = [_can_close(one.span, frozenset({one.category}), of_item) for of_item in events]
    headed = ownership.headed_by(one.span)
    return headed or _picked(one, ownership, events) or ownership.closed_by(one.span, told)


def _picked(one: Evidence, ownership: Ownership, events: Sequence[list[Event]]) -> list[int]:
    """Return the items of a list that alone have what `one` tells: those named again last.

    Faults are of the whole list until it is said what is wrong with it.
    """
    picked = ownership.picked_at(one.span)
    if not picked:
        return []
    if one.category == "dispute":
        listed = ownership.group(picked[0])
        return picked if set(ownership.parties_of(picked[0])) - {*listed} else []
    if one.standing is Standing.DONE and one.category in need_lexicon().shared:
        return []
    of_people = one.category in SERVICES or one.category in need_lexicon().conditions
    known = of_people or any(
        is_fault(told) and told.category != "dispute"
        for i in ownership.group(picked[0])
        for _, told in events[i]
    )
    return picked if known else []


def settled_by(
    settled: Settlement, ownership: Ownership, events: Sequence[list[Event]]
) -> set[int]:
    """Return the items whose needs `settled` closes, both sides of a quarrel.

    Of a list, one flat that is named again is settled alone: 602、502不热,502好了.
    """
    alone = _named_again_alone(settled.span, ownership)
    if alone is not None:
        listed = set(ownership.group(alone)) - {alone}
        return ownership.closing_with(alone) - listed
    told = [_can_close(settled.span, settled.categories, of_item) for of_item in events]
    owners = ownership.closed_by(settled.span, told)
    return {party for i in owners for party in ownership.closing_with(i)}


def _named_again_alone(span: Span, ownership: Ownership) -> int | None:
    """Return the item that the clause of `span` names once more, if it names no new one."""
    start, end = ownership.clauses.clause(span.start)
    if any(start <= one.span.start < end for one in ownership.mentions):
        return None
    return ownership.named_last(span)


def _can_close(span: Span, categories: frozenset[str] | None, events: Sequence[Event]) -> bool:
    """Tell whether `events` before `span` tell of a need of `categories`, None for any."""
    return any(
        isinstance(told, Evidence)
        and at <= span.start
        and (categories is None or told.category in categories)
        for at, told in events
    )


def is_fault(told: Evidence | Settlement) -> TypeGuard[Evidence]:
    """Tell whether `told` is an open fault of a place."""
    return (
        isinstance(told, Evidence)
        and told.standing is Standing.OPEN
        and told.category not in SERVICES
        and told.category not in need_lexicon().conditions
    )
