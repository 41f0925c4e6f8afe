"""The homes of a district as one table, and the buildings where trouble is planted."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.crs import metres_for
from geo.frames import Places

OLD_FLOORS = 7
"""Slabs of at most this height are old stock: more old people, more faults."""
COMPOUNDS_A_PLANTING = 12
"""One pair of hotspots is planted in each dozen of compounds."""


@dataclass(frozen=True, slots=True)
class Plantings:
    """Ids of neighbouring buildings with more trouble than their neighbours."""

    leaking: tuple[tuple[str, ...], ...]
    """Leaks and blocked drains this autumn."""
    lonely: tuple[tuple[str, ...], ...]
    """Old people who live alone."""


def homes_of(places: Places) -> pd.DataFrame:
    """Return a row for each home: its ids up to the compound, its floor and its building's floors.

    Columns ``unit_id, number, floor, entrance_id, entrance, building_id, building, floors,
    lift, compound_id, old``; sorted as the layer `units`.
    """
    units = places.units.loc[
        places.units["use"] == "home", ["id", "number", "floor", "entrance_id"]
    ]
    doors = places.entrances[["id", "number", "building_id", "floors", "lift"]]
    blocks = places.buildings[["id", "number", "compound_id"]]
    table = (
        pd.DataFrame(units)
        .rename(columns={"id": "unit_id"})
        .merge(
            pd.DataFrame(doors).rename(columns={"id": "entrance_id", "number": "entrance"}),
            on="entrance_id",
        )
        .merge(
            pd.DataFrame(blocks).rename(columns={"id": "building_id", "number": "building"}),
            on="building_id",
        )
    )
    return table.assign(old=(table["floors"] <= OLD_FLOORS).astype(bool))


def plantings(places: Places, homes: pd.DataFrame, rng: np.random.Generator) -> Plantings:
    """Choose the buildings: three or four neighbours in one compound for each hotspot."""
    blocks = homes.drop_duplicates("building_id")
    old = blocks[blocks["old"]]
    sizes = old.groupby("compound_id", sort=True).size()
    fit = sizes.index[sizes >= 6].to_numpy()
    count = max(1, places.compounds.shape[0] // COMPOUNDS_A_PLANTING)
    chosen = rng.choice(fit, size=min(2 * count, len(fit)), replace=False)
    spots = places.buildings.set_index("id").geometry.to_crs(metres_for(places.compounds)).centroid
    groups = []
    for compound in chosen:
        ids = old.loc[old["compound_id"] == compound, "building_id"]
        points = spots.loc[ids]
        first = points.iloc[int(rng.integers(len(points)))]
        near = points.distance(first).sort_values(kind="stable").index[: int(rng.integers(3, 5))]
        groups.append(tuple(sorted(near)))
    half = (len(groups) + 1) // 2
    return Plantings(tuple(groups[:half]), tuple(groups[half:]))
