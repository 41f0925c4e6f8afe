"""Cuts folded text into the words that name levels: 3号楼, 二单元, 5-2-301, 402, 顶楼, 对门."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from geo.address.numerals import arabic


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

_DIGITS = r"(?<![\d.A-Z])\d{1,3}(?![\d.]\d)"
_WORDS = r"(?<![一二三四五六七八九十百])[一二三四五六七八九十百零〇]{1,5}"
_N = rf"(?:{_DIGITS}|{_WORDS})"
_B = rf"(?:[A-Z甲乙丙丁]\d{{0,2}}|\d{{1,3}}[A-Z甲乙丙]|{_N})"
_SHORT = rf"(?:[A-Z甲乙丙丁]|(?<![\d.A-Z])\d{{1,2}}|{_WORDS})"
_SEP = r"[、,和跟与及]"
_TO = r"(?:-|~|至|到)"
_BUILDING = r"(?:号楼|号栋|号座|#楼|#栋|#|栋楼?(?=\d|[一二三四五六]单元)|栋|幢|座)"
_ENTRANCE = r"(?:号?单元|号?门洞|号?门(?![口前外卫诊面店市铃锁禁框槛廊岗后里内铺脸把窗上]))"
_FLOOR = r"(?:层(?!楼)|楼(?![道梯板宇盘长栋主房群管委台组]))"
_UNIT = r"(?:室|户)"
_MEASURE = (
    r"(?:[年月日点分秒元块万千百个人名位户家次回遍天岁米平方斤条辆台件度瓦毫升公里只盏间盒袋箱张层级路线班期弄%℃°.:/]"
    r"|[号](?![,。、;\s)]|$|[一-鿿])|多|余|来[块元]|[KMG])"
)
_NOT_FLAT = (
    r"(?<!尾号)(?<!尾号是)(?<!尾号为)(?<!拨打)(?<!打了)(?<!拨)(?<!车牌)(?<!热线)(?<!电话)(?<!第)"
)
_FLAT = rf"(?<![\d.A-Z\-/:*#]){_NOT_FLAT}(?:[1-9]\d{{2,3}})(?![\d\-*A-Z]|{_MEASURE})"

_COUNT = (
    r"[年月日点分秒元块万千百个人名位口次回遍天岁米平方斤条辆台件度瓦克升箱张级路线班期%℃°.:/KMG]"
)
_GLUED_FLAT = rf"(?<=[楼元门层栋幢座#、和])[1-9]\d{{2,3}}(?![\d\-*A-Z]|{_COUNT})"
_DASH = (
    r"(?P<dash>(?<![\d\-A-Z.:])(?:[A-Z]|\d{1,3}(?:#|号楼|栋)?)(?:-\d{1,4}){1,3}(?![\d\-.:])"
    rf"(?:号(?!楼)|室|户)?(?!{_MEASURE}))"
)
_PATTERN = re.compile(
    # Most characters start no level word: one look ahead spares them all the forms.
    r"(?=[\dA-Z一二三四五六七八九十百零〇甲乙丙丁东西南北中负地顶楼对隔同本])(?:"
    + "|".join(
        (
            rf"(?P<brange>{_N}(?:号楼|栋|幢|座|#楼?|号)?{_TO}{_N}(?:号楼|栋|幢|座|#楼?))",
            rf"(?P<erange>{_N}(?:单元|门)?{_TO}{_N}(?:单元))",
            rf"(?P<frange>{_N}(?:楼|层)?{_TO}{_N}{_FLOOR})",
            r"(?P<urange>(?<![\d\-])[1-9]\d{2,3}(?:室|号|户)?(?:至|到|~|-)[1-9]\d{2,3}(?!\d)(?:室|号|户)?)",
            rf"(?P<blist>(?:(?:{_SHORT}|{_B}(?:号楼|栋|幢|座|#)){_SEP})+(?<!,){_B}(?:号楼|栋|幢|座|#楼?))",
            rf"(?P<elist>(?:(?:{_SHORT}|{_N}单元)[、和跟与及])+{_N}单元)",
            rf"(?P<flist>(?:(?:{_SHORT}|{_N}(?:楼|层))[、和跟与及])+{_N}{_FLOOR})",
            _DASH,
            rf"(?P<building>{_B}{_BUILDING})",
            rf"(?P<entrance>{_N}{_ENTRANCE}|[东西南北中甲乙丙丁A-F]单元)",
            r"(?P<base>(?:负|地下)(?:\d|[一二三四])(?:层|楼)?|地下室|负层|(?<![A-Z\d])B[1-4](?:层|楼))",
            r"(?P<top>顶楼|楼顶|顶层)",
            rf"(?P<storey>{_N}楼(?![道梯板宇盘长栋主房群管委台组])|{_N}层(?![楼级]))",
            r"(?P<lettered>(?<![A-Z\d])[A-Z]-?[1-9]\d{2,3}(?![\d\-])(?:号(?!楼)|室|户)?)",
            rf"(?P<unit>(?<![\d.\-])\d{{1,4}}[室户](?!外|内)|{_WORDS}室(?!外|内))",
            rf"(?P<number>(?:{_N}|(?<![\d.])[1-9]\d{{3}})号(?!线|院|小区|文|令|球|电池|店|铺|公路|码|楼))",
            rf"(?P<bare>{_FLAT}|{_GLUED_FLAT})",
            r"(?P<said>(?<![一二三四五六七八九十百])[一二三四五六七八九]{1,2}[零〇][一二三四五六七八九](?![一二三四五六七八九十百零〇点年月]))",
            r"(?P<side>[东西南北中](?:边|侧|头|面|手)?户|(?<=[楼层])[东西中](?=[门屋]))",
            r"(?P<relative>楼上|楼下|对门|隔壁)",
            r"(?P<same>[同本](?:一个|一)?(?:单元|栋楼?|幢|楼(?!道)))",
        )
    )
    + ")"
)
_VALUE = re.compile(
    r"[A-Z甲乙丙丁东西南北中]\d{0,2}|\d{1,4}[A-Z甲乙丙]?|[一二三四五六七八九十百零〇]+"
)


def tokens(text: str) -> list[Token]:
    """Return the level words in folded `text`, in order, none overlapping."""
    return [
        token for match in _PATTERN.finditer(text) for token in _MAKERS[str(match.lastgroup)](match)
    ]


def _values(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(_plain(found) for found in _VALUE.findall(match[0]))


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


def _ranged(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        first, last = _values(match)[:2]
        numeric = first.isdecimal() and last.isdecimal()
        wide = numeric and 0 < int(last) - int(first) < MOST_LISTED
        values = tuple(str(n) for n in range(int(first), int(last) + 1)) if wide else (first, last)
        yield Token(kind, match.start(), match.end(), values, ranged=True)

    return made


def _dashed(match: re.Match[str]) -> Iterator[Token]:
    parts = tuple(_plain(part) for part in re.findall(r"[A-Z]|\d+", match[0]))
    yield Token(Kind.DASHED, match.start(), match.end(), parts)


def _storey(match: re.Match[str]) -> Iterator[Token]:
    kind = Kind.STOREY if match[0].endswith("楼") else Kind.FLOOR
    yield Token(kind, match.start(), match.end(), (_values(match)[0],))


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


def _word(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        yield Token(kind, match.start(), match.end(), (match[0],))

    return made


def _side(match: re.Match[str]) -> Iterator[Token]:
    yield Token(Kind.SIDE, match.start(), match.end(), (match[0][0],))


_MAKERS: dict[str, Callable[[re.Match[str]], Iterator[Token]]] = {
    "brange": _ranged(Kind.BUILDING),
    "erange": _ranged(Kind.ENTRANCE),
    "frange": _ranged(Kind.FLOOR),
    "urange": _ranged(Kind.BARE),
    "blist": _listed(Kind.BUILDING),
    "elist": _listed(Kind.ENTRANCE),
    "flist": _listed(Kind.FLOOR),
    "dash": _dashed,
    "building": _one(Kind.BUILDING),
    "entrance": _one(Kind.ENTRANCE),
    "base": _basement,
    "top": _top,
    "storey": _storey,
    "lettered": _lettered,
    "unit": _one(Kind.UNIT),
    "number": _one(Kind.NUMBER),
    "bare": _one(Kind.BARE),
    "said": _one(Kind.BARE),
    "side": _side,
    "relative": _word(Kind.RELATIVE),
    "same": _word(Kind.SAME),
}
