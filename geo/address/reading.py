"""Reads the places that a text speaks of, with what earlier words and the writer's compound give.

The steps: fold characters, find names of compounds, cut level words, put them together into
drafts, carry over what was not written, then say how sure. Offsets are those of the original.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geo.address.carrying import completed, named_alike, named_context, names_neighbour
from geo.address.certainty import confidence, registry_doubts, shallow_doubts
from geo.address.drafts import Word, next_draft
from geo.address.gazetteer import Gazetteer
from geo.address.glyphs import Folded, folded
from geo.address.grammar import DEPTH, Context, Draft
from geo.address.names import NAME_RULES, NameHit
from geo.address.plain import read_plain
from geo.address.spots import between_end, landmarks, spot_end
from geo.address.tokens import tokens
from geo.address.values import LEVELS, Address, Level, Mention, Reason, Span
from geo.errors import InputError

LONGEST_TEXT = 10_000
"""Characters; a longer text is no diary entry and no address."""

_PEOPLE = re.compile(
    r"的?(?:全体|部分|很多|多数|几户|好几户|几家)?(?:居民|业主|住户们|邻居|群众|邻里)"
)
_JOINED = re.compile(r"\s*[和与跟同到至及、]\s*$")
_ALL_OF_THEM = re.compile(r"[^,.。;!?]{0,6}?[都均全]")
_LIVES = re.compile(r"[^。;!?]{0,16}(?:住在?|\()")
_MASK = "\0"


def read_mentions(
    text: str, gazetteer: Gazetteer, *, default_compound: str | None = None
) -> list[Mention]:
    """Return all places that diary entry `text` speaks of, in order of mention.

    Levels that are not written are carried from earlier in the text, or the compound from
    `default_compound`, the writer's own. An entry that names no place gives an empty list.
    The cost is linear in the text.

    Raises
    ------
    InputError
        When the text is longer than `LONGEST_TEXT`.
    """
    source = _source(text)
    context = _opening(gazetteer, default_compound, free=False)
    return _kept(_places(source, gazetteer, context), source.text)


def read_address(
    text: str, gazetteer: Gazetteer, *, default_compound: str | None = None
) -> Mention | None:
    """Return the one place that free text such as a register cell names, or None.

    Raises
    ------
    InputError
        When the text is longer than `LONGEST_TEXT`.
    """
    source = _source(text)
    context = _opening(gazetteer, default_compound, free=True)
    return read_plain(source, gazetteer, context.compound) or _fullest(source, gazetteer, context)


def _fullest(source: Folded, gazetteer: Gazetteer, context: Context) -> Mention | None:
    """Return what the grammar reads of a text that is one address."""
    found = [one.mention for one in _places(source, gazetteer, context)]
    if len(found) == 1:
        return found[0]
    return max(found, key=_fullness, default=None)


def _source(text: str) -> Folded:
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"the text starting {text[:12]!r} has {len(text)} characters: "
            f"an address or entry has at most {LONGEST_TEXT}"
        )
    return folded(text)


def _opening(gazetteer: Gazetteer, default_compound: str | None, *, free: bool) -> Context:
    compound = gazetteer.compound(default_compound) if default_compound else None
    return Context(compound, Address(compound.name if compound else default_compound), free)


def _fullness(mention: Mention) -> tuple[int, float]:
    named = sum(getattr(mention.address, level) is not None for level in LEVELS)
    return named, mention.confidence


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention and where it ends and its levels begin in the folded text."""

    mention: Mention
    begin: int
    end: int


def _places(source: Folded, gazetteer: Gazetteer, context: Context) -> list[_Found]:
    """Return every place in order; each one is the context of the next."""
    text = source.text
    hits = gazetteer.find_names(text)
    words: list[Word] = sorted([*hits, *tokens(_masked(text, hits))], key=_start)
    found: list[_Found] = []
    at = 0
    while at < len(words):
        here = named_context(words[at], gazetteer, context)
        draft, at = next_draft(text, words, at, here)
        if draft is None or draft.start < context.behind:
            continue
        if draft.unlisted:
            here = replace(here, compound=None, also=())
        made = _mentions(source, draft, here)
        if made:
            home = context.address if _is_next_door(draft) else made[-1].mention.address
            context = Context(here.compound, home, context.free, draft.end, here.also)
            if _refines(source.text, found, made[0]):
                found.pop()
            found = _joined_between(source, found, made)
    return found or list(_landmark(source, context))


