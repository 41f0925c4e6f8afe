"""One form for each character: width, script and dashes folded, offsets into the original kept."""

import re
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
_GAP = re.compile(
    r"(?<=[\dA-Z一二三四五六七八九十甲乙丙丁]) +(?=[号楼栋幢座舍排单#层室户门院])"
    r"|(?<=号) +(?=楼)|(?<=单) +(?=元)|(?<=[#-]) +(?=\d)"
)
_ANY_GAP = re.compile(rf"{_GAP.pattern}|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
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
        if self.origin is None or start == end:
            at = start if self.origin is None else self.origin[start]
            return Span(at, at + end - start)
        first, last = self.origin[start], self.origin[end - 1]
        if last < first:  # across the words of a line that was turned about
            first, last = min(self.origin[start:end]), max(self.origin[start:end])
        return Span(first, last + 1)


def folded(text: str, *, one_address: bool = False) -> Folded:
    """Return `text` folded. The cost is one table look-up a character.

    Blanks inside a level word are dropped; in a text that is one address, so are those between
    Chinese characters, which there part no sentences.

    >>> folded("３號樓－Ａ").text, folded("柳荫 里3号楼", one_address=True).text
    ('3号楼-A', '柳荫里3号楼')
    """
    gap = _ANY_GAP if one_address else _GAP
    joined = "".join(map(_TABLE.__getitem__, text))
    if len(joined) == len(text) and not (" " in joined and gap.search(joined)):
        return Folded(joined, None)
    parts = [_fold(glyph) for glyph in text]
    origin = [at for at, part in enumerate(parts) for _ in part]
    return _closed(joined, [*origin, len(text)], gap)


def _closed(text: str, origin: list[int], gap: re.Pattern[str]) -> Folded:
    """Drop the blanks inside one level word: 3 号楼."""
    gaps = {at for found in gap.finditer(text) for at in range(*found.span())}
    kept = [at for at in range(len(text)) if at not in gaps]
    return Folded("".join(text[at] for at in kept), (*(origin[at] for at in kept), origin[-1]))


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    return {row["traditional"]: row["simplified"] for row in data_rows(VARIANTS)}


VARIANTS = "lexicon/address_variants.csv"


class _Table(dict[str, str]):
    """Folded characters, filled as they are met."""

    def __missing__(self, glyph: str) -> str:
        self[glyph] = _fold(glyph)
        return self[glyph]


_TABLE = _Table()


def _fold(glyph: str) -> str:
    if glyph == _SENTENCE_END:
        return glyph
    if glyph in _SAME:
        return _SAME[glyph]
    plain = unicodedata.normalize("NFKC", glyph)
    plain = "".join(_SAME.get(part, part) for part in plain).upper()
    table = _simplified()
    return "".join(table.get(part, part) for part in plain)
