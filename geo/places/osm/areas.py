"""Buildings, ground and residential areas of an OpenStreetMap extract."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from shapely import Geometry

from geo.places.osm import tags as read
from geo.places.osm.reading import Extract, Relation, Way
from geo.places.osm.rings import (
    Outline,
    closed_ways,
    is_multipolygon,
    outline_refs,
    relation_area,
)
from geo.places.report import Ledger
from geo.places.survey import (
    AREA_COLUMNS,
    BUILDING_COLUMNS,
    COMPOUND_COLUMNS,
    PART_COLUMNS,
    layer,
)

Wanted = Callable[[dict[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """One area with its tags."""

    id: str
    source: str
    tags: dict[str, str]
    shape: Geometry


def buildings(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the footprints of ways and multipolygons tagged building."""
    redrawn = _redrawn(extract)
    roads = _street_members(extract)
    rows, shapes = [], []
    for found in _areas(extract, ledger, "building", _is_building):
        if found.source in redrawn:
            ledger.rejected("building", [found.source], f"is drawn as {redrawn[found.source]}")
            continue
        rows.append(_building(found, roads.get(found.source)))
        shapes.append(found.shape)
        ledger.made(
            "floors by height",
            int("building:levels" not in found.tags and rows[-1]["floors"] is not None),
        )
    return layer(rows, BUILDING_COLUMNS, shapes)


def parts(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the building parts that are no buildings themselves."""
    found = list(_areas(extract, ledger, "building part", _is_part))
    rows = [{"source": part.source, **_storeys(part.tags, None)} for part in found]
    return layer(rows, PART_COLUMNS, [part.shape for part in found])


def ground(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return green, water, squares and car parks."""
    found = list(_areas(extract, ledger, "area", lambda tags: read.area_kind(tags) is not None))
    rows = [
        {
            "id": area.id,
            "source": area.source,
            "kind": read.area_kind(area.tags),
            "name": area.tags.get("name"),
        }
        for area in found
    ]
    return layer(rows, AREA_COLUMNS, [area.shape for area in found])


def compounds(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the residential areas that have a name; others are reported."""
    rows, shapes = [], []
    for area in _areas(extract, ledger, "compound", read.is_residential_area):
        name = area.tags.get("name", "").strip()
        if not name:
            ledger.rejected("compound", [area.source], "has no name: road blocks stand in for it")
            continue
        aliases = [area.tags.get(key) for key in ("alt_name", "short_name", "old_name")]
        rows.append(
            {
                "id": area.id,
                "source": area.source,
                "name": name,
                "aliases": "|".join(filter(None, aliases)).replace(";", "|") or None,
            }
        )
        shapes.append(area.shape)
    return layer(rows, COMPOUND_COLUMNS, shapes)


def _is_building(tags: dict[str, str]) -> bool:
    return tags.get("building", "no") not in ("no", "entrance")


def _is_part(tags: dict[str, str]) -> bool:
    return tags.get("building:part", "no") != "no" and not _is_building(tags)


def _areas(extract: Extract, ledger: Ledger, kind: str, wanted: Wanted) -> Iterator[Found]:
    """Yield every area of `kind`; book what was found, repaired and rejected."""
    points = [f"osm:node/{node.ref}" for node in extract.nodes if wanted(node.tags)]
    points = [] if kind == "area" else points  # a car park or playground on a spot is a sight
    ledger.found(kind, points)
    ledger.rejected(kind, points, "is a point without an outline")
    ways = [way for way in extract.ways.values() if wanted(way.tags)]
    relations = [r for r in extract.relations if is_multipolygon(r) and wanted(r.tags)]
    outlines = [*closed_ways(ways), *(relation_area(r, extract.ways) for r in relations)]
    owners: list[Way | Relation] = [*ways, *relations]
    for owner, outline in zip(owners, outlines, strict=True):
        found = _found(owner, outline)
        ledger.found(kind, [source_of(owner)])
        if found is None:
            ledger.rejected(kind, [source_of(owner)], outline.fault)
            continue
        if outline.fault:
            ledger.repaired(kind, [found.source], outline.fault)
        yield found


def source_of(owner: Way | Relation) -> str:
    """Return the source of an area: osm:way/123 or osm:relation/5."""
    return f"osm:{'way' if isinstance(owner, Way) else 'relation'}/{owner.ref}"


def _found(owner: Way | Relation, outline: Outline) -> Found | None:
    if outline.shape is None:
        return None
    key = f"{'w' if isinstance(owner, Way) else 'r'}{owner.ref}"
    return Found(key, source_of(owner), owner.tags, outline.shape)


def _redrawn(extract: Extract) -> dict[str, str]:
    """Return the ways that a building relation redraws -> that relation."""
    return {
        f"osm:way/{ref}": source_of(relation)
        for relation in extract.relations
        if is_multipolygon(relation) and _is_building(relation.tags)
        for kind, ref, role in relation.members
        if kind == "w" and role in ("outer", "outline") and len(outline_refs(relation)) > 0
    }


def _street_members(extract: Extract) -> dict[str, str]:
    """Return source -> road name for what associatedStreet relations tie to a road."""
    kinds = {"n": "node", "w": "way", "r": "relation"}
    return {
        f"osm:{kinds[kind]}/{ref}": relation.tags["name"]
        for relation in extract.relations
        if relation.tags.get("type") in ("associatedStreet", "street") and "name" in relation.tags
        for kind, ref, role in relation.members
        if role in ("house", "address", "")
    }


def _building(found: Found, street: str | None) -> dict[str, Any]:
    tags = found.tags
    use = read.building_use(tags)
    return {
        "id": found.id,
        "source": found.source,
        "number": read.building_number(
            tags.get("addr:housename"), tags.get("name"), tags.get("addr:housenumber"),
            tags.get("ref"),
        ),
        "name": tags.get("name"),
        "use": use,
        "road": tags.get("addr:street") or tags.get("addr:place") or street,
        "house_number": read.house_number(tags.get("addr:housenumber")),
        **_storeys(tags, use),
    }  # fmt: skip


def _storeys(tags: dict[str, str], use: str | None) -> dict[str, Any]:
    stated = read.whole_number(tags.get("building:levels"))
    return {
        "floors": stated or read.floors_by_height(read.length_m(tags.get("height")), use),
        "basements": read.whole_number(tags.get("building:levels:underground")),
    }


def members_by_node(extract: Extract) -> dict[int, list[str]]:
    """Return node id -> sources of the buildings whose ring holds the node."""
    holders: dict[int, list[str]] = defaultdict(list)
    for way in extract.ways.values():
        if _is_building(way.tags):
            _hold(holders, way, source_of(way))
    for relation in extract.relations:
        if is_multipolygon(relation) and _is_building(relation.tags):
            for ref in outline_refs(relation):
                if ref in extract.ways:
                    _hold(holders, extract.ways[ref], source_of(relation))
    return holders


def _hold(holders: dict[int, list[str]], way: Way, source: str) -> None:
    for ref in way.nodes.tolist():
        if source not in holders[ref]:
            holders[ref].append(source)
