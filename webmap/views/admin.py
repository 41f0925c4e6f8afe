"""The steward's page: accounts and the audit."""

from flask import Blueprint, render_template

from geo.services import oversight
from webmap.access import STEWARD, for_roles, store, viewer

pages = Blueprint("admin", __name__)


@pages.get("/admin")
@for_roles(STEWARD)
def page() -> str:
    """Show the accounts and who did what lately."""
    with store().read(viewer()) as session:
        return render_template(
            "admin/page.html",
            accounts=oversight.account_lines(session),
            acts=oversight.audit_lines(session),
        )
