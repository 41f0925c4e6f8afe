"""Provinces and cities at the head of a postal line: 辽宁省沈阳市, 江苏无锡, 上海."""

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.datasets import data_rows

REGIONS = "lexicon/address_regions.csv"
_PEOPLES = "朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|柯尔克孜|哈萨克"
_FULL = re.compile(
    rf"(?:(?:{_PEOPLES})族(?:{_PEOPLES}|族)*|蒙古)?自治州$|(?:壮族|回族|维吾尔)?自治区$|特别行政区$"
    r"|[省市盟]$|地区$"
)
_NO_REGION = re.compile(
    # 南京东路, 朝阳区, 上海花园: the short name of a city is part of another name.
    r"[区县乡镇路街道巷里弄村庄苑府湾城名园]|[东南西北中]?[一二三四五]?[东南西北中]?(?:大?[路街道]|大街)"
    r"|小区|花园|家园|新村|公寓|广场|大厦|胡同|\d|$"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A province or city as it stands at ``[start, end)``, with its full name."""

    name: str
    start: int
    end: int


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


_LONGEST = 12


def province_at(text: str, start: int) -> Region | None:
    """Return the province that begins at `start` of folded `text`."""
    provinces = _provinces()
    for end in range(min(len(text), start + _LONGEST), start + 1, -1):
        name = provinces.get(text[start:end])
        if name and (text[start:end] == name or not _NO_REGION.match(text, end)):
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
    return None
