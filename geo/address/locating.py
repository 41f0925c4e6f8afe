"""From what was read to a row of the registry: as deep as the registry goes, never deeper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from geo.address.certainty import CERTAIN, DOUBTS, registry_doubts
from geo.address.gazetteer import Compound, Gazetteer
from geo.address.homes import Homes
from geo.address.layers import Spot
from geo.address.slips import is_slip
from geo.address.tokens import TOP
from geo.address.values import LEVELS, Address, Level, Mention
from geo.address.writing import format_address
from geo.crs import LonLat

MOST_CANDIDATES = 5
NAMESAKE_TOLD = 0.9
"""What remains of the confidence when only the registry told compounds of one name apart."""
SLIP_TOLD = 0.75
"""What remains of the confidence when a name of no compound is one slip away from one."""
_DISPROVED = ("unknown", "twice")
MISSING = 0.9
"""What remains of the confidence when the registry lacks a level that was read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another place that may be meant."""

    level: Level
    id: str
    name: str
    reason: str
    """Id of the rule that proposes it: namesake, twin_building, twin_unit, entrance_open,
    near_name, other_reading, unsure."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a mention lies, as far as the registry tells."""

    level: Level | None
    """Deepest level reached: unit, entrance, building or compound; None when nothing matched."""
    address: Address
    """Only what the registry does not disprove."""
    compound_id: str | None
    building_id: str | None
    entrance_id: str | None
    unit_id: str | None
    confidence: float
    """Probability that the place is right at the level reached, 0 to 1."""
    at: LonLat | None
    accuracy_m: float | None
    """Radius around `at` that holds the place; None without geometry."""
    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]
    """Ids of what the registry had to say: building_unknown, only_entrance, floor_unknown."""

    @property
    def matched(self) -> str:
        """The place reached, as people write it; empty when nothing matched."""
        return format_address(self.address) if self.level else ""


NOWHERE = Location(
    level=None,
    address=Address(),
    compound_id=None,
    building_id=None,
    entrance_id=None,
    unit_id=None,
    confidence=0.0,
    at=None,
    accuracy_m=None,
    candidates=(),
    notes=(),
)


@dataclass(slots=True)
class _Search:
    """Levels found so far, from the outside in."""

    compound: Compound
    address: Address
    reached: Address
    building: str | None = None
    entrance: str | None = None
    unit: str | None = None
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()

    def note(self, *notes: str) -> None:
        self.notes += notes

    def reach(self, level: Level) -> None:
        """Take what was read down to `level`."""
        read = self.address
        levels = (read.building, read.entrance, read.floor, read.unit)
        self.reached = Address(self.compound.name, *levels[: LEVELS.index(level)])


def locate(mention: Mention, gazetteer: Gazetteer) -> Location:
    """Return where `mention` lies, falling back a level at a time when the registry lacks it.

    Nothing is invented: a building, entrance or flat that is not in the registry is not reached,
    and what could be one of several stays on the level above with those as candidates. A registry
    without geometry reaches what was read unless its ranges disprove it.
    """
    compound = _compound(mention, gazetteer)
    if compound is None:
        return _nowhere(mention, gazetteer)
    if not mention.also:
        return _searched(compound, mention, gazetteer)
    others = [other for key in mention.also if (other := gazetteer.by_id(key))]
    found = [_searched(one, mention, gazetteer) for one in (compound, *others)]
    return _told_apart(found, mention)


def _compound(mention: Mention, gazetteer: Gazetteer) -> Compound | None:
    known = gazetteer.by_id(mention.compound_id)
    name = mention.address.compound
    if known is not None and known.name == name:
        return known
    return gazetteer.compound(name) if name else None


def _searched(compound: Compound, mention: Mention, gazetteer: Gazetteer) -> Location:
    search = _Search(compound, mention.address, reached=Address(compound.name))
    if gazetteer.homes is None:
        _within_ranges(search)
    else:
        _in_registry(search, gazetteer.homes)
    return _location(search, mention, gazetteer.homes)


