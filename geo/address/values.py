"""What reading an address yields: levels, where each was written, and how sure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """The five levels of a home, from the outside in."""

    COMPOUND = "compound"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    UNIT = "unit"


LEVELS = tuple(Level)
"""All levels from the outside in; iterating the class itself is slow."""
LEVEL_NAMES = tuple(level.value for level in LEVELS)
"""The fields of an address, in the same order."""


class Span(NamedTuple):
    """A stretch of the original text, before any normalisation: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Address:
    """A home or a wider place; a level that is not known is None.

    Levels hold no suffix words and no leading zeros: building "3" or "A", floor "top", "B1" or
    "16", unit "502", "2" or "东".
    """

    compound: str | None = None
    building: str | None = None
    entrance: str | None = None
    floor: str | None = None
    unit: str | None = None


class Reason(NamedTuple):
    """Why one level has its value."""

    level: Level
    rule: str
    """Id of the rule that gave it: a grammar form, alias, typo, carried, default."""
    span: Span | None
    """The words it came from; None when it was carried over or taken as default."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that a text speaks of, in order of mention."""

    address: Address
    span: Span
    """All words of this mention."""
    carried: tuple[Level, ...]
    """Levels not written here but taken from earlier text or from the default compound."""
    place: Span | None
    """A spot outside a dwelling, such as 西门口花坛旁边."""
    confidence: float
    """Probability that `address` is right, 0 to 1."""
    reasons: tuple[Reason, ...]
    compound_id: str | None = None
    """Which compound of that name is meant, where the reader could tell; None for unlisted ones."""
    also: tuple[str, ...] = ()
    """Ids of the other compounds that the written name may as well mean."""
