"""The buildings, entrances and flats of a registry, looked up by what people call them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from geo.address.groups import Groups, IntArray
from geo.address.layers import Layer, Spot, half_diagonals, mapped
from geo.frames import Places

SURVEYED_M = 5.0
"""Accuracy of a surveyed door point, and of the flats behind it."""
INFERRED_M = 15.0
"""Accuracy of a door point that nobody has surveyed."""

_PLACES = 101
"""Positions of a flat on its floor, 0 to 99, and one for what has no such number."""
_NO_POSITION = 100


def flat_position(number: str) -> int | None:
    """Return the place of a flat on its floor: 2 for "2", "502" and "1602"; None for "东".

    >>> flat_position("1602"), flat_position("东")
    (2, None)
    """
    if not number.isdecimal():
        return None
    return int(number[-2:]) if len(number) > 2 else int(number)


@dataclass(frozen=True, slots=True)
class _Tables:
    """Row numbers of the layers, by what a row stands in and what it is called.

    What it is called is a code: the number of a text among all texts of that kind.
    """

    buildings: Groups
    """By compound, and code of the number."""
    entrances: Groups
    """By compound, and codes of building and entrance: ``building * (entrance codes + 1) + own``.
    The last code of an entrance is that of none."""
    units: Groups
    """By entrance, and code of the number."""
    floors: Groups
    """The units by entrance, and ``floor * _PLACES + position``."""
    building_codes: dict[str, int]
    entrance_codes: dict[str, int]
    unit_codes: dict[str, int]
    building_of: IntArray
    """Row of the building of each entrance."""
    highest: Mapping[str, tuple[int | None, int | None]]
    """Highest entrance number and highest floor, by the id of the compound."""


class Homes:
    """Look-up tables from (compound, building, entrance, flat) to rows of the registry.

    Every look-up returns all ids that fit: more than one means that the registry cannot tell.
    """

    def __init__(self, layers: Mapping[str, Layer], tables: _Tables) -> None:
        """Hold finished tables; `from_places` builds them."""
        self._layers, self._tables = layers, tables
        self._compounds, self._buildings = layers["compound"], layers["building"]
        self._entrances, self._units = layers["entrance"], layers["unit"]
        self._span = len(tables.entrance_codes) + 1

    def __reduce__(self) -> tuple[type[Self], tuple[Mapping[str, Layer], _Tables]]:
        """Travel as what it is made of."""
        return type(self), (self._layers, self._tables)

    @classmethod
    def from_places(cls, places: Places) -> Self:
        """Return the tables of `places`. The cost is that of sorting the rows of all layers."""
        return cls(_layers(places), _tables(places))

    def buildings_of(self, compound_id: str) -> frozenset[str]:
        """Return the numbers of a compound's buildings, without those that bear none."""
        compound = self._compounds.row(compound_id)
        if compound is None:
            return frozenset()
        rows = self._tables.buildings.keys(compound)
        return frozenset(filter(None, map(list(self._tables.building_codes).__getitem__, rows)))

    def max_entrance(self, compound_id: str) -> int | None:
        """Return the highest entrance number of a compound."""
        return self._tables.highest.get(compound_id, (None, None))[0]

    def max_floor(self, compound_id: str) -> int | None:
        """Return the highest floor of a compound."""
        return self._tables.highest.get(compound_id, (None, None))[1]

    def building(self, compound_id: str, number: str) -> list[str]:
        """Return the ids of the buildings that bear `number`."""
        compound = self._compounds.row(compound_id)
        code = self._tables.building_codes.get(number)
        if compound is None or code is None:
            return []
        return self._buildings.keys(self._tables.buildings.rows(compound, code))

    def entrance(self, compound_id: str, building: str | None, number: str) -> list[str]:
        """Return the ids of entrance `number`; `building` None: numbered through the compound."""
        compound = self._compounds.row(compound_id)
        block = self._tables.building_codes.get(building or "")
        code = self._tables.entrance_codes.get(number)
        if compound is None or block is None or code is None:
            return []
        rows = self._tables.entrances.rows(compound, block * self._span + code)
        return self._entrances.keys(rows)

    def entrances_of(self, compound_id: str, building: str | None) -> list[str]:
        """Return the ids of all entrances of a building."""
        compound = self._compounds.row(compound_id)
        block = self._tables.building_codes.get(building or "")
        if compound is None or block is None:
            return []
        first = block * self._span
        return self._entrances.keys(
            self._tables.entrances.between(compound, first, first + self._span)
        )

    def building_of(self, entrance_id: str) -> str:
        """Return the id of the building that an entrance opens into.

        Raises
        ------
        KeyError
            When there is no such entrance.
        """
        row = self._entrances.row(entrance_id)
        if row is None:
            raise KeyError(entrance_id)
        return self._buildings.key(self._tables.building_of[row])

    def has_floor(self, entrance_id: str, floor: int) -> bool:
        """Whether some flat lies on `floor` behind the entrance."""
        row = self._entrances.row(entrance_id)
        first = floor * _PLACES
        return row is not None and self._tables.floors.has(row, first, first + _PLACES)

    def top_floor(self, entrance_id: str) -> int | None:
        """Return the highest floor with a flat behind the entrance."""
        row = self._entrances.row(entrance_id)
        highest = self._tables.floors.highest(row) if row is not None else None
        return None if highest is None else highest // _PLACES

    def units(self, entrance_id: str, floor: int | None, number: str) -> list[str]:
        """Return the ids of the flats called `number`: as written, else by floor and position.

        "2" on floor 5 and "502" are one flat, whichever of the two the registry writes.
        """
        row = self._entrances.row(entrance_id)
        if row is None:
            return []
        code = self._tables.unit_codes.get(number)
        exact = self._tables.units.rows(row, code) if code is not None else []
        position = flat_position(number) if floor is not None and len(exact) != 1 else None
        if floor is not None and position is not None:
            exact = self._tables.floors.rows(row, floor * _PLACES + position) or exact
        return self._units.keys(exact)

    def spot(self, level: str, key: str) -> Spot | None:
        """Return where a row of layer `level` lies."""
        return self._layers[level].spot(key)


