"""Spots outside a dwelling: 北门岗亭旁边, 后院, 1号楼和2号楼夹着的消防通道."""

import re
from functools import lru_cache

from geo.datasets import data_rows

SPOTS = "lexicon/address_spots.csv"
_SAID = r"(?:的|[那这][个片条块段处排]?)?"
_WAY = (
    r"(?:消防通道|消防车道|通道|过道|楼道|走廊|小路|小道|道路|马路|甬道|甬路|夹道|胡同"
    r"|连廊|风雨廊|长廊|空地|绿地)"
)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Return, by kind, an alternation of all words of that kind, longest first."""
    kinds: dict[str, list[str]] = {}
    for row in data_rows(SPOTS):
        kinds.setdefault(row["kind"], []).append(row["word"])
    return {
        kind: "|".join(sorted(set(words), key=len, reverse=True)) for kind, words in kinds.items()
    }


@lru_cache(maxsize=1)
def _after_home() -> re.Pattern[str]:
    words = _words()
    spot = rf"(?:{words['site']}|{words['side']})"
    return re.compile(rf"{_SAID}{spot}(?:{spot})*(?:{_SAID}{_WAY})?")


@lru_cache(maxsize=1)
def _after_flat() -> re.Pattern[str]:
    words = _words()
    return re.compile(
        rf"{_SAID}(?:{words['doorway']})(?:{_SAID}(?:{words['site']}|{words['side']}))*"
    )


@lru_cache(maxsize=1)
def _alone() -> re.Pattern[str]:
    words = _words()
    spot = rf"(?:{words['site']}|{words['side']})"
    return re.compile(rf"(?:{words['landmark']})(?:{_SAID}{spot})*")


_BETWEEN = re.compile(r"(?:之间|中间|当间儿?|当中|夹道|夹缝|间|这一?[段片趟溜条](?:路|道|地)?)")


def spot_end(text: str, end: int, *, flat: bool) -> int | None:
    """Return where the spot ends that begins right at `end` of a mention; None when there is none.

    Behind a flat only its doorway and window are spots: the rest belongs to the story.
    """
    found = (_after_flat() if flat else _after_home()).match(text, end)
    return found.end() if found else None


def between_end(text: str, end: int) -> int | None:
    """Return the end of 之间 or 中间 right behind a pair of homes, with the spot that follows."""
    found = _BETWEEN.match(text, end)
    if not found:
        return None
    return spot_end(text, found.end(), flat=False) or found.end()


def landmarks(text: str, until: int | None = None) -> list[tuple[int, int]]:
    """Return the spots that stand alone: a gate, a flower bed, a square, with what is beside it.

    With `until` only those that end before that offset.
    """
    end = len(text) if until is None else until
    return [found.span() for found in _alone().finditer(text, 0, end)]
