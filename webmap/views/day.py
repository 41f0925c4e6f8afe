"""Today: what waits for the leader, and ticking what is done."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geo.errors import InputError
from geo.needs.vocabulary import Outcome
from geo.needs.worth import FORMULA
from geo.services import visits
from geo.services.day import Day, day_of
from geo.services.diary.handing_over.receiving import waiting
from geo.services.diary.handing_over.sending import returned as sent_back
from geo.services.diary.listing import unconfirmed_entries
from geo.services.questions import queue
from geo.services.rounds.notes import draft_of_note, drop_draft
from webmap import round_words
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.day_json import day_json
from webmap.diary.gazetteers import district
from webmap.forms import fresh_key, wants_json
from webmap.language import language
from webmap.links import inner_path

pages = Blueprint("day", __name__)

ASKED_AGAIN = frozenset({Outcome.DECLINED, Outcome.MOVED})
"""What ends or pauses the visits to a home."""


@pages.get("/today")
@for_roles(LEADER)
def page() -> str:
    """Show what waits for the leader today."""
    with store().read(viewer()) as session:
        day = day_of(session, today(session), language())
        unconfirmed = unconfirmed_entries(session)
        handed, returned = waiting(session), sent_back(session)
        questions = queue.waiting(session, today(session))
    return render_template(
        "today.html",
        unconfirmed=unconfirmed,
        handed=handed,
        returned=returned,
        day=day,
        questions=questions,
        now=day.round,
        say=round_words,
        fresh_key=fresh_key,
        formula=FORMULA[language()],
        config=_addresses(day),
    )


@pages.get("/api/today")
@for_roles(LEADER)
def data() -> Response:
    """Return the day in one small JSON: all that a phone needs at the doors."""
    with store().read(viewer()) as session:
        return jsonify(day_json(day_of(session, today(session), language())))


@pages.post("/units/<unit_id>/visits")
@for_roles(LEADER)
def tick(unit_id: str) -> Response | str:
    """Tick a visit; the same key counts once. What ends the visits is asked once more."""
    outcome = _outcome(request.form.get("outcome", ""))
    if outcome in ASKED_AGAIN and "sure" not in request.form:
        return render_template("rounds/sure.html", outcome=outcome.value, back=_next())
    key, note = request.form.get("key", ""), request.form.get("note", "").strip()
    gazetteer = district().now(store(), viewer()) if note else None
    with store().write(viewer()) as session:
        day = today(session)
        visits.tick(session, unit_id, outcome, key=key, today=day, note=note)
        if gazetteer is None:
            return _answer(_("已打勾。"))
        entry_id = draft_of_note(session, unit_id, note, key=key, gazetteer=gazetteer, today=day)
    return _answer(_("已打勾，记的话成了日记草稿。"), draft=url_for("diary.one", entry_id=entry_id))


@pages.post("/visits/<key>/undo")
@for_roles(LEADER)
def untick(key: str) -> Response:
    """Take a tick back, and with it the draft that its note became."""
    with store().write(viewer()) as session:
        visits.untick(session, key)
        drop_draft(session, key)
    return _answer(_("已收回。"))


@pages.post("/promises/<int:promise_id>/kept")
@for_roles(LEADER)
def kept(promise_id: int) -> Response:
    """Record that a promise was kept."""
    with store().write(viewer()) as session:
        visits.keep_promise(session, promise_id, today=today(session))
    return _answer(_("已记下：做到了。"))


def _addresses(day: Day) -> dict[str, str]:
    """Return the addresses that the page's modules ask; ``ID`` stands for a key."""
    addresses = {
        "tick": url_for("day.tick", unit_id="ID"),
        "untick": url_for("day.untick", key="ID"),
        "phone": url_for("map_data.phone", resident_id="ID"),
    }
    if day.round is not None:
        endpoints = {"postpone": "postpone", "pass": "pass_over", "replan": "replan"}
        for name, endpoint in endpoints.items():
            addresses[name] = url_for(f"walking.{endpoint}", round_id=day.round.round_id)
    return addresses


def _answer(sentence: str, **told: str) -> Response:
    """Answer a script with JSON and a form with the page it came from."""
    if wants_json():
        return jsonify(done=sentence, **told)
    flash(sentence, "good")
    return redirect(_next())


def _next() -> str:
    return inner_path(request.form.get("next", url_for("day.page")))


def _outcome(given: str) -> Outcome:
    if given not in set(Outcome):
        wanted = ", ".join(Outcome)
        raise InputError(
            f"{given!r} is no outcome of a visit; there are: {wanted}",
            zh="没有这种走访结果，请从列表里选。",
        )
    return Outcome(given)
