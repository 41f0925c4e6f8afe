"""A place being read, level by level, and what the entry has spoken of so far."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from geo.address.gazetteer import Compound
from geo.address.names import NameHit
from geo.address.tokens import Token
from geo.address.values import Address, Level

DEPTH = {level: depth for depth, level in enumerate(Level)}
LISTED = re.compile(r"\s*[、,和与跟及]\s*$")
COUNTED = re.compile(r"(?:的|这|那|有|就|一共|共|总共)*[两二三四几234]户(?:人家|住户)?[,:;。]?\s*")
"""How many flats a floor has, said before each of them."""


class Part(NamedTuple):
    """One level of a draft: its values, where they were written and by which form."""

    values: tuple[str, ...]
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class Draft:
    """A place being read: what is written, before anything is carried over."""

    start: int
    end: int
    name: NameHit | None = None
    unlisted: str | None = None
    """Name of a compound that the gazetteer lacks."""
    parts: dict[Level, Part] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    """Ids of choices that could have gone another way."""
    cut: Level | None = None
    """A level that was written as a pair or range and taken out: 二楼三楼之间."""
    beside: tuple[Level, str] | None = None
    """The one building or entrance beside which a space without a number lies: 5号楼与车棚之间."""
    relative: str | None = None
    same: str | None = None
    deepest: int = 0
    """Depth of the lowest level written; 0 when only a compound is."""

    @property
    def first(self) -> Level | None:
        """The outermost level written below the compound."""
        return min(self.parts, key=DEPTH.__getitem__, default=self.cut)

    def put(self, level: Level, token: Token, values: tuple[str, ...], rule: str) -> None:
        """Add a level that `token` wrote."""
        self.parts[level] = Part(values, token.start, token.end, rule)
        self.end = max(self.end, token.end)
        self.deepest = max(self.deepest, DEPTH[level])

    def drop(self, level: Level) -> None:
        """Take out a level that was written as a pair or range, and remember which."""
        del self.parts[level]
        self.cut = level
        self.deepest = max((DEPTH[one] for one in self.parts), default=0)


@dataclass(frozen=True, slots=True)
class Context:
    """What the entry has spoken of so far."""

    compound: Compound | None
    address: Address
    free: bool = False
    """True when the text is known to be one address, as in a register or a search box."""
    behind: int = 0
    """Where the last mention ended in the folded text."""
    also: tuple[str, ...] = ()
    """Ids of other compounds that the last name may as well mean."""

    @property
    def named(self) -> bool:
        """Whether a building or an entrance was named."""
        return bool(self.address.building or self.address.entrance)

    @property
    def numbered(self) -> bool:
        """Whether the buildings bear numbers, as far as is known."""
        return self.compound is None or self.compound.numbered

    def lists(self, text: str, start: int) -> bool:
        """Tell whether a word at `start` goes on a list of flats: 2楼1号、2号."""
        gap = text[self.behind : start]
        return self.address.unit is not None and LISTED.match(gap) is not None

    def counts_flats(self, text: str, start: int) -> bool:
        """Tell whether the flat at `start` is the first of a floor just counted: 3楼两户,东户."""
        floor = self.address.floor is not None and self.address.unit is None
        return floor and COUNTED.fullmatch(text, self.behind, start) is not None
