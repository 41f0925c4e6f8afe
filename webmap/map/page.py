"""The folium map: our own elements, no asset of another host, equal bytes for equal maps.

The only place of folium, and the only place where a position is written (lat, lon).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import Element, MacroElement
from jinja2 import Template


@dataclass(frozen=True, slots=True)
class MapPage:
    """The two parts of a map: markup for the page, and a script with an address of its own."""

    markup: str
    script: str


@dataclass(frozen=True, slots=True)
class View:
    """What the map shows at first: bounds in degrees."""

    west: float
    south: float
    east: float
    north: float


class GroundMap(folium.Map):
    """A folium map that names no asset: the page's own template brings Leaflet."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class HandOver(MacroElement):
    """Hands the Leaflet map and its configuration to our JavaScript modules.

    `config` is written as JSON in which no character can end a script element.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.peoplesMap ="
        " {map: {{ this._parent.get_name() }}, config: {{ this.config|tojson }}};"
        "{% endmacro %}"
    )

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "HandOver"
        self.config = dict(config)


def map_page(view: View, config: Mapping[str, Any], *, fitted: bool = True) -> MapPage:
    """Return the map that opens on `view` and hands `config` to the modules of the page.

    Where it is not `fitted`, it only begins in the middle of `view`: the modules know what lies
    over the map and fit the view beside it.
    """
    ground = GroundMap(
        location=[(view.south + view.north) / 2, (view.west + view.east) / 2],
        tiles=None,
        zoom_start=16,
        maxZoom=20,  # folium hands max_zoom to its tile layer only
        minZoom=11,
        zoom_control=False,
        attribution_control=False,
        prefer_canvas=True,
        fade_animation=False,
        zoom_snap=0.5,
    )
    if fitted:
        ground.fit_bounds([[view.south, view.west], [view.north, view.east]], padding=(12, 12))
    HandOver(config).add_to(ground)
    figure: Any = ground.get_root()
    _number(figure)
    figure.render()
    return MapPage(markup=figure.html.render(), script=figure.script.render())


def _number(figure: Element) -> None:
    """Give every element a running number instead of a random id."""
    waiting, number = [figure], 0
    while waiting:
        element = waiting.pop(0)
        element._id = str(number)  # noqa: SLF001 - branca offers no other way
        number += 1
        waiting.extend(element._children.values())  # noqa: SLF001
