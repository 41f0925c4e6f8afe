"""A sheet as a picture, for print, and as a page: PNG, SVG, PDF and self-contained HTML.

No file holds the time of its making: equal sheets are equal bytes.
"""

import base64
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from geo.errors import InputError
from webmap.sheets import data_forms
from webmap.sheets.cartography import drawn_map
from webmap.sheets.draft import written_whole
from webmap.sheets.layout import fitting_layout, layout_json
from webmap.sheets.sheet import Sheet
from webmap.sheets.typesetting import typeset
from webmap.sheets.webpage import html

TEMPLATE = Path(__file__).with_name("sheet.typ")
PRINT_DPI, LEAST_DPI, MOST_DPI = 300, 36, 600


def png(sheet: Sheet, *, dpi: int = PRINT_DPI) -> bytes:
    """Return `sheet` on A4 as a PNG of `dpi` dots per inch, 36 to 600."""
    return _compiled(sheet, "png", ppi=float(min(max(dpi, LEAST_DPI), MOST_DPI)))


def pdf(sheet: Sheet) -> bytes:
    """Return `sheet` on A4 as a tagged PDF whose text can be searched."""
    return _compiled(sheet, "pdf")


def svg(sheet: Sheet) -> bytes:
    """Return `sheet` on A4 as one SVG whose letters are shapes: no font is needed to read it."""
    page = _compiled(sheet, "svg", outlined=True).decode()
    return re.sub(r"<image\b[^>]*/>", _unpacked, page).encode()


def write_png(sheet: Sheet, path: Path, *, dpi: int = PRINT_DPI) -> None:
    """Write `png` to `path`, whole or not at all."""
    written_whole(path, png(sheet, dpi=dpi))


def write_pdf(sheet: Sheet, path: Path) -> None:
    """Write `pdf` to `path`, whole or not at all."""
    written_whole(path, pdf(sheet))


def write_svg(sheet: Sheet, path: Path) -> None:
    """Write `svg` to `path`, whole or not at all."""
    written_whole(path, svg(sheet))


def write_html(sheet: Sheet, path: Path) -> None:
    """Write `webpage.html` to `path`, whole or not at all."""
    written_whole(path, html(sheet).encode())


def _compiled(
    sheet: Sheet, form: str, *, ppi: float | None = None, outlined: bool = False
) -> bytes:
    layout = fitting_layout(sheet)
    drawing = drawn_map(
        sheet, width_mm=layout.map_width_mm, height_mm=layout.map_height_mm, outlined=outlined
    )
    sources = {
        "main.typ": TEMPLATE.read_bytes(),
        "map.svg": drawing.svg.encode(),
        "sheet.json": layout_json(sheet, layout, drawing).encode(),
    }
    return typeset(sources, form, ppi=ppi)


def _unpacked(image: re.Match[str]) -> str:
    """Return the drawing inside an ``<image>`` as nested SVG, which every viewer can draw."""
    tag = image.group()
    encoded = re.search(r'href="data:image/svg\+xml;base64,([^"]+)"', tag)
    place = dict(re.findall(r'\b(width|height|transform|x|y)="([^"]*)"', tag))
    if not encoded:
        return tag
    drawing = base64.b64decode(encoded.group(1)).decode()
    sized = re.sub(r' width="[^"]*mm" height="[^"]*mm"', "", drawing, count=1)
    size = " ".join(
        f'{name}="{place[name]}"' for name in ("x", "y", "width", "height") if name in place
    )
    nested = sized.replace("<svg", f"<svg {size}", 1)
    moved = place.get("transform")
    return f'<g transform="{moved}">{nested}</g>' if moved else nested


WRITERS: dict[str, Callable[[Sheet, Path], None]] = {
    ".png": write_png,
    ".svg": write_svg,
    ".pdf": write_pdf,
    ".html": write_html,
    **data_forms.WRITERS,
}
"""Suffix -> the writer of a form."""


def snapshot_bytes(sheet: Sheet, suffix: str) -> bytes:
    """Return `sheet` in the form that `suffix`, such as ``.pdf``, names.

    Raises
    ------
    InputError
        When the suffix names no form.
    """
    write = known_form(Path(f"snapshot{suffix}"))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / f"snapshot{suffix}"
        write(sheet, draft)
        return draft.read_bytes()


def known_form(path: Path) -> Callable[[Sheet, Path], None]:
    """Return the writer of the form that the suffix of `path` names.

    Raises
    ------
    InputError
        When there is none.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(f"{path.name!r} names no known form: end it in {', '.join(WRITERS)}")
    return writer