def _is_next_door(draft: Draft) -> bool:
    """Tell whether it is 楼上 or 对门 alone: what follows is still seen from the home before."""
    return draft.relative is not None and not draft.parts


def _start(word: Word) -> int:
    return word.start


def _masked(text: str, hits: list[NameHit]) -> str:
    for hit in hits:
        text = text[: hit.start] + _MASK * (hit.end - hit.start) + text[hit.end :]
    return text


def _mentions(source: Folded, draft: Draft, context: Context) -> list[_Found]:
    """Return the mentions of one draft, one for each home of a list."""
    text = source.text
    if draft.relative is not None and not draft.parts:
        if not names_neighbour(text, draft.start, draft.end, draft.relative):
            return []
        draft.doubts.append("neighbour")
    place = _place(text, draft)
    done = completed(draft, context)
    if done is None:
        return []
    begin = min((part.start for part in draft.parts.values()), default=draft.start)
    return [
        _Found(_mention(source, draft, context, address, carried, place), begin, draft.end)
        for address, carried in zip(done.addresses, done.carried, strict=True)
    ]


def _place(text: str, draft: Draft) -> tuple[int, int] | None:
    """Return the spot of the draft; a pair with 之间 loses the level that was paired."""
    paired = max(draft.parts, key=DEPTH.__getitem__, default=None)
    begin = min((part.start for part in draft.parts.values()), default=draft.start)
    if paired is not None and len(draft.parts[paired].values) > 1 and paired is not Level.UNIT:
        end = between_end(text, draft.end)
        if end is not None:
            _cut(draft, paired, "between")
            draft.end = end
            return begin, end
        if paired is Level.FLOOR and _spans_floors(draft):
            _cut(draft, paired, "range")
            return None
    flat = Level.UNIT in draft.parts
    basement = draft.parts.get(Level.FLOOR)
    end = spot_end(text, draft.end, flat=flat)
    if end is None and basement and basement.values[0].startswith("B") and not flat:
        if text[draft.end : draft.end + 1] == "住":
            return None
        return begin, draft.end
    if end is None:
        return None
    start = begin if draft.parts or draft.name is None else draft.end
    if not draft.parts and draft.name is not None and text[draft.name.start].isdecimal():
        start = draft.name.start
    draft.end = end
    return start, end


def _cut(draft: Draft, level: Level, doubt: str) -> None:
    draft.drop(level)
    draft.doubts.append(doubt)


def _spans_floors(draft: Draft) -> bool:
    return draft.parts[Level.FLOOR].rule == "floor" and len(draft.parts[Level.FLOOR].values) > 1


def _mention(
    source: Folded,
    draft: Draft,
    context: Context,
    address: Address,
    carried: tuple[Level, ...],
    place: tuple[int, int] | None,
) -> Mention:
    compound, also = context.compound, context.also
    doubts = [*draft.doubts, *registry_doubts(address, compound), *shallow_doubts(address, carried)]
    if draft.unlisted:
        doubts.append("unlisted")
    return Mention(
        address=address,
        span=source.span(draft.start, draft.end),
        carried=carried,
        place=source.span(*place) if place else None,
        confidence=confidence(doubts, named_alike(draft), namesakes=len(also)),
        reasons=tuple(_reasons(source, draft, address, carried)),
        compound_id=compound.id if compound else None,
        also=also,
    )


def _reasons(
    source: Folded, draft: Draft, address: Address, carried: tuple[Level, ...]
) -> Iterator[Reason]:
    for level in LEVELS:
        if getattr(address, level) is None:
            continue
        if level in draft.parts:
            part = draft.parts[level]
            yield Reason(level, part.rule, source.span(part.start, part.end))
        elif level is Level.COMPOUND and draft.name is not None:
            span = source.span(draft.name.start, draft.name.end)
            yield Reason(level, NAME_RULES[draft.name.likeness], span)
        elif level is Level.COMPOUND and draft.unlisted:
            span = source.span(draft.start, draft.start + len(draft.unlisted))
            yield Reason(level, "unlisted", span)
        elif level is Level.FLOOR and Level.UNIT in draft.parts:
            unit = draft.parts[Level.UNIT]
            yield Reason(level, "from_unit", source.span(unit.start, unit.end))
        else:
            yield Reason(level, "carried" if level in carried else "relative", None)


