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
    ways: dict[int, Way] = {}
    relations: list[Relation] = []
    # the stubs of osmium 4.3 name the index a string and give the filter no return value
    tagged: Any = osmium.filter.EmptyTagFilter()
    tagged.enable_for(osmium.osm.NODE | osmium.osm.RELATION)
    held: Any = index
    for entity in osmium.FileProcessor(str(path)).with_locations(held).with_filter(tagged):
        if isinstance(entity, osmium.osm.Way):
            ways[entity.id] = _way(entity)
        elif isinstance(entity, osmium.osm.Node):
            nodes.append(Node(entity.id, entity.lon, entity.lat, dict(entity.tags)))
        elif isinstance(entity, osmium.osm.Relation):
            members = tuple((member.type, member.ref, member.role) for member in entity.members)
            relations.append(Relation(entity.id, dict(entity.tags), members))
    return Extract(tuple(nodes), ways, tuple(relations))


def _way(entity: osmium.osm.Way) -> Way:
    table = np.array([(node.ref, node.x, node.y) for node in entity.nodes], dtype=np.int64)
    table = table.reshape(-1, 3)
    there = np.abs(table[:, 1]) <= 180 * PER_DEGREE
    held = table[there]
    missing = int(len(table) - len(held))
    return Way(entity.id, dict(entity.tags), held[:, 0], held[:, 1:] / PER_DEGREE, missing)
