"""Reads the places that a text speaks of, with what earlier words and the writer's compound give.

The steps: fold characters, find names of compounds, cut level words, put them together into
drafts, carry over what was not written, then say how sure. Offsets are those of the original.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from geo.address.again import said_again, told_behind
from geo.address.asides import first_landmark, with_asides
from geo.address.carrying import completed, named_alike, named_context, names_neighbour
from geo.address.certainty import among_many, confidence, registry_doubts, shallow_doubts
from geo.address.drafts import Word, next_draft
from geo.address.gazetteer import Gazetteer
from geo.address.glyphs import Folded, folded
from geo.address.keeping import Found, extends, is_neighbour, kept_mentions
from geo.address.names import NAME_RULES, NameHit
from geo.address.placing import spot_of
from geo.address.plain import read_behind, read_plain
from geo.address.sketch import Context, Draft
from geo.address.spots import between_end
from geo.address.tokens import tokens
from geo.address.values import LEVELS, Address, Level, Mention, Reason, Span
from geo.errors import InputError

LONGEST_TEXT = 10_000
"""Characters; a longer text is no diary entry and no address."""

_JOINED = re.compile(r"\s*[和与跟同到至及、]?\s*$")
_LIVES = re.compile(
    r"[^。;!?]{0,16}(?:住在?|\(|[他她]家(?:是|在|住)?|家(?:住|在)|(?:门牌|房)号?是?)|,?的?[老小][^,。;!?]{1,2},"
)
_BETWEEN_SAID = re.compile(r"\w{1,4}?(?:号楼|单元|[栋幢座#门])(?=之间|中间|当中)")
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
    hits = gazetteer.find_names(source.text)
    return among_many(kept_mentions(_places(source, gazetteer, context, hits), source.text))


def read_address(
    text: str, gazetteer: Gazetteer, *, default_compound: str | None = None
) -> Mention | None:
    """Return the one place that free text such as a register cell names, or None.

    Raises
    ------
    InputError
        When the text is longer than `LONGEST_TEXT`.
    """
    source = _source(text, one_address=True)
    context = _opening(gazetteer, default_compound, free=True)
    plain = read_plain(source, gazetteer, context.compound)
    if plain is not None:
        return plain
    hits = gazetteer.find_names(source.text)
    if len(hits) == 1:
        plain = read_behind(source, gazetteer, hits[0], context.compound)
    return plain or _fullest(source, gazetteer, context, hits)


def _fullest(
    source: Folded, gazetteer: Gazetteer, context: Context, hits: list[NameHit]
) -> Mention | None:
    """Return what the grammar reads of a text that is one address."""
    found = [one.mention for one in _places(source, gazetteer, context, hits)]
    if len(found) == 1:
        return found[0]
    return max(found, key=_fullness, default=None)


def _source(text: str, *, one_address: bool = False) -> Folded:
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"the text starting {text[:12]!r} has {len(text)} characters: "
            f"an address or entry has at most {LONGEST_TEXT}"
        )
    return folded(text, one_address=one_address)


def _opening(gazetteer: Gazetteer, default_compound: str | None, *, free: bool) -> Context:
    compound = gazetteer.compound(default_compound) if default_compound else None
    return Context(compound, Address(compound.name if compound else default_compound), free)


def _fullness(mention: Mention) -> tuple[int, float]:
    named = sum(getattr(mention.address, level) is not None for level in LEVELS)
    return named, mention.confidence


def _places(
    source: Folded, gazetteer: Gazetteer, context: Context, hits: list[NameHit]
) -> list[Found]:
    """Return every place in order; each one is the context of the next."""
    text = source.text
    words: list[Word] = sorted([*hits, *tokens(_masked(text, hits))], key=_start)
    found: list[Found] = []
    at = 0
    while at < len(words):
        here = named_context(words[at], gazetteer, context)
        draft, at = next_draft(text, words, at, here)
        if draft is None or draft.start < context.behind:
            continue
        if draft.unlisted:
            here = replace(here, compound=None, also=())
        made = _mentions(source, draft, said_again(source.text, draft, found, here))
        if made and (told := told_behind(source.text, draft, found, made[0])):
            found[-1] = told
            context = replace(context, address=told.mention.address, behind=draft.end)
            continue
        if made:
            aside = _is_next_door(draft) or _is_space_between(draft, here)
            home = context.address if aside else _home_of(draft, made[-1].mention.address)
            context = Context(here.compound, home, context.free, draft.end, here.also)
            if _refines(source.text, found, made[0]):
                found.pop()
            found = _joined_between(source, found, made)
    return with_asides(source, context, found) if found else first_landmark(source, context)


def _is_next_door(draft: Draft) -> bool:
    """Tell whether it is 楼上 or 对门 alone: what follows is still seen from the home before."""
    return draft.relative is not None and not draft.parts


def _is_space_between(draft: Draft, context: Context) -> bool:
    """Tell whether it lies between two buildings: what follows is still about the home before."""
    return draft.cut is not None and not (draft.parts or draft.name) and context.named


def _home_of(draft: Draft, address: Address) -> Address:
    """Return what later words lie in: the building beside which a space was told, if any."""
    if draft.beside is None:
        return address
    level, value = draft.beside
    if level is Level.BUILDING:
        return replace(address, building=value)
    return replace(address, entrance=value)


def _start(word: Word) -> int:
    return word.start


def _masked(text: str, hits: list[NameHit]) -> str:
    for hit in hits:
        text = text[: hit.start] + _MASK * (hit.end - hit.start) + text[hit.end :]
    return text


def _mentions(source: Folded, draft: Draft, context: Context) -> list[Found]:
    """Return the mentions of one draft, one for each home of a list."""
    text = source.text
    if draft.relative is not None and not draft.parts:
        if not names_neighbour(text, draft.start, draft.end, draft.relative):
            return []
        draft.doubts.append("neighbour")
    place = spot_of(text, draft)
    if not draft.parts and draft.cut is Level.UNIT and draft.name is None:
        return []
    done = completed(draft, context)
    if done is None:
        return []
    begin = min((part.start for part in draft.parts.values()), default=draft.start)
    return [
        Found(_mention(source, draft, context, address, carried, place), begin, draft.end)
        for address, carried in zip(done.addresses, done.carried, strict=True)
    ]


def _mention(
    source: Folded,
    draft: Draft,
    context: Context,
    address: Address,
    carried: tuple[Level, ...],
    place: tuple[int, int] | None,
) -> Mention:
    compound, also = context.compound, context.also
    doubts = [*draft.doubts, *registry_doubts(address, compound)]
    if not context.free:
        doubts += shallow_doubts(address, carried, spot=place is not None)
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


def _refines(text: str, found: list[Found], new: Found) -> bool:
    """Tell whether `new` only says more of the last place: 3单元佟奶奶,住302; 楼上 ... 是502."""
    if not found or found[-1].mention.place is not None:
        return False
    last = found[-1]
    if not extends(new.mention.address, last.mention.address) or not new.mention.carried:
        return False
    between = text[last.end : new.begin]
    return is_neighbour(last.mention) or _LIVES.fullmatch(between) is not None


def _common(one: Address, other: Address) -> Address:
    """Return what both lie in: 1号楼2单元 and 1号楼3单元 in building 1."""
    same = one.building is not None and (one.compound, one.building) == (
        other.compound,
        other.building,
    )
    return Address(one.compound, building=one.building if same else None)


def _pair_end(text: str, last: Found) -> int | None:
    """Return where the spot between a pair ends, whose second is `last`."""
    said = _BETWEEN_SAID.match(text, last.begin, last.end)
    end = between_end(text, said.end() if said else last.end)
    return max(end, last.end) if end else None


def _joined_between(source: Folded, found: list[Found], made: list[Found]) -> list[Found]:
    """Append `made`; A和B之间, both wider than a flat, become one spot in the compound."""
    last = made[-1]
    end = _pair_end(source.text, last) if found and len(made) == 1 else None
    if end is None or found[-1].mention.address.unit or last.mention.address.unit:
        return found + made
    first = found[-1]
    if not _JOINED.match(source.text[first.end : last.begin]):
        return found + made
    mention = replace(
        first.mention,
        address=_common(first.mention.address, last.mention.address),
        carried=tuple(level for level in first.mention.carried if level is Level.COMPOUND),
        span=Span(first.mention.span.start, source.span(last.begin, end).end),
        place=source.span(first.begin, end),
    )
    return [*found[:-1], Found(mention, first.begin, end)]
