"""Reads one postal line from left to right: regions, street, community, road, compound, home."""

import re

from geo.address.carrying import told_floor
from geo.address.drafts import Word, extended
from geo.address.gazetteer import Gazetteer
from geo.address.glyphs import Folded
from geo.address.postal_forms import (
    COMMUNITY,
    CORNER,
    DELIVERY,
    DISTRICT,
    GAP,
    GROUNDS,
    GROUP,
    HAMLET,
    INSIDE,
    LANE,
    NAMELESS,
    NO_NAME,
    NUMBER,
    OPENING,
    RECIPIENT,
    ROAD,
    SENDER,
    STREET,
    TAIL,
    VILLAGE_BEHIND,
    VILLAGE_END,
    VILLAGE_ONLY,
    VILLAGE_SEAT,
    YARD,
    ZONE,
)
from geo.address.postal_parts import Element, PostalAddress
from geo.address.postal_words import postal_words
from geo.address.regions import (
    city_at,
    district_at,
    older_district_end,
    province_at,
    province_of,
    short_name,
)
from geo.address.sketch import Context, Draft
from geo.address.values import Address, Level, Span

_LEVEL = re.compile(r"\s*[A-Z甲乙丙丁]?\d{1,4}(?:号楼|[栋幢座#-])")


class Line:
    """One postal line while it is read from left to right."""

    def __init__(self, source: Folded, gazetteer: Gazetteer | None) -> None:
        """Start at the head of `source`."""
        self.source = source
        sender = SENDER.match(source.text)
        self.at = sender.end() if sender else 0
        recipient = RECIPIENT.search(source.text, self.at)
        self.text = source.text[: recipient.start()] if recipient else source.text
        self.values: dict[Element, str] = {}
        self.spans: dict[Element, Span] = {}
        self.yard: tuple[int, int] | None = None
        hits = gazetteer.find_names(self.text) if gazetteer else []
        self.hit = max(hits, key=lambda hit: hit.end - hit.start, default=None)
        self.compound = (
            gazetteer.compounds[self.hit.compounds[0]] if gazetteer and self.hit else None
        )

    def address(self) -> PostalAddress:
        """Return what was read so far."""
        ordered = tuple((one, self.spans[one]) for one in Element if one in self.spans)
        return PostalAddress(
            **{str(one): value for one, value in self.values.items()}, spans=ordered
        )

    def read(self) -> None:
        """Read the whole line."""
        self._skip(OPENING)
        self._regions()
        while self._street() or self._community() or self._road():
            pass
        self._home()

    def _put(self, element: Element, value: str, start: int, end: int) -> None:
        self.values[element] = value
        self.spans[element] = self.source.span(start, end)
        self.at = max(self.at, end)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _found(self, element: Element, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what `pattern` finds right here, once, before the registry's compound."""
        self._skip(GAP)
        if element in self.values:
            return None
        found = pattern.match(self.text, self.at)
        return None if found is None or (self.hit and found.end() > self.hit.start) else found

    def _take(self, element: Element, found: re.Match[str]) -> bool:
        self._put(element, found[0], *found.span())
        return True

    def _regions(self) -> None:
        """Read province, city and district; what one of them implies is given without a span."""
        province = province_at(self.text, self.at)
        if province:
            self._put(Element.PROVINCE, province.name, province.start, province.end)
            self._skip(GAP)
        city = city_at(self.text, self.at, province.name if province else None)
        if city:
            self._put(Element.CITY, city.name, city.start, city.end)
        elif province and province.name.endswith("市"):
            self._put(Element.CITY, province.name, province.start, province.end)
        if not self._zone():
            self._district()
        known = self.values.get(Element.CITY)
        if known and (owner := province_of(known)):
            self.values.setdefault(Element.PROVINCE, owner)

    def _zone(self) -> bool:
        """Read 烟台开发区, which names its city by the way."""
        zone = ZONE.match(self.text, self.at)
        city = self.values.get(Element.CITY)
        if not zone or not city:
            return False
        start = self.at - len(short_name(city))
        if self.text[max(0, start) : self.at] != short_name(city):
            start = self.at
        self._put(Element.DISTRICT, self.text[start : zone.end()], start, zone.end())
        return True

    def _district(self) -> None:
        self._skip(GAP)
        city, province = self.values.get(Element.CITY), self.values.get(Element.PROVINCE)
        district = district_at(self.text, self.at, city, province)
        if district:
            if not (self.hit and district.end > self.hit.start):
                self._put(Element.DISTRICT, district.name, district.start, district.end)
                if district.city:
                    self.values.setdefault(Element.CITY, district.city)
                if district.province:
                    self.values.setdefault(Element.PROVINCE, district.province)
                self._older_district()
        elif found := self._found(Element.DISTRICT, DISTRICT):
            self._take(Element.DISTRICT, found)

    def _older_district(self) -> None:
        """Pass over a district of once that is said before the street: 滨海新区塘沽向阳街道."""
        end = older_district_end(self.text, self.at, self.values.get(Element.CITY))
        if end is not None and STREET.match(self.text, end):
            self.at = end

    def _street(self) -> bool:
        found = self._found(Element.STREET, STREET)
        if found is None or self._road_opens(found, STREET):
            return False
        return self._take(Element.STREET, found)

    def _community(self) -> bool:
        """Read a community or a village; an estate that is called 村 is neither."""
        found = self._found(Element.COMMUNITY, COMMUNITY)
        if found is None or self._road_opens(found, COMMUNITY):
            return False
        rural = self.values.get(Element.STREET, "")[-1:] in ("镇", "乡")
        village = found[0].endswith("村")
        if Element.NUMBER in self.values and _LEVEL.match(self.text, found.end()):
            return False
        if village and not rural and not self._is_village(found):
            return False
        self._take(Element.COMMUNITY, found)
        if village or found[0].endswith(("村委", "村委会", "嘎查")):
            self._village()
        return True

    def _road_opens(self, found: re.Match[str], pattern: re.Pattern[str]) -> bool:
        """Tell whether a road stands first and the rest is such a part too: 大沽南路尖山街道."""
        road = ROAD.match(self.text, found.start())
        if road is None or road.end() >= found.end() or Element.NUMBER in self.values:
            return False
        rest = pattern.match(self.text, road.end())
        whole = 3 if road[0].endswith("道") else 2
        return rest is not None and rest.end() == found.end() and len(rest[0]) > whole

    def _is_village(self, found: re.Match[str]) -> bool:
        """Tell whether what is called 村 outside the country is a village and no estate."""
        if VILLAGE_ONLY.search(found[0]) or VILLAGE_BEHIND.match(self.text, found.end()):
            return True
        house = HAMLET.match(self.text, found.end())
        road = ROAD.match(self.text, found.end())
        return house is not None or bool(road and NUMBER.match(self.text, road.end()))

    def _village(self) -> None:
        """Skip 三组 of a village; a number at the end is that of the house."""
        self._skip(VILLAGE_SEAT)
        self._skip(GROUP)
        self._skip(VILLAGE_END)
        house = HAMLET.match(self.text, self.at)
        if house is None or ROAD.match(self.text, self.at):
            return
        if house["name"]:
            self._put(Element.COMPOUND, house["name"], *house.span("name"))
        self._put(Element.NUMBER, house["number"], *house.span("number"))

    def _road(self) -> bool:
        """Read the road and its number; of roads said in a row the last has the number.

        The registry's compound may be named by both.
        """
        self._skip(GROUNDS)
        self._skip(GAP)
        if Element.NUMBER in self.values:
            return False
        found = ROAD.match(self.text, self.at)
        if found and Element.ROAD in self.values and LANE.match(self.text, self.at):
            return False
        if found and self.hit and self.hit.start < found.end() < self.hit.end:
            if not NUMBER.match(self.text, found.end()):
                return False
        elif found and self.hit and found.end() > self.hit.start:
            return False
        if not found:
            return False
        self._put(Element.ROAD, found[0], *found.span())
        self._skip(GAP)
        number = NUMBER.match(self.text, self.at)
        if number:
            self._put(Element.NUMBER, number[0], *number.span())
            self._yard(found.start(), number.end())
        self._skip(CORNER)
        return True

    def _yard(self, road: int, end: int) -> None:
        """Heed the yard that bears the number of its road; a name behind it comes first."""
        yard = YARD.match(self.text, end - 1)
        if yard:
            self.at = yard.end()
            self.yard = None if self.hit else (road, yard.end())
        self._skip(INSIDE)

    def _home(self) -> None:
        """Read the compound and what stands behind it."""
        if self.hit and self.compound:
            self._put(Element.COMPOUND, self.compound.name, self.hit.start, self.hit.end)
        self._skip(GAP)
        self._lane()
        rest = self.at
        words: list[Word] = list(
            postal_words(self.text[:rest].translate(_BLANK) + self.text[rest:])
        )
        draft = self._draft(words)
        end = draft.start if draft else len(self.text)
        if Element.COMPOUND not in self.values:
            self._name(rest, end)
        if draft:
            self._levels(draft)

    def _lane(self) -> None:
        """Read a house number that stands behind the name: 粤溪新村6巷12号, 复兴村75-1号."""
        lane = LANE.match(self.text, self.at) or TAIL.match(self.text, self.at)
        if lane is None or Element.NUMBER in self.values or self.hit:
            return
        if not NAMELESS.fullmatch(lane["name"]):
            self._put(Element.COMPOUND, lane["name"], *lane.span("name"))
        self._put(Element.NUMBER, lane["number"], *lane.span("number"))

    def _name(self, start: int, end: int) -> None:
        """Read the name of a compound at ``[start, end)``; a yard stands where there is none."""
        words = DELIVERY.sub("", self.text[start:end]).strip(" ,.;、。-")
        name = words if "(" in words else words.strip(")")
        if name and not NO_NAME.match(name):
            at = self.text.index(name, start)
            self._put(Element.COMPOUND, name.replace(" ", ""), at, at + len(name))
        elif self.yard:
            road, yard = self.yard
            self._put(Element.COMPOUND, self.text[road:yard].replace(" ", ""), road, yard)

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
        floor = told_floor(self.values.get(Element.UNIT, ""))
        if floor is not None and Element.FLOOR not in self.values:
            self.values[Element.FLOOR] = floor
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
