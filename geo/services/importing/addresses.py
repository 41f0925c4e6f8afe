"""The written address of an imported row becomes a flat or a place of the store, or is refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
from sqlalchemy.orm import Session

from geo.address.asking import Asked, Asker, answered_text
from geo.address.gazetteer import Compound, Gazetteer
from geo.address.homes import flat_position
from geo.address.locating import NOWHERE, Location, floor_number, locate
from geo.address.reading import LONGEST_TEXT, read_address
from geo.address.values import LEVELS, Address, Level, Mention, Span
from geo.errors import InputError
from geo.frames import Places
from geo.places.units import SOURCE as GENERATED
from geo.services import aliases, facts
from geo.services.importing.answers import Answerer, Reading
from geo.services.loading import add_rows
from geo.services.registry import places_in_scope
from geo.store import models as m

REGISTER = "register"
"""Source of flats, people and needs that a register brought."""
LEAST_CONFIDENCE = 0.7
"""A less certain address is refused with what it may mean: nobody is put behind a guessed door."""
HIGHEST_UNTOLD = 34
"""Where nobody knows the floors of a house: dwellings end at 100 m."""
LISTED = 5
"""Candidates that a suggestion names."""
REFUSALS = {
    "no_compound": ("no compound", "name the compound in the row, or give --compound"),
    "compound_unknown": ("compound is not in the registry", "write its name as on the map"),
    "namesakes": ("several compounds bear that name", "write the full name"),
    "building_unknown": ("building is not in the registry", ""),
    "building_twice": ("two buildings bear that number", "give the entrance"),
    "entrance_unknown": ("entrance is not in the registry", ""),
    "entrance_twice": ("two entrances bear that number", "give the building"),
    "entrance_missing": ("entrance is missing", ""),
    "floor_unknown": ("floor is not in the registry", ""),
    "unit_unknown": ("flat is not in the registry", ""),
    "unit_twice": ("two flats bear that number", "give the floor"),
}
"""Note of `geo.address.locating` -> reason and what to do."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a row belongs, as deep as its address goes."""

    compound_id: str
    building_id: str | None = None
    entrance_id: str | None = None
    unit_id: str | None = None
    floor: int | None = None
    """Floor, where no flat is named."""
    spot: str | None = None
    """A place outside a dwelling, in the words of the row."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an address leads nowhere, and the nearest that it may mean."""

    reason: str
    suggestion: str
    asked: Asked | None = None
    """What somebody could answer; None: nothing that would help."""
    text: str | None = None
    """The address as far as it was settled, which the question speaks of."""


