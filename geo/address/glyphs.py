"""One form for each character: width, script and dashes folded, offsets into the original kept."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from geo.address.values import Span
from geo.datasets import data_rows

_SAME = {
    **dict.fromkeys("—–\u2010\u2011\u2212－―﹣", "-"),
    **dict.fromkeys("～〜", "~"),
    **dict.fromkeys("（【[", "("),
    **dict.fromkeys("）】]", ")"),
    **dict.fromkeys("○", "〇"),
    **dict.fromkeys("\u3000\t", " "),
}
_SENTENCE_END = "。"
"""Kept as it is: a full stop and a decimal point must not look alike."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in folded characters and where each of them stood before."""

    text: str
    """Folded: half-width, simplified, upper-case Latin."""
    origin: tuple[int, ...] | None
    """Original offset of each folded character and of the end; None when they are equal."""

    def span(self, start: int, end: int) -> Span:
        """Return where folded ``text[start:end]`` stood in the original."""
        if self.origin is None:
            return Span(start, end)
        return Span(self.origin[start], self.origin[end])


def folded(text: str) -> Folded:
    """Return `text` folded. The cost is one table look-up a character.

    >>> folded("３號樓－Ａ").text
    '3号楼-A'
    """
    parts = [_fold(glyph) for glyph in text]
    joined = "".join(parts)
    if len(joined) == len(text):
        return Folded(joined, None)
    origin = [at for at, part in enumerate(parts) for _ in part]
    return Folded(joined, (*origin, len(text)))


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    return {row["traditional"]: row["simplified"] for row in data_rows(VARIANTS)}


VARIANTS = "lexicon/address_variants.csv"


@lru_cache(maxsize=65536)
def _fold(glyph: str) -> str:
    if glyph == _SENTENCE_END:
        return glyph
    if glyph in _SAME:
        return _SAME[glyph]
    plain = unicodedata.normalize("NFKC", glyph)
    plain = "".join(_SAME.get(part, part) for part in plain).upper()
    table = _simplified()
    return "".join(table.get(part, part) for part in plain)
