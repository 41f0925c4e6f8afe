"""The map itself: ground, roads, compounds, buildings by class, names, scale bar, north arrow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.frames import SKETCHED
from webmap.sheets import palette
from webmap.sheets.fonts import FAMILY
from webmap.sheets.labels import label_markup, placed_labels
from webmap.sheets.legend import WITHHELD_COLOUR, class_indices, ink_on
from webmap.sheets.markup import content, element, path_data
from webmap.sheets.names import (
    GATE_NAMES_FROM,
    area_labels,
    compound_labels,
    gate_labels,
    number_labels,
    office_labels,
    road_labels,
)
from webmap.sheets.scale_bar import Furniture, Side, north_arrow, scale_bar, sketch_mark
from webmap.sheets.sheet import Extent, Sheet
from webmap.sheets.window import Geometries, Window, extent_of, fitted_window
from webmap.sheets.words import Words, words_in

WIDTHS_M = {"road": 9, "service": 4.5, "footway": 2, "path": 1.5, "steps": 2, "crossing": 3}
"""Drawn width of a way whose width is not known."""
DOORS_FROM, GATES_FROM, FOOTWAYS_FROM = 3000, 9000, 12000
"""Entrances, gates, and footways and offices are drawn at these scale denominators and below."""
LEAST_MM = {"road": 0.9, "service": 0.55}
FOOTWAYS = ("footway", "path", "steps", "crossing")


Placeable = TypeVar("Placeable", bound=Furniture)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn map."""

    svg: str
    """A complete SVG document, its user unit one millimetre."""
    window: Window
    bar: Furniture
    """Scale bar; where blocks are only sketched, the words that say so."""
    texts: tuple[str, ...]
    """Everything written on it."""
    surroundings: bool
    """True: buildings outside the scope are drawn."""
    beyond: int
    """Number of counted buildings that lie outside the window."""
    sketched: bool = False
    """True: blocks are drawn that nobody has surveyed, so that no length on the map is one."""


def drawn_map(
    sheet: Sheet, *, width_mm: float, height_mm: float, outlined: bool = False
) -> Drawing:
    """Return the map of `sheet` on paper of that size.

    `outlined` writes the names as shapes instead of text, for viewers without the sheet font.
    """
    extent = shown_extent(sheet)
    window = fitted_window(extent, width_mm=width_mm, height_mm=height_mm)
    buildings = _classed(window.drawn(sheet.places.buildings), sheet)
    compounds = window.drawn(sheet.places.compounds)
    lines = window.drawn(sheet.places.ways)
    ways, walls = _layered(lines[lines["kind"] != "wall"]), lines[lines["kind"] == "wall"]
    areas, gates = window.drawn(sheet.places.areas), window.drawn(sheet.places.gates)
    gates = gates if window.denominator <= GATES_FROM else gates.iloc[:0]
    fine = float(np.clip(8000 / window.denominator, 0.25, 1))
    in_view = buildings.intersects(shapely.box(0, 0, width_mm, height_mm))
    words = words_in(sheet.language)
    sketched = bool((in_view & (buildings["source"] == SKETCHED)).any())
    bar = _clearest([_bar(window, words, side, sketched=sketched) for side in Side], buildings)
    arrow = _clearest([north_arrow(window, words.north, side=side) for side in Side], buildings)
    labels = placed_labels(
        [
            *compound_labels(compounds, buildings),
            *road_labels(ways[ways["layer"] >= 0], window.mm_per_metre),
            *area_labels(areas),
            *number_labels(buildings, window.mm_per_metre),
            *(office_labels(buildings) if window.denominator <= FOOTWAYS_FROM else ()),
            *(gate_labels(gates) if window.denominator <= GATE_NAMES_FROM else ()),
        ],
        taken=(bar.ground, arrow.ground, *gates.buffer(0.8)),
        paper=shapely.box(1, 1, width_mm - 1, height_mm - 1),
    )
    names = [*labels, *bar.labels, *arrow.labels]
    layers = (
        element("rect", width=width_mm, height=height_mm, fill=palette.PAPER),
        *_compounds(compounds),
        *_areas(areas),
        *_ways(ways, window),
        *_bounds(compounds, fine),
        *_walls(walls, fine),
        *_buildings(buildings, sheet, fine),
        *_doors(window, sheet),
        *_gates(gates),
        bar.markup,
        arrow.markup,
        label_markup(names, outlined=outlined),
    )
    return Drawing(
        _document(layers, window, sheet),
        window,
        bar,
        tuple(piece.text for one in names for piece in one.pieces),
        bool((buildings["state"] == SURROUNDING).any()),
        len(sheet.counts) - int((in_view & (buildings["state"] != SURROUNDING)).sum()),
        sketched,
    )


SURROUNDINGS_INK = {palette.SURROUNDINGS: "#8d8477"}
SHOWN, WITHHELD, SURROUNDING = "shown", "withheld", "surroundings"


