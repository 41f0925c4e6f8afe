"""Walking rounds: asking for one, seeing it, taking it along."""

from dataclasses import asdict
from datetime import date, time

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.crs import LonLat
from geo.errors import InputError
from geo.needs.worth import FORMULA
from geo.services import registry, rounds
from geo.services.rounds import Wish
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map import layers
from webmap.map.colours import ground_colours
from webmap.map.page import MapPage, map_page
from webmap.map.round_map import starting_points, view_of_line

pages = Blueprint("rounds", __name__)


@pages.get("/rounds")
@for_roles(LEADER)
def page() -> str | BaseResponse:
    """Show the form, and the last round of the day where there is one."""
    with store().read(viewer()) as session:
        day = today(session)
        kept = rounds.latest_round(session, day)
        starts = starting_points(registry.places_in_scope(session), _("社区办公室"))
    if kept is not None and "new" not in request.args:
        return redirect(url_for("rounds.one", round_id=kept[0]))
    return render_template(
        "rounds/form.html", day=day, starts=starts, formula=FORMULA[language()], wish=request.args
    )


@pages.post("/rounds")
@for_roles(LEADER)
def plan() -> BaseResponse:
    """Plan a round and go to it."""
    with store().write(viewer()) as session:
        round_id, _made = rounds.plan(session, _wish(), language())
    return redirect(url_for("rounds.one", round_id=round_id))


@pages.get("/rounds/<int:round_id>")
@for_roles(LEADER)
def one(round_id: int) -> str:
    """Show a round on the map and as a list."""
    with store().read(viewer()) as session:
        itinerary = rounds.kept_round(session, round_id)
        units = [leg.unit_id for leg in itinerary.legs]
        ticked = rounds.ticked(session, units, date.fromisoformat(itinerary.day))
    return render_template(
        "rounds/one.html",
        round_id=round_id,
        itinerary=itinerary,
        ticked=ticked,
        formula=FORMULA[language()],
        markup=_map(round_id).markup,
    )


@pages.get("/rounds/<int:round_id>/map.js")
@for_roles(LEADER)
def script(round_id: int) -> Response:
    """Return the script that folium wrote for the round's map."""
    return Response(_map(round_id).script, mimetype="text/javascript")


@pages.get("/api/rounds/<int:round_id>")
@for_roles(LEADER)
def itinerary(round_id: int) -> Response:
    """Return a round for the map."""
    with store().read(viewer()) as session:
        kept = asdict(rounds.kept_round(session, round_id))
    kept.pop("gpx")
    return jsonify(kept)


@pages.get("/rounds/<int:round_id>.gpx")
@for_roles(LEADER)
def exchange(round_id: int) -> Response:
    """Return a round for a navigation program; it names doors, nobody and no condition."""
    with store().read(viewer()) as session:
        kept = rounds.kept_round(session, round_id)
    answer = Response(kept.gpx, mimetype="application/gpx+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="round-{kept.day}.gpx"'
    return answer


def _map(round_id: int) -> MapPage:
    with store().read(viewer()) as session:
        kept = rounds.kept_round(session, round_id)
        view = layers.opening_view(registry.layer(session, "buildings"))
    addresses = {
        "buildings": url_for("people_map.buildings"),
        "ground": url_for("people_map.ground"),
        "round": url_for("rounds.itinerary", round_id=round_id),
        "palette": ground_colours(),
    }
    return map_page(view_of_line(kept.line, view), addresses)


def _wish() -> Wish:
    form = request.form
    try:
        return Wish(
            day=date.fromisoformat(form.get("day", "")),
            depart=time.fromisoformat(form.get("depart", "")),
            minutes=int(form.get("minutes", "")),
            start=_position(form.get("start", "")),
            slow="slow" in form,
            step_free="step_free" in form,
        )
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "the round needs a day (2026-01-31), a time (09:00), whole minutes and a start"
        ) from error


def _position(given: str) -> LonLat:
    lon, _, lat = given.partition(",")
    return LonLat(float(lon), float(lat))
