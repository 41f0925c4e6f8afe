"""Reads a diary entry: places, people, needs, times and promises, each tied to its words.

The order is fixed: numbers are masked first, then places, times, names and needs are read, then
each is given to the place it is about. Nothing of the text reaches a log or an error.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_mentions
from geo.address.values import Address, Level, Mention, Reason, Span
from geo.diary.belonging import Belonging
from geo.diary.clauses import Clauses
from geo.diary.closing import settled_by
from geo.diary.echoes import named_again
from geo.diary.gathering import Gathered, faults_of, kept_items, open_categories
from geo.diary.governing import Governing, heads_list
from geo.diary.lexicon import need_lexicon
from geo.diary.likeness import share_alike
from geo.diary.needs import (
    Evidence,
    Settlement,
    Standing,
    certainty,
    need_evidence,
    says_nothing,
    settlements,
)
from geo.diary.persons import NamedSpan, read_persons
from geo.diary.phrases import folded, spoken_digits_read
from geo.diary.promises import Promise, read_promises
from geo.diary.quarrels import Quarrels
from geo.diary.redaction import (
    Mask,
    Secret,
    blanked,
    masked_name,
    named_numbers,
    read_numbers,
    redacted,
)
from geo.diary.roles import Role
from geo.diary.sharing import Ownership
from geo.diary.times import When, read_times
from geo.diary.visits import Visit, told_visits
from geo.diary.weighing import weighed
from geo.errors import InputError

LONGEST_ENTRY = 10_000
"""Characters of one entry; a longer text is no diary entry."""


class Finding(NamedTuple):
    """One need, with the words that gave it."""

    category: str
    span: Span
    """Where the words stand in the original text."""
    rule: str
    confidence: float
    """Probability that the need is meant, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Item:
    """One place with one problem owner, and all that the entry says of it."""

    mention: Mention
    needs: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    declined: tuple[Finding, ...]
    persons: tuple[NamedSpan, ...]
    when: tuple[When, ...]
    confidence: float
    """Probability that the address is right, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the service understood of one entry."""

    items: tuple[Item, ...]
    others: tuple[NamedSpan, ...]
    """Names of helpers and officials, who own no item."""
    promises: tuple[Promise, ...]
    masks: tuple[Mask, ...]
    """Every phone, identity number and name, in order."""
    redacted: str
    """The text as managers, search and logs see it."""
    visits: tuple[Visit, ...] = ()
    """Visits that the entry says were made."""


def read_entry(
    text: str, gazetteer: Gazetteer, *, written_on: date, leader_compound: str | None
) -> Reading:
    """Return what diary entry `text` says.

    `written_on` is the base of relative times; `leader_compound` the compound taken where the text
    names none. Cost: linear in the text.

    Raises
    ------
    InputError
        When the text is longer than `LONGEST_ENTRY` characters.
    """
    if len(text) > LONGEST_ENTRY:
        raise InputError(
            f"the entry has {len(text)} characters: split it, {LONGEST_ENTRY} is the most",
            zh=f"这篇有 {len(text)} 个字，一篇最多 {LONGEST_ENTRY} 个字：请分成几篇。",
        )
    plain = folded(text)
    numbers = read_numbers(plain)
    plain = spoken_digits_read(blanked(plain, named_numbers(plain, numbers)))
    clauses = Clauses(plain)
    written = read_mentions(plain, gazetteer, default_compound=leader_compound)
    mentions = _distinct(written)
    persons = read_persons(plain, (mention.span for mention in mentions))
    times = _clear_of(read_times(clauses, text, written_on), persons, mentions)
    times = [when for when in times if not heads_list(when, clauses, mentions)]
    evidence = weighed(clauses, _outside(need_evidence(clauses), persons), mentions)
    mentions = mentions or _whole_compound(evidence, clauses, leader_compound)
    ownership = _ownership(clauses, written, mentions, persons)
    gathered = _gathered(ownership, Belonging(ownership, persons), evidence, times)
    others = _name_owners(persons, gathered, ownership)
    kept, guests = kept_items(gathered, clauses)
    others = (*others, *guests)
    items = tuple(_item(one, clauses) for one in kept)
    masks = tuple(sorted([*numbers, *_name_masks(plain, persons)], key=lambda m: m.span.start))
    return Reading(
        items=items,
        others=others,
        promises=read_promises(
            clauses,
            text,
            [(item.mention.span, item.when) for item in items],
            lambda span: _items_at(span, kept, gathered, ownership),
        ),
        masks=masks,
        redacted=redacted(text, masks),
        visits=_visits(clauses, times, written_on, kept, gathered, ownership),
    )


