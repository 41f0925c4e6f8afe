"""Ways of an OpenStreetMap extract: roads, paths, steps and walls, cut at what bars them."""

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.places.osm import tags as read
from geo.places.osm.reading import Extract, Way
from geo.places.report import Ledger
from geo.places.survey import WAY_COLUMNS, layer

BARRED_DEGREES = 1e-5
"""About a metre: the stretch of a way that a gate or bollard bars."""


def ways(extract: Extract, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return roads, paths and walls; a way is cut so that only a barred stretch is barred.

    Ways meet where they share a node, so equal positions mean a junction and crossing lines
    without one do not: bridges and tunnels stay apart from the ground.
    """
    bars = _bars(extract)
    rows: list[dict[str, Any]] = []
    shapes: list[shapely.LineString] = []
    for way in extract.ways.values():
        if not _is_line(way.tags):
            continue
        source = f"osm:way/{way.ref}"
        ledger.found("way", [source])
        fault = _fault(way)
        if fault:
            ledger.rejected("way", [source], fault)
            continue
        if way.missing:
            ledger.repaired("way", [source], f"{way.missing} nodes are missing: left out")
        made = _stretches(way, bars)
        rows += [row for row, _ in made]
        shapes += [shape for _, shape in made]
    return layer(rows, WAY_COLUMNS, shapes)


def _is_line(tags: dict[str, str]) -> bool:
    return "highway" in tags or tags.get("barrier") in read.WALLS


def _fault(way: Way) -> str:
    kind = way.tags.get("highway")
    if kind and read.way_kind(way.tags) is None:
        state = "not built" if kind in read.UNBUILT else "nothing to walk on"
        return f"highway={kind} is {state}"
    return "" if len(way.nodes) >= 2 else f"has fewer than 2 nodes ({way.missing} are missing)"


def _bars(extract: Extract) -> dict[int, str]:
    """Return node id -> what stands there: gate, bollard, kerb or wall."""
    found = (
        (node.ref, read.IN_THE_WAY.get(node.tags.get("barrier", ""))) for node in extract.nodes
    )
    return {ref: bar for ref, bar in found if bar}


def _stretches(way: Way, bars: dict[int, str]) -> list[tuple[dict[str, Any], shapely.LineString]]:
    if "highway" not in way.tags:
        return [(_wall(way), shapely.LineString(way.lonlat))]
    barred = [bars.get(ref) for ref in way.nodes.tolist()]
    if not any(barred):
        return [(_row(way, f"w{way.ref}", None), shapely.LineString(way.lonlat))]
    lonlat, bar_of = _with_barred_ends(way.lonlat, barred)
    cuts = sorted({0, len(lonlat) - 1} | {end for start in bar_of for end in (start, start + 1)})
    return [
        (
            _row(way, f"w{way.ref}.{number}", bar_of.get(start) if stop == start + 1 else None),
            shapely.LineString(lonlat[start : stop + 1]),
        )
        for number, (start, stop) in enumerate(pairwise(cuts), start=1)
    ]


def _with_barred_ends(
    lonlat: NDArray[np.float64], barred: list[str | None]
) -> tuple[NDArray[np.float64], dict[int, str]]:
    """Return the positions with a short stretch at each bar, and its first row -> the bar.

    The stretch lies before the bar, or after one that stands at the beginning.
    """
    made = [lonlat[0]]
    bar_of: dict[int, str] = {}
    if barred[0]:
        made.append(lonlat[0] + _step(lonlat[0], lonlat[1]))
        bar_of[0] = barred[0]
    for before, here, bar in zip(lonlat[:-1], lonlat[1:], barred[1:], strict=True):
        if bar:
            bar_of[len(made)] = bar
            made.append(here + _step(here, before))
        made.append(here)
    return np.array(made), bar_of


def _step(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `BARRED_DEGREES` of the way from `start` to `end`, at most a third of it."""
    whole = end - start
    length = max(float(np.hypot(*whole)), BARRED_DEGREES)
    return np.asarray(whole * min(1 / 3, BARRED_DEGREES / length))


def _row(way: Way, key: str, bar: str | None) -> dict[str, Any]:
    tags = way.tags
    return {
        "id": key,
        "source": f"osm:way/{way.ref}",
        "kind": read.way_kind(tags),
        "name": tags.get("name"),
        "width_m": read.way_width_m(tags),
        "walkable": read.is_walkable(tags),
        "steps": read.whole_number(tags.get("step_count")),
        "barrier": bar,
        "access": read.way_access(tags),
        "layer": read.way_layer(tags),
    }


def _wall(way: Way) -> dict[str, Any]:
    return {
        "id": f"w{way.ref}",
        "source": f"osm:way/{way.ref}",
        "kind": "wall",
        "name": way.tags.get("name"),
        "walkable": False,
        "barrier": "wall",
        "access": "no",
        "layer": read.way_layer(way.tags),
    }
