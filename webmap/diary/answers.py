"""A live reading as JSON, and the digest that ties a form to what its reader saw."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from geo.diary.pasted import LONGEST_PASTE, pasted_lines
from geo.diary.reading import LONGEST_ENTRY
from geo.needs.vocabulary import categories
from geo.services.diary.facts import Fact, FactKind
from geo.services.diary.lines import ItemLine, Understanding

FEWEST_LINES = 2
MOST_LOOKED_INTO = 60
RECORDED = frozenset({FactKind.NEED, FactKind.RESOLVED, FactKind.PROMISE, FactKind.VISIT})


def spans(facts: Iterable[Fact], language: str) -> list[dict[str, Any]]:
    """Return each fact with its words' place in the text (in code points) and its label."""
    return [
        {
            "start": fact.start,
            "end": fact.end,
            "kind": fact.kind.value,
            "item": fact.item,
            "label": label_of(fact, language),
            "rule": fact.rule,
            "confidence": round(fact.confidence, 3),
        }
        for fact in facts
    ]


def items(found: Understanding, language: str) -> list[dict[str, Any]]:
    """Return the items with their places, needs and the question that is open."""
    return [_item(item, language) for item in found.items if not item.by_hand]


def lines(text: str, says: Callable[[str], bool] = lambda _: True) -> list[dict[str, Any]]:
    """Return the drafts of a text that was pasted from a group chat; empty for one entry.

    A paste that is too long to be looked at as a whole has none: nothing may be lost unseen.
    `says` tells whether there is something to record in a draft: thanks and greetings are offered
    too, but not taken as meant. Only the first `MOST_LOOKED_INTO` are looked into.
    """
    if "\n" not in text.strip() or len(text) > LONGEST_PASTE:
        return []
    drafts = pasted_lines(text)
    if len(drafts) < FEWEST_LINES or any(len(draft.text) > LONGEST_ENTRY for draft in drafts):
        return []
    return [
        {
            "text": draft.text,
            "repeats": draft.repeats,
            "says": at >= MOST_LOOKED_INTO or says(draft.text),
        }
        for at, draft in enumerate(drafts)
    ]


def says_something(facts: Iterable[Fact]) -> bool:
    """Tell whether anything in a reading can be recorded."""
    return any(fact.kind in RECORDED for fact in facts)


def seen(text: str, written_on: date, compound_id: str, facts: Iterable[Fact]) -> str:
    """Return a digest of an entry and its reading: a form confirms only what was shown."""
    shown = [[f.kind.value, f.item, f.start, f.end, f.value] for f in facts]
    whole = json.dumps([text, written_on.isoformat(), compound_id, shown], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


def label_of(fact: Fact, language: str) -> str:
    """Return the word for what a stretch became."""
    category = categories().get(fact.value.get("category", ""))
    if category is not None:
        return category.label(language)
    for name in ("written", "name", "text", "words"):
        if name in fact.value:
            return str(fact.value[name])
    return ""


def _item(item: ItemLine, language: str) -> dict[str, Any]:
    return {
        "number": item.number,
        "place": item.place.place.line() if item.place else item.written,
        "key": item.place.key if item.place else None,
        "foreign": item.foreign,
        "asks": item.asks.value if item.asks else None,
        "options": [{"key": option.key, "label": option.place.line()} for option in item.options],
        "needs": [
            {
                "category": need.category.id,
                "label": need.category.label(language),
                "preset": need.preset,
                "sensitive": need.category.sensitive,
                "confidence": round(need.confidence, 3),
                "known": need.known_need,
            }
            for need in item.needs
        ],
        "resolved": [line.category.id for line in item.settled],
        "declined": [category.id for category in item.declined],
        "visits": [{"day": one.day.isoformat(), "preset": one.preset} for one in item.visits],
        "persons": [person.name for person in item.persons],
    }
