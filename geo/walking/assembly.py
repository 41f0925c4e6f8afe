"""Makes the walking graph of a district from its layers."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pyproj import CRS

from geo.errors import InputError
from geo.frames import Places
from geo.walking.contraction import Chains, contracted
from geo.walking.edges import Edges
from geo.walking.gates import LOCKED, Gate, minute_of_day
from geo.walking.noding import Cuts, Floats, Ints, Lines, Segments, crossings, noded
from geo.walking.open_ground import court_of, nodes_at, with_court
from geo.walking.snapping import Feet, feet
from geo.walking.walls import opened

GATE_REACH_M = 10.0
"""A gate further from every way than this stands on none."""
LIFT_FLOORS = 7
"""Homes of so many floors must have a lift (GB 50096): taken where nobody has looked."""
CLOSED = frozenset({"no"})
WALLS = frozenset({"wall", "fence"})


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a network is made of; nodes of edges, doors and gates are numbered alike."""

    xy: Floats
    segments: Segments
    steps: npt.NDArray[np.bool_]
    """Shape (segments,): true on steps."""
    chains: Chains
    edges: Edges
    doors: dict[str, int]
    unconnected: tuple[str, ...]
    hidden: tuple[str, ...]
    gates: tuple[Gate, ...]
    lifts: frozenset[str]
    """Entrances with a lift."""


def assembled(places: Places, crs: CRS) -> Parts:
    """Return the graph of the walkable ways, gates and doors of `places` in metres of `crs`."""
    doors, gates = _metric(places.entrances, crs), _metric(places.gates, crs)
    buildings, walls = _metric(places.buildings, crs), _metric(_walls(places.ways), crs)
    ways = walkable(places.ways)
    lines, of = opened(_metric(ways, crs), _on_ground(ways), walls, gates, reach_m=GATE_REACH_M)
    ways = ways.iloc[of]
    layers = ways["layer"].fillna(0).to_numpy(dtype=np.int64)
    ground = np.flatnonzero(layers == 0)
    tied = feet(doors, lines[ground], buildings, walls)
    passed = feet(gates, lines[ground], buildings[:0], walls[:0])
    court = court_of(doors, gates, tied, lines[ground], buildings, walls)
    tied = court.tied
    cuts = crossings(lines, layers)
    for found in (tied, passed, court.feet):
        cuts = cuts.joined(Cuts(ground[found.cuts.line], found.cuts.along_m))
    segments = noded(lines, cuts)
    steps = (ways["kind"] == "steps").to_numpy(dtype=bool)[segments.line]
    segments, steps, door_node = _with_links(segments, steps, doors, tied, lines[ground])
    gate_node = _gate_nodes(segments, gates, passed, lines[ground])
    segments, steps, gate_node = with_court(
        segments, steps, court, door_node, gate_node, lines[ground]
    )
    keep = np.zeros(len(segments.xy), dtype=bool)
    keep[door_node] = True
    keep[gate_node[gate_node >= 0]] = True
    chains = contracted(segments, steps, keep)
    kept = np.unique(np.concatenate([chains.tail, chains.head, np.flatnonzero(keep)]))
    number = np.full(len(keep), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    ids = places.entrances["id"].to_numpy()
    return Parts(
        segments.xy[kept],
        segments,
        steps,
        chains,
        Edges(number[chains.tail], number[chains.head], chains.flat_m, chains.steps_m),
        dict(zip(ids.tolist(), number[door_node].tolist(), strict=True)),
        tuple(ids[(tied.line < 0) & ~court.joined].tolist()),
        tuple(ids[tied.hidden].tolist()),
        _gates(places.gates, np.where(gate_node < 0, -1, number[gate_node])),
        _lifts(places.entrances),
    )


def walkable(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ways that a person who visits homes may walk."""
    usable = (
        ways["walkable"]
        & ~ways["access"].isin(CLOSED)
        & ~ways["barrier"].isin(WALLS)
        & ~ways.geometry.is_empty
    )
    return ways[usable.to_numpy(dtype=bool)]


def _walls(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the walls and fences on the ground."""
    wall = ((ways["kind"] == "wall") | ways["barrier"].isin(WALLS)) & ~ways.geometry.is_empty
    return ways[(wall & ~ways["walkable"]).to_numpy(dtype=bool) & _on_ground(ways)]


def _on_ground(ways: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    return np.asarray(ways["layer"].fillna(0).to_numpy(dtype=np.int64) == 0)


def _metric(frame: gpd.GeoDataFrame, crs: CRS) -> Lines:
    return np.asarray(frame.geometry.to_crs(crs).to_numpy(), dtype=object)


def _with_links(
    segments: Segments, steps: npt.NDArray[np.bool_], doors: Lines, tied: Feet, lines: Lines
) -> tuple[Segments, npt.NDArray[np.bool_], Ints]:
    """Return the graph with a node for each door and a link from it to its foot."""
    n = len(segments.xy)
    door_node = n + np.arange(len(doors))
    held = np.flatnonzero(tied.line >= 0)
    foot = nodes_at(segments, lines, tied, held)
    xy = np.array([(door.x, door.y) for door in doors], dtype=float).reshape(-1, 2)
    linked = Segments(
        np.concatenate([segments.xy, xy]),
        np.concatenate([segments.tail, door_node[held]]),
        np.concatenate([segments.head, foot]),
        np.concatenate([segments.line, np.full(len(held), -1)]),
    )
    return linked, np.concatenate([steps, np.zeros(len(held), dtype=bool)]), door_node


def _gate_nodes(segments: Segments, gates: Lines, passed: Feet, lines: Lines) -> Ints:
    """Return the node of each gate; -1 where it stands on no way."""
    node = np.full(len(gates), -1, dtype=np.int64)
    held = np.array(
        [
            k
            for k in np.flatnonzero(passed.line >= 0)
            if lines[passed.line[k]].distance(gates[k]) <= GATE_REACH_M
        ],
        dtype=np.int64,
    )
    node[held] = nodes_at(segments, lines, passed, held)
    return node


def _gates(frame: gpd.GeoDataFrame, nodes: Ints) -> tuple[Gate, ...]:
    """Return the gates that stand on a way.

    Raises
    ------
    InputError
        When only one of the hours is given or one cannot be read.
    """
    found = []
    opens, closes = frame["opens"].fillna("").tolist(), frame["closes"].fillna("").tolist()
    locked = (frame["kind"] == LOCKED).fillna(value=False).tolist()
    for name, begin, end, shut, node in zip(
        frame["id"], opens, closes, locked, nodes.tolist(), strict=True
    ):
        if bool(begin) != bool(end):
            raise InputError(f"gate {name!r} has only one of opens and closes: give both or none")
        hours = (minute_of_day(begin, name), minute_of_day(end, name)) if begin else (None, None)
        if node >= 0:
            found.append(Gate(str(name), node, hours[0], hours[1], locked=shut))
    return tuple(found)


def _lifts(entrances: gpd.GeoDataFrame) -> frozenset[str]:
    tall = (entrances["floors"] >= LIFT_FLOORS).fillna(value=False)
    lift = entrances["lift"].fillna(tall).to_numpy(dtype=bool)
    return frozenset(entrances["id"][lift].tolist())
