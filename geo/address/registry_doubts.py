"""What is wrong with a registry, each fault with the row that has it."""

from collections import Counter
from collections.abc import Iterable, Iterator

import geopandas as gpd
import numpy as np
import shapely

from geo.address.gazetteer import Compound
from geo.datum import Coordinates, in_shifted_rectangle, looks_swapped
from geo.errors import InputError
from geo.frames import Places

NAMED = 3
"""Rows that a sentence names; the others are counted."""
MOSTLY = 0.5


def registry_doubts(compounds: Iterable[Compound], places: Places | None) -> tuple[str, ...]:
    """Return a sentence for each kind of fault of a registry; without geometry pass None.

    The cost is linear in the buildings.
    """
    names = Counter(compound.name for compound in compounds)
    doubts = [*_several("compounds of one name", (one for one, n in names.items() if n > 1))]
    if places is None:
        return tuple(doubts)
    doubts += numbered_twice(places)
    broken = places.buildings["id"][~places.buildings.is_valid]
    doubts += _several("footprints that cross themselves", broken.astype(str))
    if len(places.buildings) and 1.0 - in_shifted_rectangle(_centres(places)).mean() > MOSTLY:
        doubts.append("most buildings of the registry lie outside China")
    return tuple(doubts)


def numbered_twice(places: Places) -> list[str]:
    """Return the sentence about buildings that share a number in one compound; empty: none do."""
    return _several("buildings of one number", _twice(places))


def refuse_swapped(buildings: gpd.GeoDataFrame) -> None:
    """Refuse a registry whose latitudes stand where the longitudes belong.

    Raises
    ------
    InputError
        When that holds for most buildings; it names the first.
    """
    if buildings.empty:
        return
    swapped = looks_swapped(shapely.get_coordinates(shapely.centroid(buildings.geometry)))
    if swapped.mean() > MOSTLY:
        first = buildings["id"].iloc[int(np.argmax(swapped))]
        raise InputError(
            f"latitude stands first in the registry, as in building {first}: "
            "give the longitude first",
            zh=f"地址底册里纬度写在了前面（例如楼栋 {first}）：请把经度放在前面。",
        )


def _centres(places: Places) -> Coordinates:
    found: Coordinates = shapely.get_coordinates(shapely.centroid(places.buildings.geometry))
    return found


def _twice(places: Places) -> Iterator[str]:
    """Yield each building number that a compound has twice, with the rows."""
    numbered = places.buildings.dropna(subset=["compound_id", "number"])
    names = dict(zip(places.compounds["id"], places.compounds["name"], strict=True))
    same = numbered[numbered.duplicated(["compound_id", "number"], keep=False)]
    for (compound, number), rows in same.groupby(["compound_id", "number"]):
        yield f"{names.get(compound, compound)} {number} ({'、'.join(rows['id'])})"


def _several(what: str, found: Iterable[str]) -> list[str]:
    listed = list(found)
    if not listed:
        return []
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return [f"there are {what}: {'、'.join(listed[:NAMED])}{more}"]
