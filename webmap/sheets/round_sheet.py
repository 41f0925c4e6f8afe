"""The round on paper, A4: a map, then door by door what to do and a box to tick.

Paper is lost on stairs: it carries door, surname and errand, and no condition, no phone, no hours.
It holds no time of its making, so that equal rounds are equal bytes.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, Point

from geo.crs import WGS84
from geo.frames import Places
from geo.places.register.people import masked_name
from geo.services.rounds.itinerary import Itinerary, Leg
from webmap.sheets.cartography import Drawing, drawn_map
from webmap.sheets.fonts import FAMILY, printable
from webmap.sheets.markup import content, element, path_data
from webmap.sheets.sheet import Extent, Language, Sheet
from webmap.sheets.spreading import spread
from webmap.sheets.typesetting import typeset
from webmap.sheets.window import Window
from webmap.sheets.words import words_in

TEMPLATE = Path(__file__).with_name("round_sheet.typ")
MAP_WIDTH_MM, MAP_HEIGHT_MM = 192.0, 118.0
WAY = "#b5541c"
MARGIN_DEGREES = 0.0002
"""About 20 m of ground around the way."""
MARK_MM = 5.2
MOVED_MM = 1.0
"""A number that stands further from its door is tied to it."""


@dataclass(frozen=True, slots=True)
class RoundWords:
    """The words of the sheet, in the reader's language; the caller says the changing ones."""

    title: str
    subtitle: str
    columns: tuple[str, str, str, str]
    """Arrival, door, surname, errand."""
    left_title: str
    imprint: str
    climbs: tuple[str, ...]
    """One for each entrance of the round, empty where there is nothing to say."""
    causes: tuple[str, ...]
    """One for each home that did not fit: why."""
    empty: str
    """Stands in place of the list when nobody is visited."""
    comma: str = "、"
    """Between surnames, and between errands."""


def round_pdf(itinerary: Itinerary, places: Places, words: RoundWords, language: str) -> bytes:
    """Return `itinerary` as a tagged PDF of A4 pages.

    Parameters
    ----------
    itinerary
        The round.
    places
        The ground that is drawn under it.
    words
        What is written.
    language
        zh or en.
    """
    drawing = _ground(itinerary, places, words, language)
    svg = drawing.svg.replace("</svg>", _way(itinerary, drawing.window) + "</svg>")
    sources = {
        "main.typ": TEMPLATE.read_bytes(),
        "map.svg": svg.encode(),
        "round.json": _sheet_json(itinerary, words, language, drawing).encode(),
    }
    return typeset(sources)


def surname(name: str) -> str:
    """Return the family name that stands on paper.

    Examples
    --------
    >>> surname("王秀英"), surname("欧阳兰"), surname("Anna Lee"), surname("")
    ('王', '欧阳', 'Lee', '')
    """
    if name.isascii():
        return name.rpartition(" ")[2]
    return masked_name(name).removesuffix("*")


def _ground(itinerary: Itinerary, places: Places, words: RoundWords, language: str) -> Drawing:
    nothing = pd.DataFrame(
        {"building_id": pd.Series(dtype="str"), "count": pd.Series(dtype="Int64")}
    )
    sheet = Sheet(
        title=words.title,
        as_of=pd.Timestamp(itinerary.day).date(),
        places=places,
        counts=nothing,
        measure="",
        language=Language.EN if language == "en" else Language.ZH,
        extent=_extent(itinerary),
    )
    return drawn_map(sheet, width_mm=MAP_WIDTH_MM, height_mm=MAP_HEIGHT_MM)


def _extent(itinerary: Itinerary) -> Extent:
    spots = [itinerary.start, *itinerary.line, *(leg.door for leg in itinerary.legs)]
    lons, lats = zip(*spots, strict=True)
    return Extent(
        min(lons) - MARGIN_DEGREES,
        min(lats) - MARGIN_DEGREES,
        max(lons) + MARGIN_DEGREES,
        max(lats) + MARGIN_DEGREES,
    )