@dataclass(slots=True)
class AddressBook:
    """Places addresses over the registry, and keeps the flats that they call for."""

    places: Places
    compound: str | None = None
    """Compound of rows that name none."""
    settled: Mapping[str, str] = field(default_factory=dict)
    """Pattern of a question that was answered -> the place that is meant."""
    origin: str = ""
    """The file that the rows come from."""
    made: dict[str, dict[str, object]] = field(default_factory=dict)
    """Flats that no survey lists but a row lives in, by id."""
    _gazetteer: Gazetteer = field(init=False)
    _doors: pd.DataFrame = field(init=False)
    _surveyed: set[str] = field(init=False)
    _numbers: dict[str, list[str]] = field(init=False)
    _answerer: Answerer = field(init=False)
    _asker: Asker = field(init=False)

    def __post_init__(self) -> None:
        """Index the registry.

        Raises
        ------
        InputError
            When `compound` is not in the registry.
        """
        self._gazetteer = Gazetteer.from_places(self.places)
        if self.compound is not None and self._gazetteer.compound(self.compound) is None:
            near = "、".join(one.name for one in self._gazetteer.similar(self.compound, 3))
            hint = f"did you mean {near}?" if near else "import places first"
            raise InputError(f"compound {self.compound!r} is not in the registry: {hint}")
        self._answerer = Answerer(self.places, self._gazetteer)
        self._asker = Asker(self._gazetteer, LEAST_CONFIDENCE, self.origin)
        buildings = self.places.buildings.set_index("id")[["floors", "basements"]]
        doors = self.places.entrances.set_index("id")[["building_id", "number", "floors"]]
        self._doors = doors.assign(
            floors=doors["floors"].fillna(doors["building_id"].map(buildings["floors"])),
            basements=doors["building_id"].map(buildings["basements"]).fillna(0),
        )
        units = self.places.units
        listed = ~units["source"].fillna("").isin((REGISTER, GENERATED))
        self._surveyed = set(units["entrance_id"][listed])
        self._numbers = defaultdict(list)
        for door, number in zip(units["entrance_id"], units["number"], strict=True):
            self._numbers[door].append(number)

    def flat(self, address: str) -> Placed | Refused:
        """Return the flat at `address`; one that nobody surveyed is made where it may be."""
        return self._found(address, flat_wanted=True)

    def place(self, address: str) -> Placed | Refused:
        """Return the place at `address`, a flat or wider."""
        return self._found(address, flat_wanted=False)

    def told(
        self, address: str, span: Span | None, answer: str, *, flat_wanted: bool
    ) -> Placed | Refused:
        """Return the place at `address` now that `answer` settles the words at `span`."""
        level, _, key = answer.partition(":")
        compound = self._gazetteer.by_id(key) if level == Level.COMPOUND else None
        if compound is not None:
            text = answered_text(address, span, compound)
            return self._found(text, flat_wanted=flat_wanted)
        mention = read_address(address, self._gazetteer, default_compound=self.compound)
        if mention is None:
            mention = Mention(Address(), Span(0, 0), (), None, 0.0, ())
        reading = Reading(address, mention, locate(mention, self._gazetteer))
        on = self._answerer.read_on(reading, span, answer)
        return self._taken(on or reading, flat_wanted=flat_wanted)

    def _found(self, address: str, *, flat_wanted: bool) -> Placed | Refused:
        if len(address) > LONGEST_TEXT:
            return Refused("address is too long", "write compound, building, entrance and flat")
        mention = read_address(address, self._gazetteer, default_compound=self.compound)
        if mention is None:
            question = self._asker.asked(address, None, NOWHERE)
            return Refused("address is not understood", "write it as 御林湾3号楼1单元502", question)
        reading = Reading(address, mention, locate(mention, self._gazetteer))
        taken = self._taken(reading, flat_wanted=flat_wanted)
        for _ in LEVELS:
            if isinstance(taken, Placed) or taken.asked is None:
                break
            answer = self.settled.get(taken.asked.pattern)
            on = self._answerer.read_on(reading, taken.asked.span, answer) if answer else None
            if on is None:
                break
            reading = on
            taken = self._taken(reading, flat_wanted=flat_wanted)
        return taken

    def _taken(self, reading: Reading, *, flat_wanted: bool) -> Placed | Refused:
        mention, found = reading.mention, reading.found
        if found.compound_id is None or found.confidence < LEAST_CONFIDENCE:
            return self._asking(reading)
        unit = found.unit_id or self._unlisted(mention, found)
        if unit is not None:
            return _flat(found, unit)
        if flat_wanted or mention.address.unit is not None or not self._is_whole(mention, found):
            return self._asking(reading)
        return _wider(reading.text, mention, found)

    def _asking(self, reading: Reading) -> Refused:
        """Return why a reading is refused, with the question that would settle it."""
        question = self._asker.asked(reading.text, reading.mention, reading.found)
        refused = self._refused(reading.mention, reading.found)
        return replace(refused, asked=question, text=reading.text)

    def _is_whole(self, mention: Mention, found: Location) -> bool:
        """Tell whether all that was written was found; a floor without listed flats may be."""
        lacking = [note for note in found.notes if note.endswith(("unknown", "twice"))]
        if lacking == ["floor_unknown"] and found.entrance_id is not None:
            floor = floor_number(mention.address.floor)
            return floor is None or self._has_floor(found.entrance_id, floor)
        return not lacking

    def _unlisted(self, mention: Mention, found: Location) -> str | None:
        """Return the id of the flat that `mention` names behind an entrance without a survey."""
        door, number = found.entrance_id, mention.address.unit
        floor = floor_number(mention.address.floor)
        if door is None or number is None or floor is None or door in self._surveyed:
            return None
        if "unit_twice" in found.notes or not self._has_floor(door, floor):
            return None
        position = flat_position(number)
        key = f"{door}-{floor}" + (f"{position:02}" if position is not None else f"-{number}")
        self.made.setdefault(
            key,
            {
                "id": key,
                "compound_id": found.compound_id,
                "building_id": found.building_id,
                "entrance_id": door,
                "number": number,
                "floor": floor,
                "use": "home",
                "source": REGISTER,
            },
        )
        return key

    def _has_floor(self, door: str, floor: int) -> bool:
        row = self._doors.loc[[door]]
        highest = int(row["floors"].fillna(HIGHEST_UNTOLD).iloc[0])
        return -int(row["basements"].iloc[0]) <= floor <= highest and floor != 0

    def _refused(self, mention: Mention, found: Location) -> Refused:
        lacking = next((note for note in found.notes if note in REFUSALS), None)
        if lacking is None and found.confidence < LEAST_CONFIDENCE:
            return Refused("address is uncertain", f"if {found.matched} is meant, write it so")
        if lacking is None:
            return Refused(*self._too_short(mention, found))
        reason, advice = REFUSALS[lacking]
        return Refused(reason, self._nearest(mention, found, lacking) or advice)

    def _too_short(self, mention: Mention, found: Location) -> tuple[str, str]:
        doors = [one.id for one in found.candidates if one.level is Level.ENTRANCE]
        if doors and mention.address.unit is not None:
            numbers = self._doors.loc[doors, "number"].dropna()
            return "entrance is missing", "one of " + "、".join(
                f"{n}单元" for n in numbers[:LISTED]
            )
        return "flat is missing", f"write the flat behind {found.matched}, such as 502"

    def _nearest(self, mention: Mention, found: Location, lacking: str) -> str:
        """Return what the registry has instead, nearest first; empty when it has nothing."""
        if lacking in ("compound_unknown", "namesakes"):
            return _listed("did you mean", [one.name for one in found.candidates])
        compound = next((c for c in self._gazetteer.compounds if c.id == found.compound_id), None)
        if compound is None:
            return ""
        if lacking == "building_unknown":
            near = _by_nearness(mention.address.building, compound.buildings)
            return _listed(f"{compound.name} has", [_building(number) for number in near])
        if lacking == "entrance_unknown":
            return self._doors_of(compound, mention, found)
        if found.entrance_id is not None:
            near = _by_nearness(mention.address.unit, self._numbers[found.entrance_id])
            return _listed(f"{found.matched} has", near) or self._floors_of(found)
        return ""

    def _doors_of(self, compound: Compound, mention: Mention, found: Location) -> str:
        homes = self._gazetteer.homes
        ids = homes.entrances_of(compound.id, mention.address.building) if homes else []
        near = _by_nearness(mention.address.entrance, self._doors.loc[ids, "number"].dropna())
        return _listed(f"{found.matched} has", [f"{number}单元" for number in near])

    def _floors_of(self, found: Location) -> str:
        floors = self._doors.loc[[found.entrance_id or ""], "floors"].dropna()
        return "" if floors.empty else f"{found.matched} has {int(floors.iloc[0])} floors"


