"""Names on the map: where each could stand, and which of them do without touching one another."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from webmap.sheets.fonts import outline, width_em
from webmap.sheets.markup import content, element

ASCENT_EM, MIDDLE_EM = 0.92, 0.37
"""Height of a label's box, and of its middle above the baseline, in multiples of the size."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text about a middle, turned by an angle."""

    text: str
    x_mm: float
    y_mm: float
    angle_deg: float = 0
    """Clockwise, as on paper."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the labels of one kind look."""

    size_mm: float
    ink: str
    halo: str = "#ffffff"
    halo_mm: float = 0.5
    """Width of the light rim; 0: none."""
    spacing_em: float = 0


@dataclass(frozen=True, slots=True)
class Label:
    """One name: its possible places in order of preference, each one piece or several."""

    rank: int
    """Lower is placed first."""
    style: Style
    places: tuple[tuple[Piece, ...], ...]
    repeat_mm: float = 0
    """Least distance to another label of the same text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A label where it stands."""

    style: Style
    pieces: tuple[Piece, ...]


def run_mm(text: str, style: Style) -> float:
    """Return the length of `text` on paper."""
    return style.size_mm * (width_em(text) + style.spacing_em * max(len(text) - 1, 0))


def footprint(pieces: tuple[Piece, ...], style: Style, *, air_mm: float = 0.3) -> BaseGeometry:
    """Return the paper that `pieces` cover, with some air around."""
    return shapely.union_all([_box(piece, style, air_mm) for piece in pieces])


def placed_labels(
    labels: Iterable[Label], *, taken: Iterable[BaseGeometry] = (), paper: BaseGeometry
) -> list[Placed]:
    """Return the labels that fit on `paper` without touching `taken` or each other.

    Greedy by rank, then in the given order. Cost: each candidate against those near it.
    """
    occupied, result = _Occupied(taken), []
    seen: dict[str, list[BaseGeometry]] = {}
    for label in sorted(labels, key=lambda label: label.rank):
        for pieces in label.places:
            text = "".join(piece.text for piece in pieces)
            ground = footprint(pieces, label.style)
            same = seen.setdefault(text, [])
            if label.repeat_mm and any(ground.distance(o) < label.repeat_mm for o in same):
                continue
            if not paper.contains(ground) or occupied.meets(ground):
                continue
            occupied.add(ground)
            same.append(ground)
            result.append(Placed(label.style, pieces))
            break
    return result


def label_markup(labels: Iterable[Placed], *, outlined: bool) -> str:
    """Return the labels as SVG: as text in the sheet font, or `outlined` for viewers without it."""
    draw = _outlined if outlined else _text
    return "".join(draw(piece, label.style) for label in labels for piece in label.pieces)


class _Occupied:
    """The paper already taken; boxes are compared first, shapes only where these meet."""

    def __init__(self, shapes: Iterable[BaseGeometry]) -> None:
        self.shapes = list(shapes)
        self.bounds = np.empty((1024, 4))
        for at, shape in enumerate(self.shapes):
            self.bounds[at] = shape.bounds

    def meets(self, shape: BaseGeometry) -> bool:
        west, south, east, north = shape.bounds
        held = self.bounds[: len(self.shapes)]
        near = (
            (held[:, 0] < east) & (held[:, 2] > west) & (held[:, 1] < north) & (held[:, 3] > south)
        )
        return any(self.shapes[at].intersects(shape) for at in np.flatnonzero(near))

    def add(self, shape: BaseGeometry) -> None:
        if len(self.shapes) == len(self.bounds):
            self.bounds = np.concatenate([self.bounds, np.empty_like(self.bounds)])
        self.bounds[len(self.shapes)] = shape.bounds
        self.shapes.append(shape)


def _box(piece: Piece, style: Style, air_mm: float) -> BaseGeometry:
    half = run_mm(piece.text, style) / 2 + air_mm
    high = style.size_mm * ASCENT_EM / 2 + air_mm
    turn = np.deg2rad(piece.angle_deg)
    corners = np.array([[-half, -high], [half, -high], [half, high], [-half, high]])
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return shapely.Polygon(corners @ rotation + [piece.x_mm, piece.y_mm])


def _turned(piece: Piece) -> str:
    moved = f"translate({piece.x_mm:.2f} {piece.y_mm:.2f})"
    return f"{moved} rotate({piece.angle_deg:.1f})" if piece.angle_deg else moved


def _text(piece: Piece, style: Style) -> str:
    halo: dict[str, str | float] = (
        {
            "stroke": style.halo,
            "stroke_width": style.halo_mm * 2,
            "stroke_linejoin": "round",
            "paint_order": "stroke",
        }
        if style.halo_mm
        else {}
    )
    spacing: dict[str, str | float] = (
        {"letter_spacing": style.spacing_em * style.size_mm} if style.spacing_em else {}
    )
    return element(
        "text",
        content(piece.text),
        transform=_turned(piece),
        x=-run_mm(piece.text, style) / 2,
        y=style.size_mm * MIDDLE_EM,
        font_size=style.size_mm,
        fill=style.ink,
        **halo,
        **spacing,
    )


def _outlined(piece: Piece, style: Style) -> str:
    at, parts = -run_mm(piece.text, style) / 2, []
    for char in piece.text if style.spacing_em else (piece.text,):
        place = f"translate({at:.2f} {style.size_mm * MIDDLE_EM:.2f})"
        parts.append((outline(char, style.size_mm), place))
        at += style.size_mm * (width_em(char) + style.spacing_em)
    halo: dict[str, str | float] = {
        "stroke": style.halo,
        "stroke_width": style.halo_mm * 2,
        "stroke_linejoin": "round",
    }
    rims = [element("path", d=d, transform=place, fill="none", **halo) for d, place in parts]
    fills = [element("path", d=d, transform=place, fill=style.ink) for d, place in parts]
    shown = (rims if style.halo_mm else []) + fills
    return element("g", *shown, transform=_turned(piece), aria_label=piece.text)
