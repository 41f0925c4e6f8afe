"""Tells the parts of one compound apart, 丁香苑, 丁香苑一区 and 丁香苑二区, when one is miswritten.

The bare name is found in all of them as written, so what stands behind it has to be weighed: a part
that the registry does not know must not pass for the whole.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from geo.address.standing import NUMERIC, boundary_before, level_ahead

_MARK = "一二三四五六七八九十0-9东西南北中A-Z甲乙丙丁"
_PART = re.compile(rf"(?P<whole>.{{2,}}?)(?P<mark>[{_MARK}]{{1,2}})(?P<word>[区期])")
_TAIL = re.compile(r"(?!小区|社区)[^\s,.。;:!?、()#-]{0,3}?[区期]")
_NUMERALS = "一二三四五六七八九十"
_CUT = re.compile(
    # 一3栋 for 一区3栋; 一四号楼 may be building 14.
    rf"(?P<cut>[{_NUMERALS}东西南北])(?=\d)"
    # 一去3栋: another character for 区, neither a level nor one that counts or tells of people.
    rf"|(?P<mark>[{_NUMERALS}])(?![{_NUMERALS}楼层号栋幢座单门元室户院弄巷共个些直起边天次样位名家处人"
    r"年月日点时分周姐妹哥弟叔婶姨姑舅爷奶嫂伯娘老])[^\W\dA-Z_]"
)
"""A part whose last character is lost, or is another one."""


class Part(NamedTuple):
    """A stretch of text that names a part of a compound, maybe with a slip."""

    end: int
    names: tuple[str, ...]
    """The known names it may stand for; the whole compound among them when its mark is lost."""


class Zones:
    """The compounds of a gazetteer that have named parts."""

    def __init__(self, forms: Collection[str]) -> None:
        """Index `forms`, folded. The cost is linear in their characters."""
        self._parts: dict[str, dict[str, str]] = {}
        for form in forms:
            part = _PART.fullmatch(form)
            if part and part["whole"] in forms:
                self._parts.setdefault(part["whole"], {})[part["mark"]] = form

    def part(self, text: str, start: int, end: int) -> Part | None:
        """Return the part of the compound named in ``text[start:end]`` that is written there.

        None when no part is written behind the name, or when it has a mark of its own that no known
        part bears: 二区 of a compound known as one is still that compound.
        """
        known = self._parts.get(text[start:end])
        if known is None:
            return None
        tail = _TAIL.match(text, end)
        if tail is None or not level_ahead(text, tail.end()):
            return _cut(known, text, start, end)
        written = tail[0][:-1]
        marked = tuple(name for mark, name in known.items() if mark in written)
        if marked:
            return Part(tail.end(), marked) if len(marked) == 1 else None
        if NUMERIC & set(written):
            return None
        return Part(tail.end(), (text[start:end], *known.values()))


def _cut(known: dict[str, str], text: str, start: int, end: int) -> Part | None:
    """Return the part of which all but the last character is written behind the name."""
    tail = _CUT.match(text, end)
    if tail is None or not boundary_before(text, start) or not level_ahead(text, tail.end()):
        return None
    name = known.get(tail["cut"] or tail["mark"])
    return Part(tail.end(), (name,)) if name else None
