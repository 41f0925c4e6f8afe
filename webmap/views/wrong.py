"""说错了 beyond the diary: promises of a household, and what waits to be checked."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geo.services.wrong import needs, promises
from webmap.access import LEADER, for_roles, store, viewer
from webmap.forms import wants_json
from webmap.language import language
from webmap.links import inner_path

pages = Blueprint("wrong", __name__)


@pages.get("/wrong")
@for_roles(LEADER)
def index() -> str:
    """Show what was called wrong and waits to be checked."""
    with store().read(viewer()) as session:
        return render_template(
            "diary/wrong.html",
            needs=needs.wrong_needs(session, language()),
            promises=promises.wrong_promises(session, language()),
        )


@pages.post("/cases/<int:need_id>/right")
@for_roles(LEADER)
def need_right(need_id: int) -> Response:
    """Bring a need back that was checked."""
    with store().write(viewer()) as session:
        needs.call_right(session, need_id)
    flash(_("放回来了。"), "good")
    return redirect(url_for("cases.one", need_id=need_id))


@pages.post("/promises/<int:promise_id>/wrong")
@for_roles(LEADER)
def promise_wrong(promise_id: int) -> Response:
    """Put a promise away."""
    with store().write(viewer()) as session:
        promises.call_wrong(session, promise_id)
    return _answer(_("已收起，一天之内可以放回来。"))


@pages.post("/promises/<int:promise_id>/right")
@for_roles(LEADER)
def promise_right(promise_id: int) -> Response:
    """Bring it back."""
    with store().write(viewer()) as session:
        promises.call_right(session, promise_id)
    return _answer(_("放回来了。"))


def _answer(sentence: str) -> Response:
    if wants_json():
        return jsonify(done=sentence)
    flash(sentence, "good")
    return redirect(inner_path(request.form.get("next", url_for("wrong.index"))))
