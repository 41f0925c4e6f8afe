"""Reads at one stroke what is plainly written: a name, then levels, and nothing else.

Most cells of a register are of this kind. The grammar reads them the same, level by level; this
form exists for speed, and a property test keeps the two equal.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from geo.address.certainty import confidence, registry_doubts
from geo.address.forms import LEVEL_WORDS
from geo.address.gazetteer import Compound, Gazetteer
from geo.address.glyphs import Folded
from geo.address.names import NAME_RULES, Likeness, NameHit
from geo.address.numerals import arabic
from geo.address.values import Address, Level, Mention, Reason

_NUMERAL = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_SHORT = rf"[1-9]\d?|{_NUMERAL}"
_PLAIN = re.compile(
    rf"(?:(?P<building>[1-9]\d{{0,2}}|{_NUMERAL}|[A-Z](?=[座栋]))(?:号楼|栋|幢|座|#楼?))?"
    rf"(?:(?P<entrance>{_SHORT})(?:单元|门))?"
    rf"(?:(?<=[楼元门栋幢座])(?P<floor>{_SHORT})(?P<storey>[层楼]))?"
    rf"(?:(?<=[楼元门栋幢座层#])(?:(?P<long>[1-9]\d{{2,3}})|(?P<door>{_SHORT})(?=[号室]))"
    r"(?P<kind>[号室]?))?"
)
_DASHED = re.compile(r"([1-9]\d?)(?:-|#)([1-9]\d?)-([1-9]\d{2,3})")
_UNIT_RULES = {"号": "number", "室": "unit", "": "bare"}

Written = list[tuple[Level, str, str, int, int]]
"""Level, value, rule and folded offsets of each level that is written."""


def read_plain(source: Folded, gazetteer: Gazetteer, default: Compound | None) -> Mention | None:
    """Return the home that folded text plainly names in full; None when the grammar must look.

    `default` is the compound of a text that names none. The cost is one look at the name and one
    match of the rest.
    """
    named = gazetteer.name_at_start(source.text)
    if named is not None:
        end, compound, likeness = named
        return _mention(source, _Name(compound, 0, end, likeness))
    return _mention(source, _Name(default)) if default is not None else None


def read_behind(
    source: Folded, gazetteer: Gazetteer, hit: NameHit, default: Compound | None
) -> Mention | None:
    """Return the home plainly written behind the only name of a text, which may be misspelt.

    None when the grammar must look: other level words before it, or anything but levels behind.
    """
    if hit.start and LEVEL_WORDS.search(source.text, 0, hit.start):
        return None
    own = default.id if default else None
    owners = [gazetteer.compounds[at] for at in hit.compounds]
    known = [owner for owner in owners if owner.id == own]
    also = () if known else tuple(owner.id for owner in owners[1:])
    return _mention(source, _Name((known or owners)[0], hit.start, hit.end, hit.likeness, also))


class _Name(NamedTuple):
    """The compound of a text and where it is named, if it is."""

    compound: Compound
    start: int = 0
    end: int = 0
    likeness: Likeness | None = None
    also: tuple[str, ...] = ()


def _mention(source: Folded, name: _Name) -> Mention | None:
    """Return the home whose levels fill the text behind `name`."""
    text, compound = source.text, name.compound
    written = _levels(text, name.end) if name.end < len(text) else None
    if not written:
        return None
    values = {str(level): value for level, value, _, _, _ in written}
    unit = values.get("unit")
    if unit is not None and "floor" not in values and len(unit) > 2:
        values["floor"] = unit[:-2]
    address = Address(compound.name, **values)
    doubts = registry_doubts(address, compound)
    return Mention(
        address=address,
        span=source.span(name.start, len(text)),
        carried=() if name.likeness is not None else (Level.COMPOUND,),
        place=None,
        confidence=confidence(doubts, name.likeness, namesakes=len(name.also)),
        reasons=tuple(_reasons(source, name, written, address)),
        compound_id=compound.id,
        also=name.also,
    )


def _levels(text: str, start: int) -> Written | None:
    found = _DASHED.fullmatch(text, start)
    if found:
        begin, end = found.span()
        homes = zip((Level.BUILDING, Level.ENTRANCE, Level.UNIT), found.groups(), strict=True)
        return [(level, value, "dashed", begin, end) for level, value in homes]
    found = _PLAIN.fullmatch(text, start)
    if not found or not (found["building"] or found["entrance"]):
        return None
    return list(_matched(found))


def _matched(found: re.Match[str]) -> Iterator[tuple[Level, str, str, int, int]]:
    building, entrance, floor, storey, long, door, kind = found.groups()
    end = found.start()
    if building:
        begin, end = found.start("building"), _after(found, "entrance", "floor", "long", "door")
        yield Level.BUILDING, _number(building), "building", begin, end
    if entrance:
        begin, end = found.start("entrance"), _after(found, "floor", "long", "door")
        yield Level.ENTRANCE, _number(entrance), "entrance", begin, end
    if floor:
        rule = "storey" if storey == "楼" else "floor"
        begin, end = found.start("floor"), found.end("storey")
        yield Level.FLOOR, _number(floor), rule, begin, end
    if long or door:
        yield Level.UNIT, long or _number(door), _UNIT_RULES[kind], end, found.end()


def _after(found: re.Match[str], *following: str) -> int:
    """Return where the first of the `following` groups that matched begins, else the end."""
    return next((at for group in following if (at := found.start(group)) >= 0), found.end())


def _number(written: str) -> str:
    return written if written.isascii() else arabic(written) or written


def _reasons(source: Folded, name: _Name, written: Written, address: Address) -> Iterator[Reason]:
    """Yield why each level has its value, from the outside in."""
    if name.likeness is None:
        yield Reason(Level.COMPOUND, "carried", None)
    else:
        span = source.span(name.start, name.end)
        yield Reason(Level.COMPOUND, NAME_RULES[name.likeness], span)
    for level, _, rule, begin, end in written:
        span = source.span(begin, end)
        if level is Level.UNIT and address.floor is not None and written[-2][0] is not Level.FLOOR:
            yield Reason(Level.FLOOR, "from_unit", span)
        yield Reason(level, rule, span)