def _told_apart(found: list[Location], mention: Mention) -> Location:
    """Return the one compound of that name which has such a home; none when several may."""
    fitting = [one for one in found if fits(one)]
    if len(fitting) == 1:
        sure = min(mention.confidence * len(found), CERTAIN) * NAMESAKE_TOLD
        return replace(
            fitting[0], confidence=round(sure, 4), notes=(*fitting[0].notes, "only_namesake")
        )
    return replace(
        NOWHERE,
        candidates=tuple(
            Candidate(Level.COMPOUND, one.compound_id or "", one.address.compound or "", "namesake")
            for one in (fitting or found)[:MOST_CANDIDATES]
        ),
        notes=("namesakes",),
    )


def fits(location: Location) -> bool:
    """Tell whether the registry holds every level that was read."""
    return location.level is not None and not any(
        note.endswith(_DISPROVED) for note in location.notes
    )


def _nowhere(mention: Mention, gazetteer: Gazetteer) -> Location:
    name = mention.address.compound
    namesakes = gazetteer.namesakes(name) if name else ()
    near = namesakes or (gazetteer.similar(name, MOST_CANDIDATES) if name else ())
    slipped = _slipped(mention, near, gazetteer) if not namesakes else None
    if slipped is not None:
        return slipped
    reason = "namesake" if namesakes else "near_name"
    note = "namesakes" if namesakes else "compound_unknown" if name else "no_compound"
    return replace(
        NOWHERE,
        candidates=tuple(
            Candidate(Level.COMPOUND, one.id, one.name, reason) for one in near[:MOST_CANDIDATES]
        ),
        notes=(note,),
    )


def _slipped(mention: Mention, near: Sequence[Compound], gazetteer: Gazetteer) -> Location | None:
    """Return where `mention` lies in the only compound whose name one slip makes the written one.

    None unless the registry has all that was read there: an unknown name is more often unknown.
    """
    name = mention.address.compound or ""
    alike = [one for one in near if is_slip(name, (one.name, *one.aliases))]
    if len(alike) != 1:
        return None
    (only,) = alike
    found = _searched(only, mention, gazetteer)
    if not fits(found) or found.level is Level.COMPOUND:
        return None
    return replace(
        found,
        confidence=round(found.confidence * SLIP_TOLD, 4),
        notes=(*found.notes, "slip_in_name"),
    )


def _within_ranges(search: _Search) -> None:
    """Go down as far as the ranges of a plain list allow."""
    compound, address = search.compound, search.address
    if address.building is not None:
        if address.building not in compound.buildings:
            search.note("building_unknown")
            return
        search.reach(Level.BUILDING)
    if _beyond(address.entrance, compound.max_entrance):
        search.note("entrance_unknown")
        return
    search.reach(Level.ENTRANCE)
    if _beyond(address.floor, compound.max_floor):
        search.note("floor_unknown")
        return
    search.reach(Level.UNIT)


def _beyond(value: str | None, highest: int | None) -> bool:
    return value is not None and highest is not None and value.isdecimal() and int(value) > highest


def _in_registry(search: _Search, homes: Homes) -> None:
    if _found_building(search, homes) and _found_entrance(search, homes):
        _find_flat(search, homes)


def _found_building(search: _Search, homes: Homes) -> bool:
    number = search.address.building
    if number is None:
        return True
    ids = homes.building(search.compound.id, number)
    if len(ids) != 1:
        search.note("building_twice" if ids else "building_unknown")
        name = f"{search.compound.name}{number}号楼"
        search.candidates = _candidates(Level.BUILDING, ids, name, "twin_building")
        return False
    search.building = ids[0]
    search.reach(Level.BUILDING)
    return True


def _found_entrance(search: _Search, homes: Homes) -> bool:
    address = search.address
    if address.entrance is not None:
        ids = homes.entrance(search.compound.id, address.building, address.entrance)
    elif address.building is not None or not search.compound.numbered:
        ids = _open_entrances(search, homes)
    else:
        return False
    if len(ids) != 1:
        if address.entrance is not None:
            search.note("entrance_twice" if ids else "entrance_unknown")
        search.candidates = _candidates(
            Level.ENTRANCE, ids, format_address(search.reached), "entrance_open"
        )
        return False
    search.entrance = ids[0]
    search.building = homes.building_of(ids[0])
    search.reach(Level.ENTRANCE)
    return True


