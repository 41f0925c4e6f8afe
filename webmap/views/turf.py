"""Turf: a territory cut into areas of about equal minutes, shown, proposed, taken, undone."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import InputError
from geo.services import mapping, turf
from geo.services.turf import Cut
from webmap.access import MANAGER, STEWARD, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map import layers
from webmap.map.colours import ground_colours
from webmap.map.page import MapPage, View, map_page

pages = Blueprint("turf", __name__)

SHADES = 8
"""Colours of areas; they come again, as neighbours are told apart by their number too."""


@pages.get("/turf")
@for_roles(MANAGER, STEWARD)
def page() -> str:
    """Show the form, the areas where they were asked for, and what was proposed."""
    with store().read(viewer()) as session:
        compounds = mapping.compound_names(session)
        plans = turf.plans(session)
    made = _cut() if "areas" in request.args else None
    return render_template(
        "turf/page.html",
        compounds=compounds,
        plans=plans,
        made=made,
        most=turf.MOST_AREAS,
        shades=SHADES,
        may_take=viewer().role is STEWARD,
        markup=_map().markup,
        drawn=None if made is None else _drawn(made),
    )


@pages.get("/turf/map.js")
@for_roles(MANAGER, STEWARD)
def script() -> Response:
    """Return the script that folium wrote for the map of the areas."""
    return Response(_map().script, mimetype="text/javascript")


@pages.get("/api/turf")
@for_roles(MANAGER, STEWARD)
def data() -> Response:
    """Return the areas that the address asks for, with the buildings of each."""
    return jsonify(_drawn(_cut()))


@pages.post("/turf")
@for_roles(MANAGER, STEWARD)
def propose() -> BaseResponse:
    """Propose the areas to the steward."""
    made = _cut()
    with store().write(viewer()) as session:
        turf.propose(session, made, today=today(session))
    return _back(_("分片方案已提交，等数据管理员采用。"))


@pages.post("/turf/<int:plan_id>/take")
@for_roles(STEWARD)
def take(plan_id: int) -> BaseResponse:
    """Make territories of a proposal."""
    with store().write(viewer()) as session:
        turf.take(session, plan_id)
    return _back(_("已按方案建好片区。账号要换到新片区，请到“账号”里改。"))


@pages.post("/turf/<int:plan_id>/undo")
@for_roles(STEWARD)
def undo(plan_id: int) -> BaseResponse:
    """Give the territories back what they had before."""
    with store().write(viewer()) as session:
        turf.undo(session, plan_id)
    return _back(_("已撤销，片区恢复原样。"))


def _cut() -> Cut:
    asked = request.values
    areas = asked.get("areas", "")
    if not areas.isdecimal():
        raise InputError(f"{areas!r} is no number of areas", zh="请写明分成几片（整数）。")
    with store().read(viewer()) as session:
        day = today(session)
    return turf.cut(
        store(),
        viewer(),
        int(areas),
        today=day,
        language=language(),
        compound=asked.get("compound", ""),
    )


def _drawn(made: Cut) -> dict[str, Any]:
    return {
        "areas": [
            {"number": area.number, "buildings": area.buildings, "compounds": area.compounds}
            for area in made.areas
        ]
    }


def _map() -> MapPage:
    with store().read(viewer()) as session:
        bounds = mapping.extent(session)
    view = layers.EMPTY_VIEW if bounds is None else View(*bounds)
    return map_page(
        view,
        {
            "buildings": url_for("people_map.buildings"),
            "ground": url_for("people_map.ground"),
            "palette": ground_colours(),
        },
    )


def _back(said: str) -> BaseResponse:
    flash(said, "good")
    return redirect(url_for("turf.page"))
