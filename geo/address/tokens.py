"""Cuts folded text into the words that name levels: 3号楼, 二单元, 5-2-301, 402, 顶楼, 对门."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

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

_DIGITS = r"(?<![\d.A-Z])\d{1,3}(?![\d.]\d)"
_WORDS = r"(?<![一二三四五六七八九十百])[一二三四五六七八九十百零〇]{1,5}"
_N = rf"(?:{_DIGITS}|{_WORDS})"
_B = rf"(?:[A-Z甲乙丙丁]\d{{0,2}}|\d{{1,3}}[A-Z甲乙丙]|{_N})"
_SHORT = rf"(?:[A-Z甲乙丙丁]|(?<![\d.A-Z])\d{{1,2}}|{_WORDS})"
_SEP = r"[、,和跟与及]"
_TO = r"(?:-|~|至|到)"
_BUILDING = r"(?:号楼|号栋|号座|#楼|#栋|#|栋楼?(?=\d|[一二三四五六]单元)|栋|幢|座)"
_ENTRANCE = r"(?:号?单元|号?门洞|号?门(?![口前外卫诊面店市铃锁禁框槛廊岗后里内铺脸把窗上]))"
_FLOOR = r"(?:层(?!楼(?![道梯]))|楼(?![道梯板宇盘长栋主房群管委台组]))"
_UNIT = r"(?:室|户)"
_SIDE = "[东西中](?:户|(?![侧边面头南北墙单外门向区]))"
"""The side of a landing, said without 户: 5东, 6-2-5西."""
_PERSON = (
    # Counters that are surnames too: 301张荣梅 is a flat with its resident, 301张传单 is a count.
    r"(?:张(?![纸票床桌椅照单传通告卡凳海宣表选证光片钱嘴图画膜网皮饼罚发]|[^一-鿿]|$)"
    r"|万(?![元块余多人份平亩户次字吨斤件个]|[^一-鿿]|$)"
    r"|余(?![元块名人份张次户平米件个斤]|[^一-鿿]|$)"
    r"|米(?![外处远长宽高深以左右多来的开内]|[^一-鿿]|$)"
    r"|[平方](?![米方圆的左右多]|[^一-鿿]|$)"
    r"|[路班](?![公车的线上口边过组次长]|[^一-鿿]|$))"
)
_MEASURE = (
    r"(?:天(?!花)|[年月日点分秒元块万千百个人名位户家次回遍岁米平方斤条辆台件度瓦毫升公里只盏间盒袋箱张层级路线班期弄%℃°.:/]"
    r"|[号](?![,。、;\s)]|$|[一-鿿])|多|余|来[块元]|[KMG])"
)
_NOT_FLAT = (
    r"(?<!尾号)(?<!尾号是)(?<!尾号为)(?<!拨打)(?<!打了)(?<!拨)(?<!车牌)(?<!热线)(?<!电话)(?<!第)"
)
_NUMBERED = r"[1-9]\d{2,3}(?![\d\-*A-Z])"
_FLAT = (
    rf"(?<![\d.A-Z\-/:*#]){_NOT_FLAT}"
    rf"(?:{_NUMBERED}(?!{_MEASURE})|(?<![了共约近达满发收到过]){_NUMBERED}(?={_PERSON}))"
)

_COUNT = (
    rf"(?!{_PERSON})"
    r"(?:天(?!花)|[年月日点分秒元块万千百个人名位口次回遍岁米平方斤条辆台件度瓦克升箱张级路线班期%℃°.:/KMG])"
)
_GLUED_FLAT = rf"(?<=[楼元门层栋幢座#、和])(?:[1-9]\d{{2,3}}|0[1-9]\d\d)(?![\d\-*A-Z]|{_COUNT})"
_DASH = (
    # Three parts count nothing; two may (3-5个), unless a resident follows (3-501张荣).
    r"(?P<dash>(?<![\d\-A-Z.:])(?:[A-Z]|\d{1,3}(?:#|号楼|栋)?)"
    rf"(?:(?:-\d{{1,2}}){{1,2}}{_SIDE}"
    r"|(?:-\d{1,4}){2,3}(?![\d\-.:]|[层楼栋幢日年月%℃]|单元|号楼)(?:号|室|户)?"
    rf"|-\d{{1,4}}(?![\d\-.:])(?:号(?!楼)|室|户)?(?:(?:(?<=-\d{{3}})|(?<=-\d{{4}}))(?={_PERSON})|(?!{_MEASURE}))))"
)
_NUMERAL = "[一二三四五六七八九十百零〇幺]"
_SPOKEN = "[一二三四五六七八九幺]"
_SAID_FLAT = rf"{_SPOKEN}[一二三四五六七八九幺零〇]?[零〇]{_SPOKEN}"
_COUNTING_ON = r"(?=一二|二三|三四|四五|五六|六七|七八|八九)[一二三四五六七八九]{2,6}"
_PATTERN = re.compile(
    # Most characters start no level word: one look ahead spares them all the forms.
    r"(?=[\dA-Z一二三四五六七八九十百零〇幺甲乙丙丁东西南北中负地顶首楼对隔同本])(?:"
    + "|".join(
        (
            rf"(?P<brange>{_N}(?:号楼|栋|幢|座|#楼?|号)?{_TO}{_N}(?:号楼|栋|幢|座|#楼?)|(?<![A-Z])[A-Z][座栋]?{_TO}[A-Z][座栋])",
            rf"(?P<erange>{_N}(?:单元|门)?{_TO}{_N}(?:单元))",
            rf"(?P<frange>{_N}(?:楼|层)?{_TO}{_N}{_FLOOR})",
            r"(?P<urange>(?<![\d\-])[1-9]\d{2,3}(?:室|号|户)?(?:至|到|~|-)[1-9]\d{2,3}(?!\d)(?:室|号|户)?)",
            rf"(?P<run>(?<!{_NUMERAL}){_COUNTING_ON}(?:单元|号楼|栋|幢))",
            rf"(?P<blist>(?:(?:{_SHORT}|{_B}(?:号楼|栋|幢|座|#)){_SEP})+(?<!,){_B}(?:[两三四五六七八](?=[栋幢座]))?(?:号楼|栋|幢|座|#楼?))",
            rf"(?P<elist>(?:(?:{_SHORT}|{_N}单元)[、和跟与及])+{_N}(?:[两三四五六七八]个)?单元)",
            rf"(?P<flist>(?:(?:{_SHORT}|{_N}(?:楼|层))[、和跟与及])+{_N}{_FLOOR})",
            rf"(?P<ftop>{_N}(?:楼|层){_TO}(?:顶楼|顶层))",
            rf"(?P<sided>(?<=[元门])(?:\d{{1,2}}|{_WORDS}){_SIDE})",
            _DASH,
            rf"(?P<building>{_B}{_BUILDING})",
            rf"(?P<entrance>{_N}{_ENTRANCE}|[东西南北中甲乙丙丁A-F]单元)",
            r"(?P<base>(?:负|地下)(?:\d|[一二三四])(?:层|楼)?|地下室|负层|(?<![A-Z\d])B[1-4](?:层|楼))",
            r"(?P<first>首层|首楼)",
            r"(?P<lift>(?<![A-Z\d\-])[1-9]\d?F(?![A-Z\d]))",
            r"(?P<top>顶楼|楼顶|顶层)",
            rf"(?P<storey>(?!\d{{3}}楼[上下顶])(?:{_N}楼(?![道梯板宇盘长栋主房群管委台组])|{_N}层(?!级|楼(?![道梯]))))",
            r"(?P<lettered>(?<![A-Z\d])[A-Z]-?[1-9]\d{2,3}(?![\d\-])(?:号(?!楼)|室|户)?)",
            rf"(?P<unit>(?<![\d.\-])\d{{1,4}}[室户](?!外|内)|{_WORDS}室(?!外|内))",
            rf"(?P<number>(?:{_N}|(?<![\d.])[1-9]\d{{3}})号(?!线|院|小区|文|令|球|电池|电梯|梯|车位|桩|店|铺|公路|码|楼))",
            rf"(?P<bare>{_FLAT}|{_GLUED_FLAT})",
            rf"(?P<said>(?<!{_NUMERAL})(?:{_SAID_FLAT})+(?!{_NUMERAL}|[点年月]))",
            rf"(?P<spelt>(?<=[楼元门层栋幢座#]){_SPOKEN}{{3,4}}(?!{_NUMERAL}|[点年月号楼层栋户家个]|单元))",
            r"(?P<sides>[东西中]{2}(?:[两二]户|户))",
            r"(?P<side>[东西南北中](?:边|侧|头|面|手)?户|(?<=[楼层])[东西中](?=[门屋,.。;、 ]|$))",
            r"(?P<relative>楼上|楼下|对门|隔壁)",
            r"(?P<same>[同本](?:一个|一)?(?:单元|栋楼?|幢|楼(?!道)))",
        )
    )
    + ")"
)
_TALLY = re.compile(r"(?<=[\dA-Z])[三四五六七八](?=[栋幢座]|个单元)")
"""How many are listed, said before the level word: 1、2、4三栋."""
_VALUE = re.compile(
    r"[A-Z甲乙丙丁东西南北中]\d{0,2}|\d{1,4}[A-Z甲乙丙]?|[一二三四五六七八九十百零〇幺]+"
)


def tokens(text: str) -> list[Token]:
    """Return the level words in folded `text`, in order, none overlapping."""
    return [
        token for match in _PATTERN.finditer(text) for token in _MAKERS[str(match.lastgroup)](match)
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


def _ranged(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        first, last = _values(match)[:2]
        numeric = first.isdecimal() and last.isdecimal()
        wide = numeric and 0 < int(last) - int(first) < MOST_LISTED
        values = tuple(str(n) for n in range(int(first), int(last) + 1)) if wide else (first, last)
        if len(first) == len(last) == 1 and "A" <= first < last <= "Z":
            values = tuple(map(chr, range(ord(first), ord(last) + 1)))
        yield Token(kind, match.start(), match.end(), values, ranged=True)

    return made


def _run(match: re.Match[str]) -> Iterator[Token]:
    """Read 一二三单元, which is three entrances; what does not count on is one number."""
    said = [VALUES[glyph] for glyph in match[0] if glyph in VALUES]
    counts_on = said == list(range(said[0], said[0] + len(said)))
    values = tuple(map(str, said)) if counts_on else _values(match)[:1]
    kind = Kind.ENTRANCE if match[0].endswith("单元") else Kind.BUILDING
    yield Token(kind, match.start(), match.end(), values)


def _said(match: re.Match[str]) -> Iterator[Token]:
    """Read 五零二, and 五零二五零三 as two flats."""
    values = tuple(_plain(said) for said in re.findall(_SAID_FLAT, match[0]))
    yield Token(Kind.BARE, match.start(), match.end(), values)


def _dashed(match: re.Match[str]) -> Iterator[Token]:
    parts = tuple(_plain(part) for part in re.findall(r"[A-Z东西中]|\d+", match[0]))
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


def _word(kind: Kind) -> Callable[[re.Match[str]], Iterator[Token]]:
    def made(match: re.Match[str]) -> Iterator[Token]:
        yield Token(kind, match.start(), match.end(), (match[0],))

    return made


def _sides(match: re.Match[str]) -> Iterator[Token]:
    """Read 东西两户, two flats of one landing."""
    yield Token(Kind.SIDE, match.start(), match.end(), tuple(match[0][:2]))


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
    "ftop": _to_top,
    "sided": _sided,
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
    "relative": _word(Kind.RELATIVE),
    "same": _word(Kind.SAME),
}
