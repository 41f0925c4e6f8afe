"""Cuts folded text into the words that name levels: 3号楼, 二单元, 5-2-301, 402, 顶楼, 对门."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an address in folded text."""

    kind: Kind
    start: int
    end: int
    values: tuple[str, ...]
    """Alternatives spoken of together (3、5号楼); the parts of a dashed number."""
    ranged: bool = False
    """The values are the ends and the middle of a range (一楼到三楼)."""


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
    return [
        token
        for match in LEVEL_WORDS.finditer(text)
        for token in _MAKERS_BY_GROUP[match.lastindex or 0](match)
    ]


def _values(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(_plain(found) for found in _VALUE.findall(_TALLY.sub("", match[0])))


def _plain(value: str) -> str:
    return arabic(value) or value.lstrip("0")


def _one(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        yield Token(kind, match.start(), match.end(), (_values(match)[0],))

    return made


def _listed(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        yield Token(kind, match.start(), match.end(), _values(match))

    return made


_SPELT = re.compile("[至到]")
"""1-3单元 lists entrances, 1单元到3单元 is the stretch of them."""


def _ranged(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        first, last = _values(match)[:2]
        numeric = first.isdecimal() and last.isdecimal()
        wide = numeric and 0 < int(last) - int(first) < MOST_LISTED
        values = tuple(str(n) for n in range(int(first), int(last) + 1)) if wide else (first, last)
        if len(first) == len(last) == 1 and "A" <= first < last <= "Z":
            values = tuple(map(chr, range(ord(first), ord(last) + 1)))
        spelt = kind is not Kind.ENTRANCE or _SPELT.search(match[0]) is not None
        yield Token(kind, match.start(), match.end(), values, ranged=spelt)

    return made


_RUN_OF = {"元": Kind.ENTRANCE, "栋": Kind.BUILDING, "幢": Kind.BUILDING}


def _run(match: re.Match[str]) -> Iterator[Token]:
    """Read 一二三单元, which is three entrances; what does not count on is one number."""
    said = [VALUES[glyph] for glyph in match[0] if glyph in VALUES]
    counts_on = said == list(range(said[0], said[0] + len(said)))
    values = tuple(map(str, said)) if counts_on else _values(match)[:1]
    kind = _RUN_OF.get(match[0][-1], Kind.FLOOR)
    if match[0].endswith("号楼"):
        kind = Kind.BUILDING
    yield Token(kind, match.start(), match.end(), values)


def _said(match: re.Match[str]) -> Iterator[Token]:
    """Read 五零二, and 五零二五零三 as two flats."""
    values = tuple(_plain(said) for said in re.findall(SAID_FLAT, match[0]))
    yield Token(Kind.BARE, match.start(), match.end(), values)


def _dashed(match: re.Match[str]) -> Iterator[Token]:
    parts = tuple(_plain(part) for part in re.findall(r"[A-Z]\d*|[东西中]|\d+", match[0]))
    yield Token(Kind.DASHED, match.start(), match.end(), parts)


def _storey(match: re.Match[str]) -> Iterator[Token]:
    kind = Kind.STOREY if match[0].endswith("楼") else Kind.FLOOR
    yield Token(kind, match.start(), match.end(), (_values(match)[0],))


def _first(match: re.Match[str]) -> Iterator[Token]:
    yield Token(Kind.FLOOR, match.start(), match.end(), ("1",))


def _lift(match: re.Match[str]) -> Iterator[Token]:
    """Read 18F, as lifts write it."""
    yield Token(Kind.FLOOR, match.start(), match.end(), (match[0][:-1],))


def _to_top(match: re.Match[str]) -> Iterator[Token]:
    """Read 6楼至顶楼, a range like any other."""
    yield Token(Kind.FLOOR, match.start(), match.end(), (_values(match)[0], TOP), ranged=True)


def _sided(match: re.Match[str]) -> Iterator[Token]:
    """Read 5东 behind an entrance: a floor and a side."""
    floor, side = _values(match)[:2]
    at = match.start() + match[0].index(side)
    yield Token(Kind.FLOOR, match.start(), at, (floor,))
    yield Token(Kind.SIDE, at, match.end(), (side,))


def _basement(match: re.Match[str]) -> Iterator[Token]:
    depth = re.search(r"[\d一二三四]", match[0])
    yield Token(
        Kind.FLOOR, match.start(), match.end(), ("B" + (arabic(depth[0]) or "1" if depth else "1"),)
    )


def _top(match: re.Match[str]) -> Iterator[Token]:
    yield Token(Kind.FLOOR, match.start(), match.end(), (TOP,))


def _lettered(match: re.Match[str]) -> Iterator[Token]:
    digits = "".join(filter(str.isdecimal, match[0]))
    yield Token(Kind.LETTERED, match.start(), match.end(), (match[0][0], digits))


def _neighbour(match: re.Match[str]) -> Iterator[Token]:
    """Read 楼上 and the like; 对面那家 is the flat opposite, 楼上楼下 nobody in particular."""
    said = match[0]
    word = "对门" if said == "对面" else said if said[0] in "楼对隔" else "楼" + said[0]
    yield Token(Kind.RELATIVE, match.start(), match.end(), (word,))


def _word(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        yield Token(kind, match.start(), match.end(), (match[0],))

    return made


def _sides(match: re.Match[str]) -> Iterator[Token]:
    """Read 东西两户, two flats of one landing."""
    yield Token(Kind.SIDE, match.start(), match.end(), tuple(match[0][:2]))


def _side(match: re.Match[str]) -> Iterator[Token]:
    yield Token(Kind.SIDE, match.start(), match.end(), (match[0].lstrip("靠")[0],))


_MAKERS: dict[str, Callable[[re.Match[str]], Iterator[Token]]] = {
    "brange": _ranged(Kind.BUILDING),
    "erange": _ranged(Kind.ENTRANCE),
    "frange": _ranged(Kind.FLOOR),
    "urange": _ranged(Kind.BARE),
    "blist": _listed(Kind.BUILDING),
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
    "same": _word(Kind.SAME),
}
_MAKERS_BY_GROUP = tuple(_MAKERS.get(name, _word(Kind.SAME)) for name in GROUPS)