def _ownership(
    clauses: Clauses,
    written: Sequence[Mention],
    mentions: Sequence[Mention],
    persons: Sequence[NamedSpan],
) -> Ownership:
    """Return whose the words are, those behind a home that is named once more included."""
    ownership = Ownership(clauses, mentions)
    again = named_again(written, mentions, persons, ownership)
    return Ownership(clauses, mentions, again) if again else ownership


def _visits(
    clauses: Clauses,
    times: Sequence[When],
    written_on: date,
    kept: Sequence[Gathered],
    gathered: Sequence[Gathered],
    ownership: Ownership,
) -> tuple[Visit, ...]:
    """Return the reported visits, each to the items that its words are about, once each."""
    found: dict[tuple[int, date, str], Visit] = {}
    if kept:
        for span, day, kind in told_visits(clauses, times, written_on):
            for item in _items_at(span, kept, gathered, ownership):
                found.setdefault((item, day, kind), Visit(item, span, day, kind))
    return tuple(found.values())


def _items_at(
    span: Span, kept: Sequence[Gathered], gathered: Sequence[Gathered], ownership: Ownership
) -> list[int]:
    """Return the kept items that the words at `span` are about."""
    numbers = {id(one): i for i, one in enumerate(kept)}
    owners = ownership.owners_at(span) if kept else ()
    return [numbers[id(gathered[i])] for i in owners if id(gathered[i]) in numbers]


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """Return `mentions` with a place that is named again left out."""
    seen: dict[tuple[Address, bool], Mention] = {}
    for mention in mentions:
        seen.setdefault((mention.address, mention.place is None), mention)
    return list(seen.values())


def _outside(evidence: Iterable[Evidence], persons: Sequence[NamedSpan]) -> list[Evidence]:
    """Return `evidence` without what lies in a name: 滕国庆, 于雪梅."""
    return [one for one in evidence if not any(_within(one.span, name.span) for name in persons)]


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _clear_of(
    times: Iterable[When], persons: Sequence[NamedSpan], mentions: Sequence[Mention]
) -> list[When]:
    """Return `times` that are no part of a name or a home."""
    taken = [name.span for name in persons]
    taken += [mention.span for mention in mentions if mention.place is None]
    return [when for when in times if not any(_meets(when.span, span) for span in taken)]


def _whole_compound(
    evidence: Sequence[Evidence], clauses: Clauses, compound: str | None
) -> list[Mention]:
    """Return the leader's compound as the place of needs that name none."""
    wanted = any(one.standing is not Standing.DECLINED for one in evidence)
    if compound is None or not wanted or says_nothing(clauses.text):
        return []
    reason = Reason(Level.COMPOUND, "leader_compound", None)
    return [
        Mention(Address(compound=compound), Span(0, 0), (Level.COMPOUND,), None, 0.8, (reason,))
    ]


def _gathered(
    ownership: Ownership,
    belonging: Belonging,
    evidence: Sequence[Evidence],
    times: Sequence[When],
) -> list[Gathered]:
    gathered = [Gathered(mention) for mention in ownership.mentions]
    events = [one.events for one in gathered]
    quarrels = Quarrels(ownership, evidence)
    for one in evidence:
        met = quarrels.meets(one, belonging.owners(one, events))
        for i in belonging.spared(one, met):
            events[i].append((one.span.start, one))
    share_alike(ownership, events)
    for settled in settlements(ownership.clauses) if evidence else ():
        for i in settled_by(settled, ownership, events):
            events[i].append((settled.span.end - 1, settled))
    if times:
        _give_times(ownership, gathered, times)
    return gathered


def _give_times(ownership: Ownership, gathered: Sequence[Gathered], times: Sequence[When]) -> None:
    """Add each time to the items that it governs, by the needs that were found of each."""
    needs = {i: told for i, one in enumerate(gathered) if (told := open_categories(one))}
    faults = {i: found for i, one in enumerate(gathered) if (found := faults_of(one))}
    settled = {
        i: max(at for at, _ in one.events)
        for i, one in enumerate(gathered)
        if _is_settled(one, ownership.clauses)
    }
    governing = Governing(ownership, needs, faults, times, settled)
    for when in times:
        for i in governing.items(when):
            gathered[i].when.append(when)