def _open_entrances(search: _Search, homes: Homes) -> list[str]:
    """Return the entrances that a flat without one may lie behind."""
    address = search.address
    ids = homes.entrances_of(search.compound.id, address.building)
    if address.unit is None and address.floor is None:
        return []
    if len(ids) == 1:
        search.note("only_entrance")
        return ids
    if address.unit is not None:
        floor = floor_number(address.floor)
        ids = [one for one in ids if homes.units(one, floor, address.unit)]
        if len(ids) == 1:
            search.note("only_flat")
    return ids


def _find_flat(search: _Search, homes: Homes) -> None:
    address, entrance = search.address, search.entrance
    if entrance is None or (address.floor is None and address.unit is None):
        return
    floor = homes.top_floor(entrance) if address.floor == TOP else floor_number(address.floor)
    if floor is not None:
        if not homes.has_floor(entrance, floor):
            search.note("floor_unknown")
            return
        search.reach(Level.FLOOR)
    if address.unit is None:
        return
    ids = homes.units(entrance, floor, address.unit)
    if len(ids) == 1:
        search.unit = ids[0]
        search.reach(Level.UNIT)
        return
    search.note("unit_twice" if ids else "unit_unknown")
    search.candidates = _candidates(Level.UNIT, ids, format_address(address), "twin_unit")


def deepest(address: Address) -> Level:
    """Return the lowest level that `address` names: compound when it names none."""
    named = [level for level in LEVELS if getattr(address, level) is not None]
    return named[-1] if named else Level.COMPOUND


def floor_number(floor: str | None) -> int | None:
    """Return a floor as a number, basements negative; None for the top or nothing.

    >>> floor_number("16"), floor_number("B2"), floor_number("top")
    (16, -2, None)
    """
    if floor is None or floor == TOP:
        return None
    if floor.startswith("B") and floor[1:].isdecimal():
        return -int(floor[1:])
    return int(floor) if floor.isdecimal() else None


def _candidates(level: Level, ids: Sequence[str], name: str, reason: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(level, one, name, reason) for one in ids[:MOST_CANDIDATES])


def _location(search: _Search, mention: Mention, homes: Homes | None) -> Location:
    level = _level(search.reached, search.entrance)
    spot = _spot(search, homes)
    fell = any(note.endswith(_DISPROVED) for note in search.notes)
    return Location(
        level=level,
        address=search.reached,
        compound_id=search.compound.id,
        building_id=search.building,
        entrance_id=search.entrance,
        unit_id=search.unit,
        confidence=_fallen(mention, search.compound) if fell else mention.confidence,
        at=spot.at if spot else None,
        accuracy_m=spot.accuracy_m if spot else None,
        candidates=search.candidates,
        notes=search.notes,
    )


def _fallen(mention: Mention, compound: Compound) -> float:
    """Return the confidence of the level above: what the registry disproved is given up."""
    spoilt = prod(DOUBTS[doubt] for doubt in registry_doubts(mention.address, compound))
    return round(min(mention.confidence / spoilt, CERTAIN) * MISSING, 4)


def _level(reached: Address, entrance: str | None) -> Level:
    if reached.unit is not None:
        return Level.UNIT
    if reached.entrance is not None or entrance is not None:
        return Level.ENTRANCE
    return Level.BUILDING if reached.building is not None else Level.COMPOUND


def _spot(search: _Search, homes: Homes | None) -> Spot | None:
    if homes is None:
        return None
    deepest = (
        (Level.UNIT, search.unit),
        (Level.ENTRANCE, search.entrance),
        (Level.BUILDING, search.building),
        (Level.COMPOUND, search.compound.id),
    )
    return next((homes.spot(level, key) for level, key in deepest if key is not None), None)
