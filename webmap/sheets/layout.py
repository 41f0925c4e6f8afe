"""Where things stand on an A4 sheet, and the words that the template sets there."""

import json
from dataclasses import dataclass

from webmap.sheets.cartography import Drawing, shown_extent
from webmap.sheets.fonts import FAMILY, printable
from webmap.sheets.legend import WITHHELD_COLOUR
from webmap.sheets.palette import EDGE, HOTSPOT, SURROUNDINGS, SURROUNDINGS_EDGE
from webmap.sheets.sheet import Sheet
from webmap.sheets.window import ground_size_m
from webmap.sheets.words import Words, words_in


@dataclass(frozen=True, slots=True)
class Layout:
    """A4 with the map beside the legend (landscape) or above it (portrait)."""

    landscape: bool
    map_width_mm: float
    map_height_mm: float


LANDSCAPE = Layout(landscape=True, map_width_mm=222, map_height_mm=166)
PORTRAIT = Layout(landscape=False, map_width_mm=192, map_height_mm=191)


def fitting_layout(sheet: Sheet) -> Layout:
    """Return the layout in which the ground of `sheet` is drawn larger."""
    wide, high = ground_size_m(shown_extent(sheet))
    return min(
        (LANDSCAPE, PORTRAIT),
        key=lambda layout: max(wide / layout.map_width_mm, high / layout.map_height_mm),
    )


def layout_json(sheet: Sheet, layout: Layout, drawing: Drawing) -> str:
    """Return all that the template sets, as JSON: plain text that is never read as markup."""
    words = words_in(sheet.language)
    return json.dumps(
        {
            "landscape": layout.landscape,
            "language": sheet.language,
            "family": FAMILY,
            "map_width": layout.map_width_mm,
            "map_height": layout.map_height_mm,
            "title": printable(sheet.title),
            "filter": printable(sheet.subtitle),
            "as_of": f"{words.as_of} {words.day(sheet.as_of)}",
            "legend_title": words.legend,
            "measure": printable(sheet.measure),
            "classes": legend_rows(sheet, words),
            "signs": sign_rows(sheet, words, surroundings=drawing.surroundings),
            "figures": figures(sheet, words, beyond=drawing.beyond),
            "notes": [printable(note) for note in sheet.notes],
            "notes_title": words.notes,
            "scale": words.sketch
            if drawing.sketched
            else f"{words.scale} 1:{drawing.window.denominator:,.0f}",
            "imprint": imprint(sheet, words),
        },
        ensure_ascii=False,
    )


def legend_rows(sheet: Sheet, words: Words) -> list[dict[str, str]]:
    """Return the classes, the largest counts first, as maps list them."""
    return [
        {
            "colour": one.colour,
            "edge": EDGE,
            "label": one.label,
            "size": words.buildings.format(n=one.buildings),
            "form": "",
        }
        for one in reversed(sheet.classes)
    ]


def sign_rows(sheet: Sheet, words: Words, *, surroundings: bool) -> list[dict[str, str]]:
    """Return the other signs on buildings that this map uses."""
    rows = []
    if sheet.withheld:
        size = words.buildings.format(n=sheet.withheld)
        rows.append(_sign(WITHHELD_COLOUR, EDGE, words.withheld, size, "hatch"))
    if len(sheet.hotspots):
        size = words.buildings.format(n=len(sheet.hotspots))
        rows.append(_sign("#ffffff", HOTSPOT, words.hotspot, size, "rim"))
    if surroundings:
        rows.append(_sign(SURROUNDINGS, SURROUNDINGS_EDGE, words.surroundings, "", ""))
    return rows


def figures(sheet: Sheet, words: Words, *, beyond: int) -> list[str]:
    """Return how many, in how many buildings, out of how many, and how many are not in view."""
    touched = int((sheet.counts["count"] > 0).sum())
    total = words.shown_total if sheet.withheld else words.total
    lines = [
        total.format(n=f"{sheet.total:,}", m=f"{touched:,}"),
        words.scope.format(n=f"{len(sheet.counts):,}"),
    ]
    if sheet.households is not None:
        lines.append(words.households.format(n=f"{sheet.households:,}"))
    if beyond:
        lines.append(words.beyond.format(n=f"{beyond:,}"))
    return lines


def imprint(sheet: Sheet, words: Words) -> str:
    """Return the last line: source, maker, number."""
    parts = [sheet.attribution]
    if sheet.printed_by:
        parts.append(f"{words.printed_by} {sheet.printed_by}")
    if sheet.number:
        parts.append(f"{words.number} {sheet.number}")
    return "   ·   ".join(printable(part) for part in parts if part)


def _sign(colour: str, edge: str, label: str, size: str, form: str) -> dict[str, str]:
    return {"colour": colour, "edge": edge, "label": label, "size": size, "form": form}