def _way(itinerary: Itinerary, window: Window) -> str:
    """Return the way, and the numbers of the homes at their entrances, as SVG."""
    parts = []
    if len(itinerary.line) > 1:
        drawn = window.drawn(gpd.GeoDataFrame(geometry=[LineString(itinerary.line)], crs=WGS84))
        data = "".join(path_data(drawn.geometry.to_numpy()))
        line = {"d": data, "fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
        parts += [
            element("path", **line, stroke="#ffffff", stroke_width=2.2),
            element("path", **line, stroke=WAY, stroke_width=1.1),
        ]
    spots = [Point(itinerary.start), *(Point(one.legs[0].door) for one in itinerary.entrances)]
    paper = window.drawn(gpd.GeoDataFrame(geometry=spots, crs=WGS84), pad_mm=20).geometry
    start, *doors = zip(paper.x, paper.y, strict=True)
    parts.append(_dot(*start, r=1.7, fill="#1f5f5b"))
    return element("g", *parts, *_marks(doors, itinerary, window))


def _marks(doors: list[tuple[float, float]], itinerary: Itinerary, window: Window) -> list[str]:
    """Return the numbers at the doors; one that had to give way is tied to its door by a line."""
    if not doors:
        return []
    texts = [_numbers(one.first, len(one.legs)) for one in itinerary.entrances]
    wide = np.array([max(MARK_MM, 1.9 * len(text) + 2.4) for text in texts])
    drawn = spread(np.array(doors), wide, MARK_MM, (window.width_mm, window.height_mm))
    ties, marks = [], []
    for door, (x, y), text, width in zip(doors, drawn.tolist(), texts, wide.tolist(), strict=True):
        if math.hypot(x - door[0], y - door[1]) > MOVED_MM:
            ties += [
                element("line", x1=door[0], y1=door[1], x2=x, y2=y, stroke=WAY, stroke_width=0.5),
                _dot(*door, r=0.9, fill=WAY),
            ]
        marks.append(_mark(x, y, text, width))
    return [*ties, *marks]


def _dot(x: float, y: float, *, r: float, fill: str) -> str:
    return element("circle", cx=x, cy=y, r=r, fill=fill, stroke="#ffffff", stroke_width=0.5)


def _numbers(first: int, count: int) -> str:
    return f"{first}" if count == 1 else f"{first}–{first + count - 1}"


def _mark(x: float, y: float, text: str, wide: float) -> str:
    return element(
        "g",
        element("rect", x=x - wide / 2, y=y - MARK_MM / 2, width=wide, height=MARK_MM,
                rx=MARK_MM / 2, fill=WAY, stroke="#ffffff", stroke_width=0.5),
        element("text", content(text), x=x, y=y + 1.15, fill="#ffffff", font_size=3.2,
                text_anchor="middle"),
    )  # fmt: skip


def _sheet_json(itinerary: Itinerary, words: RoundWords, language: str, drawing: Drawing) -> str:
    entrances = [
        {
            "name": printable(one.entrance),
            "compound": printable(one.compound),
            "climb": printable(climb),
            "homes": [
                _home(leg, one.first + index, words.comma) for index, leg in enumerate(one.legs)
            ],
        }
        for one, climb in zip(itinerary.entrances, words.climbs, strict=True)
    ]
    left = [
        {"place": printable(one.place), "cause": printable(cause)}
        for one, cause in zip(itinerary.left, words.causes, strict=True)
    ]
    return json.dumps(
        {
            "language": language,
            "family": FAMILY,
            "title": printable(words.title),
            "subtitle": printable(words.subtitle),
            "columns": list(words.columns),
            "entrances": entrances,
            "empty": words.empty,
            "left_title": words.left_title,
            "left": left,
            "imprint": printable(words.imprint),
            "scale": words_in(Language(language)).sketch
            if drawing.sketched
            else f"1:{drawing.window.denominator:,.0f}",
            "map_width": MAP_WIDTH_MM,
            "map_height": MAP_HEIGHT_MM,
        },
        ensure_ascii=False,
    )


def _home(leg: Leg, number: int, comma: str) -> dict[str, str]:
    return {
        "number": str(number),
        "arrive": leg.arrive,
        "door": printable(leg.home),
        "surname": printable(comma.join(dict.fromkeys(filter(None, map(surname, leg.people))))),
        "errand": printable(comma.join(leg.errands)),
    }
