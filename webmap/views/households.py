"""A household opened by a manager, with a reason that is recorded first."""

from flask import Blueprint, render_template, request

from geo.services import households
from webmap.access import MANAGER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language

pages = Blueprint("households", __name__)


@pages.get("/cases/<int:need_id>/household")
@for_roles(MANAGER)
def of_need(need_id: int) -> str:
    """Ask why the household that a need is about has to be opened; which it is comes after."""
    with store().read(viewer()) as session:
        place = households.place_of_need(session, need_id, language())
    return render_template("households/ask.html", place=place)


@pages.post("/cases/<int:need_id>/household")
@for_roles(MANAGER)
def show_of_need(need_id: int) -> str:
    """Record the reason and show the household that a need is about."""
    reason = request.form.get("reason", "")
    opened = households.opened_household_of_need(store(), viewer(), need_id, reason=reason)
    with opened as (session, unit_id):
        household = households.household(session, unit_id, today(session), language())
    return render_template("households/show.html", household=household, reason=reason)


@pages.get("/households/<path:unit_id>")
@for_roles(MANAGER)
def of_unit(unit_id: str) -> str:
    """Ask why the household of a flat, chosen on the map, has to be opened."""
    with store().read(viewer()) as session:
        place = households.household(session, unit_id, today(session), language()).place
    return render_template("households/ask.html", place=place)


@pages.post("/households/<path:unit_id>")
@for_roles(MANAGER)
def show(unit_id: str) -> str:
    """Record the reason and show the household."""
    reason = request.form.get("reason", "")
    with households.opened_household(store(), viewer(), unit_id, reason=reason) as session:
        household = households.household(session, unit_id, today(session), language())
    return render_template("households/show.html", household=household, reason=reason)
