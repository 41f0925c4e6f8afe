"""Provinces, cities and districts at the head of a postal line: 辽宁省沈阳市, 无锡滨湖."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from geo.datasets import data_rows

REGIONS = "lexicon/address_regions.csv"
DISTRICTS = ("built/districts.csv", "lexicon/address_older_districts.csv")
_PEOPLES = (
    "朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|柯尔克孜|哈萨克|满|瑶|畲|黎"
)
_FULL = re.compile(
    rf"(?:(?:{_PEOPLES})族(?:{_PEOPLES}|族|各族)*|蒙古)?自治[州县旗]$|(?:壮族|回族|维吾尔)?自治区$|特别行政区$"
    r"|[省市盟]$|地区$"
)
_DISTRICT_TAIL = re.compile(r"新区$|[区县市旗]$")
_NO_REGION = re.compile(
    # 南京东路, 朝阳区, 上海花园: the short name of a city is part of another name.
    r"[区县乡镇路街道巷里弄村庄苑府湾城名园]|[东南西北中]?[一二三四五]?[东南西北中]?(?:大?[路街道]|大街)"
    r"|小区|花园|家园|新村|公寓|广场|大厦|胡同|\d|$"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or district as it stands at ``[start, end)``, with its full name."""

    name: str
    start: int
    end: int
    city: str | None = None
    """Of a district: the only city it may lie in; None when several have one of that name."""
    province: str | None = None
    """Of a district that lies in no city, such as 仙桃市: its province."""


def short_name(name: str) -> str:
    """Return `name` as people say it.

    >>> short_name("广西壮族自治区"), short_name("延边朝鲜族自治州"), short_name("沈阳市")
    ('广西', '延边', '沈阳')
    """
    return _FULL.sub("", name)


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    names = dict.fromkeys(row["province"] for row in data_rows(REGIONS))
    return {form: name for name in names for form in (name, short_name(name))}


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[str, str]]:
    """Return (city, province) under the full and the short name of each city."""
    rows = [(row["city"], row["province"]) for row in data_rows(REGIONS) if row["city"]]
    return {form: row for row in rows for form in (short_name(row[0]), row[0])}


@lru_cache(maxsize=1)
def _districts() -> dict[str, list[tuple[str, str, str]]]:
    """Return (district, city, province) under the full and the short names of each district.

    Today's districts come first: a short name that an older one shares means today's.
    """
    table: dict[str, list[tuple[str, str, str]]] = {}
    for row in chain.from_iterable(map(data_rows, DISTRICTS)):
        name = row["district"]
        short = _DISTRICT_TAIL.sub("", _FULL.sub("", name) if "自治" in name else name)
        for form in {name, short}:
            if len(form) > 1:
                table.setdefault(form, []).append((name, row["city"], row["province"]))
    return table


@lru_cache(maxsize=1)
def _older() -> dict[str, list[str]]:
    """Return the short names of the districts that each city had once."""
    table: dict[str, list[str]] = {}
    for row in data_rows(DISTRICTS[1]):
        table.setdefault(row["city"], []).append(_DISTRICT_TAIL.sub("", row["district"]))
    return table


def older_district_end(text: str, start: int, city: str | None) -> int | None:
    """Return where the short name ends of a district that `city` had once: 塘沽, in 滨海新区."""
    for name in _older().get(city or "", ()):
        if len(name) > 1 and text.startswith(name, start):
            return start + len(name)
    return None


_LONGEST = 12


def province_of(city: str) -> str | None:
    """Return the province of the city with this full name."""
    known = _cities().get(city)
    return known[1] if known else None


def is_province(words: str) -> bool:
    """Tell whether `words` are the full or the short name of a province and nothing else."""
    return words in _provinces()


def province_at(text: str, start: int) -> Region | None:
    """Return the province that begins at `start` of folded `text`."""
    provinces = _provinces()
    for end in range(min(len(text), start + _LONGEST), start + 1, -1):
        name = provinces.get(text[start:end])
        of_city = text.startswith("市", end)
        if name and (text[start:end] == name or not (of_city or _NO_REGION.match(text, end))):
            return Region(name, start, end)
    return None


def city_at(text: str, start: int, province: str | None) -> Region | None:
    """Return the city that begins at `start`, of `province` where that is known."""
    cities = _cities()
    for end in range(min(len(text), start + _LONGEST), start + 1, -1):
        name, owner = cities.get(text[start:end], ("", ""))
        if not name or province not in (None, owner):
            continue
        if text[start:end] == name or not _NO_REGION.match(text, end):
            return Region(name, start, end)
        district = district_at(text, end, name, owner)
        if district is not None and text[end : district.end] == district.name:
            return Region(name, start, end)
    return None


def district_at(text: str, start: int, city: str | None, province: str | None) -> Region | None:
    """Return the district, county or county-level city that begins at `start`.

    Its short name counts only where the city is known: 无锡滨湖, 上海浦东.
    """
    table = _districts()
    for end in range(min(len(text), start + _LONGEST), start + 1, -1):
        form = text[start:end]
        rows = [
            row
            for row in table.get(form, ())
            if city in (None, row[1]) and province in (None, row[2])
        ]
        if not rows:
            continue
        name = rows[0][0]
        known = {row[1:] for row in rows}
        if form != name and (city is None or _NO_REGION.match(text, end)):
            continue
        if form == name and city is None and len(form) < 3:
            continue
        owner, above = known.pop() if len(known) == 1 else (None, None)
        return Region(name, start, end, owner or None, None if owner else above)
    return None
