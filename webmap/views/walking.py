"""On the way: the rest of a round planned again, a home put off or added, what more time adds."""

from datetime import time

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import InputError
from geo.services.rounds import keeping, replanning
from geo.services.rounds.progress import progress
from geo.services.rounds.replanning import Here
from webmap import round_words
from webmap.access import LEADER, for_roles, store, viewer
from webmap.forms import fresh_key, position, wants_json
from webmap.language import language
from webmap.map.round_map import round_json
from webmap.wanted_flat import wanted_flat

pages = Blueprint("walking", __name__)


@pages.post("/rounds/<int:round_id>/replan")
@for_roles(LEADER)
def replan(round_id: int) -> BaseResponse:
    """Plan the rest of a round again from where the leader is, with one more door if asked."""
    here = _here()
    with store().read(viewer()) as session:
        made = replanning.replan(
            session, round_id, here, language(), add=wanted_flat(session) or None
        )
    with store().write(viewer()) as session:
        keeping.keep(session, made, round_id=round_id)
    if not wants_json():
        return _back(round_id, _("路线已重新排好。"))
    with store().read(viewer()) as session:
        now = progress(session, round_id, language())
    html = render_template("rounds/stops.html", now=now, say=round_words, fresh_key=fresh_key)
    return jsonify(done=_("路线已重新排好。"), html=html, round=round_json(now.itinerary))


@pages.post("/rounds/<int:round_id>/postpone")
@for_roles(LEADER)
def postpone(round_id: int) -> BaseResponse:
    """Put a home off to another round, or take that back."""
    back = "back" in request.form
    with store().write(viewer()) as session:
        keeping.postpone(session, round_id, request.form.get("unit_id", ""), back=back)
    said = _("又放回这条路线。") if back else _("这次先不去，下次排路线时会再出现。")
    return jsonify(done=said) if wants_json() else _back(round_id, said)


@pages.post("/rounds/<int:round_id>/pass")
@for_roles(LEADER)
def pass_over(round_id: int) -> BaseResponse:
    """Pass a home over for now: it comes after the others."""
    with store().write(viewer()) as session:
        keeping.pass_over(session, round_id, request.form.get("unit_id", ""))
    said = _("先跳过，最后再来。")
    return jsonify(done=said) if wants_json() else _back(round_id, said)


@pages.get("/api/rounds/<int:round_id>/more")
@for_roles(LEADER)
def more(round_id: int) -> Response:
    """Return the homes that another hour would add to a round."""
    with store().read(viewer()) as session:
        legs = replanning.gained(session, round_id, language())
    return jsonify(gained=[{"place": leg.place, "whys": leg.whys} for leg in legs])


def _back(round_id: int, said: str) -> BaseResponse:
    flash(said, "good")
    return redirect(url_for("rounds.one", round_id=round_id))


def _here() -> Here:
    form = request.form
    try:
        return Here(
            at=position(form["at"]) if form.get("at") else None,
            now=time.fromisoformat(form["now"]) if form.get("now") else None,
            minutes=int(form["minutes"]) if form.get("minutes") else None,
        )
    except ValueError as error:
        raise InputError(
            "say the time as 09:40, whole minutes, and a place as lon,lat",
            zh="时间写成 09:40，分钟写整数，地点写成“经度,纬度”。",
        ) from error
