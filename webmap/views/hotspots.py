"""Where needs gather 需求集中片区: the map, its table, and the table as a file."""

from dataclasses import asdict, replace
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from geo.services import hotspots, mapping
from geo.services.hotspots import BAND_M, Gathering
from geo.services.scene import KEYS, Scene
from geo.services.viewing import Session
from webmap.access import MANAGER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map import hotspot_map, layers, vocabulary
from webmap.map.colours import ground_colours
from webmap.map.csv_form import csv_bytes
from webmap.map.kept import kept
from webmap.map.page import MapPage, View, map_page
from webmap.views.tiles import base_config

pages = Blueprint("hotspots", __name__)
PRESET_DAYS = (30, 90, 365)
SHOWN = 20
"""Rows of the table that stand open; the others are folded."""
MOST_ROWS = 300
"""So many of a district stand in the page; all of them are in the file."""


@pages.get("/hotspots")
@for_roles(MANAGER)
def page() -> str:
    """Show where the needs of a scene gather."""
    with store().read(viewer()) as session:
        day = today(session)
        reader = ("hotspots", viewer().role, viewer().territory_id, language())
        asked = _asked(day)
        version = f"{mapping.counts_version(session)}-{day}"
        found = kept().get((*reader, *asked), version, lambda: _found(session, *asked))
        compounds = mapping.compound_names(session)
        bounds = mapping.building_bounds(session, [one.id for one in found.hot])
    query = found.scene.query() | ({} if found.band_m == BAND_M else {"band": str(found.band_m)})
    return render_template(
        "hotspots/page.html",
        found=found,
        query=query,
        day=day,
        presets=[
            (days, hotspots.period_of(found.scene, days, day).query()) for days in PRESET_DAYS
        ],
        anytime=replace(found.scene, since=None, until=None).query(),
        compounds=compounds,
        groups=vocabulary.groups(language(), viewer().role),
        statuses=vocabulary.statuses(),
        category_label=vocabulary.category_label,
        classes=hotspot_map.classes(found),
        drawn=hotspot_map.drawn(found, bounds),
        shown=SHOWN,
        most=MOST_ROWS,
        markup=_map().markup,
    )


@pages.get("/hotspots/map.js")
@for_roles(MANAGER)
def script() -> Response:
    """Return the script that folium wrote for the page's map."""
    return Response(_map().script, mimetype="text/javascript")


@pages.get("/hotspots.csv")
@for_roles(MANAGER)
def file() -> Response:
    """Return the table as a file for work inside the house; that it was taken is noted."""
    with store().write(viewer()) as session:
        day = today(session)
        found = _found(session, *_asked(day))
        hotspots.note_export(session, found.scene, found.band_m)
    answer = Response(_csv(found), mimetype="text/csv")
    name = f"hotspots-{day.isoformat()}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _csv(found: Gathering) -> bytes:
    head = (
        _("小区"), _("楼栋"), _("需求"), _("户数"), _("每百户"), _("平滑后每百户"), _("G* 值"),
        _("校正后 p"), _("集中片区"), _("相邻楼数"),
    )  # fmt: skip
    rows = [
        (
            one.compound,
            one.label,
            one.needs,
            one.households,
            round(100 * one.rate, 2),
            round(100 * one.smoothed_rate, 2),
            None if one.z is None else round(one.z, 3),
            None if one.p_fdr is None else round(one.p_fdr, 4),
            one.area,
            one.n_neighbours,
        )
        for one in found.buildings
    ]
    return csv_bytes(head, rows)


def _asked(day: date) -> tuple[Scene, int]:
    """Return the scene in the address, and how far neighbours are away at most, in metres."""
    scene = _scene(request.args) if request.args else hotspots.usual_scene(day)
    return scene, hotspots.band_of(request.args.get("band"))


def _found(session: Session, scene: Scene, band_m: int) -> Gathering:
    return hotspots.gathering(session, scene, today(session), language(), band_m=band_m)


def _scene(given: MultiDict[str, str]) -> Scene:
    """Return the scene in the address; the form's one list names a category or a group."""
    words = {name: given[name] for name in KEYS if name in given}
    what = given.get("what", "")
    kind, _colon, key = what.partition(":")
    if kind in {"category", "group"} and key:
        words[kind] = key
    return Scene.from_query(words)


def _map() -> MapPage:
    with store().read(viewer()) as session:
        bounds = mapping.extent(session)
    view = layers.EMPTY_VIEW if bounds is None else View(*bounds)
    shown = {"palette": ground_colours(), "bounds": None if bounds is None else asdict(view)}
    return map_page(view, base_config() | shown, fitted=False)
