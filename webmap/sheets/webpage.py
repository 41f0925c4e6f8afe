"""A sheet as one HTML file: no script, no other file, its font inside, a table beside the map."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from webmap.sheets.cartography import drawn_map
from webmap.sheets.data_forms import table
from webmap.sheets.fonts import FAMILY, embedded_font, printable
from webmap.sheets.layout import figures, fitting_layout, imprint, legend_rows, sign_rows
from webmap.sheets.sheet import Language, Sheet
from webmap.sheets.words import words_in

HERE = Path(__file__).parent


def html(sheet: Sheet) -> str:
    """Return `sheet` as a page that needs nothing but itself, readable without a Chinese font."""
    layout, words = fitting_layout(sheet), words_in(sheet.language)
    drawing = drawn_map(sheet, width_mm=layout.map_width_mm, height_mm=layout.map_height_mm)
    rows = legend_rows(sheet, words) + sign_rows(sheet, words, surroundings=drawing.surroundings)
    body = _templates().get_template("sheet.html")
    named = {
        "sheet": sheet,
        "lang": "zh-Hans" if sheet.language is Language.ZH else "en",
        "words": words,
        "map": Markup(drawing.svg),  # noqa: S704 - our own markup, escaped where it is made
        "rows": rows,
        "figures": figures(sheet, words, beyond=drawing.beyond),
        "table": table(sheet),
        "imprint": imprint(sheet, words),
    }
    draft = body.render(named, style="", policy="")
    style = _style(draft)
    return body.render(named, style=Markup(style), policy=_policy(style)) + "\n"  # noqa: S704 - ours


def _style(draft: str) -> str:
    """Return the style sheet with a font of just the characters in `draft`."""
    font = embedded_font([printable(draft)])
    face = f'@font-face {{ font-family: "{FAMILY}"; src: url({font}); }}\n'
    return face + HERE.joinpath("sheet.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Return a policy under which the page can load nothing and run nothing."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(HERE)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