def _flat(found: Location, unit: str) -> Placed:
    return Placed(found.compound_id or "", found.building_id, found.entrance_id, unit_id=unit)


def _wider(address: str, mention: Mention, found: Location) -> Placed:
    spot = mention.place
    return Placed(
        found.compound_id or "",
        found.building_id,
        found.entrance_id,
        floor=floor_number(mention.address.floor),
        spot=address[spot.start : spot.end] if spot else None,
    )


def address_book(
    session: Session,
    compound: str | None,
    *,
    settled: Mapping[str, str] | None = None,
    origin: str = "",
) -> AddressBook:
    """Return the address book of the session's scope; `compound` is that of rows naming none.

    Learned names are known in it, and `settled` is what was answered to questions before.

    Raises
    ------
    InputError
        When the store holds no compound, or `compound` is not one of them.
    """
    places = places_in_scope(session, with_units=True)
    if places.compounds.empty:
        raise InputError(
            "the store holds no places yet: run `peoples-map import osm` or `places`, or let the"
            " register make them with --make-places"
        )
    places = aliases.called_so(places, aliases.learned(session))
    return AddressBook(places, compound, settled=settled or {}, origin=origin)


def add_flats(session: Session, book: AddressBook) -> int:
    """Add the flats that the rows called for and return their number."""
    if book.made:
        facts.touch_places(session)
    return add_rows(session, m.Unit, pd.DataFrame(list(book.made.values())))


def _by_nearness(wanted: str | None, numbers: Iterable[str]) -> list[str]:
    """Return `numbers` with those nearest to `wanted` first.

    Examples
    --------
    >>> _by_nearness("9", ["1", "8", "A"])
    ['8', '1', 'A']
    """
    goal = int(wanted) if wanted and wanted.isdecimal() else 0
    return sorted(
        set(numbers),
        key=lambda n: (not n.isdecimal(), abs(int(n) - goal) if n.isdecimal() else 0, n),
    )


def _building(number: str) -> str:
    return f"{number}号楼" if number[:1].isdigit() else f"{number}座"


def _listed(opening: str, words: list[str]) -> str:
    return f"{opening} {'、'.join(words[:LISTED])}" if words else ""
