"""Flats by rule, made only when a steward asks: entrance x floors x doors."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import InputError
from geo.frames import UNITS

Whole = NDArray[np.intp]
SOURCE = "generated"


class UnitNumbering(StrEnum):
    """How the doors of an entrance are numbered."""

    FLOOR_AND_DOOR = "floor_and_door"
    """502: fifth floor, second door."""
    DOOR_ON_FLOOR = "door_on_floor"
    """2: second door, the floor is said apart (5楼2号)."""


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What the steward says about flats that nobody has listed."""

    flats_per_floor: int | None = None
    """Doors on a floor where the entrance itself does not say; None: such entrances are left."""
    floors: int | None = None
    """Floors where the entrance itself does not say; None: such entrances are left."""
    skipped_floors: Collection[int] = ()
    """Floor numbers that are not used, such as 4, 13 and 14: the next floor takes the next."""
    skipped_doors: Collection[int] = ()
    """Door numbers that are not used."""
    duplex_floors: Collection[int] = ()
    """Floors whose flats take the floor above as well, where there is then no door."""
    shops_below: int = 0
    """Floors from the ground up that are shops."""
    numbering: UnitNumbering = UnitNumbering.FLOOR_AND_DOOR

    def __post_init__(self) -> None:
        """Refuse numbers of which no house can be built."""
        for name in ("flats_per_floor", "floors"):
            value = getattr(self, name)
            if value is not None and not 1 <= value <= 200:
                raise InputError(f"{name} is {value}, wanted 1 to 200")
        if self.shops_below < 0:
            raise InputError(f"shops_below is {self.shops_below}, wanted 0 or more")


@dataclass(frozen=True, slots=True)
class GeneratedUnits:
    """Flats made by rule and the entrances for which too little is known."""

    units: gpd.GeoDataFrame
    """Frame UNITS, source "generated"."""
    left: tuple[str, ...]
    """Ids of entrances without floors or doors, for which nothing was made."""


def generated_units(entrances: gpd.GeoDataFrame, plan: UnitPlan) -> GeneratedUnits:
    """Return the flats behind `entrances` (frame ENTRANCES) after `plan`.

    `floor` is the number that people say: with 4 skipped, the fourth storey is floor 5. Cost is
    linear in the flats; no Python loop.
    """
    floors = _number(entrances["floors"], plan.floors)
    doors = _number(entrances["flats_per_floor"], plan.flats_per_floor)
    known = (floors > 0) & (doors > 0)
    left = tuple(entrances["id"][~known])
    held, floors, doors = entrances[known], floors[known], doors[known]
    if held.empty:
        return GeneratedUnits(UNITS.empty(), left)
    count = floors * doors
    owner = np.repeat(np.arange(len(held)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    storey, place = np.divmod(step, doors[owner])
    labels = _labels(floors.max(), plan.skipped_floors)
    has_doors = ~np.isin(np.concatenate(([0], labels[:-1])), list(plan.duplex_floors))[storey]
    owner, storey, place = owner[has_doors], storey[has_doors], place[has_doors]
    floor = labels[storey]
    door = _labels(doors.max(), plan.skipped_doors)[place]
    number = _numbers(floor, door, plan.numbering)
    parent = held["id"].to_numpy(dtype=object)[owner]
    made = gpd.GeoDataFrame(
        {
            "id": parent + "-" + _numbers(floor, door, UnitNumbering.FLOOR_AND_DOOR),
            "entrance_id": parent,
            "number": number,
            "floor": floor,
            "use": np.where(storey < plan.shops_below, "shop", "home"),
            "source": SOURCE,
        },
        geometry=held.geometry.to_numpy()[owner],
        crs=entrances.crs,
    )
    return GeneratedUnits(UNITS.conformed(made), left)


def _number(column: pd.Series, otherwise: int | None) -> Whole:
    return column.fillna(otherwise or 0).to_numpy(dtype=np.intp)


def _labels(most: int, skipped: Collection[int]) -> Whole:
    """Return the first `most` numbers from 1 that are not skipped."""
    candidates = np.arange(1, most + len(set(skipped)) + 1)
    return candidates[~np.isin(candidates, list(skipped))][:most]


def _numbers(
    floor: Whole,
    door: Whole,
    numbering: UnitNumbering,
) -> NDArray[np.object_]:
    """Return door numbers as people write them."""
    on_floor = pd.Series(door).astype(str)
    if numbering is UnitNumbering.DOOR_ON_FLOOR:
        return on_floor.to_numpy(dtype=object)
    whole = pd.Series(floor).astype(str) + on_floor.str.zfill(2)
    return whole.to_numpy(dtype=object)
