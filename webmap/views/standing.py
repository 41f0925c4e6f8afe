"""Standing rounds: keeping one from a round, changing it, starting it with one tap."""

from dataclasses import replace
from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geo.errors import InputError
from geo.services.rounds import keeping, planning, standing
from geo.services.rounds.standing import Standing
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.wanted_flat import wanted_flat

pages = Blueprint("standing", __name__)


@pages.post("/rounds/<int:round_id>/standing")
@for_roles(LEADER)
def keep(round_id: int) -> Response:
    """Keep a round as one that is walked again and again."""
    with store().write(viewer()) as session:
        kept = keeping.kept_round(session, round_id)
        made = standing.standing_of(kept, request.form.get("name", ""))
        standing_id = standing.keep_standing(session, made)
    flash(_("已记成常走的路线。下次一点就能出发。"), "good")
    return redirect(url_for("standing.one", standing_id=standing_id))


@pages.get("/rounds/standing/<int:standing_id>")
@for_roles(LEADER)
def one(standing_id: int) -> str:
    """Show a standing round: its homes in their order, and what can be changed."""
    with store().read(viewer()) as session:
        kept = standing.standing_round(session, standing_id)
        lines = standing.home_lines(session, kept.homes, language())
    return render_template("rounds/standing.html", standing=kept, lines=lines)


@pages.post("/rounds/standing/<int:standing_id>")
@for_roles(LEADER)
def change(standing_id: int) -> Response:
    """Change name, minutes and what comes first and last."""
    with store().write(viewer()) as session:
        kept = standing.standing_round(session, standing_id)
        standing.keep_standing(session, _changed(kept))
    flash(_("已改好。"), "good")
    return redirect(url_for("standing.one", standing_id=standing_id))


@pages.post("/rounds/standing/<int:standing_id>/homes")
@for_roles(LEADER)
def homes(standing_id: int) -> Response:
    """Move a home up or down, take one out, or put one in."""
    form = request.form
    with store().write(viewer()) as session:
        kept = standing.standing_round(session, standing_id)
        unit, act = form.get("unit_id", ""), form.get("act", "")
        if act == "add":
            kept = kept.with_home(wanted_flat(session, required=True))
        elif act == "out":
            kept = kept.without(unit)
        else:
            kept = kept.moved(unit, -1 if act == "up" else 1)
        standing.keep_standing(session, kept)
    return redirect(url_for("standing.one", standing_id=standing_id, _anchor="homes"))


@pages.post("/rounds/standing/<int:standing_id>/drop")
@for_roles(LEADER)
def drop(standing_id: int) -> Response:
    """Take a standing round away."""
    with store().write(viewer()) as session:
        standing.drop_standing(session, standing_id)
    flash(_("已删掉这条常走的路线。"), "good")
    return redirect(url_for("rounds.page", new=1))


@pages.post("/rounds/standing/<int:standing_id>/start")
@for_roles(LEADER)
def start(standing_id: int) -> Response:
    """Plan today's round along a standing one and go to it."""
    with store().read(viewer()) as session:
        wish = standing.standing_round(session, standing_id).wish(today(session))
        made = planning.plan(session, wish, language())
    with store().write(viewer()) as session:
        round_id = keeping.keep(session, made)
    return redirect(url_for("rounds.one", round_id=round_id))


def _changed(kept: Standing) -> Standing:
    form = request.form
    try:
        minutes, depart = int(form.get("minutes", "")), time.fromisoformat(form.get("depart", ""))
    except ValueError as error:
        raise InputError(
            "a standing round needs whole minutes and a time as 09:00",
            zh="请写明多少分钟（整数）和几点出门（09:00）。",
        ) from error
    return replace(
        kept,
        name=form.get("name", ""),
        minutes=minutes,
        depart=f"{depart:%H:%M}",
        only="more" not in form,
        slow="slow" in form,
        step_free="step_free" in form,
        paired="paired" in form,
        first=form.get("first", ""),
        last=form.get("last", ""),
    )
