"""The walking network of a district: ways, gates and doors as one graph in local metres."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely import LineString, Point, STRtree

from geo.crs import WGS84, LonLat, metres_for
from geo.errors import InputError, NotFoundError
from geo.frames import Places
from geo.walking.assembly import Parts, assembled, walkable
from geo.walking.edges import Edges, TimedGraph, timed, usable
from geo.walking.noding import Floats, Ints
from geo.walking.pace import Pace

DETOUR = 1.4
"""Walked by straight distance where no ways are known: the mean of dense street grids."""

FLAT_REACH_M = 10.0
"""A place by a flight of steps is also tied to a way without any that is so little further off."""

ANSWERS = 8
"""Matrices that are kept for the next question."""


@lru_cache(maxsize=16)
def _to_degrees(crs: str) -> Transformer:
    return Transformer.from_crs(crs, WGS84, always_xy=True)


@dataclass(frozen=True, eq=False)
class Network:
    """Doors, gates and ways as an undirected graph without nodes that only continue a way.

    Nodes are numbered from 0; `door` gives the node of an entrance, `at` that of any place.
    """

    crs: CRS
    """Local metres."""
    parts: Parts
    """What the layers gave."""
    xy: Floats
    """Shape (nodes, 2): metres in `crs`."""
    edges: Edges
    """The edges of `parts`, then those of places added by `at`."""
    drawn: tuple[Floats, ...] = ()
    """Coordinates of each added edge, tail to head."""
    shut: frozenset[int] = frozenset()
    """Nodes of gates that are closed."""
    on: date | None = None
    """The day that the network describes."""

    @classmethod
    def from_places(cls, places: Places, *, on: date | None = None) -> "Network":
        """Return the network of the walkable ways, gates and entrances of `places`.

        Walkable are ways that say so, except with access ``no`` or a wall across them. Lines that
        cross on the same layer join; a bridge and what runs below do not. Each door is tied to
        the nearest way on the ground by the shortest link that passes through no building.
        Without any ways, distances are straight lines times `DETOUR` (`estimated`).

        Raises
        ------
        InputError
            When there is neither a way nor an entrance, or a gate's hours cannot be read.
        """
        ways = walkable(places.ways)
        if ways.empty and places.entrances.empty:
            raise InputError(
                "no ways and no entrances: nothing to walk on",
                zh="这里还没有道路和单元门，排不了路线。",
            )
        crs = metres_for(places.entrances if ways.empty else ways)
        parts = assembled(places, crs)
        return cls(crs, parts, parts.xy, parts.edges, on=on)

    @property
    def unconnected(self) -> tuple[str, ...]:
        """Entrances with no way in reach."""
        return () if self.estimated else self.parts.unconnected

    @property
    def hidden(self) -> tuple[str, ...]:
        """Entrances whose every link to a way leads through a building."""
        return self.parts.hidden

    @property
    def estimated(self) -> bool:
        """True: there are no ways, and distances are straight lines times `DETOUR`."""
        return not len(self.parts.edges.tail)

    def door(self, entrance_id: str) -> int:
        """Return the node of entrance `entrance_id`.

        Raises
        ------
        NotFoundError
            When the network has no such entrance.
        """
        if entrance_id not in self.parts.doors:
            raise NotFoundError(
                f"entrance {entrance_id!r} is not part of the walking network",
                zh="这个单元门还没有连到路上，排不了路线。",
            )
        return self.parts.doors[entrance_id]

    def at(self, place: LonLat) -> tuple["Network", int]:
        """Return the network with one node more, at `place`, and that node.

        It is tied to both ends of the nearest way; the link to the way counts as walked. Where
        those are steps, it is tied to the nearest way without any as well, if that is near: who
        stands at the foot of a flight need not climb it.
        """
        spot = np.array(self._degrees.transform(place.lon, place.lat, direction="INVERSE"))
        node = len(self.xy)
        grown = replace(self, xy=np.vstack([self.xy, spot]))
        if self.estimated:
            return grown, node
        edges, drawn = self._links(spot, node)
        return replace(grown, edges=self.edges.joined(edges), drawn=self.drawn + drawn), node

    def _links(self, spot: Floats, node: int) -> tuple[Edges, tuple[Floats, ...]]:
        """Return the edges from new node `node` along the nearest ways to both of their ends."""
        tree, chain_of = self._segment_tree
        chain = int(chain_of[int(tree.nearest(Point(spot)))])
        edges, drawn = self._link(spot, node, chain)
        if self.parts.chains.steps_m[chain] > 0 and self._flat_tree is not None:
            flat, flat_of = self._flat_tree
            beside = int(flat.nearest(Point(spot)))
            if Point(spot).distance(flat.geometries[beside]) <= FLAT_REACH_M:
                more, lines = self._link(spot, node, int(flat_of[beside]))
                return edges.joined(more), drawn + lines
        return edges, drawn

    def _link(self, spot: Floats, node: int, chain: int) -> tuple[Edges, tuple[Floats, ...]]:
        """Return the edges from new node `node` along `chain` to both of its ends."""
        parts = self.parts
        xy = parts.chains.drawn(parts.segments, chain)
        line = LineString(xy)
        along = float(shapely.line_locate_point(line, Point(spot)))
        foot = shapely.get_coordinates(shapely.line_interpolate_point(line, along))[0]
        at = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        ways = (
            np.vstack([spot, foot, xy[at < along][::-1]]),
            np.vstack([spot, foot, xy[at > along]]),
        )
        share = parts.chains.steps_m[chain] / max(line.length, 1e-9)
        walked = np.array([along, line.length - along])
        link = float(np.hypot(*(spot - foot)))
        ends = np.array([parts.edges.tail[chain], parts.edges.head[chain]])
        return Edges(
            np.array([node, node]), ends, link + walked * (1 - share), walked * share
        ), ways

    def lon_lat(self, node: int) -> tuple[float, float]:
        """Return longitude and latitude of `node`, degrees."""
        lon, lat = self._degrees.transform(*self.xy[node])
        return float(lon), float(lat)

    def has_lift(self, entrance_id: str) -> bool:
        """Return whether entrance `entrance_id` has a lift, as known or as its height requires."""
        return entrance_id in self.parts.lifts

    def open_during(self, start_min: float, minutes: float) -> "Network":
        """Return the network without gates that are shut at any time of the given span."""
        shut = {g.node for g in self.parts.gates if not g.open_throughout(start_min, minutes)}
        return self.without(frozenset(shut))

    def without(self, shut: frozenset[int]) -> "Network":
        """Return the network in which the gates at the nodes `shut` are shut, and no others."""
        return self if shut == self.shut else replace(self, shut=shut)

    def reached(self, start: int, pace: Pace, shut: frozenset[int]) -> npt.NDArray[np.bool_]:
        """Return for each node whether a way leads there from `start` past the gates `shut`."""
        n = len(self.xy)
        if self.estimated:
            return np.ones(n, dtype=bool)
        tail, head = (
            end[usable(self.edges, pace, shut)] for end in (self.edges.tail, self.edges.head)
        )
        joined = coo_array((np.ones(len(tail), dtype=bool), (tail, head)), shape=(n, n))
        _, part = connected_components(joined, directed=False)
        return np.asarray(part == part[start])

    def travel_s(self, nodes: list[int], pace: Pace) -> Floats:
        """Return the seconds between `nodes`, shape (n, n), symmetric; infinite: no way.

        Cost: one Dijkstra search for each different node; the last few answers are kept.
        """
        key = (pace, tuple(nodes))
        if key not in self._answers:
            while len(self._answers) >= ANSWERS:
                self._answers.pop(next(iter(self._answers)))
            self._answers[key] = self._travel_s(nodes, pace)
        return self._answers[key].copy()

    def _travel_s(self, nodes: list[int], pace: Pace) -> Floats:
        once, back = np.unique(np.array(nodes, dtype=np.int64), return_inverse=True)
        if self.estimated:
            gap = self.xy[once][:, None] - self.xy[once][None]
            least = np.hypot(*gap.transpose(2, 0, 1)) * DETOUR / pace.walk_m_s
        else:
            graph = self._graph(pace).seconds
            least = dijkstra(graph, directed=True, indices=once)[:, once]
        least = np.minimum(least, least.T)
        return np.asarray(least[np.ix_(back, back)])

    def seconds(self, pace: Pace) -> csr_array:
        """Return the seconds between neighbouring nodes, symmetric; closed gates left out."""
        return self._graph(pace).seconds

    def path(self, start: int, end: int, pace: Pace) -> LineString:
        """Return the way from node `start` to node `end`, EPSG:4326.

        Raises
        ------
        NotFoundError
            When no way leads there.
        """
        return self.paths([(start, end)], pace)[0]

    def paths(self, legs: list[tuple[int, int]], pace: Pace) -> list[LineString]:
        """Return the way of each of `legs`, EPSG:4326."""
        if self.estimated:
            drawn = [self.xy[[start, end]] for start, end in legs]
        else:
            drawn = self._drawn(legs, pace)
        return [LineString(np.column_stack(self._degrees.transform(*xy.T))) for xy in drawn]

    def passed(self, start: int, end: int, pace: Pace) -> list[tuple[int, float]]:
        """Return the nodes from `start` to `end`, each with the seconds walked to it.

        Raises
        ------
        NotFoundError
            When no way leads there.
        """
        far, before = dijkstra(self._graph(pace).seconds, indices=start, return_predecessors=True)
        nodes = _back(before, start, end)
        return [(node, float(far[node])) for node in nodes]

    def components(self) -> gpd.GeoDataFrame:
        """Return the parts that no way joins, largest first.

        Columns: ``nodes``, ``doors`` (counts), ``entrances`` (ids, separated by spaces), and a
        point of the part, EPSG:4326.
        """
        n = len(self.xy)
        joined = coo_array(
            (np.ones(len(self.edges.tail)), (self.edges.tail, self.edges.head)), shape=(n, n)
        )
        count, part = connected_components(joined, directed=False)
        ids = pd.Series(list(self.parts.doors), dtype=object)
        of = pd.Series(part[list(self.parts.doors.values())], dtype=np.int64)
        named = ids.groupby(of).agg(" ".join).reindex(range(count), fill_value="")
        _, first = np.unique(part, return_index=True)
        frame = gpd.GeoDataFrame(
            {
                "nodes": np.bincount(part, minlength=count),
                "doors": of.value_counts().reindex(range(count), fill_value=0),
                "entrances": named,
            },
            geometry=[Point(xy) for xy in self.xy[first]],
            crs=self.crs,
        ).to_crs(WGS84)
        return frame.sort_values(["nodes", "doors"], ascending=False, ignore_index=True)

    @cached_property
    def _degrees(self) -> Transformer:
        """From `crs` to longitude and latitude."""
        return _to_degrees(self.crs.to_wkt())

    @cached_property
    def _segment_tree(self) -> tuple[STRtree, Ints]:
        """The segments of all chains as a tree, and the chain of each."""
        return self._tree(np.ones(len(self.parts.chains.tail), dtype=bool))

    @cached_property
    def _flat_tree(self) -> tuple[STRtree, Ints] | None:
        """The segments of the chains without steps, and the chain of each; None: there is none."""
        flat = self.parts.chains.steps_m <= 0
        return self._tree(flat) if flat.any() else None

    def _tree(self, wanted: npt.NDArray[np.bool_]) -> tuple[STRtree, Ints]:
        segments, chains = self.parts.segments, self.parts.chains
        at = np.arange(len(chains.member))
        chain = np.searchsorted(chains.first, at, side="right") - 1
        member, chain = chains.member[wanted[chain]], chain[wanted[chain]]
        ends = np.stack([segments.xy[segments.tail[member]], segments.xy[segments.head[member]]], 1)
        return STRtree(np.asarray(shapely.linestrings(ends))), chain

    @cached_property
    def _answers(self) -> dict[tuple[Pace, tuple[int, ...]], Floats]:
        return {}

    @cached_property
    def _graphs(self) -> dict[Pace, TimedGraph]:
        return {}

    def _graph(self, pace: Pace) -> TimedGraph:
        if pace not in self._graphs:
            self._graphs[pace] = timed(self.edges, len(self.xy), pace, self.shut)
        return self._graphs[pace]

    def _drawn(self, legs: list[tuple[int, int]], pace: Pace) -> list[Floats]:
        graph = self._graph(pace)
        starts = sorted({start for start, _ in legs})
        _, before = dijkstra(graph.seconds, indices=starts, return_predecessors=True)
        row = {start: index for index, start in enumerate(starts)}
        return [self._leg(graph, before[row[start]], start, end) for start, end in legs]

    def _leg(
        self, graph: TimedGraph, before: npt.NDArray[np.int32], start: int, end: int
    ) -> Floats:
        nodes = _back(before, start, end)
        pieces = [self._piece(graph.between(a, b), a) for a, b in pairwise(nodes)]
        xy = np.concatenate([*pieces, self.xy[[end]]])
        moved = np.ones(len(xy), dtype=bool)
        moved[1:] = (xy[1:] != xy[:-1]).any(axis=1)
        return xy[moved] if moved.sum() > 1 else xy[[0, 0]]

    def _piece(self, edge: int, tail: int) -> Floats:
        """Return the coordinates of `edge` from its end `tail`."""
        count = len(self.parts.edges.tail)
        if edge < count:
            xy = self.parts.chains.drawn(self.parts.segments, edge)
        else:
            xy = self.drawn[edge - count]
        return xy if int(self.edges.tail[edge]) == tail else xy[::-1]


def _back(before: npt.NDArray[np.int32], start: int, end: int) -> list[int]:
    """Return the nodes from `start` to `end` by the node before each."""
    nodes = [end]
    while nodes[-1] != start:
        previous = int(before[nodes[-1]])
        if previous < 0:
            raise NotFoundError(
                f"no way leads from node {start} to node {end}", zh="两处之间没有路可走。"
            )
        nodes.append(previous)
    return nodes[::-1]
