"""What to mind when calling at a home: kept on the household by its leader."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geo.errors import InputError
from geo.services import households
from geo.services.rounds.terms import LONGEST_ADDRESS, Talk, Terms, hours_of, set_terms, terms_of
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.links import inner_path
from webmap.round_words import TALKS

pages = Blueprint("home_terms", __name__)


@pages.get("/units/<path:unit_id>/terms")
@for_roles(LEADER)
def page(unit_id: str) -> str:
    """Show what is agreed about a home, to be changed."""
    with store().read(viewer()) as session:
        home = households.household(session, unit_id, today(session), language())
        terms = terms_of(session, [unit_id]).get(unit_id, Terms())
    return render_template(
        "rounds/terms.html",
        place=home.place.line(),
        terms=terms,
        talks=TALKS,
        longest=LONGEST_ADDRESS,
        back=inner_path(request.args.get("next", url_for("day.page"))),
    )


@pages.post("/units/<path:unit_id>/terms")
@for_roles(LEADER)
def change(unit_id: str) -> Response:
    """Keep what is agreed about a home."""
    with store().write(viewer()) as session:
        set_terms(session, unit_id, _terms(), today=today(session))
    flash(_("已记下上门约定，下次排路线时会用。"), "good")
    return redirect(inner_path(request.form.get("next", url_for("day.page"))))


def _terms() -> Terms:
    form = request.form
    talk = form.getlist("talk")
    if not set(talk) <= set(Talk):
        raise InputError(f"{talk} is no way to talk", zh="没有这种说话方式，请从列表里选。")
    return Terms(
        hours=hours_of(form.get("hours", "")),
        call_first="call_first" in form,
        two_people="two_people" in form,
        talk=tuple(one for one in Talk if one in talk),
        address_as=form.get("address_as", "").strip(),
    )
