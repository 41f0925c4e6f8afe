"""One confirmation as it goes on, and the facts that it decides."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from geo.diary.redaction import number_masks
from geo.services.diary.entries import row_of
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.picking import Choice
from geo.services.diary.sentences import sentence_around, told_to_others
from geo.store.models import (
    DiaryEntry,
    EntryFact,
)

Digest = Callable[[str], str]


@dataclass(slots=True)
class Going:
    """One confirmation as it goes on."""

    session: Session
    entry: DiaryEntry
    rows: list[EntryFact]
    facts: list[Fact]
    today: date
    digest: Digest
    places: dict[int, Choice] = field(default_factory=dict)
    needs: dict[int, list[int]] = field(default_factory=dict)
    """Needs by item."""


def open_facts(going: Going, number: int, kind: FactKind) -> list[tuple[EntryFact, Fact]]:
    """Return the rows and facts of one kind at an item that nobody decided yet."""
    return [
        (row, fact)
        for row, fact in zip(going.rows, going.facts, strict=True)
        if fact.item == number and fact.kind is kind and row.decision == Decision.OPEN.value
    ]


def add_fact(going: Going, fact: Fact) -> EntryFact:
    """Keep a fact that the reading had not found; by itself it is a correction."""
    row = row_of(fact)
    if fact.decision is Decision.OPEN:
        row.decision = Decision.CORRECTED.value
    going.entry.facts.append(row)
    going.rows.append(row)
    going.facts.append(fact)
    going.session.flush()
    return row


def note_value(row: EntryFact, fact: Fact, **more: Any) -> None:  # noqa: ANN401 - JSON values
    """Write down more of what became of `fact`."""
    row.value = json.dumps(fact.value | more, ensure_ascii=False)


def told(going: Going, fact: Fact) -> str:
    """Return the sentence of `fact` as it may stand in a history that managers read."""
    text = going.entry.text
    span = sentence_around(text, fact.start, fact.end)
    return told_to_others(text, span, going.facts, number_masks(text)) or "民情日记"
