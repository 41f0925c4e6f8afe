"""The map page, its script, and the layers it draws."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request, url_for

from geo.errors import InputError
from geo.services import mapping, registry
from geo.services.lift_out import LIFT
from geo.services.scene import KEYS, Scene
from geo.services.viewing import Session
from webmap.access import LEADER, declared_roles, for_roles, store, viewer
from webmap.compression import compressed
from webmap.day import today
from webmap.language import language
from webmap.map import layer_words, layers, vocabulary
from webmap.map.colours import ground_colours
from webmap.map.kept import kept
from webmap.map.page import MapPage, View, map_page
from webmap.views import map_data
from webmap.views.tiles import base_config

pages = Blueprint("people_map", __name__)
pages.after_app_request(compressed)


@dataclass(frozen=True, slots=True)
class KnownMap:
    """The map of one territory as folium wrote it."""

    page: MapPage
    digest: str
    """Of its script: part of the script's address, so that browsers keep it."""
    compounds: str
    """Address of the compounds as they are now."""
    early: dict[str, Any]
    """What is told before the script: where the first tiles are."""


@pages.get("/")
@for_roles()
def page() -> str:
    """Show the people's map of the viewer's territory."""
    with store().read(viewer()) as session:
        day = today(session)
        counts = _first_counts(session, day)
    choices = {
        "groups": vocabulary.groups(language(), viewer().role),
        "statuses": vocabulary.statuses(),
        "compounds": [],
        "today": day.isoformat(),
        "role": viewer().role.value,
        "layers": layer_words.choices(viewer().role),
        "counts": counts,
    }
    known = _map()
    return render_template(
        "map.html",
        markup=known.page.markup,
        map_script=url_for("people_map.script", v=known.digest),
        first_data=[one for one in (known.compounds, counts) if one],
        choices=choices,
        early=known.early,
    )


@pages.get("/map.js")
@for_roles()
def script() -> Response:
    """Return the script that folium wrote for this viewer's map."""
    known = _map()
    answer = Response(known.page.script, mimetype="text/javascript")
    if request.args.get("v") == known.digest:
        answer.headers["Cache-Control"] = map_data.FOR_GOOD
    return answer


@pages.get("/api/buildings.geojson")
@for_roles()
def buildings() -> Response:
    """Return the buildings in scope."""
    return _layer(f"buildings-{language()}", lambda read: layers.buildings(read, language()))


@pages.get("/api/ground.geojson")
@for_roles()
def ground() -> Response:
    """Return what lies around the buildings: areas, ways, compounds, gates, doors."""
    return _layer("ground", layers.ground)


def layer_addresses() -> dict[str, str]:
    """Return the addresses of the layers as the places are now: browsers keep them for good."""
    with store().read(viewer()) as session:
        version = mapping.places_version(session)
    buildings = _digest(f"buildings-{language()}", version)
    return {
        "buildings": url_for("people_map.buildings", v=buildings),
        "ground": url_for("people_map.ground", v=_digest("ground", version)),
    }


def _digest(name: str, version: str) -> str:
    return hashlib.sha256(f"{name}-{layers.FORM}-{version}".encode()).hexdigest()[:16]


def _layer(name: str, drawn: Callable[[layers.Read], str]) -> Response:
    """Return a layer, or 304 when the browser holds it as the places are now."""
    with store().read(viewer()) as session:
        version = mapping.places_version(session)
        etag = _digest(name, version)
        answer = Response(mimetype="application/geo+json")
        answer.set_etag(etag, weak=True)
        fresh = request.args.get("v") == etag
        answer.headers["Cache-Control"] = map_data.FOR_GOOD if fresh else "private, no-cache"
        if not request.if_none_match.contains_weak(etag):
            key = (name, viewer().territory_id)
            read = partial(registry.layer, session)
            answer.set_data(kept().get(key, version, lambda: drawn(read)))
    answer.make_conditional(request)
    return answer


def addresses() -> dict[str, Any]:
    """Return the addresses that the page's modules ask; ``ID`` stands for a key."""
    return {
        "counts": url_for("map_data.counts"),
        "elevation": url_for("map_data.elevation", building_id="ID"),
        "unit": url_for("map_data.unit", unit_id="ID"),
        "phone": url_for("map_data.phone", resident_id="ID"),
        "search": url_for("map_data.search"),
        "layers": url_for("map_data.layer", name="ID"),
        "list": url_for("scene_list.index"),
        "layer_lists": _layer_lists(),
        "palette": ground_colours(),
        "cases": "cases.one" in current_app.view_functions,
        "snapshots": _snapshots(),
    }


def _layer_lists() -> dict[str, str]:
    """Return the list beside each layer; to a manager lifts are needs, without who is upstairs."""
    leads = {"silence": url_for("place_lists.silent")}
    leads["lift"] = url_for("scene_list.index", category=LIFT)
    if viewer().role is LEADER:
        leads["lift"] = url_for("place_lists.lifts")
    return leads


def _snapshots() -> str | None:
    """Return the address of the page that takes a scene to paper, for whom it is."""
    endpoint = "snapshots.page"
    if endpoint not in current_app.view_functions:
        return None
    roles = declared_roles(current_app, endpoint)
    return url_for(endpoint) if roles is None or viewer().role in roles else None


def _map() -> KnownMap:
    """Return the viewer's map, made once for each state of the places and tiles."""
    ground = base_config()
    with store().read(viewer()) as session:
        version = mapping.places_version(session)

        def made() -> KnownMap:
            bounds = mapping.extent(session)
            view = layers.EMPTY_VIEW if bounds is None else View(*bounds)
            compounds = url_for("map_data.compounds", v=version)
            shown: dict[str, Any] = addresses() | ground
            shown |= {"bounds": None if bounds is None else asdict(view), "compounds": compounds}
            drawn = map_page(view, shown, fitted=False)
            digest = hashlib.sha256(drawn.script.encode()).hexdigest()[:16]
            told = {name: shown[name] for name in ("tiles", "bounds")}
            return KnownMap(drawn, digest, compounds, told)

        key = ("map", viewer().role, viewer().territory_id)
        return kept().get(key, f"{version}-{ground}", made)


def _first_counts(session: Session, day: date) -> str | None:
    """Return the address of the counts that the page asks for first, as they are now.

    None where what is asked for cannot be right: then the page asks, and is told why.
    """
    asked = {name: value for name, value in request.args.items() if name in KEYS}
    try:
        query = Scene.from_query(asked).query()
    except InputError:
        return None
    state = {"v": map_data.counts_state(session, day)}
    return f"{url_for('map_data.counts')}?{urlencode(query | state)}"
