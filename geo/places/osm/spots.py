"""Doors, gates and house numbers of an OpenStreetMap extract: tagged nodes."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely

from geo.places.osm import tags as read
from geo.places.osm.areas import members_by_node
from geo.places.osm.reading import Extract, Node
from geo.places.report import Ledger
from geo.places.survey import ADDRESS_COLUMNS, ENTRANCE_COLUMNS, GATE_COLUMNS, layer


def entrances(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the doors, each tied to the footprint whose ring holds the node.

    A door in the wall between two buildings belongs to the one drawn first.
    """
    doors = [node for node in extract.nodes if "entrance" in node.tags]
    ledger.found("entrance", map(source_of, doors))
    others = [node for node in doors if node.tags["entrance"] not in read.DOORS]
    for node in others:
        reason = f"entrance={node.tags['entrance']} leads to no homes"
        ledger.rejected("entrance", [source_of(node)], reason)
    kept = [node for node in doors if node.tags["entrance"] in read.DOORS]
    holders = members_by_node(extract)
    rows = [
        {
            "id": f"n{node.ref}",
            "source": source_of(node),
            "number": node.tags.get("ref") or node.tags.get("addr:unit"),
            "building_source": next(iter(holders.get(node.ref, [])), None),
        }
        for node in kept
    ]
    return layer(rows, ENTRANCE_COLUMNS, _points(kept))


def addresses(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return house numbers on nodes of their own."""
    spots = [node for node in extract.nodes if "addr:housenumber" in node.tags]
    ledger.found("address", map(source_of, spots))
    rows = [
        {
            "source": source_of(node),
            "road": node.tags.get("addr:street") or node.tags.get("addr:place"),
            "house_number": node.tags["addr:housenumber"],
        }
        for node in spots
    ]
    return layer(rows, ADDRESS_COLUMNS, _points(spots))


def gates(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return gates on nodes, and gates drawn as a way at the middle of it."""
    nodes = [node for node in extract.nodes if _is_gate(node.tags)]
    ways = [way for way in extract.ways.values() if _is_gate(way.tags) and len(way.nodes)]
    found = [
        *((f"n{node.ref}", source_of(node), node.tags) for node in nodes),
        *((f"w{way.ref}", f"osm:way/{way.ref}", way.tags) for way in ways),
    ]
    middles = [shapely.Point(way.lonlat.mean(axis=0)) for way in ways]
    ledger.found("gate", (source for _, source, _ in found))
    rows = []
    for key, source, tags in found:
        hours = read.gate_hours(tags.get("opening_hours"))
        if hours is None:
            reason = f"hours {tags['opening_hours']!r} are not understood: taken as always open"
            ledger.repaired("gate", [source], reason)
        opens, closes = hours or (None, None)
        name, kind = tags.get("name"), read.gate_kind(tags)
        rows.append(
            {"id": key, "source": source, "name": name, "kind": kind,
             "opens": opens, "closes": closes}
        )  # fmt: skip
    return layer(rows, GATE_COLUMNS, [*_points(nodes), *middles])


def source_of(node: Node) -> str:
    """Return the source of a node: osm:node/7."""
    return f"osm:node/{node.ref}"


def _is_gate(tags: dict[str, str]) -> bool:
    return tags.get("barrier") in read.GATES and "entrance" not in tags


def _points(nodes: Iterable[Node]) -> list[shapely.Point]:
    positions = np.array([(node.lon, node.lat) for node in nodes]).reshape(-1, 2)
    return [shapely.Point(position) for position in positions]
