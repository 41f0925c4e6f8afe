"""What was found for each place of an entry, and which of the places are items of their own."""

from dataclasses import dataclass, field

from geo.address.nesting import Nesting
from geo.address.values import Mention
from geo.diary.clauses import Clauses
from geo.diary.lexicon import need_lexicon
from geo.diary.needs import SERVICES, Evidence, Settlement, Standing
from geo.diary.persons import NamedSpan
from geo.diary.signs import sign
from geo.diary.times import When

_EVENT = sign("gathering.event")
REACHING = frozenset(
    {
        "dispute",
        "heating",
        "leak",
        "noise",
        "plumbing_drain",
        "power_gas",
        "sanitation_blackspot",
        "water_supply",
    }
)
"""Troubles of an entrance or a building that its flats feel."""


@dataclass
class Gathered:
    """What was found so far for one mention."""

    mention: Mention
    events: list[tuple[int, Evidence | Settlement]] = field(default_factory=list)
    persons: list[NamedSpan] = field(default_factory=list)
    when: list[When] = field(default_factory=list)


def open_categories(one: Gathered) -> set[str]:
    """Return the categories that were told of `one` and not refused."""
    return {
        event.category
        for _, event in one.events
        if isinstance(event, Evidence) and event.standing is not Standing.DECLINED
    }


def faults_of(one: Gathered) -> set[str]:
    """Return the open categories of `one` that are faults of a place."""
    return open_categories(one) - need_lexicon().conditions - SERVICES


def kept_items(
    gathered: list[Gathered], clauses: Clauses
) -> tuple[list[Gathered], list[NamedSpan]]:
    """Return the items that stand, and who is named where something was only held.

    A wide place that only introduces its homes is no item.
    """
    kept: list[Gathered] = []
    guests: list[NamedSpan] = []
    nesting = Nesting(one.mention.address for one in gathered) if len(gathered) > 1 else Nesting()
    for i, one in enumerate(gathered):
        inner = [gathered[k] for k in nesting.within(one.mention.address, i + 1)]
        told = open_categories(one)
        if inner and one.mention.place is None and not one.persons:
            for other in _met_too(one, inner):
                other.events = sorted([*one.events, *other.events], key=lambda pair: pair[0])
            if (not told or len(inner) > 1) and _only_introduces(one, told, inner):
                for other in inner:
                    other.when = [*one.when, *(w for w in other.when if w not in one.when)]
                continue
        if _is_venue(one, clauses):
            guests += one.persons
        elif one.events or not _is_bare_compound(one):
            kept.append(one)
    return kept, guests


def _met_too(outer: Gathered, inner: list[Gathered]) -> list[Gathered]:
    """Return the homes of `inner` that have, unsaid, what is told of the place they lie in.

    2单元水压上不来,501、601天天打电话 is about both flats, 电梯坏了,501坐轮椅 about the lift alone.
    """
    told = open_categories(outer)
    if told and not faults_of(outer):
        return [] if any(map(open_categories, inner)) else inner
    flats = [one for one in inner if one.mention.address.unit and one.mention.place is None]
    if len(flats) < 2 or not told or not told <= REACHING:
        return []
    return (
        []
        if any(faults_of(one) - told for one in flats)
        else [one for one in flats if not faults_of(one)]
    )


def _only_introduces(outer: Gathered, told: set[str], inner: list[Gathered]) -> bool:
    """Tell whether all that is told of `outer` lies on its homes, and `outer` is no source."""
    source = told and outer.mention.address.entrance is None and faults_of(outer)
    return not source and all(told <= open_categories(other) for other in inner)


def _is_bare_compound(one: Gathered) -> bool:
    address = one.mention.address
    levels = (address.building, address.entrance, address.floor, address.unit)
    return one.mention.place is None and all(level is None for level in levels)


def _is_venue(one: Gathered, clauses: Clauses) -> bool:
    """Tell whether it is only where something is held: 在9号楼架空层换书."""
    address = one.mention.address
    if one.events or address.entrance or address.floor or address.unit:
        return False
    start, end = clauses.sentence(one.mention.span.start)
    return _EVENT.search(clauses.text, start, end) is not None
