"""Spots that stand alone, away from any home: 车棚, 西门口, 中心花园."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from geo.address.certainty import confidence
from geo.address.glyphs import Folded
from geo.address.keeping import Found
from geo.address.sketch import Context
from geo.address.spots import landmarks
from geo.address.values import Address, Level, Mention, Reason

_ASIDE = re.compile(
    r"[。;!?\n]\s*(?:顺便说?一?[句嘴]|顺便|另外|还有|再就是|再有|对了|此外)?[,、:]?\s*"
    r"(?:咱们?|我们|小区|院里|大院|自行|电动车?|非机动|共享)*$"
)
_SHARED = re.compile(
    # What all flats behind an entrance share, out of order, in a sentence of its own.
    r"(?:[。;!?\n]\s*(?:顺便说?一?[句嘴]?|另外|还有|再就是|对了)?|,(?:就是|另外|还有|再就是|再有|顺便))"
    r"[,、:]?\s*(?:他们|他家|她家|这个?|本|该)?(?:单元)?"
    r"(?P<spot>楼道口?|楼梯间|楼梯|楼门口|门洞|走廊)[^,。;!?]{0,10}?"
    r"(?:坏|堵|堆|[不没]亮|黑|漏|冻|结冰|滑|脏|臭|裂|掉|松|断|憋|灭|碎|锈|积水)"
)
_SENTENCE_BEHIND = re.compile(r"[。;!?\n](?=.)|,(?:就是|另外|还有|再就是|再有|顺便)")
_OPENING = re.compile(r"(?:咱们?|我们|小区|院里|大院)*$")
_FIRST_CLAUSE = re.compile(r"[^,。;!?\n]*")
_OF_ALL = re.compile(
    # A sentence of everybody, or of somebody met on the way, whose home nobody tells.
    r"[。;!?\n]\s*(?:(?P<all>大伙儿?|大家伙?儿?|居民们|(?:小区|院)里?的?(?:居民|老人|住户)们?)"
    r"|[^,。;!?\d]{0,6}(?P<met>碰[见上到]|遇[见上到]|撞见)(?![^,。;!?]{0,6}[楼里上下处]))"
)
_SENTENCE = re.compile(r"[^。;!?\n]*")
_LONGEST_OPENING = 12


def with_asides(source: Folded, context: Context, found: list[Found]) -> list[Found]:
    """Return `found` with the spots that open a sentence of their own: 。车棚的摄像头也黑屏."""
    opening = list(_opening_spot(source, context, found))
    if not _SENTENCE_BEHIND.search(source.text):
        return [*opening, *found]
    asides = [*opening, *_shared_spots(source, found), *_of_all(source, found)]
    asides += [
        one
        for one in _landmarks(source, context)
        if _ASIDE.search(source.text, max(0, one.begin - _LONGEST_OPENING), one.begin)
        and all(one.end <= other.begin or other.end <= one.begin for other in found)
    ]
    return sorted([*found, *asides], key=lambda one: one.begin) if asides else found


def _of_all(source: Folded, found: list[Found]) -> Iterator[Found]:
    """Yield the compound for a sentence of everybody, or of one met on the way: 。大伙儿得留神."""
    for match in _OF_ALL.finditer(source.text):
        begin = match.start() + 1
        rest = _SENTENCE.match(source.text, begin)
        end = rest.end() if rest else begin
        before = [one for one in found if one.end <= begin]
        if not before or any(begin < one.end and one.begin < end for one in found):
            continue
        home = before[-1].mention
        compound = home.address.compound
        mention = Mention(
            address=Address(compound),
            span=source.span(*match.span("all" if match["all"] else "met")),
            carried=(Level.COMPOUND,) if compound else (),
            place=None,
            confidence=confidence(["compound_alone"], None),
            reasons=(Reason(Level.COMPOUND, "carried", None),),
            compound_id=home.compound_id,
            also=home.also,
        )
        yield Found(mention, begin, begin)


def _opening_spot(source: Folded, context: Context, found: list[Found]) -> Iterator[Found]:
    """Yield the spot that the entry begins with, when no home is named beside it: 后院那棵老树…."""
    clause = _FIRST_CLAUSE.match(source.text)
    end = clause.end() if clause else 0
    if found[0].begin >= end > 0:
        first = _landmarks(source, context, end)
        yield from (one for one in islice(first, 1) if _OPENING.match(source.text[: one.begin]))


def _shared_spots(source: Folded, found: list[Found]) -> Iterator[Found]:
    """Yield the stairs behind the entrance of the home just named: 502要送药。楼道灯也坏了."""
    for match in _SHARED.finditer(source.text):
        start, end = match.span("spot")
        before = [one for one in found if one.end <= match.start()]
        if not before or any(start < one.end and one.begin < match.end() for one in found):
            continue
        home = before[-1].mention
        address = replace(home.address, floor=None, unit=None)
        if address.building is None and address.entrance is None:
            continue
        if any(other.mention.address == address for other in found):
            continue
        levels = (Level.COMPOUND, Level.BUILDING, Level.ENTRANCE)
        carried = tuple(level for level in levels if getattr(address, level) is not None)
        span = source.span(start, end)
        mention = Mention(
            address=address,
            span=span,
            carried=carried,
            place=span,
            confidence=confidence(["landmark"], None),
            reasons=tuple(Reason(level, "carried", None) for level in carried),
            compound_id=home.compound_id,
            also=home.also,
        )
        yield Found(mention, start, end)


def first_landmark(source: Folded, context: Context) -> list[Found]:
    """Return the first spot of a text that names no home, on the writer's compound."""
    return list(islice(_landmarks(source, context), 1))


def _landmarks(source: Folded, context: Context, until: int | None = None) -> Iterator[Found]:
    """Yield the spots that stand alone in the text, or in its beginning up to offset `until`."""
    for start, end in landmarks(source.text, until):
        span = source.span(start, end)
        mention = Mention(
            address=Address(context.address.compound),
            span=span,
            carried=(Level.COMPOUND,) if context.address.compound else (),
            place=span,
            confidence=confidence(["landmark"], None),
            reasons=(Reason(Level.COMPOUND, "default", None),),
            compound_id=context.compound.id if context.compound else None,
        )
        yield Found(mention, start, end)
