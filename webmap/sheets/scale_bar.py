"""Scale bar and north arrow in the corners of the map."""

from dataclasses import dataclass
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from webmap.sheets import palette
from webmap.sheets.fonts import width_em
from webmap.sheets.labels import Piece, Placed, Style
from webmap.sheets.markup import element
from webmap.sheets.window import Window, round_length_m


class Side(StrEnum):
    """The side of the map, the usual one first."""

    USUAL = "usual"
    OTHER = "other"


LONGEST_MM = 45
STYLE = Style(2.3, palette.INK, halo_mm=0)
INSET_MM = 3


@dataclass(frozen=True, slots=True)
class Furniture:
    """Something that stands on the map and is not ground."""

    markup: str
    labels: tuple[Placed, ...]
    ground: BaseGeometry
    """The paper it covers."""


@dataclass(frozen=True, slots=True)
class ScaleBar(Furniture):
    """A scale bar with its length on the ground and on paper."""

    length_m: float
    length_mm: float


def scale_bar(window: Window, unit: str, *, side: Side = Side.USUAL) -> ScaleBar:
    """Return a bar of a round number of metres for the lower left or right of `window`."""
    longest = min(LONGEST_MM, window.width_mm / 3)
    length_m = round_length_m(longest / window.mm_per_metre)
    length_mm = length_m * window.mm_per_metre
    plate_mm = length_mm + 11
    edge = INSET_MM if side is Side.USUAL else window.width_mm - INSET_MM - plate_mm
    left, base = edge + 3.0, window.height_mm - INSET_MM - 2.2
    ground = shapely.box(edge, base - 6.2, edge + plate_mm, base + 2.2)
    quarter = length_mm / 4
    bars = [
        element("rect", x=left + at * quarter, y=base - 1.3, width=quarter, height=1.3,
                fill=palette.INK if at % 2 == 0 else "#ffffff")
        for at in range(4)
    ]  # fmt: skip
    marks = (("0", 0.0), (f"{length_m / 2:g}", 0.5), (f"{length_m:g} {unit}", 1.0))
    labels = tuple(
        Placed(STYLE, (Piece(text, left + part * length_mm, base - 3.5),)) for text, part in marks
    )
    bar = element("g", *bars, stroke=palette.INK, stroke_width=0.18)
    return ScaleBar(_plate(ground) + bar, labels, ground, length_m, length_mm)


def sketch_mark(window: Window, text: str, *, side: Side = Side.USUAL) -> Furniture:
    """Return the words that stand where the scale bar would: a sketch has no lengths."""
    wide = width_em(text) * STYLE.size_mm + 4
    edge = INSET_MM if side is Side.USUAL else window.width_mm - INSET_MM - wide
    base = window.height_mm - INSET_MM
    ground = shapely.box(edge, base - 5.4, edge + wide, base)
    label = Placed(STYLE, (Piece(text, edge + wide / 2, base - 2.7),))
    return Furniture(_plate(ground), (label,), ground)


def north_arrow(window: Window, letter: str, *, side: Side = Side.USUAL) -> Furniture:
    """Return an arrow for the upper right or left of `window`; up is north on every sheet."""
    x = window.width_mm - INSET_MM - 5 if side is Side.USUAL else INSET_MM + 5
    top = INSET_MM + 5.2
    ground = shapely.box(x - 5, INSET_MM, x + 5, top + 10)
    left = f"M{x:.2f} {top:.2f}L{x - 2.3:.2f} {top + 8.4:.2f}L{x:.2f} {top + 6.4:.2f}Z"
    right = f"M{x:.2f} {top:.2f}L{x + 2.3:.2f} {top + 8.4:.2f}L{x:.2f} {top + 6.4:.2f}Z"
    halves = element("path", d=left, fill=palette.INK) + element("path", d=right, fill="#ffffff")
    arrow = element("g", halves, stroke=palette.INK, stroke_width=0.25, stroke_linejoin="round")
    label = Placed(Style(2.9, palette.INK, halo_mm=0), (Piece(letter, x, top - 2.3),))
    return Furniture(_plate(ground) + arrow, (label,), ground)


def _plate(ground: BaseGeometry) -> str:
    west, north, east, south = ground.bounds
    return element(
        "rect", x=west, y=north, width=east - west, height=south - north, rx=1,
        fill="#ffffff", fill_opacity=0.86,
    )  # fmt: skip
