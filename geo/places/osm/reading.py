"""One pass over an OpenStreetMap file: tagged nodes, ways with their positions, relations."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from geo.errors import InputError

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
PER_DEGREE = 1e7
"""OpenStreetMap counts positions in ten-millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node that has tags."""

    ref: int
    lon: float
    lat: float
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """A way and those of its nodes that the file holds."""

    ref: int
    tags: dict[str, str]
    nodes: NDArray[np.int64]
    """Ids of the nodes found, shape (n,), in order."""
    lonlat: NDArray[np.float64]
    """Their positions in degrees, shape (n, 2)."""
    missing: int
    """Number of nodes that the file names but does not hold."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with tags; members as (type, id, role)."""

    ref: int
    tags: dict[str, str]
    members: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything of an OpenStreetMap file that can become a place."""

    nodes: tuple[Node, ...]
    ways: dict[int, Way]
    relations: tuple[Relation, ...]


def read_extract(path: Path) -> Extract:
    """Return the tagged nodes, all ways and the tagged relations of `path`.

    The file is read twice, so that ways may stand before their nodes.

    Raises
    ------
    InputError
        When the file is missing, has another suffix, is damaged or holds nothing.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist or is not a file")
    if not path.name.lower().endswith(SUFFIXES):
        raise InputError(f"{path} is no OpenStreetMap file: wanted {', '.join(SUFFIXES)}")
    try:
        extract = _read(path)
    except RuntimeError as error:
        raise InputError(f"{path} is damaged or no OpenStreetMap file: {error}") from error
    if not (extract.nodes or extract.ways):
        raise InputError(f"{path} holds no map: it has neither ways nor tagged nodes")
    return extract


def _read(path: Path) -> Extract:
    index = osmium.index.create_map("flex_mem")
    locations = osmium.NodeLocationsForWays(index)
    locations.ignore_errors()
    osmium.apply(str(path), locations)
    nodes: list[Node] = []
    heads: list[tuple[int, dict[str, str], int]] = []
    flat: list[int] = []
    relations: list[Relation] = []
    # the stubs of osmium 4.3 name the index a string and give the filter no return value
    tagged: Any = osmium.filter.EmptyTagFilter()
    tagged.enable_for(osmium.osm.NODE | osmium.osm.RELATION)
    held: Any = index
    for entity in osmium.FileProcessor(str(path)).with_locations(held).with_filter(tagged):
        if isinstance(entity, osmium.osm.Way):
            heads.append((entity.id, dict(entity.tags), len(entity.nodes)))
            for node in entity.nodes:
                flat += (node.ref, node.x, node.y)
        elif isinstance(entity, osmium.osm.Node):
            nodes.append(_node(entity))
        elif isinstance(entity, osmium.osm.Relation):
            members = tuple((member.type, member.ref, member.role) for member in entity.members)
            relations.append(Relation(entity.id, dict(entity.tags), members))
    table = _with_drawn_nodes(np.array(flat, dtype=np.int64).reshape(-1, 3), path)
    return Extract(tuple(nodes), _ways(heads, table), tuple(relations))


def _node(entity: osmium.osm.Node) -> Node:
    """Return a tagged node; one without a position on the globe lies at NaN."""
    there = entity.location.valid()
    lon, lat = (entity.lon, entity.lat) if there else (np.nan, np.nan)
    return Node(entity.id, lon, lat, dict(entity.tags))


def _with_drawn_nodes(table: NDArray[np.int64], path: Path) -> NDArray[np.int64]:
    """Return `table` (id, x, y) with the positions of negative ids, which the index leaves out.

    Editors number what is drawn and not yet uploaded below zero.
    """
    drawn = table[:, 0] < 0
    if drawn.any():
        spots = {
            node.id: (node.id, node.location.x, node.location.y)
            for node in osmium.FileProcessor(str(path), osmium.osm.NODE)
            if isinstance(node, osmium.osm.Node) and node.id < 0
        }
        table[drawn] = [spots.get(int(row[0]), tuple(row)) for row in table[drawn]]
    return table


def _ways(heads: list[tuple[int, dict[str, str], int]], table: NDArray[np.int64]) -> dict[int, Way]:
    """Return the ways, given id, tags and number of nodes of each, and all nodes (id, x, y)."""
    there = np.abs(table[:, 1]) <= 180 * PER_DEGREE
    lonlat = table[:, 1:] / PER_DEGREE
    ways: dict[int, Way] = {}
    end = 0
    for ref, tags, count in heads:
        start, end = end, end + count
        held = there[start:end]
        refs, spots = table[start:end, 0][held], lonlat[start:end][held]
        ways[ref] = Way(ref, tags, refs, spots, count - len(refs))
    return ways
