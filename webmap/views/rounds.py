"""Walking rounds: asking for one, seeing it, taking it along."""

import hashlib
from datetime import UTC, date, datetime, time

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import InputError
from geo.needs.worth import FORMULA
from geo.services import mapping, registry
from geo.services.rounds import keeping, links, planning, replanning, sharing, standing
from geo.services.rounds.ground import walking_network
from geo.services.rounds.planning import Wish
from geo.services.rounds.progress import progress
from geo.services.rounds.reaching import doors_apart
from geo.services.rounds.wording import in_language
from webmap import round_words
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.forms import fresh_key, position
from webmap.language import language
from webmap.map import layers
from webmap.map.colours import ground_colours
from webmap.map.kept import kept as kept_values
from webmap.map.page import MapPage, View, map_page
from webmap.map.round_map import round_json, starting_points
from webmap.views.map_data import FOR_GOOD
from webmap.views.people_map import layer_addresses

pages = Blueprint("rounds", __name__)


@pages.get("/rounds")
@for_roles(LEADER)
def page() -> str | BaseResponse:
    """Show the form, and the last round of the day where there is one."""
    with store().read(viewer()) as session:
        day = today(session)
        kept = keeping.latest_round(session, day)
        starts = starting_points(registry.places_in_scope(session), _("社区办公室"))
        usual = standing.standing_rounds(session)
    if kept is not None and "new" not in request.args:
        return redirect(url_for("rounds.one", round_id=kept[0]))
    return render_template(
        "rounds/form.html",
        day=day,
        starts=starts,
        usual=usual,
        most=keeping.MOST_PARTS,
        formula=FORMULA[language()],
        **_map_parts(),
    )


@pages.get("/rounds/map.js")
@for_roles(LEADER)
def script() -> Response:
    """Return the script that folium wrote for the map of the territory."""
    made, digest = _map()
    answer = Response(made.script, mimetype="text/javascript")
    if request.args.get("v") == digest:
        answer.headers["Cache-Control"] = FOR_GOOD
    return answer


@pages.post("/rounds")
@for_roles(LEADER)
def plan() -> BaseResponse:
    """Plan a round, or the parts of one for several walkers, and go to it."""
    wish, walkers = _wish(), _walkers()
    with store().read(viewer()) as session:
        made = (
            [planning.plan(session, wish, language())]
            if walkers == 1
            else sharing.share(session, wish, walkers, language())
        )
    with store().write(viewer()) as session:
        round_id, *_others = sharing.keep_shares(session, made)
    return redirect(url_for("rounds.one", round_id=round_id))


@pages.get("/rounds/<int:round_id>")
@for_roles(LEADER)
def one(round_id: int) -> str:
    """Show a round on the map and as a list."""
    with store().read(viewer()) as session:
        now = progress(session, round_id, language())
        more = "more" in request.args
        gained = replanning.gained(session, round_id, language()) if more else None
        parts = [(key, keeping.kept_round(session, key)) for key in now.itinerary.parts]
        given = links.links(session, datetime.now(UTC))
        sent = links.proposals(session, language())
    return render_template(
        "rounds/one.html",
        now=now,
        itinerary=now.itinerary,
        gained=gained,
        parts=parts,
        links=given,
        proposals=sent,
        say=round_words,
        fresh_key=fresh_key,
        formula=FORMULA[language()],
        first_data=[*layer_addresses().values(), _itinerary(round_id)],
        config=_addresses(round_id),
        **_map_parts(),
    )


@pages.get("/api/rounds/<int:round_id>")
@for_roles(LEADER)
def itinerary(round_id: int) -> Response:
    """Return what the map draws of a round."""
    with store().read(viewer()) as session:
        kept = in_language(session, keeping.kept_round(session, round_id), language())
    return jsonify(round_json(kept))


@pages.get("/api/rounds/apart")
@for_roles(LEADER)
def apart() -> Response:
    """Return the doors that no way joins with the others."""
    with store().read(viewer()) as session:
        groups = doors_apart(walking_network(session, today(session)))
    return jsonify(
        apart=[
            {
                "at": (group.at.lon, group.at.lat),
                "doors": len(group.entrance_ids),
                "words": ngettext(
                    "%(num)d 个单元门没有和别处的路连上",
                    "%(num)d 个单元门没有和别处的路连上",
                    len(group.entrance_ids),
                ),
            }
            for group in groups
        ]
    )


def _addresses(round_id: int) -> dict[str, str]:
    """Return the addresses that the page's modules ask; ``ID`` stands for a key."""
    return {
        "round": _itinerary(round_id),
        "tick": url_for("day.tick", unit_id="ID"),
        "untick": url_for("day.untick", key="ID"),
        "postpone": url_for("walking.postpone", round_id=round_id),
        "pass": url_for("walking.pass_over", round_id=round_id),
        "replan": url_for("walking.replan", round_id=round_id),
        "more": url_for("walking.more", round_id=round_id),
        "phone": url_for("map_data.phone", resident_id="ID"),
        "search": url_for("map_data.search"),
    }


def _map_parts() -> dict[str, str]:
    """Return markup and address of the script of the map, for a template."""
    made, digest = _map()
    return {"markup": made.markup, "map_script": url_for("rounds.script", v=digest)}


def _map() -> tuple[MapPage, str]:
    """Return the map of the viewer's territory and the digest of its script.

    It is one for all rounds: a round's page fits it to the round.
    """
    drawn = {**layer_addresses(), "palette": ground_colours()}
    with store().read(viewer()) as session:
        version = f"{mapping.places_version(session)}-{drawn}"

        def made() -> tuple[MapPage, str]:
            bounds = mapping.extent(session)
            view = layers.EMPTY_VIEW if bounds is None else View(*bounds)
            page = map_page(view, drawn, fitted=False)
            return page, hashlib.sha256(page.script.encode()).hexdigest()[:16]

        return kept_values().get(("round map", viewer().territory_id, language()), version, made)


def _itinerary(round_id: int) -> str:
    return url_for("rounds.itinerary", round_id=round_id)


def _wish() -> Wish:
    form = request.form
    try:
        return Wish(
            day=date.fromisoformat(form.get("day", "")),
            depart=time.fromisoformat(form.get("depart", "")),
            minutes=int(form.get("minutes", "")),
            start=position(form.get("start", "")),
            slow="slow" in form,
            step_free="step_free" in form,
            paired="paired" in form,
        )
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "the round needs a day (2026-01-31), a time (09:00), whole minutes and a start",
            zh="请写明哪一天（2026-01-31）、几点（09:00）、多少分钟（整数）和从哪里出发。",
        ) from error


def _walkers() -> int:
    given = request.form.get("walkers", "1")
    if not given.isdecimal():
        raise InputError(f"{given!r} is no number of walkers", zh="请写明几个人走（整数）。")
    return int(given)
