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
    r"|(?<=号) +(?=楼)|(?<=[#-]) +(?=\d)"
)
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
        return Span(self.origin[start], self.origin[end - 1] + 1)


def folded(text: str) -> Folded:
    """Return `text` folded. The cost is one table look-up a character.

    >>> folded("３號樓－Ａ").text
    '3号楼-A'
    """
    joined = text.translate(_TABLE)
    if len(joined) == len(text) and not (" " in joined and _GAP.search(joined)):
        return Folded(joined, None)
    parts = [_fold(glyph) for glyph in text]
    origin = [at for at, part in enumerate(parts) for _ in part]
    return _closed(joined, [*origin, len(text)])


def _closed(text: str, origin: list[int]) -> Folded:
    """Drop the blanks inside one level word: 3 号楼."""
    gaps = {at for found in _GAP.finditer(text) for at in range(*found.span())}
    kept = [at for at in range(len(text)) if at not in gaps]
    return Folded("".join(text[at] for at in kept), (*(origin[at] for at in kept), origin[-1]))


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    return {row["traditional"]: row["simplified"] for row in data_rows(VARIANTS)}


VARIANTS = "lexicon/address_variants.csv"


class _Table(dict[int, str]):
    """Folded characters by code point, filled as they are met."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


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
