"""Areas of OpenStreetMap: closed ways and multipolygon relations, put together and accounted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from geo.places.osm.reading import Relation, Way

MULTIPOLYGON = frozenset({"multipolygon", "boundary"})
WIDEST_GAP = 0.5
"""An open ring is closed where the gap is at most this share of what is drawn."""
OUTLINE_ROLES = frozenset({"", "outer", "outline", "inner"})


@dataclass(frozen=True, slots=True)
class Outline:
    """An area as far as it could be put together."""

    shape: Geometry | None
    """None: nothing could be made of it."""
    fault: str
    """What was wrong with it; empty: nothing."""


def closed_ways(ways: Sequence[Way]) -> list[Outline]:
    """Return the area inside each way; open ones are closed, and that is a fault.

    Polygons may still cross themselves; cost is linear in the number of positions.
    """
    whole = [way for way in ways if len(np.unique(way.nodes)) >= 3]
    polygons = iter(_polygons([_closed(way) for way in whole]))
    usable = {way.ref for way in whole}
    return [
        Outline(next(polygons), _ring_fault(way))
        if way.ref in usable
        else Outline(None, f"has fewer than 3 corners ({way.missing} nodes are missing)")
        for way in ways
    ]


def _closed(way: Way) -> NDArray[np.float64]:
    is_open = way.nodes[0] != way.nodes[-1]
    return np.vstack([way.lonlat, way.lonlat[:1]]) if is_open else way.lonlat


def _polygons(rings: list[NDArray[np.float64]]) -> NDArray[np.object_]:
    if not rings:
        return np.empty(0, dtype=object)
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    return np.asarray(shapely.polygons(shapely.linearrings(np.vstack(rings), indices=owner)))


def _ring_fault(way: Way) -> str:
    if way.missing:
        return f"{way.missing} nodes are missing: ring closed without them"
    return "ring was open: closed" if way.nodes[0] != way.nodes[-1] else ""


def relation_area(relation: Relation, ways: dict[int, Way]) -> Outline:
    """Return the area of a multipolygon: its lines noded, insides by the even-odd rule.

    The roles outer and inner are not trusted: extracts and mappers mix them up, and crossing
    lines say more. Open strings of lines are closed, which is a fault.
    """
    refs = outline_refs(relation)
    members = [ways[ref] for ref in refs if ref in ways]
    lines = [shapely.LineString(way.lonlat) for way in members if len(way.nodes) >= 2]
    faults = []
    if lost := len(refs) - len(members):
        faults.append(f"{lost} of {len(refs)} member ways are missing")
    if missing := sum(way.missing for way in members):
        faults.append(f"{missing} nodes are missing")
    if not lines:
        return Outline(None, "; ".join(faults) or "has no member ways")
    noded = shapely.union_all(lines)
    dangling = shapely.line_merge(shapely.union_all(_dangles(noded)))
    bridges = [_bridge(line) for line in shapely.get_parts(dangling) if len(line.coords) >= 3]
    short = [bridge for bridge, line_length in bridges if bridge.length <= WIDEST_GAP * line_length]
    if short:
        noded = shapely.union_all([noded, *short])
        faults.append("ring was open: closed")
    if len(short) < len(bridges):
        faults.append("ring is open too far to be closed")
    shape = shapely.build_area(noded)
    if shape.is_empty:
        return Outline(None, "; ".join([*faults, "its lines enclose nothing"]))
    return Outline(shape, "; ".join(faults))


def _bridge(line: shapely.LineString) -> tuple[shapely.LineString, float]:
    """Return the stretch that closes `line`, and the length of `line` in degrees."""
    return shapely.LineString([line.coords[-1], line.coords[0]]), line.length


def _dangles(noded: Geometry) -> list[Geometry]:
    _, cuts, dangles, _ = shapely.polygonize_full(shapely.get_parts(noded))
    return [*shapely.get_parts(cuts), *shapely.get_parts(dangles)]


def outline_refs(relation: Relation) -> list[int]:
    """Return the ids of the ways that draw the outline of a multipolygon."""
    return [ref for kind, ref, role in relation.members if kind == "w" and role in OUTLINE_ROLES]


def is_multipolygon(relation: Relation) -> bool:
    """Return whether the relation is an area."""
    return relation.tags.get("type") in MULTIPOLYGON
