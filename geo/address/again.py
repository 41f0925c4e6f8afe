"""Homes that are named in two pieces or twice: 1502的学生…,16号楼1单元的; 603 said again."""

import re
from dataclasses import replace

from geo.address.keeping import Found
from geo.address.sketch import Context, Draft
from geo.address.values import LEVELS, Address, Level

_SENTENCE_END = re.compile(r"[。;!?\n]")
_OF_THERE = re.compile(r"的(?=[,。;!?\s)]|$)")
_TOO = re.compile(r"[也还]")
_OUTER = frozenset({Level.BUILDING, Level.ENTRANCE})


def said_again(text: str, draft: Draft, found: list[Found], context: Context) -> Context:
    """Return the context in which a flat alone is the one that was named before, if it was.

    603 behind 5号楼602、603 and 3单元201 is the flat of building 5; 603也漏 is a new one.
    """
    flat = draft.parts.get(Level.UNIT)
    alone = len(draft.parts) == 1 and not (draft.name or draft.unlisted or draft.same)
    if flat is None or not alone or draft.relative or len(flat.values) > 1:
        return context
    listed = context.lists(text, draft.start) and not _is_echo_of(found)
    if listed or _TOO.match(text, draft.end):
        return context
    known = {
        one.mention.address
        for one in found
        if one.mention.address.unit == flat.values[0]
        and one.mention.address.compound == context.address.compound
    }
    outer = (context.address.building, context.address.entrance)
    if len(known) != 1 or any((one.building, one.entrance) == outer for one in known):
        return context
    return replace(context, address=known.pop())


def _is_echo_of(found: list[Found]) -> bool:
    """Tell whether the last home was named before, so that a list of it names known ones."""
    if not found:
        return False
    last = found[-1].mention.address
    alike = (one.mention.address for one in found[:-1] if one.mention.address.unit == last.unit)
    return last in alike


def told_behind(text: str, draft: Draft, found: list[Found], new: Found) -> Found | None:
    """Return the last place with its building or entrance, when `draft` only adds these.

    一楼1号,2单元的: what is written behind the flat says where it lies.
    """
    if not found or draft.name or not draft.parts or not _OUTER.issuperset(draft.parts):
        return None
    last = found[-1]
    if not _OF_THERE.match(text, draft.end) or _SENTENCE_END.search(text, last.end, draft.start):
        return None
    inner = last.mention.address
    if inner.floor is None and inner.unit is None:
        return None
    missing = {level for level in _OUTER if getattr(inner, level) is None}
    if not (missing | set(last.mention.carried)).issuperset(draft.parts):
        return None
    outer = new.mention.address
    levels = {level: getattr(inner, level) or getattr(outer, level) for level in LEVELS}
    levels |= {level: part.values[0] for level, part in draft.parts.items()}
    mention = replace(
        last.mention,
        address=Address(**{level.value: value for level, value in levels.items()}),
        carried=tuple(level for level in last.mention.carried if level not in draft.parts),
        confidence=min(last.mention.confidence, new.mention.confidence)
        if not missing
        else new.mention.confidence,
        reasons=(*last.mention.reasons, *new.mention.reasons[-len(draft.parts) :]),
    )
    return Found(mention, last.begin, last.end)
