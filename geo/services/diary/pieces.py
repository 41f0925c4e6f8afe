"""The words of an entry, cut where they became something else."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from geo.needs.vocabulary import Category, categories
from geo.services.diary.facts import Fact, FactKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that became the same things all along."""

    text: str
    kinds: tuple[FactKind, ...]
    """The most telling first; empty: nothing was made of it."""
    items: tuple[int, ...]
    categories: tuple[Category, ...]
    starts: int | None
    """Number of the item whose place begins here."""


def pieces_of(text: str, facts: Iterable[Fact]) -> list[Piece]:
    """Return `text` cut where a fact begins or ends; joined again it is `text`.

    Cost: facts times pieces.
    """
    known = [fact for fact in facts if fact.start < fact.end <= len(text)]
    edges = sorted({0, len(text), *(f.start for f in known), *(f.end for f in known)})
    order = list(FactKind)
    words = categories()
    pieces = []
    for start, end in pairwise(edges):
        over = sorted(
            (f for f in known if f.start <= start and end <= f.end),
            key=lambda fact: order.index(fact.kind),
        )
        begun = [f.item for f in over if f.kind is FactKind.PLACE and f.start == start]
        pieces.append(
            Piece(
                text=text[start:end],
                kinds=tuple(dict.fromkeys(f.kind for f in over)),
                items=tuple(sorted({f.item for f in over if f.item is not None})),
                categories=tuple(
                    words[f.value["category"]] for f in over if f.value.get("category") in words
                ),
                starts=begun[0] if begun else None,
            )
        )
    return pieces