def shown_extent(sheet: Sheet) -> Extent:
    """Return the ground to show: what the sheet asks for, or all that its counts speak of."""
    if sheet.extent:
        return sheet.extent
    buildings, compounds = sheet.places.buildings, sheet.places.compounds
    counted = buildings[buildings["id"].isin(sheet.counts["building_id"])]
    counted = buildings if counted.empty else counted
    around = compounds[compounds["id"].isin(counted["compound_id"])]
    return extent_of(np.concatenate([counted.geometry, around.geometry]))


def _clearest(choices: list[Placeable], buildings: gpd.GeoDataFrame) -> Placeable:
    """Return the piece of furniture that hides the least of `buildings`; the first if equal."""
    houses = np.asarray(buildings.geometry)
    return min(
        choices, key=lambda one: float(shapely.area(shapely.intersection(houses, one.ground)).sum())
    )


def _bar(window: Window, words: Words, side: Side, *, sketched: bool) -> Furniture:
    if sketched:
        return sketch_mark(window, words.sketch, side=side)
    return scale_bar(window, words.metres, side=side)


def _classed(buildings: gpd.GeoDataFrame, sheet: Sheet) -> gpd.GeoDataFrame:
    """Return `buildings` with the columns `count state fill ink hot`."""
    counts = sheet.counts.set_index("building_id")["count"]
    listed = buildings["id"].isin(counts.index).to_numpy()
    count = buildings["id"].map(counts).astype("Int64")
    which = class_indices(count, sheet.classes)
    fills = np.array([*(one.colour for one in sheet.classes), WITHHELD_COLOUR])
    fill = np.where(listed, fills[which], palette.SURROUNDINGS)
    inks = {colour: ink_on(colour) for colour in fills} | SURROUNDINGS_INK
    return buildings.assign(
        count=count,
        state=np.where(listed, np.where(which < 0, WITHHELD, SHOWN), SURROUNDING),
        fill=fill,
        ink=[inks[colour] for colour in fill],
        hot=buildings["id"].isin(sheet.hotspots).to_numpy(),
    )


