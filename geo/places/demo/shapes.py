"""Footprints, door points and water as geometry of the city plan, made in bulk."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

PORCH_M = 0.9
"""How far the porch of an old stairwell stands out."""
SETBACK_M = 3.5
"""How far the blind corners of a tower stand back."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Doors:
    """One row per entrance of a table of footprints."""

    building: NDArray[np.intp]
    """Row of the footprint."""
    nth: NDArray[np.intp]
    """Position along the facade from west or south, from 0."""
    at: Points
    """Door points ``(n, 2)``."""
    foot: Points
    """Where the path to the door leaves the lane, ``(n, 2)``."""


def footprints(buildings: pd.DataFrame) -> NDArray[np.object_]:
    """Return a polygon for each row of `buildings`; its door points are vertices.

    Slabs have a porch at each door, towers stand back at the two corners behind.
    """
    made = np.empty(len(buildings), dtype=object)
    doors = buildings["entrances"].to_numpy()
    tower = buildings["tower"].to_numpy()
    plain = (buildings["use"] != "residential").to_numpy()
    code = doors * 4 + tower * 2 + plain
    for kind in np.unique(code):
        rows = np.flatnonzero(code == kind)
        part = buildings.iloc[rows]
        level = part["faces"].isin(["N", "S"]).to_numpy()
        along = np.where(level, part["width"], part["depth"])
        deep = np.where(level, part["depth"], part["width"])
        u, v = _outline(along, deep, int(kind) // 4, tower=bool(kind & 2), plain=bool(kind & 1))
        made[rows] = shapely.polygons(_turned(part, u, v))
    return made


def _outline(
    along: Points, deep: Points, doors: int, *, tower: bool, plain: bool
) -> tuple[Points, Points]:
    """Return outlines ``(n, k)``: u along the door facade, v away from it."""
    porch = 0.0 if plain else PORCH_M
    share = (np.arange(doors) + 0.5) / doors
    half = 0.0 if plain else 1.5
    zero = np.zeros_like(along)
    us, vs = [zero], [zero + porch]
    for middle in share:
        centre = along * middle
        if half:
            us += [centre - half, centre - half, centre, centre + half, centre + half]
            vs += [zero + porch, zero, zero, zero, zero + porch]
        else:
            us, vs = [*us, centre], [*vs, zero]
    us.append(along)
    vs.append(zero + porch)
    if tower:
        us += [
            along,
            along - SETBACK_M,
            along - SETBACK_M,
            zero + SETBACK_M,
            zero + SETBACK_M,
            zero,
        ]
        vs += [deep - SETBACK_M, deep - SETBACK_M, deep, deep, deep - SETBACK_M, deep - SETBACK_M]
    else:
        us += [along, zero]
        vs += [deep, deep]
    return np.stack(us, axis=1), np.stack(vs, axis=1)


def _turned(part: pd.DataFrame, u: Points, v: Points) -> Points:
    """Return plan coordinates ``(n, k, 2)`` of facade coordinates of the rows of `part`."""
    west, south = part[["west"]].to_numpy(), part[["south"]].to_numpy()
    east, north = west + part[["width"]].to_numpy(), south + part[["depth"]].to_numpy()
    faces = part[["faces"]].to_numpy()
    x = np.select([faces == "E", faces == "W"], [east - v, west + v], west + u)
    y = np.select([faces == "S", faces == "N"], [south + v, north - v], south + u)
    return np.stack([x, y], axis=2)


def door_points(buildings: pd.DataFrame) -> Doors:
    """Return the doors of all `buildings`, and where their paths begin."""
    counts = buildings["entrances"].to_numpy()
    row = np.repeat(np.arange(len(buildings)), counts)
    nth = np.arange(len(row)) - np.repeat(counts.cumsum() - counts, counts)
    part = buildings.iloc[row]
    level = part["faces"].isin(["N", "S"]).to_numpy()
    along = np.where(level, part["width"], part["depth"])
    u = (along * ((nth + 0.5) / counts[row]))[:, None]
    at = np.rint(_turned(part, u, np.zeros_like(u))[:, 0] * 100) / 100
    lane = part["lane"].to_numpy()
    foot = np.where(level[:, None], np.stack([at[:, 0], lane], 1), np.stack([lane, at[:, 1]], 1))
    return Doors(row, nth, at, foot)


def ellipse_arcs(x: float, y: float, across: float, up: float) -> list[Points]:
    """Return the four quarters of an ellipse as lines from anchor to anchor."""
    turns = np.linspace(0, 2 * np.pi, 33)
    whole = np.column_stack([x + across * np.cos(turns), y + up * np.sin(turns)])
    whole[::8] = np.rint(whole[::8] * 100) / 100
    whole[-1] = whole[0]
    return [whole[start : start + 9] for start in (0, 8, 16, 24)]


def pond(at: tuple[float, float], across: float, up: float, phase: float) -> shapely.Polygon:
    """Return water with an uneven shore, inside the ellipse with half axes `across` and `up`."""
    x, y = at
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    reach = 0.88 + 0.08 * np.sin(2 * turn + phase) + 0.04 * np.sin(3 * turn - phase)
    shore = np.column_stack([x + across * reach * np.cos(turn), y + up * reach * np.sin(turn)])
    return shapely.Polygon(shore)
