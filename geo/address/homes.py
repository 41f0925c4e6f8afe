"""The buildings, entrances and flats of a registry, looked up by what people call them."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.crs import LonLat, metres_for
from geo.frames import SKETCHED, Places

SURVEYED_M = 5.0
"""Accuracy of a surveyed door point, and of the flats behind it."""
INFERRED_M = 15.0
"""Accuracy of a door point that nobody has surveyed."""

Keys = dict[Hashable, list[str]]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A position, EPSG:4326, and how far the truth may lie from it."""

    at: LonLat
    accuracy_m: float


def flat_position(number: str) -> int | None:
    """Return the place of a flat on its floor: 2 for "2", "502" and "1602"; None for "东".

    >>> flat_position("1602"), flat_position("东")
    (2, None)
    """
    if not number.isdecimal():
        return None
    return int(number[-2:]) if len(number) > 2 else int(number)


def _grouped(keys: list[pd.Series], ids: pd.Series) -> Keys:
    groups: Keys = defaultdict(list)
    for key, value in zip(zip(*keys, strict=True), ids, strict=True):
        groups[key].append(value)
    return dict(groups)


def _mapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that stand somewhere; a sketch stands nowhere."""
    return frame[frame["source"].fillna("") != SKETCHED]


def _half_diagonals(frame: gpd.GeoDataFrame) -> FloatArray:
    """Return half the diagonal of each row's bounds, in metres."""
    if frame.empty:
        return np.zeros(0)
    west, south, east, north = frame.geometry.to_crs(metres_for(frame)).bounds.to_numpy().T
    halves: FloatArray = np.hypot(east - west, north - south) / 2
    return halves


def _spots(frame: gpd.GeoDataFrame, accuracy_m: FloatArray) -> dict[str, Spot]:
    inside = frame.geometry.representative_point()
    x, y = inside.x.to_numpy(), inside.y.to_numpy()
    return {
        key: Spot(LonLat(lon, lat), round(metres, 1))
        for key, lon, lat, metres in zip(
            frame["id"], x.tolist(), y.tolist(), accuracy_m.tolist(), strict=True
        )
    }


class Homes:
    """Look-up tables from (compound, building, entrance, flat) to rows of the registry.

    Every look-up returns all ids that fit: more than one means that the registry cannot tell.
    """

    def __init__(self, tables: Mapping[str, Keys], spots: Mapping[str, dict[str, Spot]]) -> None:
        """Hold finished tables; `from_places` builds them."""
        self._tables = tables
        self._spots = spots

    @classmethod
    def from_places(cls, places: Places) -> Self:
        """Return the tables of `places`. The cost is linear in the rows of all layers."""
        buildings, entrances, units = _linked(places)
        tables = {
            "building": _grouped([buildings["compound_id"], buildings["number"]], buildings["id"]),
            "numbers": _grouped([buildings["compound_id"]], buildings["number"]),
            "entrance": _grouped(
                [entrances["compound_id"], entrances["building"], entrances["number"]],
                entrances["id"],
            ),
            "of_building": _grouped(
                [entrances["compound_id"], entrances["building"]], entrances["id"]
            ),
            "building_of": _grouped([entrances["id"]], entrances["building_id"]),
            "unit": _grouped([units["entrance_id"], units["number"]], units["id"]),
            "position": _grouped(
                [units["entrance_id"], units["floor"], units["number"].map(flat_position)],
                units["id"],
            ),
            "floor": _grouped([units["entrance_id"], units["floor"]], units["id"]),
            "top": {
                key: [str(value)]
                for key, value in units.groupby("entrance_id")["floor"].max().items()
            },
            "max_entrance": _highest(entrances, "number"),
            "max_floor": _highest(entrances, "floors"),
        }
        compounds, blocks = _mapped(places.compounds), _mapped(places.buildings)
        doors = _mapped(places.entrances)
        flats = places.units[places.units["entrance_id"].isin(doors["id"])]
        accuracy = np.where(doors["inferred"].astype(bool), INFERRED_M, SURVEYED_M)
        spots = {
            "compound": _spots(compounds, _half_diagonals(compounds)),
            "building": _spots(blocks, _half_diagonals(blocks)),
            "entrance": _spots(doors, accuracy),
            "unit": _spots(flats, np.full(len(flats), SURVEYED_M)),
        }
        return cls(tables, spots)

    def buildings_of(self, compound_id: str) -> frozenset[str]:
        """Return the numbers of a compound's buildings, without those that bear none."""
        return frozenset(filter(None, self._tables["numbers"].get((compound_id,), [])))

    def max_entrance(self, compound_id: str) -> int | None:
        """Return the highest entrance number of a compound."""
        return _first_number(self._tables["max_entrance"].get(compound_id))

    def max_floor(self, compound_id: str) -> int | None:
        """Return the highest floor of a compound."""
        return _first_number(self._tables["max_floor"].get(compound_id))

    def building(self, compound_id: str, number: str) -> list[str]:
        """Return the ids of the buildings that bear `number`."""
        return self._tables["building"].get((compound_id, number), [])

    def entrance(self, compound_id: str, building: str | None, number: str) -> list[str]:
        """Return the ids of entrance `number`; `building` None: numbered through the compound."""
        return self._tables["entrance"].get((compound_id, building or "", number), [])

    def entrances_of(self, compound_id: str, building: str | None) -> list[str]:
        """Return the ids of all entrances of a building."""
        return self._tables["of_building"].get((compound_id, building or ""), [])

    def building_of(self, entrance_id: str) -> str:
        """Return the id of the building that an entrance opens into."""
        return self._tables["building_of"][(entrance_id,)][0]

    def has_floor(self, entrance_id: str, floor: int) -> bool:
        """Whether some flat lies on `floor` behind the entrance."""
        return (entrance_id, floor) in self._tables["floor"]

    def top_floor(self, entrance_id: str) -> int | None:
        """Return the highest floor with a flat behind the entrance."""
        return _first_number(self._tables["top"].get(entrance_id))

    def units(self, entrance_id: str, floor: int | None, number: str) -> list[str]:
        """Return the ids of the flats called `number`: as written, else by floor and position.

        "2" on floor 5 and "502" are one flat, whichever of the two the registry writes.
        """
        exact = self._tables["unit"].get((entrance_id, number), [])
        if len(exact) == 1:
            return exact
        position = flat_position(number)
        if floor is None or position is None:
            return exact
        return self._tables["position"].get((entrance_id, floor, position), exact)

    def spot(self, level: str, key: str) -> Spot | None:
        """Return where a row of layer `level` lies."""
        return self._spots[level].get(key)


def _linked(places: Places) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return buildings, entrances and units as plain tables with keys of what they stand in."""
    buildings = pd.DataFrame(places.buildings[["id", "compound_id", "number"]])
    buildings["number"] = buildings["number"].fillna("")
    entrances = pd.DataFrame(places.entrances[["id", "building_id", "number", "floors"]]).merge(
        buildings.rename(columns={"id": "building_id", "number": "building"}),
        on="building_id",
        how="left",
    )
    units = pd.DataFrame(places.units[["id", "entrance_id", "number", "floor"]])
    units["floor"] = units["floor"].astype(int)
    return buildings, entrances, units


def _highest(entrances: pd.DataFrame, column: str) -> Keys:
    numbers = pd.to_numeric(entrances[column], errors="coerce")
    highest = numbers.groupby(entrances["compound_id"]).max().dropna()
    return {key: [str(int(value))] for key, value in highest.items()}


def _first_number(values: list[str] | None) -> int | None:
    return int(values[0]) if values else None
