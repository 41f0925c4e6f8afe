"""What a list of homes says exists: compounds, buildings, entrances, floors and flats.

Only what the registry lacks is proposed, and only from addresses that say where a flat is.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from geo.address.gazetteer import Compound, Gazetteer
from geo.address.homes import flat_position
from geo.address.locating import floor_number
from geo.address.reading import read_address
from geo.places.sketch import SketchBuilding, SketchCompound, SketchEntrance
from geo.places.units import UnitNumbering

LIKELY = frozenset([*(str(n) for n in range(1, 100)), *"ABCDEFGHJK"])
"""Buildings that an unknown compound may have, so that its addresses are read as numbered."""
LEAST_CONFIDENCE = 0.5
"""Of an unlisted compound's reading; below it the row is refused rather than built upon."""
HIGHEST = 60
DEEPEST = 3
"""Floors beyond these are a slip of the list: nothing is built upon them."""
GENERIC = "小区"


@dataclass(frozen=True, slots=True)
class Listed:
    """One address of the list."""

    text: str
    compound: str | None = None
    """Compound that a column or the user names."""
    sheet: str | None = None
    """Compound that the sheet or its title speaks of; an address with a name of its own is of
    another one, perhaps."""


@dataclass(slots=True)
class _Door:
    """What the list tells of one entrance."""

    floors: set[int] = field(default_factory=set)
    units: Counter[str] = field(default_factory=Counter)

    @property
    def flats_per_floor(self) -> int | None:
        """The highest door on a floor; None when doors bear no numbers."""
        places = [flat_position(unit) for unit in self.units]
        known = [place for place in places if place]
        return max(known) if known and len(known) == len(places) else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be made, and what of it wants a second look."""

    compounds: tuple[SketchCompound, ...]
    skipped_floors: dict[tuple[str, str | None], frozenset[int]]
    """Compound and building -> floors up to the highest on which no entrance has a home."""
    numbering: dict[tuple[str, str | None], UnitNumbering]
    known_compounds: frozenset[str]
    """Those of `compounds` that the registry has, without these buildings."""
    alike: dict[str, str]
    """New compound -> the one of the registry that its name looks like."""
    new_compounds: int
    """How many of `compounds` the registry lacks."""

    @property
    def counts(self) -> dict[str, int]:
        """How many compounds, buildings and entrances would be made."""
        buildings = [b for one in self.compounds for b in one.buildings]
        return {
            "compounds": self.new_compounds,
            "buildings": len(buildings),
            "entrances": sum(len(building.entrances) for building in buildings),
        }


def proposed(
    listed: Sequence[Listed], registry: Gazetteer, drawn: Collection[str] = ()
) -> Proposal:
    """Return what `listed` calls for and `registry` lacks. The cost is one reading a row.

    `drawn` holds the ids of compounds that are sketches: their buildings may grow.
    """
    told = _told(listed, registry, drawn)
    compounds, skipped, numbering = [], {}, {}
    for name, buildings in told.items():
        made = []
        for number, doors in buildings.items():
            floors = set().union(*(door.floors for door in doors.values()))
            made.append(_building(number, doors, floors))
            highest = max(*floors, 1)
            skipped[name, number] = frozenset(set(range(1, highest + 1)) - floors)
            numbering[name, number] = _numbering(doors.values())
        compounds.append(SketchCompound(name, tuple(made)))
    found = {name: registry.compound(name) for name in told}
    known = frozenset(name for name, one in found.items() if one and one.id not in drawn)
    new = [name for name, one in found.items() if one is None]
    return Proposal(tuple(compounds), skipped, numbering, known, _alike(new, registry), len(new))


Buildings = dict[str | None, dict[str | None, _Door]]


def _told(
    listed: Sequence[Listed], registry: Gazetteer, drawn: Collection[str]
) -> dict[str, Buildings]:
    """Return compound -> building -> entrance -> what is told of it, without what stands."""
    reader = _reader(listed, registry, drawn)
    told: dict[str, Buildings] = defaultdict(lambda: defaultdict(lambda: defaultdict(_Door)))
    for row in listed:
        mention = read_address(row.text, reader, default_compound=row.compound)
        if mention is None or mention.confidence < LEAST_CONFIDENCE:
            continue
        address, floor = mention.address, floor_number(mention.address.floor)
        if address.compound is None or address.unit is None:
            continue
        if floor is None or not -DEEPEST <= floor <= HIGHEST or floor == 0:
            continue
        known = registry.compound(address.compound)
        stands = known is not None and _stands(known, address.building, registry)
        if known is not None and stands and known.id not in drawn:
            continue
        door = told[address.compound][address.building][address.entrance]
        door.floors.add(floor)
        door.units[address.unit] += 1
    return told


def _reader(listed: Sequence[Listed], registry: Gazetteer, drawn: Collection[str]) -> Gazetteer:
    """Return `registry` with the compounds that the list names and it lacks, sketches unbound."""
    known = [
        replace(one, buildings=LIKELY, max_entrance=None, max_floor=None)
        if one.id in drawn and one.buildings
        else one
        for one in registry.compounds
    ]
    names = Counter(name for row in listed if (name := row.compound or row.sheet))
    new: dict[str, Compound] = {}
    for name, _ in names.most_common():
        core = name.removesuffix(GENERIC)
        if registry.compound(name) is None and core not in new:
            aliases = (core, f"{core}{GENERIC}") if len(core) > 1 else ()
            new[core] = Compound(name, name, aliases, LIKELY, None, None)
    return Gazetteer((*known, *new.values()), registry.homes)


def _stands(compound: Compound, building: str | None, registry: Gazetteer) -> bool:
    """Tell whether the registry has the building, or entrances where none bears a number."""
    if registry.homes is None:
        return building in compound.buildings
    if building is None:
        return bool(registry.homes.entrances_of(compound.id, None))
    return bool(registry.homes.building(compound.id, building))


def _building(
    number: str | None, doors: dict[str | None, _Door], floors: set[int]
) -> SketchBuilding:
    highest = max(*floors, 1)
    entrances = tuple(
        SketchEntrance(entrance, highest, door.flats_per_floor) for entrance, door in doors.items()
    )
    return SketchBuilding(number, entrances, max(0, -min(floors)))


def _numbering(doors: Iterable[_Door]) -> UnitNumbering:
    """Return how most flats are numbered: 502, or 2 on the fifth floor."""
    units = Counter(len(unit) > 2 for door in doors for unit in door.units)
    long = units[True] >= units[False]
    return UnitNumbering.FLOOR_AND_DOOR if long else UnitNumbering.DOOR_ON_FLOOR


def _alike(names: Iterable[str], registry: Gazetteer) -> dict[str, str]:
    """Return the new names of which one character tells them from a known one."""
    found = {}
    for name in sorted(names):
        for other in registry.similar(name, 1):
            near = len(set(name) ^ set(other.name)) <= 2 and abs(len(name) - len(other.name)) <= 1
            if near:
                found[name] = other.name
    return found
