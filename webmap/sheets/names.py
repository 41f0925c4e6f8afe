"""The names of a map: compounds, roads, waters, greens, gates and building numbers as labels."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from webmap.sheets.fonts import printable
from webmap.sheets.labels import Label, Piece, Style, run_mm
from webmap.sheets.window import Geometries

NUMBER_SIZES_MM = (4.2, 3.2, 2.5, 2.1, 1.75)
MOST_COVERED = 0.32
"""A compound is named when its name covers at most so much of it."""
SPOTS = 16
"""Places that are looked at closely for the name of a compound."""
GATE_NAMES_FROM = 4000
"""Gates are named at this scale denominator and below."""


def compound_labels(compounds: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> Iterator[Label]:
    """Yield one label for each named compound, where it covers least of its buildings."""
    houses = shapely.STRtree(np.asarray(buildings.geometry))
    for name, shape in zip(compounds["name"], compounds.geometry, strict=True):
        text = printable(name)
        size = float(np.clip(np.sqrt(shape.area) / 14, 2.2, 4.2))
        style = Style(size, "#43352a", halo_mm=0.6, spacing_em=0.06)
        spots = _spots(shape)
        half = np.array([run_mm(text, style) / 2, size / 2]) + style.halo_mm + 0.2
        if run_mm(text, style) * size > MOST_COVERED * shape.area:
            continue
        boxes = _boxes(spots - half, spots + half)
        middle = np.array(shape.centroid.coords[0])
        away = 0.02 * np.hypot(*(spots - middle).T)
        near = np.argsort(_boxes_covered(boxes, houses) + away, kind="stable")[:SPOTS]
        cost = 4 * _covered(boxes[near], houses) + _outside(boxes[near], shape) + away[near]
        order = near[np.argsort(cost, kind="stable")]
        yield Label(1, style, tuple((Piece(text, *spots[at].tolist()),) for at in order))


def area_labels(areas: gpd.GeoDataFrame) -> Iterator[Label]:
    """Yield one label for each named water, green or square that has room for its name."""
    inks = {"water": "#2f6f97", "green": "#3f6f3a"}
    for name, kind, shape in zip(areas["name"], areas["kind"], areas.geometry, strict=True):
        if pd.isna(name) or not name:
            continue
        text, style = printable(name), Style(2.2, inks.get(kind, "#6b655c"), halo_mm=0.4)
        x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
        if np.sqrt(shape.area) * 1.6 > run_mm(text, style):
            yield Label(4, style, ((Piece(text, x, y),),), repeat_mm=60)


def gate_labels(gates: gpd.GeoDataFrame) -> Iterator[Label]:
    """Yield the names of the gates, on the first free side of each."""
    style = Style(1.8, "#5b4b3c", halo_mm=0.4)
    spots = shapely.get_coordinates(np.asarray(gates.geometry)).tolist()
    for name, (x, y) in zip(gates["name"], spots, strict=True):
        if pd.isna(name) or not name:
            continue
        text = printable(name)
        aside, above = run_mm(text, style) / 2 + 1.3, 2.2
        around = ((0, above), (0, -above), (aside, 0), (-aside, 0))
        yield Label(5, style, tuple((Piece(text, x + dx, y + dy),) for dx, dy in around))


def number_labels(buildings: gpd.GeoDataFrame, mm_per_metre: float) -> Iterator[Label]:
    """Yield the numbers of `buildings` (with a column `ink`) that fit into their footprint."""
    largest = max(NUMBER_SIZES_MM[-1], 5.2 * mm_per_metre)
    sizes = [size for size in NUMBER_SIZES_MM if size <= largest]
    shown = buildings[buildings["number"].fillna("") != ""]
    spots = shapely.get_coordinates(shapely.point_on_surface(np.asarray(shown.geometry)))
    middles = shapely.get_coordinates(shapely.centroid(np.asarray(shown.geometry)))
    cells = zip(shown["number"], shown["ink"], shown.geometry, spots, middles, strict=True)
    for number, ink, shape, spot, middle in cells:
        text = printable(number)
        for size in sizes:
            style = Style(size, ink, halo_mm=0)
            half = run_mm(text, style) / 2, size * 0.37
            fits = [
                at
                for at in (middle, spot)
                if shape.contains(shapely.box(*(at - half), *(at + half)))
            ]
            if fits:
                yield Label(3, style, ((Piece(text, *fits[0].tolist()),),))
                break


def office_labels(buildings: gpd.GeoDataFrame) -> Iterator[Label]:
    """Yield the names of buildings that people look for: those with a name of their own."""
    style = Style(1.9, "#1f3d5c", halo_mm=0.5)
    named = buildings[(buildings["name"].fillna("") != "") & (buildings["use"] != "residential")]
    for name, shape in zip(named["name"], named.geometry, strict=True):
        spot, below = shape.centroid, shape.bounds[3]
        places = ((spot.x, spot.y), (spot.x, below + 1.5), (spot.x, shape.bounds[1] - 1.5))
        text = printable(name)
        yield Label(6, style, tuple((Piece(text, x, y),) for x, y in places), repeat_mm=40)


def road_labels(ways: gpd.GeoDataFrame, mm_per_metre: float) -> Iterator[Label]:
    """Yield road names along straight stretches, again after every 90 mm of road."""
    named = ways[(ways["name"].fillna("") != "") & (ways["kind"] != "crossing")]
    for name, group in named.groupby("name", sort=True):
        wide = float(group["width_m"].astype(float).fillna(8).max()) * mm_per_metre
        style = Style(float(np.clip(wide * 0.62, 1.9, 3.0)), "#4d4a46", halo_mm=0.45)
        text = printable(str(name))
        merged = shapely.line_merge(shapely.union_all(np.asarray(group.geometry)))
        for line in sorted(shapely.get_parts(merged), key=lambda part: -part.length):
            places = tuple(_along(line, text, style))
            rank = 2 if wide * 0.62 > 1.9 else 4
            for _ in range(1 + int(line.length // 90)):
                yield Label(rank, style, places, repeat_mm=70)


def _along(line: shapely.LineString, text: str, style: Style) -> Iterator[tuple[Piece, ...]]:
    """Yield places for `text` on `line`, the middle of the line first."""
    upright_run = style.size_mm * 1.25 * len(text)
    length = max(run_mm(text, style), style.size_mm) + 2
    if line.length < length:
        return
    middles = np.arange(length / 2, line.length - length / 2 + 0.1, 4.0)
    for at in sorted(middles, key=lambda at: abs(at - line.length / 2)):
        ends = shapely.get_coordinates(
            shapely.line_interpolate_point(line, [at - length / 2, at, at + length / 2])
        )
        chord = ends[2] - ends[0]
        straight = np.hypot(*chord) / length
        if straight < 0.985 or np.hypot(*(ends[1] - (ends[0] + ends[2]) / 2)) > 0.6:
            continue
        angle = float(np.rad2deg(np.arctan2(chord[1], chord[0])))
        if abs(np.sin(np.deg2rad(angle))) > 0.82 and not text.isascii():
            if line.length >= upright_run + 2:
                yield from _upright(line, float(at), text, style)
        else:
            yield (_at(text, ends[1], (angle + 90) % 180 - 90),)


def _upright(
    line: shapely.LineString, at: float, text: str, style: Style
) -> Iterator[tuple[Piece, ...]]:
    """Yield `text` down a steep line, each character upright, as Chinese maps write it."""
    step = style.size_mm * 1.25
    offsets = (np.arange(len(text)) - (len(text) - 1) / 2) * step + at
    if offsets[0] < 0 or offsets[-1] > line.length:
        return
    spots = shapely.get_coordinates(shapely.line_interpolate_point(line, offsets))
    if spots[0, 1] > spots[-1, 1]:
        spots = spots[::-1]
    yield tuple(Piece(char, *spot.tolist()) for char, spot in zip(text, spots, strict=True))


def _at(text: str, spot: np.ndarray, angle_deg: float) -> Piece:
    return Piece(text, float(spot[0]), float(spot[1]), angle_deg)


def _boxes(low: np.ndarray, high: np.ndarray) -> Geometries:
    """Return the boxes between two corners each, both of shape (n, 2)."""
    boxes: Geometries = np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    return boxes


def _spots(shape: BaseGeometry) -> np.ndarray:
    """Return places inside `shape` to try, shape (n, 2)."""
    west, north, east, south = shape.bounds
    grid = np.stack(
        np.meshgrid(np.linspace(west, east, 15), np.linspace(north, south, 23)), axis=-1
    ).reshape(-1, 2)
    inside = grid[shapely.contains_xy(shape, grid)]
    sure = np.array(shape.representative_point().coords)
    return np.concatenate([sure, inside])


def _boxes_covered(boxes: Geometries, houses: shapely.STRtree) -> np.ndarray:
    """Return how much of the buildings' bounds each box covers, in mm²: a fast upper bound."""
    box, house = houses.query(boxes)
    one, other = shapely.bounds(boxes[box]), shapely.bounds(houses.geometries[house])
    sides = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])
    return np.bincount(box, weights=sides.prod(axis=1), minlength=len(boxes))


def _covered(boxes: Geometries, houses: shapely.STRtree) -> np.ndarray:
    """Return how much of a building each box covers, in mm²."""
    box, house = houses.query(boxes, predicate="intersects")
    overlap = shapely.area(shapely.intersection(boxes[box], houses.geometries[house]))
    return np.bincount(box, weights=overlap, minlength=len(boxes))


def _outside(boxes: Geometries, shape: BaseGeometry) -> np.ndarray:
    """Return how much of each box lies outside `shape`, in mm²."""
    return np.asarray(shapely.area(shapely.difference(boxes, shape)))
