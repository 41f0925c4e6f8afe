"""Which row of a file is which row of the store: by id, unless two places share one by chance."""

from collections.abc import Mapping
from dataclasses import fields

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frames import SPECS, Places
from geo.places.blocks import CHINESE
from geo.services.loading import RECORDS

FAR_DEGREES = 0.01
"""About a kilometre: two things of one id further apart are two things. Datums differ by less."""
PARENTS = {
    "gates": ("compound_id", "compounds"),
    "buildings": ("compound_id", "compounds"),
    "entrances": ("building_id", "buildings"),
    "units": ("entrance_id", "entrances"),
}
"""Layer -> its column that refers to another layer."""


def told_apart(places: Places, stored: Mapping[str, pd.DataFrame]) -> Places:
    """Return `places` with another id for each row whose id is taken by a thing far from it."""
    frames = {layer.name: getattr(places, layer.name) for layer in fields(places)}
    renamed: dict[str, dict[str, str]] = {}
    for name in RECORDS:
        frame = frames[name]
        column, parent = PARENTS.get(name, ("", ""))
        new_parent = frame[column].map(renamed[parent]) if renamed.get(parent) else None
        if name == "units":
            renamed[name] = {} if new_parent is None else _after(frame["id"], new_parent)
        else:
            renamed[name] = _new_names(frame, stored[name])
        if new_parent is not None:
            frame = frame.assign(**{column: new_parent.fillna(frame[column])})
        if renamed[name]:
            frame = frame.assign(id=frame["id"].map(renamed[name]).fillna(frame["id"]))
        frames[name] = SPECS[name].conformed(gpd.GeoDataFrame(frame))
    return Places(**frames)


def _after(ids: pd.Series, new_parent: pd.Series) -> dict[str, str]:
    """Return old -> new id of flats whose entrance has another id now."""
    moved = new_parent.notna()
    return {
        key: f"{key}~{parent.rpartition('~')[2]}"
        for key, parent in zip(ids[moved], new_parent[moved], strict=True)
    }


def _new_names(frame: gpd.GeoDataFrame, stored: pd.DataFrame) -> dict[str, str]:
    at = pd.Index(stored["id"]).get_indexer(pd.Index(frame["id"]))
    own = frame[at >= 0]
    bounds = _bounds_of(stored)
    gaps = _gaps(own.geometry.bounds.to_numpy(), bounds[at[at >= 0]])
    where = dict(zip(stored["id"], range(len(stored)), strict=True))
    names = {}
    for key, box in zip(
        own["id"][gaps > FAR_DEGREES], own.geometry.bounds.to_numpy()[gaps > FAR_DEGREES],
        strict=True,
    ):  # fmt: skip
        number = 2
        while (row := where.get(f"{key}~{number}")) is not None and (
            _gaps(box[None], bounds[row][None])[0] > FAR_DEGREES
        ):
            number += 1
        names[key] = f"{key}~{number}"
    return names


def _bounds_of(stored: pd.DataFrame) -> NDArray[np.float64]:
    return stored[["west", "south", "east", "north"]].to_numpy(dtype=float).reshape(-1, 4)


def _gaps(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the degrees between two boxes in each row, 0 where they touch."""
    apart = np.maximum(one[:, :2] - other[:, 2:], other[:, :2] - one[:, 2:])
    longest: NDArray[np.float64] = np.maximum(apart, 0).max(axis=1)
    return longest


def named_once(table: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """Return the compounds with a number behind each name that another one in the store bears."""
    by_id = dict(zip(stored["id"], stored["name"], strict=True))
    incoming = set(table["id"])
    taken = {name: key for key, name in by_id.items() if key not in incoming}
    names = []
    for key, name in zip(table["id"], table["name"], strict=True):
        called, number = name, 1
        while taken.setdefault(called, key) != key:
            number += 1
            called = f"{name}（{number}）" if CHINESE.search(name) else f"{name} ({number})"
        names.append(called)
    return table.assign(name=pd.Series(names, index=table.index, dtype="str"))
