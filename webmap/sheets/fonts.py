"""The sheet font: what it can print, how wide a text is, its outlines, the part a page needs."""

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from geo.errors import StoreError

FAMILY = "Noto Sans SC"
FONT_NAME = "NotoSansSC-Regular.ttf"


def font_folder() -> Path:
    """Return the folder of the sheet font.

    Raises
    ------
    StoreError
        When the font was not brought in, as in a checkout that was never installed.
    """
    folder = Path(str(files("webmap"))) / "static" / "vendor" / "fonts"
    if not (folder / FONT_NAME).is_file():
        raise StoreError(f"the sheet font {FONT_NAME} is missing: install the package again")
    return folder


def missing_characters(texts: Iterable[str]) -> set[str]:
    """Return the characters of `texts` that the sheet font cannot print.

    Examples
    --------
    >>> missing_characters(["御林湾3号楼"])
    set()
    """
    wanted = {char for text in texts for char in text if char.isprintable()}
    return {char for char in wanted if ord(char) not in _code_points()}


def printable(text: str) -> str:
    r"""Return `text` without control characters, which neither XML nor paper can carry.

    Examples
    --------
    >>> printable("a\x00b\tc")
    'ab c'
    """
    return " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())


def width_em(text: str) -> float:
    """Return how far `text` runs in the sheet font, in multiples of its size."""
    points, advances = _code_points(), _face()["hmtx"]
    run = sum(int(advances[points.get(ord(char), ".notdef")][0]) for char in text)
    return run / _units_per_em()


def outline(text: str, size: float) -> str:
    """Return SVG path data of `text` with its baseline from (0, 0) to the right, y down."""
    glyphs, points, at, scale = _face().getGlyphSet(), _code_points(), 0.0, size / _units_per_em()
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.3f}".rstrip("0").rstrip("."))
    for char in text:
        glyph = glyphs[points.get(ord(char), ".notdef")]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, at, 0)))
        at += glyph.width * scale
    return str(pen.getCommands())


def embedded_font(texts: Iterable[str]) -> str:
    """Return a data URI of the sheet font with just the characters of `texts`.

    WOFF 2 where the brotli module is present, else WOFF.
    """
    flavour = "woff2" if find_spec("brotli") else "woff"
    options = subset.Options(hinting=False, layout_features=["kern"], flavor=flavour)
    font = subset.load_font(_font_file(), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted({char for text in texts for char in text})))
    subsetter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    encoded = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f"data:font/{flavour};base64,{encoded}"


def _font_file() -> io.BytesIO:
    return io.BytesIO((font_folder() / FONT_NAME).read_bytes())


@lru_cache(maxsize=1)
def _face() -> TTFont:
    return TTFont(_font_file(), lazy=True)


@lru_cache(maxsize=1)
def _code_points() -> dict[int, str]:
    return dict(_face().getBestCmap())


@lru_cache(maxsize=1)
def _units_per_em() -> int:
    return int(_face()["head"].unitsPerEm)
