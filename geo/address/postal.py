"""Reads postal lines: 江苏省无锡市钱皋路小天鹅南苑320号1102, from the province to the flat."""

import re
from dataclasses import dataclass
from enum import StrEnum

from geo.address.drafts import Word, extended
from geo.address.gazetteer import Gazetteer
from geo.address.glyphs import Folded, folded
from geo.address.grammar import Context, Draft
from geo.address.reading import LONGEST_TEXT
from geo.address.regions import city_at, province_at
from geo.address.tokens import tokens
from geo.address.values import Address, Level, Span
from geo.errors import InputError


class Element(StrEnum):
    """The parts of a postal line, from the outside in (after GA/T 2000.32)."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    ROAD = "road"
    NUMBER = "number"
    COMPOUND = "compound"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A postal line in its parts; a part that is not written is None."""

    province: str | None = None
    """Full name, 江苏省, also where 江苏 is written; a municipality is province and city."""
    city: str | None = None
    """Full name of the prefecture-level city."""
    district: str | None = None
    """District, county or county-level city, as written."""
    street: str | None = None
    """街道, town 镇 or township 乡, as written."""
    community: str | None = None
    """社区 or village 村, as written."""
    road: str | None = None
    number: str | None = None
    """House number of the road as written, 92-1号, or lane, 81弄."""
    compound: str | None = None
    """Name of the compound or building: as written, or the registry's where it knows one."""
    building: str | None = None
    entrance: str | None = None
    floor: str | None = None
    unit: str | None = None
    spans: tuple[tuple[Element, Span], ...] = ()
    """Where each part stands in the original text; a floor told by its flat has the flat's."""

    def span(self, element: Element) -> Span | None:
        """Return where `element` stands; None when it is not written."""
        return dict(self.spans).get(element)

    @property
    def home(self) -> Address:
        """The five levels of the home; the road and its number stand for a missing compound."""
        road = f"{self.road}{self.number}" if self.road and self.number else self.road
        return Address(self.compound or road, self.building, self.entrance, self.floor, self.unit)


_HAN = "[一-鿿]"
_OPENING = re.compile(
    r"[\s,.:;、]*(?:(?:家庭|现|居|通讯|详细|联系)?(?:住址|地址)[\s:是为]*)?(?:中国|\d{6}(?=\s*[一-鿿]))?\s*"
)
_GAP = re.compile(r"[\s,.;、·/|()-]*")
_DISTRICT = re.compile(
    r"(?:(?:路[桥南北]|让胡路)区|[^\W\d_A-Z路街巷弄]{1,10}?"
    r"(?:自治县|自治旗|(?<![小园社校库厂])区|(?<!州)县|旗|市(?![场政民府委])))"
    r"(?![东南西北中]?[路街](?!道))(?:(?:经济技术|高新技术产业|高新)?开发区)?"
)
_STREET = re.compile(
    rf"{_HAN}{{1,8}}?(?:街道办事处|街道|地区办事处|办事处|苏木|农场|林场"
    r"|[镇乡](?![路街巷]|[江海宁][路街]|[东西南北中]{1,2}[路街](?!社区|道|村)|[中小]学|政府|医院|小区|[花家]园(?![街路])"
    r"|[苑园府湾]))(?!口)"
)
_COMMUNITY = re.compile(
    r"[^\W\d_A-Z号弄][^\W_A-Z号弄]{0,9}?(?:社区居委会|社区居民委员会|居委会|居民委员会|(?<!国际)社区|村委会|行政村"
    r"|(?<![新一二三四五六七八九])村(?!小区|花园|公寓|[东西南北中]?(?:路|大?街|巷))|村(?=[^\W\d_]{1,6}[路街]甲?\d))(?:居委会|村委会)?"
)
_VILLAGE = re.compile(r"\d{1,3}[组队社屯]|[一二三四五六七八九十]{1,3}[组队屯]")
_ROAD = re.compile(
    r"(?:[一-鿿A-Z]{1,9}?|[一-鿿]{0,4}\d{1,3})"
    r"(?:大街(?!坊)|大道|公路|国道|胡同|(?<!铁)路(?![口湾])|(?<!铁)街(?![道坊区口])|巷|道(?=\d|[甲乙]?[一二三四五六七八九十]+号))"
    r"(?:[东西南北中]?[一二三四五六七八九十]?段|[东西南北](?=甲?\d)|[东西南北]?[一二三四五六七八九十\d]{1,3}(?:巷|条|支路|街|路)|[东西南北]?(?:巷|里(?=\d)))?"
)
_ZONE = re.compile(
    rf"{_HAN}{{0,8}}?(?:科技园|工业园|产业园|软件园|高新区|经开区|开发区|保税区|新区)区?(?={_HAN}{{1,8}}?[路街道])"
)
_NUMBER = re.compile(
    r"(?:[甲乙丙丁附]?(?:\d{1,5}|[一二三四五六七八九十百零]{1,6})(?:(?:-|之)(?:\d{1,3}|[一二三四五六七八九十]))?"
    r"(?:号(?![楼栋座幢]|街坊)|弄)(?:附\d{1,3}号|(?:之|-)(?:\d{1,3}|[一二三四五六七八九十])|甲|乙)?)"
)
_YARD = re.compile(r"(?:号)(?P<yard>小区|大院|院|楼院)")
_CORNER = re.compile(
    rf"(?:(?:与|和|近|靠近)?{_HAN}{{1,6}}?(?:路|街|大街|大道|道|巷)(?:交叉路?口|交汇处|交界处|交口|路?口)"
    r"|(?:交叉路?口|路?口))(?:[东西南北]{1,2}(?:侧|面|角|行)?(?:\d+米)?)?"
)
_ENTRY = re.compile(r"与|和|交叉|交汇")


