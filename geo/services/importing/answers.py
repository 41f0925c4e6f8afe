"""What an answer to a question changes in the reading of an imported address."""

from dataclasses import dataclass, replace

import pandas as pd

from geo.address.asking import answered_text
from geo.address.certainty import CERTAIN
from geo.address.gazetteer import Gazetteer
from geo.address.locating import Location, floor_number, locate
from geo.address.reading import read_address
from geo.address.values import Address, Level, Mention, Span
from geo.frames import Places


@dataclass(frozen=True, slots=True)
class Reading:
    """An address on its way: its words, how they are read, and where that lies."""

    text: str
    mention: Mention
    found: Location


class Answerer:
    """Reads addresses on with what was answered."""

    def __init__(self, places: Places, gazetteer: Gazetteer) -> None:
        """Index the doors and flats of `places`, which `gazetteer` was made of."""
        self._gazetteer = gazetteer
        buildings = places.buildings.set_index("id")["compound_id"]
        doors = places.entrances.set_index("id")
        self._doors: pd.DataFrame = doors[["building_id", "number"]].assign(
            compound_id=doors["building_id"].map(buildings)
        )
        self._compound_of = buildings
        self._door_of = places.units.set_index("id")["entrance_id"]

    def read_on(self, reading: Reading, span: Span | None, answer: str) -> Reading | None:
        """Return the reading now that `answer` settles the words at `span`; None: it cannot."""
        level, _, key = answer.partition(":")
        key = key.partition("@")[0]
        if level == Level.COMPOUND:
            return self._in_compound(reading, span, key)
        if level == Level.BUILDING and key in self._compound_of.index:
            return replace(reading, found=self._in_building(reading, key))
        if level == Level.ENTRANCE and key in self._doors.index:
            return replace(reading, found=self._behind(reading, key))
        if level == Level.UNIT and key in self._door_of.index:
            return replace(reading, found=self._at(reading, key))
        return None

    def _in_compound(self, reading: Reading, span: Span | None, key: str) -> Reading | None:
        compound = self._gazetteer.by_id(key)
        if compound is None:
            return None
        text = answered_text(reading.text, span, compound)
        mention = read_address(text, self._gazetteer)
        if mention is None or mention.address.compound != compound.name:
            return None
        if mention.compound_id != key or mention.also:
            sure = min(CERTAIN, mention.confidence * (1 + len(mention.also)))
            mention = replace(mention, compound_id=key, also=(), confidence=sure)
        return Reading(text, mention, locate(mention, self._gazetteer))

    def _in_building(self, reading: Reading, building: str) -> Location:
        """Return the place in a building that is told apart from its namesakes."""
        address = reading.mention.address
        doors = self._doors[self._doors["building_id"] == building]
        if address.entrance is not None:
            doors = doors[doors["number"] == address.entrance]
        with_flat = [key for key in doors.index if self._units(key, address)]
        fitting = with_flat if len(with_flat) == 1 else list(doors.index)
        if len(fitting) == 1 and (address.entrance or address.unit or address.floor):
            return self._behind(reading, fitting[0])
        lacking = "entrance_unknown" if address.entrance else "entrance_missing"
        deeper = address.entrance or address.unit or address.floor
        return replace(
            reading.found,
            level=Level.BUILDING,
            compound_id=self._compound_of[building],
            building_id=building,
            entrance_id=None,
            unit_id=None,
            confidence=CERTAIN,
            candidates=(),
            notes=(lacking,) if deeper else (),
        )

    def _behind(self, reading: Reading, entrance: str) -> Location:
        """Return the place behind an entrance: the flat, or what is lacking there."""
        units = self._units(entrance, reading.mention.address)
        lacking = () if len(units) == 1 or not reading.mention.address.unit else ("unit_unknown",)
        row = self._doors.loc[entrance]
        return replace(
            reading.found,
            level=Level.UNIT if len(units) == 1 else Level.ENTRANCE,
            compound_id=str(row["compound_id"]),
            building_id=str(row["building_id"]),
            entrance_id=entrance,
            unit_id=units[0] if len(units) == 1 else None,
            confidence=CERTAIN,
            candidates=(),
            notes=lacking,
        )

    def _at(self, reading: Reading, unit: str) -> Location:
        found = self._behind(reading, self._door_of[unit])
        return replace(found, level=Level.UNIT, unit_id=unit, notes=())

    def _units(self, entrance: str, address: Address) -> list[str]:
        homes = self._gazetteer.homes
        if homes is None or address.unit is None:
            return []
        return homes.units(entrance, floor_number(address.floor), address.unit)
