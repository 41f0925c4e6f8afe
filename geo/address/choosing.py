"""Weighs the readings of one place by what the registry and its residents say.

A bare 142 may be flat 142 or entrance 1, floor 4, flat 2; N楼 a building or a floor. The registry
decides; where it holds both, nothing is guessed: the level above is given, with both as candidates.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from geo.address.certainty import CERTAIN
from geo.address.gazetteer import Gazetteer
from geo.address.locating import (
    MOST_CANDIDATES,
    NOWHERE,
    Candidate,
    Location,
    deepest,
    fits,
    locate,
)
from geo.address.values import LEVELS, Address, Level, Mention, Reason
from geo.address.writing import format_address, reached

Residents = Mapping[str, Collection[str]] | Callable[[str], Collection[str]]
"""Names of the residents of a flat by the id of its row; only those the writer may know of."""

ASK_BELOW = 0.4
"""A place less sure than this is not taken but asked about."""
REGROUPED = 0.9
"""What remains of the confidence when only the registry made a second reading the right one."""
KNOWN_RESIDENT = 0.3
"""What remains of the doubt when a person named beside the place lives there."""
OPEN_DOORS = ("twin_unit", "entrance_open")
"""Candidates of these reasons are the very flat that was read, behind more than one door."""
_ENTRANCE_FLOOR_FLAT = frozenset({3, 4})


@dataclass(frozen=True, slots=True)
class Choice:
    """The reading that was taken, where it lies, and the readings that were not."""

    mention: Mention
    location: Location
    others: tuple[Mention, ...]
    """Other readings that the registry allows, at most four, the likeliest first."""


def choose(
    mention: Mention,
    gazetteer: Gazetteer,
    *,
    persons: Collection[str] = (),
    residents: Residents | None = None,
) -> Choice:
    """Return the reading of `mention` that fits the registry, and where it lies.

    `persons` are the names written beside the place; with `residents` they decide among homes
    that could all be meant. The cost is one look-up for each reading, of which most texts have one.
    """
    first = (mention, locate(mention, gazetteer))
    settled = _settled(*first, gazetteer)
    if settled is not None:
        return settled
    located = [first, *((one, locate(one, gazetteer)) for one in regroupings(mention))]
    fitting = [pair for pair in located if _fully(*pair)]
    if persons and residents is not None:
        known = _of_residents(mention, located, gazetteer, set(persons), residents)
        if known is not None:
            return known
    if len(fitting) > 1:
        return _undecided(fitting)
    if not fitting or fitting[0][0] is mention:
        return Choice(*first, ())
    taken, location = fitting[0]
    sure = round(min(taken.confidence, CERTAIN) * REGROUPED, 4)
    return Choice(
        replace(taken, confidence=sure),
        replace(location, confidence=sure, notes=(*location.notes, "regrouped")),
        (mention,),
    )


def _settled(mention: Mention, location: Location, gazetteer: Gazetteer) -> Choice | None:
    """Return the choice where no second reading has to be weighed."""
    if location.level is not None and location.confidence < ASK_BELOW:
        return Choice(mention, _asked(location), ())
    sure = gazetteer.homes is None and fits(location) and location.confidence >= ASK_BELOW
    if sure or (_is_plain_number(mention.address) and _fully(mention, location)):
        return Choice(mention, location, ())
    return None


def _asked(location: Location) -> Location:
    """Return no place, with `location` as the one to ask about."""
    return replace(NOWHERE, candidates=(_candidate(location, "unsure"),), notes=("unsure",))


def regroupings(mention: Mention) -> Iterator[Mention]:
    """Yield the other readings of the same words, the likeliest first."""
    address = mention.address
    if address.building is not None and address.entrance is not None:
        return
    rules = {reason.level: reason.rule for reason in mention.reasons}
    if rules.get(Level.UNIT) in ("bare", "number", "unit") and address.entrance is None:
        yield from _spelt_out(mention, address)
    if rules.get(Level.BUILDING) == "storey" and _may_be_floor(address):
        storey = replace(address, building=None, floor=address.building)
        yield _reread(mention, storey, "storey", {Level.FLOOR: Level.BUILDING})
    if rules.get(Level.FLOOR) == "storey" and address.building is None and address.unit is None:
        block = replace(address, building=address.floor, floor=None)
        yield _reread(mention, block, "storey_as_building", {Level.BUILDING: Level.FLOOR})


def _is_plain_number(address: Address) -> bool:
    """Tell whether the flat is written with four digits: 1201 is hardly ever 1-20-1."""
    return len(address.unit or "") == max(_ENTRANCE_FLOOR_FLAT)


def _may_be_floor(address: Address) -> bool:
    """Tell whether N楼 may be the floor of the flat behind it: 5楼502."""
    if address.entrance is not None:
        return False
    return address.unit is None or address.unit[:-2] in ("", address.building)


def _spelt_out(mention: Mention, address: Address) -> Iterator[Mention]:
    """Yield 1-4-2 for 142, and 1-14-2 for 1142."""
    digits = address.unit or ""
    if not digits.isdecimal() or len(digits) not in _ENTRANCE_FLOOR_FLAT:
        return
    entrance, floor, unit = digits[0], digits[1:-1], digits[-1]
    if floor.startswith("0") or unit == "0":
        return
    levels = dict.fromkeys((Level.ENTRANCE, Level.FLOOR, Level.UNIT), Level.UNIT)
    regrouped = replace(address, entrance=entrance, floor=floor, unit=unit)
    yield _reread(mention, regrouped, "digits_apart", levels)


def _reread(
    mention: Mention, address: Address, rule: str, source: Mapping[Level, Level]
) -> Mention:
    """Return `mention` with another address; the levels in `source` come from other words now."""
    before = {reason.level: reason for reason in mention.reasons}
    reasons = []
    for level in LEVELS:
        if getattr(address, level) is None:
            continue
        if level in source:
            reasons.append(Reason(level, rule, before[source[level]].span))
        elif level in before:
            reasons.append(before[level])
    return replace(mention, address=address, reasons=tuple(reasons))


def _fully(mention: Mention, location: Location) -> bool:
    """Tell whether the registry holds the reading as deep as it goes, maybe at several doors."""
    if not fits(location):
        return False
    if any(one.reason in OPEN_DOORS for one in location.candidates):
        return True
    return location.unit_id is not None or location.address == reached(
        mention.address, deepest(mention.address)
    )


def _undecided(fitting: list[tuple[Mention, Location]]) -> Choice:
    """Return the level that all fitting readings share, with each of them as a candidate."""
    (mention, location), *others = fitting
    agreed: dict[str, str] = {}
    for level in LEVELS:
        values = {getattr(one.address, level) for _, one in fitting}
        if len(values) > 1:
            break
        if (value := values.pop()) is not None:
            agreed[str(level)] = value
    shared = replace(
        mention, address=Address(**agreed), confidence=round(mention.confidence * REGROUPED, 4)
    )
    return Choice(
        shared,
        replace(
            location,
            level=deepest(shared.address),
            address=shared.address,
            building_id=location.building_id if "building" in agreed else None,
            entrance_id=None,
            unit_id=None,
            at=None,
            accuracy_m=None,
            confidence=shared.confidence,
            candidates=tuple(
                _candidate(one, "other_reading") for _, one in fitting[:MOST_CANDIDATES]
            ),
            notes=(*location.notes, "readings_open"),
        ),
        tuple(one for one, _ in (*fitting[:1], *others))[: MOST_CANDIDATES - 1],
    )


def _candidate(location: Location, reason: str) -> Candidate:
    deepest_id = (
        location.unit_id or location.entrance_id or location.building_id or location.compound_id
    )
    level = location.level or Level.COMPOUND
    return Candidate(level, deepest_id or "", format_address(location.address), reason)


def _of_residents(
    mention: Mention,
    located: list[tuple[Mention, Location]],
    gazetteer: Gazetteer,
    persons: set[str],
    residents: Residents,
) -> Choice | None:
    """Return the one home among all that may be meant in which one of `persons` lives."""
    names = residents if callable(residents) else lambda key: residents.get(key, ())
    open_ = [pair for pair in located if pair[1].unit_id is not None]
    if located[0][1].unit_id is None:
        open_ += _opened(mention, gazetteer)
    homes = {
        location.unit_id: (one, location)
        for one, location in open_
        if location.unit_id is not None and persons & set(names(location.unit_id) or ())
    }
    if len(homes) != 1:
        return None
    ((one, location),) = homes.values()
    sure = round(1 - (1 - max(one.confidence, 0.5)) * KNOWN_RESIDENT, 4)
    return Choice(
        replace(one, confidence=sure),
        replace(location, confidence=sure, candidates=(), notes=(*location.notes, "resident")),
        tuple(other for other, _ in located if other is not one)[: MOST_CANDIDATES - 1],
    )


def _opened(mention: Mention, gazetteer: Gazetteer) -> Iterator[tuple[Mention, Location]]:
    """Yield the mention in each compound of its name, behind each entrance it leaves open."""
    for key in (mention.compound_id, *mention.also):
        compound = gazetteer.by_id(key)
        if compound is None:
            continue
        own = replace(
            mention,
            address=replace(mention.address, compound=compound.name),
            compound_id=compound.id,
            also=(),
        )
        written = mention.address.entrance
        entrances = [written] if written else map(str, range(1, (compound.max_entrance or 0) + 1))
        for entrance in entrances:
            one = replace(own, address=replace(own.address, entrance=entrance))
            yield one, locate(one, gazetteer)
