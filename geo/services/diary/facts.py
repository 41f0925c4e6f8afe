"""What was understood in a diary entry, one fact for each stretch of words, as it is kept."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from geo.address.values import Level

BY_HAND = "leader"
"""Rule of a fact that the leader added herself."""


class FactKind(StrEnum):
    """What words became, the most telling first: it colours words that became several things."""

    NEED = "need"
    RESOLVED = "resolved"
    DECLINED = "declined"
    VISIT = "visit"
    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    PROMISE = "promise"
    BEFORE = "before"
    """No words of the entry: what stood in it until it was edited."""


class Decision(StrEnum):
    """What the leader made of a fact."""

    OPEN = "open"
    KEPT = "kept"
    CORRECTED = "corrected"
    REFUSED = "refused"
    HANDED = "handed"
    """Handed over to the colleague whose compound it is about."""
    WRONG = "wrong"
    """Recorded first, then said to be wrong: what it made is put away."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing understood, tied to its words."""

    kind: FactKind
    item: int | None
    """Number of the item, from 0; None for promises and for persons who own none."""
    start: int
    """Words in the text as written: ``text[start:end]``."""
    end: int
    value: dict[str, Any] = field(hash=False)
    """JSON of the fact, by kind: see `_place`, `_need`, `_person`, `_promise`."""
    rule: str | None
    confidence: float
    decision: Decision = Decision.OPEN
    id: int | None = None
    """Key in the store; None while nothing is saved."""
    need_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """A reading as it is kept."""

    facts: tuple[Fact, ...]
    redacted: str


def place_key(level: Level, key: str, floor: int | None = None) -> str:
    """Return a place as one word of a form: ``unit:ID``, or ``entrance:ID@5`` for its floor."""
    return f"{level.value}:{key}" + ("" if floor is None else f"@{floor}")


def visit_key(fact: Fact) -> str:
    """Return the name of a reported visit within its item: ``2026-11-24.door``."""
    return f"{fact.value['day']}.{fact.value['way']}"
