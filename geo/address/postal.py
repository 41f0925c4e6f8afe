"""Reads postal lines: 江苏省无锡市钱皋路小天鹅南苑320号1102, from the province to the flat."""

import re

from geo.address.gazetteer import Gazetteer
from geo.address.glyphs import Folded, folded
from geo.address.postal_line import Line
from geo.address.postal_parts import Element, PostalAddress
from geo.address.reading import LONGEST_TEXT
from geo.address.regions import city_at, is_province
from geo.errors import InputError

__all__ = ["Element", "PostalAddress", "read_postal"]


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
    line = Line(_forward(folded(text)), gazetteer)
    line.read()
    return line.address()


_REVERSED = re.compile(r"[\dA-Z#-]{3,}(?:室|号)?\s")
_WORDS = re.compile(r"\S+")
_PARTS = re.compile(r"[^,]+")


def _forward(source: Folded) -> Folded:
    """Return a line that is written from the flat outwards turned about.

    7-2-401 蓝天小区 沈阳市 becomes 沈阳市蓝天小区7-2-401; so does 401,5号楼,蓝天小区,沈阳市.
    """
    text = source.text
    parts = [found.span() for found in _PARTS.finditer(text)]
    if len(parts) > 2 and text[:1].isdecimal() and _is_region(text[slice(*parts[-1])]):
        return _turned(source, parts)
    if _REVERSED.match(text):
        return _turned(source, [found.span() for found in _WORDS.finditer(text)])
    return source


def _is_region(words: str) -> bool:
    """Tell whether `words` are a province or a city and nothing else."""
    if is_province(words):
        return True
    city = city_at(words, 0, None)
    return city is not None and city.end == len(words)


def _turned(source: Folded, words: list[tuple[int, int]]) -> Folded:
    """Return the `words` of a line in the other order, without what stood between."""
    text = source.text
    places = [at for start, end in reversed(words) for at in range(start, end)]
    origin = source.origin or tuple(range(len(text) + 1))
    turned = "".join(text[at] for at in places)
    return Folded(turned, (*(origin[at] for at in places), origin[-1]))