def _layers(places: Places) -> dict[str, Layer]:
    compounds, buildings = places.compounds, places.buildings
    entrances, units = places.entrances, places.units
    drawn, built, doors = mapped(compounds), mapped(buildings), mapped(entrances)
    flats = units["entrance_id"].isin(entrances["id"][doors]).to_numpy()
    inferred = entrances["inferred"].to_numpy(dtype=bool)
    return {
        "compound": Layer.of(compounds, half_diagonals(compounds, drawn), drawn),
        "building": Layer.of(buildings, half_diagonals(buildings, built), built),
        "entrance": Layer.of(entrances, np.where(inferred, INFERRED_M, SURVEYED_M), doors),
        "unit": Layer.of(units, np.full(len(units), SURVEYED_M), flats),
    }


def _tables(places: Places) -> _Tables:
    buildings, entrances, units = places.buildings, places.entrances, places.units
    compound_of = _rows_of(buildings["compound_id"], places.compounds["id"])
    building_of = _rows_of(entrances["building_id"], buildings["id"])
    entrance_of = _rows_of(units["entrance_id"], entrances["id"])

    building_codes, block = _coded(buildings["number"].fillna(""))
    entrance_codes, door = _coded(entrances["number"])
    unit_codes, flat = _coded(units["number"])
    door = np.where(door < 0, len(entrance_codes), door)
    through = compound_of[building_of]
    return _Tables(
        buildings=Groups.of(len(places.compounds), compound_of, block),
        entrances=Groups.of(
            len(places.compounds), through, block[building_of] * (len(entrance_codes) + 1) + door
        ),
        units=Groups.of(len(entrances), entrance_of, flat),
        floors=Groups.of(len(entrances), entrance_of, _floor_keys(units, unit_codes, flat)),
        building_codes=building_codes,
        entrance_codes=entrance_codes,
        unit_codes=unit_codes,
        building_of=building_of,
        highest=_highest(entrances, places.compounds["id"], through),
    )


def _rows_of(keys: pd.Series, ids: pd.Series) -> IntArray:
    """Return the row of `ids` that each of `keys` names; -1 where one names none."""
    found: IntArray = pd.Index(ids).get_indexer(pd.Index(keys)).astype(np.int64)
    return found


def _coded(texts: pd.Series) -> tuple[dict[str, int], IntArray]:
    """Return each different text with its code, and the code of each row; -1 for no text."""
    codes, different = pd.factorize(texts)
    return {text: code for code, text in enumerate(different.tolist())}, codes.astype(np.int64)


def _floor_keys(units: pd.DataFrame, codes: dict[str, int], flat: IntArray) -> IntArray:
    positions = [flat_position(number) for number in codes]
    told = np.array([_NO_POSITION if at is None else at for at in positions], dtype=np.int64)
    floors: IntArray = units["floor"].to_numpy(dtype=np.int64)
    return floors * _PLACES + told[flat]


def _highest(
    entrances: pd.DataFrame, compounds: pd.Series, compound_of: IntArray
) -> dict[str, tuple[int | None, int | None]]:
    told = pd.DataFrame(
        {
            "entrance": pd.to_numeric(entrances["number"], errors="coerce").to_numpy(dtype=float),
            "floor": entrances["floors"].to_numpy(dtype=float, na_value=np.nan),
        }
    )
    told = told.where(np.isfinite(told)).groupby(compound_of).max()
    return {
        compounds.iloc[row]: (_whole(entrance), _whole(floor))
        for row, entrance, floor in told.itertuples()
        if row >= 0
    }


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
