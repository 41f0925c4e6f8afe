"""Cuts folded text into the words that name levels: 3号楼, 二单元, 5-2-301, 402, 顶楼, 对门."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from geo.address.forms import GROUPS, LEVEL_WORDS, SAID_FLAT
from geo.address.numerals import VALUES, arabic


class Kind(StrEnum):
    """What a token says."""

    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    STOREY = "storey"
    """N楼: a floor or, before an entrance, a building."""
    UNIT = "unit"
    NUMBER = "number"
    """N号: a flat, a building, or no address at all."""
    BARE = "bare"
    """Three or four digits that may be a flat."""
    LETTERED = "lettered"
    """B1102: building letter and flat."""
    DASHED = "dashed"
    SIDE = "side"
    """东户."""
    RELATIVE = "relative"
    SAME = "same"
    """同单元, 本楼: the level itself is carried."""


class Token(NamedTuple):
    """One word of an address in folded text."""

    kind: Kind
    start: int
    end: int
    values: tuple[str, ...]
    """Alternatives spoken of together (3、5号楼); the parts of a dashed number."""
    ranged: bool = False
    """The values are the ends and the middle of a range (一楼到三楼)."""


class Said(NamedTuple):
    """What a word says, wherever it stands: a token but for its place."""

    kind: Kind
    values: tuple[str, ...]
    ranged: bool = False
    cut: int = 0
    """Characters at the end of the word that say something of their own (5东: 东)."""


_Maker = Callable[[str], list[Said]]

TOP = "top"
"""Value of the highest floor, 顶楼."""
MOST_LISTED = 30
"""A longer range is no list of homes."""

_TALLY = re.compile(r"(?<=[\dA-Z])[三四五六七八](?=[栋幢座]|个单元)")
"""How many are listed, said before the level word: 1、2、4三栋."""
_VALUE = re.compile(
    r"[A-Z甲乙丙丁东西南北中前后]\d{0,2}|\d{1,4}[A-Z甲乙丙]?|[一二三四五六七八九十百零〇幺廿卅]+"
)


def tokens(text: str) -> list[Token]:
    """Return the level words in folded `text`, in order, none overlapping."""
    found = []
    for match in LEVEL_WORDS.finditer(text):
        start, end = match.span()
        for kind, values, ranged, cut in said_by(match.lastindex or 0, match[0]):
            found.append(Token(kind, start, end - cut, values, ranged))
            start = end - cut
    return found


@lru_cache(maxsize=8192)
def said_by(group: int, word: str) -> tuple[Said, ...]:
    """Return what `word`, matched by a group of the forms, says: 3号楼 is building 3 anywhere."""
    return tuple(_MAKERS[GROUPS[group]](word))


def _values(word: str) -> tuple[str, ...]:
    return tuple(_plain(found) for found in _VALUE.findall(_TALLY.sub("", word)))


def _plain(value: str) -> str:
    return arabic(value) or value.lstrip("0")


def _one(kind: Kind) -> _Maker:
    return lambda word: [Said(kind, _values(word)[:1])]


def _listed(kind: Kind) -> _Maker:
    return lambda word: [Said(kind, _values(word))]


_SPELT = {
    Kind.ENTRANCE: re.compile("[至到]"),
    Kind.BUILDING: re.compile("[楼栋幢座#][至到]"),
}
"""1-3单元 lists entrances, 1单元到3单元 is the stretch of them; 2到4号楼 lists buildings still."""


def _ranged(kind: Kind) -> _Maker:
    def made(word: str) -> list[Said]:
        first, last = _values(word)[:2]
        numeric = first.isdecimal() and last.isdecimal()
        wide = numeric and 0 < int(last) - int(first) < MOST_LISTED
        values = tuple(str(n) for n in range(int(first), int(last) + 1)) if wide else (first, last)
        if len(first) == len(last) == 1 and "A" <= first < last <= "Z":
            values = tuple(map(chr, range(ord(first), ord(last) + 1)))
        spelt = kind not in _SPELT or _SPELT[kind].search(word) is not None
        return [Said(kind, values, ranged=spelt)]

    return made


_RUN_OF = {"元": Kind.ENTRANCE, "栋": Kind.BUILDING, "幢": Kind.BUILDING}


def _run(word: str) -> list[Said]:
    """Read 一二三单元, which is three entrances; what does not count on is one number."""
    said = [VALUES[glyph] for glyph in word if glyph in VALUES]
    counts_on = said == list(range(said[0], said[0] + len(said)))
    values = tuple(map(str, said)) if counts_on else _values(word)[:1]
    kind = Kind.BUILDING if word.endswith("号楼") else _RUN_OF.get(word[-1], Kind.FLOOR)
    return [Said(kind, values)]


def _said(word: str) -> list[Said]:
    """Read 五零二, and 五零二五零三 as two flats."""
    return [Said(Kind.BARE, tuple(_plain(said) for said in re.findall(SAID_FLAT, word)))]


def _paired(word: str) -> list[Said]:
    """Read 3号4号楼 as two buildings; in 23号5号楼 the first is the number of the yard."""
    values = _values(word)
    numbers = [int(value) for value in values if value.isdecimal()]
    return [Said(Kind.BUILDING, values if numbers == sorted(numbers) else values[-1:])]


def _lettered_entrance(word: str) -> list[Said]:
    """Read A1单元, the first entrance of building A."""
    entrance = _plain(word[1:].removesuffix("单元"))
    return [Said(Kind.BUILDING, (word[0],), cut=len(word) - 1), Said(Kind.ENTRANCE, (entrance,))]


def _letters(word: str) -> list[Said]:
    """Read AB两座."""
    return [Said(Kind.BUILDING, tuple(glyph for glyph in word if "A" <= glyph <= "Z"))]


def _dashed(word: str) -> list[Said]:
    parts = re.findall(r"[A-Z]\d*|[东西中]|\d+", word)
    return [Said(Kind.DASHED, tuple(_plain(part) for part in parts))]


def _storey(word: str) -> list[Said]:
    return [Said(Kind.STOREY if word.endswith("楼") else Kind.FLOOR, _values(word)[:1])]


def _first(_word: str) -> list[Said]:
    return [Said(Kind.FLOOR, ("1",))]


def _lift(word: str) -> list[Said]:
    """Read 18F, as lifts write it."""
    return [Said(Kind.FLOOR, (word[:-1],))]


def _to_top(word: str) -> list[Said]:
    """Read 6楼至顶楼, a range like any other."""
    return [Said(Kind.FLOOR, (_values(word)[0], TOP), ranged=True)]


def _sided(word: str) -> list[Said]:
    """Read 5东 behind an entrance: a floor and a side."""
    floor, side = _values(word)[:2]
    rest = len(word) - word.index(side)
    return [Said(Kind.FLOOR, (floor,), cut=rest), Said(Kind.SIDE, (side,))]


def _basement(word: str) -> list[Said]:
    depth = re.search(r"[\d一二三四]", word)
    return [Said(Kind.FLOOR, ("B" + (arabic(depth[0]) or "1" if depth else "1"),))]


def _top(_word: str) -> list[Said]:
    return [Said(Kind.FLOOR, (TOP,))]


def _lettered(word: str) -> list[Said]:
    return [Said(Kind.LETTERED, (word[0], "".join(filter(str.isdecimal, word))))]


def _neighbour(word: str) -> list[Said]:
    """Read 楼上 and the like; 对面那家 is the flat opposite, 楼上楼下 nobody in particular."""
    plain = word if word[0] in "楼对隔" else "楼" + word[0]
    return [Said(Kind.RELATIVE, ("对门" if word == "对面" else plain,))]


def _same(word: str) -> list[Said]:
    return [Said(Kind.SAME, (word,))]


def _sides(word: str) -> list[Said]:
    """Read 东西两户, 东户西户: two flats of one landing."""
    return [Said(Kind.SIDE, tuple(glyph for glyph in word if glyph in "东西中"))]


def _side(word: str) -> list[Said]:
    return [Said(Kind.SIDE, (word.lstrip("靠")[0],))]


_MAKERS: dict[str, _Maker] = {
    "brange": _ranged(Kind.BUILDING),
    "erange": _ranged(Kind.ENTRANCE),
    "frange": _ranged(Kind.FLOOR),
    "urange": _ranged(Kind.BARE),
    "blist": _listed(Kind.BUILDING),
    "bletters": _letters,
    "lettered_entrance": _lettered_entrance,
    "bpair": _paired,
    "epair": _listed(Kind.ENTRANCE),
    "elist": _listed(Kind.ENTRANCE),
    "flist": _listed(Kind.FLOOR),
    "ftop": _to_top,
    "sided": _sided,
    "slashed": _listed(Kind.BARE),
    "dash": _dashed,
    "building": _one(Kind.BUILDING),
    "entrance": _one(Kind.ENTRANCE),
    "base": _basement,
    "first": _first,
    "lift": _lift,
    "top": _top,
    "storey": _storey,
    "lettered": _lettered,
    "unit": _one(Kind.UNIT),
    "number": _one(Kind.NUMBER),
    "bare": _one(Kind.BARE),
    "run": _run,
    "said": _said,
    "spelt": _one(Kind.BARE),
    "sides": _sides,
    "side": _side,
    "relative": _neighbour,
    "same": _same,
}
