"""SVG as text: elements whose every value is escaped, and path data of many geometries at once."""

from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from webmap.sheets.fonts import printable
from webmap.sheets.window import Geometries


def element(tag: str, *children: str, **attributes: str | float) -> str:
    r"""Return an element; `children` are markup, `attributes` are data, `_` in a name becomes `-`.

    Examples
    --------
    >>> element("g", element("rect", width=2.50, fill='"'), stroke_width=1)
    '<g stroke-width="1"><rect width="2.5" fill=\'"\'/></g>'
    """
    named = "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for name, value in attributes.items()
    )
    inner = "".join(children)
    return f"<{tag}{named}>{inner}</{tag}>" if inner else f"<{tag}{named}/>"


def content(text: str) -> str:
    """Return `text` as markup that reads as exactly this text."""
    return escape(printable(text))


def path_data(shapes: Geometries) -> list[str]:
    """Return SVG path data of each line or polygon of `shapes`, to a hundredth of a unit.

    Points are skipped. Cost: linear in the number of vertices.
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    rings, ring_parts = _rings(parts)
    vertices, ring_of = shapely.get_coordinates(rings, return_index=True)
    written = [f"{x:.2f} {y:.2f}" for x, y in vertices.tolist()]
    ends = np.cumsum(np.bincount(ring_of, minlength=len(rings))).tolist()
    closed = shapely.get_type_id(rings) == shapely.GeometryType.LINEARRING
    pieces: list[list[str]] = [[] for _ in range(len(shapes))]
    start = 0
    for end, close, owner in zip(ends, closed.tolist(), owners[ring_parts].tolist(), strict=True):
        last = end - 1 if close else end
        pieces[owner].append("M" + "L".join(written[start:last]) + ("Z" if close else ""))
        start = end
    return ["".join(piece) for piece in pieces]


def _rings(parts: Geometries) -> tuple[Geometries, np.ndarray]:
    """Return the rings of the polygons and the lines themselves, with the part each came from."""
    kind = shapely.get_type_id(parts)
    areas = np.flatnonzero(kind == shapely.GeometryType.POLYGON)
    lines = np.flatnonzero(kind == shapely.GeometryType.LINESTRING)
    rings, area = shapely.get_rings(parts[areas], return_index=True)
    order = np.concatenate([areas[area], lines])
    every: Geometries = np.concatenate([rings, parts[lines]])
    return every, order


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value if value.isprintable() else printable(value)
    return f"{value:.3f}".rstrip("0").rstrip(".")
