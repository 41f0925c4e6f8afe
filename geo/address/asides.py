"""Spots that stand alone, away from any home: 车棚, 西门口, 中心花园."""

import re
from collections.abc import Iterator
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
_SENTENCE_BEHIND = re.compile(r"[。;!?\n](?=.)")
_LONGEST_OPENING = 12


def with_asides(source: Folded, context: Context, found: list[Found]) -> list[Found]:
    """Return `found` with the spots that open a sentence of their own: 。车棚的摄像头也黑屏."""
    if not _SENTENCE_BEHIND.search(source.text):
        return found
    asides = [
        one
        for one in _landmarks(source, context)
        if _ASIDE.search(source.text, max(0, one.begin - _LONGEST_OPENING), one.begin)
        and all(one.end <= other.begin or other.end <= one.begin for other in found)
    ]
    return sorted([*found, *asides], key=lambda one: one.begin) if asides else found


def first_landmark(source: Folded, context: Context) -> list[Found]:
    """Return the first spot of a text that names no home, on the writer's compound."""
    return list(islice(_landmarks(source, context), 1))


def _landmarks(source: Folded, context: Context) -> Iterator[Found]:
    for start, end in landmarks(source.text):
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