def read_postal(text: str, gazetteer: Gazetteer | None = None) -> PostalAddress:
    """Return the parts of postal line `text`; all None when it holds none.

    With a gazetteer the compound is looked up, typos and aliases included, and its registry name
    given. The cost is linear in the text.

    Raises
    ------
    InputError
        When the text is longer than an address or entry may be.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"the address starting {text[:12]!r} has {len(text)} characters: "
            f"wanted at most {LONGEST_TEXT}"
        )
    line = _Line(folded(text), gazetteer)
    line.read()
    return line.address()


class _Line:
    """One postal line while it is read from left to right."""

    def __init__(self, source: Folded, gazetteer: Gazetteer | None) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.values: dict[Element, str] = {}
        self.spans: dict[Element, Span] = {}
        hits = gazetteer.find_names(self.text) if gazetteer else []
        self.hit = max(hits, key=lambda hit: hit.end - hit.start, default=None)
        self.compound = (
            gazetteer.compounds[self.hit.compounds[0]] if gazetteer and self.hit else None
        )

    def address(self) -> PostalAddress:
        ordered = tuple((one, self.spans[one]) for one in Element if one in self.spans)
        return PostalAddress(
            **{str(one): value for one, value in self.values.items()}, spans=ordered
        )

    def read(self) -> None:
        self._skip(_OPENING)
        self._regions()
        self._take(Element.DISTRICT, _DISTRICT)
        self._take(Element.STREET, _STREET)
        self._take(Element.COMMUNITY, _COMMUNITY)
        self._village()
        self._skip(_ZONE)
        self._road()
        self._home()

    def _put(self, element: Element, value: str, start: int, end: int) -> None:
        self.values[element] = value
        self.spans[element] = self.source.span(start, end)
        self.at = max(self.at, end)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _take(self, element: Element, pattern: re.Pattern[str]) -> bool:
        """Read what `pattern` finds right here, if the registry's compound does not begin first."""
        self._skip(_GAP)
        found = pattern.match(self.text, self.at)
        if not found or (self.hit and found.end() > self.hit.start):
            return False
        self._put(element, found[0], *found.span())
        return True

    def _regions(self) -> None:
        province = province_at(self.text, self.at)
        if province:
            self._put(Element.PROVINCE, province.name, province.start, province.end)
            self._skip(_GAP)
        city = city_at(self.text, self.at, province.name if province else None)
        if city:
            self._put(Element.CITY, city.name, city.start, city.end)
        elif province and province.name.endswith("市"):
            self._put(Element.CITY, province.name, province.start, province.end)

    def _village(self) -> None:
        """Skip 三组 of a village; a number right behind it is that of the house."""
        village = self.values.get(Element.COMMUNITY, "").endswith("村")
        group = _VILLAGE.match(self.text, self.at)
        self.at = group.end() if group else self.at
        if group or village:
            self._take(Element.NUMBER, _NUMBER)

    def _road(self) -> None:
        """Read the road and its number; the registry's compound may be named by both."""
        self._skip(_GAP)
        found = _ROAD.match(self.text, self.at)
        if found and self.hit and self.hit.start < found.end() < self.hit.end:
            if not _NUMBER.match(self.text, found.end()):
                return
        elif found and self.hit and found.end() > self.hit.start:
            return
        if not found:
            return
        self._put(Element.ROAD, found[0], *found.span())
        self._skip(_GAP)
        number = _NUMBER.match(self.text, self.at)
        if not number:
            self._skip(_CORNER)
            return
        self._put(Element.NUMBER, number[0], *number.span())
        yard = _YARD.match(self.text, number.end() - 1)
        if yard and not self.hit:
            self._put(
                Element.COMPOUND, self.text[found.start() : yard.end()], found.start(), yard.end()
            )

    def _home(self) -> None:
        """Read the compound and what stands behind it."""
        if self.hit and self.compound:
            self._put(Element.COMPOUND, self.compound.name, self.hit.start, self.hit.end)
        self._skip(_GAP)
        rest = self.at
        words: list[Word] = list(tokens(self.text[:rest].translate(_BLANK) + self.text[rest:]))
        draft = self._draft(words)
        end = draft.start if draft else len(self.text)
        if Element.COMPOUND not in self.values:
            name = self.text[rest:end].strip(" ,.;、。-")
            name = name if "(" in name else name.strip(")")
            if name and not _ENTRY.match(name):
                start = self.text.index(name, rest)
                self._put(Element.COMPOUND, name, start, start + len(name))
        if draft:
            self._levels(draft)

    def _draft(self, words: list[Word]) -> Draft | None:
        """Return the levels that stand last: where a name holds numbers the longer row wins."""
        best: Draft | None = None
        for at, word in enumerate(words):
            if best and word.start < best.end:
                continue
            draft = Draft(word.start, word.start, unlisted=self._name_before(word.start))
            context = Context(self.compound, Address(draft.unlisted), free=True)
            extended(self.text, words, at, draft, context)
            if draft.parts and (best is None or len(draft.parts) >= len(best.parts)):
                best = draft
        return best

    def _name_before(self, start: int) -> str:
        named = Element.COMPOUND in self.values or self.text[self.at : start].strip()
        number = self.values.get(Element.NUMBER)
        return f"{self.values.get(Element.ROAD)}{number}" if number and not named else "名"

    def _levels(self, draft: Draft) -> None:
        for level, part in draft.parts.items():
            storey = level is Level.BUILDING and _is_floor(draft)
            self._put(
                Element(Level.FLOOR if storey else level), part.values[0], part.start, part.end
            )
        unit = self.values.get(Element.UNIT, "")
        digits = "".join(filter(str.isdecimal, unit))
        if Element.FLOOR not in self.values and len(digits) > 2:
            self.values[Element.FLOOR] = digits[:-2]
            self.spans[Element.FLOOR] = self.spans[Element.UNIT]


def _is_floor(draft: Draft) -> bool:
    """Tell whether N楼 that was read as a building is the floor: 民族大道115号8楼802."""
    storey, unit = draft.parts[Level.BUILDING], draft.parts.get(Level.UNIT)
    if storey.rule != "storey" or Level.ENTRANCE in draft.parts or Level.FLOOR in draft.parts:
        return False
    return unit is None or unit.values[0][:-2] == storey.values[0]


class _Blank(dict[int, str]):
    """Maps every character to a blank."""

    def __missing__(self, _code: int) -> str:
        return " "


_BLANK = _Blank()