def _layered(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `ways` from the lowest to the highest and the narrow before the wide."""
    width = ways["width_m"].astype("float64").fillna(ways["kind"].map(WIDTHS_M)).fillna(4)
    layer = ways["layer"].fillna(0).astype(int)
    return ways.assign(width_m=width, layer=layer).sort_values(["layer", "width_m"], kind="stable")


def _areas(areas: gpd.GeoDataFrame) -> Iterator[str]:
    for kind in ("parking", "square", "green", "water"):
        ground = shapely.union_all(np.asarray(areas.geometry[areas["kind"] == kind]))
        (data,) = path_data(np.array([ground]))
        if data:
            edge, fill = palette.AREA_EDGES[kind], palette.AREA_FILLS[kind]
            yield element("path", d=data, fill=fill, stroke=edge, stroke_width=0.12)


def _compounds(compounds: gpd.GeoDataFrame) -> Iterator[str]:
    real = compounds[~compounds["source"].fillna("").str.startswith("made:")]
    data = "".join(path_data(np.asarray(real.geometry)))
    if data:
        yield element("path", d=data, fill=palette.COMPOUND)


def _walls(walls: gpd.GeoDataFrame, fine: float) -> Iterator[str]:
    data = "".join(path_data(np.asarray(walls.geometry)))
    if data:
        yield _line(data, palette.WALL, 0.25 * fine)


def _bounds(compounds: gpd.GeoDataFrame, fine: float) -> Iterator[str]:
    """Yield the boundaries of compounds; a road block or an address has none of its own."""
    real = compounds[~compounds["source"].fillna("").str.startswith("made:")]
    data = "".join(path_data(np.asarray(real.geometry)))
    if data:
        wall = {"d": data, "fill": "none", "stroke_linejoin": "round"}
        yield element("path", **wall, stroke="#ffffff", stroke_width=0.9 * fine, stroke_opacity=0.8)
        yield element("path", **wall, stroke=palette.WALL, stroke_width=0.4 * fine)


def _ways(ways: gpd.GeoDataFrame, window: Window) -> Iterator[str]:
    """Yield layer by layer: footways, then all casings, then all roads, so that junctions join."""
    mm_per_metre = window.mm_per_metre
    if window.denominator > FOOTWAYS_FROM:
        ways = ways[~ways["kind"].isin(FOOTWAYS)]
    drawn = ways.assign(d=path_data(np.asarray(ways.geometry)))
    for layer, level in drawn.groupby("layer", sort=True):
        if int(str(layer)) < 0:
            tunnels = "".join(level.loc[level["kind"] == "road", "d"])
            if tunnels:
                yield _line(tunnels, palette.TUNNEL, 0.3, dash="1.2 0.8")
            continue
        for kind, ink, dash in (
            ("path", palette.FOOT, "0.8 0.5"),
            ("footway", palette.FOOT, "1.2 0.5"),
            ("crossing", palette.FOOT, "0.4 0.4"),
        ):
            data = "".join(level.loc[level["kind"] == kind, "d"])
            if data:
                yield _line(data, ink, 0.22, dash=dash)
        steps = "".join(level.loc[level["kind"] == "steps", "d"])
        if steps:
            yield _line(steps, palette.STEPS, max(2 * mm_per_metre, 0.8), dash="0.25 0.25")
        roads = level[~level["kind"].isin(FOOTWAYS)]
        least = roads["kind"].map(LEAST_MM).fillna(0.55)
        wide = np.maximum(roads["width_m"] * mm_per_metre, least).round(2)
        grouped = roads.groupby(wide, sort=True)["d"].sum()
        strokes = list(zip(grouped, grouped.index.to_numpy(dtype=float).tolist(), strict=True))
        yield from (_line(d, palette.ROAD_EDGE, mm + 0.3) for d, mm in strokes)
        yield from (_line(d, palette.ROAD, mm) for d, mm in strokes)


def _line(data: str, ink: str, width_mm: float, *, dash: str = "") -> str:
    dashed = {"stroke_dasharray": dash} if dash else {"stroke_linecap": "round"}
    return element(
        "path", d=data, fill="none", stroke=ink, stroke_width=width_mm, stroke_linejoin="round",
        **dashed,
    )  # fmt: skip


def _buildings(buildings: gpd.GeoDataFrame, sheet: Sheet, fine: float) -> Iterator[str]:
    """Yield one path a building, surroundings first, hotspot edges last."""
    data = path_data(np.asarray(buildings.geometry))
    outside = (buildings["state"] == SURROUNDING).to_numpy()
    around = "".join(d for d, out in zip(data, outside, strict=True) if out)
    if around:
        edge = palette.SURROUNDINGS_EDGE
        yield element(
            "path", d=around, fill=palette.SURROUNDINGS, stroke=edge, stroke_width=0.12 * fine
        )
    titles = _titles(buildings, sheet)
    shown = [
        _building(d, title, fill, hidden=state == WITHHELD)
        for d, title, fill, state in zip(
            data, titles, buildings["fill"], buildings["state"], strict=True
        )
        if state != SURROUNDING
    ]
    edge_mm = 0.16 * fine
    yield element("g", *shown, stroke=palette.EDGE, stroke_width=edge_mm, stroke_linejoin="round")
    hot = "".join(d for d, is_hot in zip(data, buildings["hot"], strict=True) if is_hot)
    if hot:
        rim = {"d": hot, "fill": "none", "stroke_linejoin": "round"}
        yield element("path", **rim, stroke=palette.HOTSPOT, stroke_width=0.55 * fine)


def _building(data: str, title: str, fill: str, *, hidden: bool) -> str:
    name = element("title", content(title))
    path = element("path", name, d=data, fill=fill)
    return path + element("path", d=data, fill="url(#withheld)") if hidden else path


def _titles(buildings: gpd.GeoDataFrame, sheet: Sheet) -> list[str]:
    words = words_in(sheet.language)
    named = sheet.places.compounds.set_index("id")["name"]
    compounds = buildings["compound_id"].map(named).fillna("")
    numbers = buildings["id"].map(sheet.building_numbers)
    return [
        f"{words.building_name(compound, number)}: {words.withheld if pd.isna(n) else n}"
        for compound, number, n in zip(compounds, numbers, buildings["count"], strict=True)
    ]


def _doors(window: Window, sheet: Sheet) -> Iterator[str]:
    """Yield the entrances as dots where the scale leaves room for them."""
    if window.denominator <= DOORS_FROM:
        radius = float(np.clip(0.9 * window.mm_per_metre, 0.3, 0.8))
        doors = shapely.get_coordinates(window.drawn(sheet.places.entrances).geometry)
        dots = [element("circle", cx=x, cy=y, r=radius) for x, y in doors.tolist()]
        if dots:
            yield element("g", *dots, fill=palette.INK, stroke="#ffffff", stroke_width=0.12)


def _gates(gates: gpd.GeoDataFrame) -> Iterator[str]:
    spots: Geometries = np.asarray(gates.geometry)
    marks = [
        element("rect", x=-0.75, y=-0.75, width=1.5, height=1.5,
                transform=f"translate({x:.2f} {y:.2f}) rotate(45)")
        for x, y in shapely.get_coordinates(spots).tolist()
    ]  # fmt: skip
    if marks:
        yield element("g", *marks, fill="#ffffff", stroke=palette.WALL, stroke_width=0.35)


def _document(layers: tuple[str, ...], window: Window, sheet: Sheet) -> str:
    hatch = element(
        "pattern",
        element("path", d="M-0.5 0.5L0.5 -0.5M0 1.2L1.2 0M0.7 1.7L1.7 0.7", stroke="#9a9185",
                stroke_width=0.18),
        id="withheld", width=1.2, height=1.2, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    edge = element("rect", width=window.width_mm, height=window.height_mm)
    title = f"{words_in(sheet.language).map_of}: {sheet.title}"
    return element(
        "svg",
        element("title", content(title)),
        element("defs", hatch, element("clipPath", edge, id="edge")),
        element("g", *layers, clip_path="url(#edge)"),
        xmlns="http://www.w3.org/2000/svg",
        width=f"{window.width_mm:g}mm",
        height=f"{window.height_mm:g}mm",
        viewBox=f"0 0 {window.width_mm:g} {window.height_mm:g}",
        font_family=FAMILY,
        role="img",
    )
