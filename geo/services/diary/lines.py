"""What was understood of an entry, line by line as its writer looks at it."""

from dataclasses import dataclass
from datetime import date

from geo.address.values import Level
from geo.needs.vocabulary import Category
from geo.services.diary.picking import Choice
from geo.services.diary.pieces import Piece


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need that waits for the leader's word."""

    category: Category
    words: str
    confidence: float
    unsure: bool
    """So little likely that it is asked about."""
    preset: bool
    """Taken as meant; never so for what is sensitive."""
    known_need: int | None
    """The same is open at this place already: it becomes a note there."""


@dataclass(frozen=True, slots=True)
class Closable:
    """An open need that an entry may have settled."""

    need_id: int
    opened_on: date
    exact: bool
    """At the very place of the item."""


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A need that the entry says is settled, and the open needs that may be meant."""

    category: Category
    words: str
    needs: tuple[Closable, ...]


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit that the entry reports and that waits for the leader's word."""

    key: str
    """Name of it within its item, as in `visit_key`."""
    words: str
    day: date
    by_phone: bool
    preset: bool
    """Taken as meant: the flat is known."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person named at an item, and the residents who may be meant."""

    name: str
    surname: str
    residents: tuple[tuple[str, str], ...]
    """Key and name."""
    preset: str | None
    may_add: bool
    """A full name in a known flat that nobody there bears."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One place with all that was said of it."""

    number: int
    written: str
    """The address as understood; empty for an item that is added by hand."""
    foreign: bool
    """In a colleague's compound: for its own leader to confirm."""
    place: Choice | None
    options: tuple[Choice, ...]
    asks: Level | None
    """The level that could not be told, and that `options` offer."""
    fell_short: bool
    """The registry lacks what was written: `place` lies around it."""
    spot: str | None
    needs: tuple[NeedLine, ...]
    settled: tuple[SettledLine, ...]
    declined: tuple[Category, ...]
    persons: tuple[PersonLine, ...]
    times: tuple[str, ...]
    visits: tuple[VisitLine, ...] = ()
    by_hand: bool = False
    decided: bool = False
    """The leader confirmed the place before: only what is still open waits."""
    may_hand: bool = False
    """It can be handed over to the colleague whose compound it lies in."""

    @property
    def preset_hand(self) -> bool:
        """Tell whether handing over is taken as meant: never so for what is sensitive."""
        return not any(need.category.sensitive for need in self.needs)

    @property
    def waits(self) -> bool:
        """Tell whether something of it can still be confirmed."""
        if self.foreign:
            return self.may_hand and not self.decided
        open_lines = self.needs or self.settled or self.visits
        return not self.by_hand and bool(not self.decided or open_lines)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise that waits for the leader's word."""

    number: int
    """Position among the promises of the entry."""
    words: str
    owner: str
    due_on: date | None
    part: str | None
    items: tuple[int, ...]
    preset: bool


@dataclass(frozen=True, slots=True)
class Understanding:
    """All of it, in the order of the words."""

    pieces: tuple[Piece, ...]
    items: tuple[ItemLine, ...]
    promises: tuple[PromiseLine, ...]
    others: tuple[str, ...]
    more: int = 0
    """Items that come after these are confirmed."""

    @property
    def waits(self) -> bool:
        """Tell whether something can still be confirmed."""
        return bool(self.promises) or any(item.waits for item in self.items)