def _refines(text: str, found: list[_Found], new: _Found) -> bool:
    """Tell whether `new` only says more of the last place: 3单元佟奶奶,住302; 楼上 ... 是502."""
    if not found or found[-1].mention.place is not None:
        return False
    last = found[-1]
    if not _extends(new.mention.address, last.mention.address) or not new.mention.carried:
        return False
    neighbour = any(reason.rule == "relative" for reason in last.mention.reasons)
    between = text[last.end : new.begin]
    return neighbour or _LIVES.fullmatch(between) is not None


def _extends(inner: Address, outer: Address) -> bool:
    """Tell whether `inner` has every level of `outer`, which is no mere compound, and more."""
    if inner == outer or outer == Address(outer.compound):
        return False
    return all(getattr(outer, level) in (None, getattr(inner, level)) for level in LEVELS)


def _joined_between(source: Folded, found: list[_Found], made: list[_Found]) -> list[_Found]:
    """Append `made`; A和B之间, both wider than a flat, become one spot in the compound."""
    last = made[-1]
    end = between_end(source.text, last.end) if found and len(made) == 1 else None
    if end is None or found[-1].mention.address.unit or last.mention.address.unit:
        return found + made
    first = found[-1]
    if not _JOINED.match(source.text[first.end : last.begin]):
        return found + made
    mention = replace(
        first.mention,
        address=Address(first.mention.address.compound),
        carried=tuple(level for level in first.mention.carried if level is Level.COMPOUND),
        span=Span(first.mention.span.start, source.span(last.begin, end).end),
        place=source.span(first.begin, end),
    )
    return [*found[:-1], _Found(mention, first.begin, end)]


def _landmark(source: Folded, context: Context) -> Iterator[_Found]:
    """Yield the first spot of a text that names no home, on the writer's compound."""
    for start, end in landmarks(source.text)[:1]:
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
        yield _Found(mention, start, end)


def _kept(found: list[_Found], text: str) -> list[Mention]:
    """Drop what is no item of its own: echoes, resident groups, frames of a following list."""
    kept: list[Mention] = []
    for at, one in enumerate(found):
        if _is_echo(one.mention, kept) or _is_group(one, kept, text):
            continue
        if not _is_frame(one.mention, found[at + 1 :], text):
            kept.append(one.mention)
    return kept


def _is_echo(mention: Mention, kept: list[Mention]) -> bool:
    """Tell whether the home was named before and nothing new is said of where."""
    return mention.place is None and any(mention.address == other.address for other in kept)


def _is_group(one: _Found, kept: list[Mention], text: str) -> bool:
    """Tell whether it is 5单元居民 of a building that was named before."""
    if Level.BUILDING not in one.mention.carried or one.mention.address.unit or not kept:
        return False
    return _PEOPLE.match(text, one.end) is not None


def _is_frame(mention: Mention, following: list[_Found], text: str) -> bool:
    """Tell whether it only sets the scene for homes that follow."""
    address = mention.address
    inner = [one for one in following if one.mention.address.compound == address.compound]
    if mention.place is not None or not inner:
        return False
    if address == Address(address.compound):
        return True
    lodged = [one for one in inner if _lodged(one.mention, address)]
    return len(lodged) > 1 and _ALL_OF_THEM.match(text, lodged[-1].end) is not None


def _lodged(inner: Mention, outer: Address) -> bool:
    """Tell whether `inner` lies in `outer` and took its building or entrance from there."""
    levels = [level for level in LEVELS if getattr(outer, level) is not None]
    took = Level.BUILDING in inner.carried or Level.ENTRANCE in inner.carried
    here = all(getattr(inner.address, level) == getattr(outer, level) for level in levels)
    return took and here and inner.address != outer
