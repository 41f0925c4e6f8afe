"""Volunteers: a leader gives a link for today, its doors are seen, ticks come back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.services.rounds import links
from geo.services.rounds.helping import (
    LONGEST_NOTE,
    OUTCOMES,
    UnknownLinkError,
    opened_link,
    propose_tick,
)
from geo.services.rounds.notes import draft_of_note
from webmap.access import LEADER, for_anyone, for_roles, settings, store, viewer
from webmap.day import today
from webmap.diary.gazetteers import district
from webmap.forms import fresh_key
from webmap.links import inner_path
from webmap.round_words import TALKS

pages = Blueprint("volunteers", __name__)


@pages.post("/rounds/<int:round_id>/links")
@for_roles(LEADER)
def give(round_id: int) -> str:
    """Make a link for today and show it, this once."""
    form = request.form
    with store().write(viewer()) as session:
        _id, token = links.give_link(
            session,
            round_id,
            form.getlist("unit_id"),
            form.get("helper", ""),
            today=today(session),
            now=datetime.now(UTC),
            zone=ZoneInfo(settings().time_zone),
        )
    return render_template(
        "rounds/link.html",
        link=url_for("volunteers.doors", token=token, _external=True),
        helper=form.get("helper", ""),
        back=url_for("rounds.one", round_id=round_id),
    )


@pages.post("/links/<int:link_id>/revoke")
@for_roles(LEADER)
def revoke(link_id: int) -> BaseResponse:
    """Take a link back."""
    with store().write(viewer()) as session:
        links.revoke_link(session, link_id)
    return _back(_("链接已收回，马上就打不开了。"))


@pages.post("/proposals/<int:proposal_id>/take")
@for_roles(LEADER)
def take(proposal_id: int) -> BaseResponse:
    """Make a visit of what a volunteer sent; a note becomes a draft of the diary."""
    gazetteer = district().now(store(), viewer())
    with store().write(viewer()) as session:
        unit_id, key, note, day = links.take_proposal(session, proposal_id)
        if note:
            draft_of_note(session, unit_id, note, key=key, gazetteer=gazetteer, today=day)
    return _back(_("已打勾。"))


@pages.post("/proposals/<int:proposal_id>/refuse")
@for_roles(LEADER)
def refuse(proposal_id: int) -> BaseResponse:
    """Put what a volunteer sent aside."""
    with store().write(viewer()) as session:
        links.refuse_proposal(session, proposal_id)
    return _back(_("这一条不算。"))


@pages.get("/help/<token>")
@for_anyone
def doors(token: str) -> Response | tuple[Response, int]:
    """Show the doors of a link; whatever is wrong with it looks the same."""
    try:
        helping = opened_link(store(), token, now=datetime.now(UTC), address=_address())
    except UnknownLinkError as error:
        return _unlisted(render_template("volunteer/unknown.html", fault=error)), 404
    return _unlisted(
        render_template(
            "volunteer/doors.html",
            helping=helping,
            token=token,
            talks=TALKS,
            outcomes=OUTCOMES,
            longest=LONGEST_NOTE,
            fresh_key=fresh_key,
        )
    )


@pages.post("/help/<token>/ticks")
@for_anyone
def tick(token: str) -> BaseResponse | tuple[Response, int]:
    """Send what a volunteer did at a door to the leader."""
    form = request.form
    try:
        propose_tick(
            store(),
            token,
            form.get("unit_id", ""),
            form.get("outcome", ""),
            key=form.get("key", ""),
            note=form.get("note", ""),
            now=datetime.now(UTC),
            address=_address(),
        )
    except UnknownLinkError as error:
        return _unlisted(render_template("volunteer/unknown.html", fault=error)), 404
    flash(_("已送给点长。"), "good")
    return redirect(url_for("volunteers.doors", token=token))


def _unlisted(page: str) -> Response:
    """Return a page that no search engine keeps."""
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _address() -> str:
    return request.remote_addr or ""


def _back(said: str) -> BaseResponse:
    flash(said, "good")
    return redirect(inner_path(request.form.get("next", url_for("day.page"))))