def _is_settled(one: Gathered, clauses: Clauses) -> bool:
    """Tell whether all that was told of an item is done."""
    found = {
        state for _, state in _standings(sorted(one.events, key=lambda pair: pair[0]), clauses)
    }
    return Standing.DONE in found and Standing.OPEN not in found


def _name_owners(
    persons: Sequence[NamedSpan], gathered: list[Gathered], ownership: Ownership
) -> tuple[NamedSpan, ...]:
    """Give each resident to the item it lives at; return the helpers and officials."""
    others: list[NamedSpan] = []
    for named in persons:
        home = ownership.home_of(named.span) if gathered else None
        if (
            named.role is Role.OTHER
            or home is None
            or (named.role is Role.EITHER and _answered(gathered[home].persons))
        ):
            others.append(named)
        elif not any(_is_same(one, named) for one in gathered[home].persons):
            gathered[home].persons.append(named)
    seen: dict[str, NamedSpan] = {}
    for named in others:
        seen.setdefault(named.name, named)
    return tuple(seen.values())


def _is_same(known: NamedSpan, named: NamedSpan) -> bool:
    """Tell whether both names of one home may be of one person: 苗德海 and 老苗, not his son."""
    if known.surname != named.surname or named.of_kin:
        return False
    return not (named.full and (known.full or known.family) and known.name != named.name)


def _answered(persons: Sequence[NamedSpan]) -> bool:
    """Tell whether a home already has its resident, so that a 师傅 is one who came."""
    return bool(persons)


def _item(one: Gathered, clauses: Clauses) -> Item:
    standing = _standings(sorted(one.events, key=lambda pair: pair[0]), clauses)
    told = [event for _, event in one.events if isinstance(event, Evidence)]
    found: dict[Standing, list[Finding]] = {state: [] for state in Standing}
    for evidence, state in standing:
        found[state].append(_finding(evidence, told))
    return Item(
        mention=one.mention,
        needs=tuple(found[Standing.OPEN]),
        resolved=tuple(found[Standing.DONE]),
        declined=tuple(found[Standing.DECLINED]),
        persons=tuple(one.persons),
        when=tuple(one.when),
        confidence=one.mention.confidence,
    )


def _standings(
    events: Sequence[tuple[int, Evidence | Settlement]], clauses: Clauses
) -> list[tuple[Evidence, Standing]]:
    """Return each category's evidence and how it stands after the last word about it."""
    conditions = need_lexicon().conditions
    state: dict[str, tuple[Evidence, Standing]] = {}
    for at, event in events:
        if isinstance(event, Evidence):
            _take(state, event, clauses)
            continue
        for category, (evidence, standing) in state.items():
            closes = (
                category in event.categories if event.categories else category not in conditions
            )
            if closes and standing is Standing.OPEN and evidence.span.start <= at:
                state[category] = (evidence, Standing.DONE)
    return sorted(state.values(), key=lambda pair: pair[0].category)


def _take(state: dict[str, tuple[Evidence, Standing]], event: Evidence, clauses: Clauses) -> None:
    """Let `event` change how its category stands; what was refused or done stays so."""
    known = state.get(event.category)
    if known is None or event.standing is not Standing.OPEN:
        state[event.category] = (event, event.standing)
        return
    again = clauses.clause(known[0].span.start) != clauses.clause(event.span.start)
    if known[1] is Standing.DONE and again and _told_anew(clauses, event):
        state[event.category] = (event, Standing.OPEN)


def _told_anew(clauses: Clauses, event: Evidence) -> bool:
    """Tell whether the words say that a settled trouble came back."""
    return any(word in clauses.around(event.span.start, event.span.end) for word in "又还再仍")


def _finding(evidence: Evidence, told: Iterable[Evidence]) -> Finding:
    sure = certainty(one for one in told if one.category == evidence.category)
    return Finding(evidence.category, evidence.span, evidence.rule, sure)


def _name_masks(plain: str, persons: Sequence[NamedSpan]) -> list[Mask]:
    """Return a mask for each name, and for each further place where it is written."""
    masks: dict[int, Mask] = {}
    names = dict.fromkeys((named.name, named.surname) for named in persons)
    for name, surname in sorted(names, key=lambda one: -len(one[0])):
        shown = masked_name(name, surname)
        at = plain.find(name)
        while at >= 0:
            span = Span(at, at + len(name))
            masks.setdefault(at, Mask(span, Secret.NAME, shown))
            at = plain.find(name, span.end)
    return list(masks.values())
