"""A household opened by a manager, with a reason that is recorded first."""

from flask import Blueprint, render_template, request

from geo.services import households
from webmap.access import MANAGER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language

pages = Blueprint("households", __name__)


@pages.get("/cases/<int:need_id>/household")
@for_roles(MANAGER)
def ask(need_id: int) -> str:
    """Ask why the household has to be opened."""
    return render_template("households/ask.html", need_id=need_id)


@pages.post("/cases/<int:need_id>/household")
@for_roles(MANAGER)
def show(need_id: int) -> str:
    """Record the reason and show the household."""
    with store().read(viewer()) as session:
        unit_id = households.unit_of_need(session, need_id)
    reason = request.form.get("reason", "")
    with households.opened_household(store(), viewer(), unit_id, reason=reason) as session:
        household = households.household(session, unit_id, today(session), language())
    return render_template("households/show.html", household=household, reason=reason)
