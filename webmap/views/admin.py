"""The steward's pages: accounts, territories and organisations, and who did what."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geo.errors import InputError
from geo.needs.vocabulary import Role, label
from geo.services import accounts, oversight
from geo.services.accounts import NewAccount, new_password
from geo.services.mapping import compound_names
from geo.services.oversight import AuditQuery
from webmap.access import STEWARD, for_roles, settings, store, viewer
from webmap.audit_words import AUDIT_ACTS
from webmap.language import language

pages = Blueprint("admin", __name__)


@pages.get("/admin")
@for_roles(STEWARD)
def page() -> str:
    """Show the accounts and the form for a new one."""
    with store().read(viewer()) as session:
        return render_template(
            "admin/page.html",
            accounts=oversight.account_lines(session),
            territories=oversight.territory_lines(session),
            partners=oversight.partner_lines(session),
            compounds=compound_names(session),
            roles={role: label(role, language()) for role in Role},
        )


@pages.get("/admin/areas")
@for_roles(STEWARD)
def areas() -> str:
    """Show territories and partner organisations, and the forms for new ones."""
    with store().read(viewer()) as session:
        return render_template(
            "admin/areas.html",
            territories=oversight.territory_lines(session),
            partners=oversight.partner_lines(session),
            compounds=compound_names(session),
        )


@pages.get("/admin/audit")
@for_roles(STEWARD)
def audit() -> str:
    """Show who did what: by act, actor and day, newest first."""
    query = AuditQuery.from_query(request.args)
    with store().read(viewer()) as session:
        found = oversight.audit_page(session, query, settings().time_zone)
        acts, actors = oversight.audit_choices(session)
    return render_template(
        "admin/audit.html", found=found, query=query, acts=acts, actors=actors, words=AUDIT_ACTS
    )


@pages.post("/admin/accounts")
@for_roles(STEWARD)
def add_account() -> str:
    """Make an account and show its password, this once."""
    form = request.form
    password = new_password()
    with store().write(viewer()) as session:
        made = NewAccount(
            user=form.get("user", "").strip(),
            password=password,
            role=_role(form.get("role", "")),
            name=form.get("name", "").strip(),
            territory=form.get("territory") or None,
            partner_id=form.get("partner") or None,
        )
        accounts.make_account(session, made)
    return render_template("admin/password.html", user=made.user, password=password, fresh=True)


@pages.post("/admin/accounts/<user>/password")
@for_roles(STEWARD)
def password(user: str) -> str:
    """Give an account a new password and show it, this once."""
    made = new_password()
    with store().write(viewer()) as session:
        accounts.set_password(session, user, made)
    return render_template("admin/password.html", user=user, password=made, fresh=False)


@pages.post("/admin/accounts/<user>/close")
@for_roles(STEWARD)
def close(user: str) -> Response:
    """Close an account."""
    with store().write(viewer()) as session:
        accounts.close_account(session, user)
    return _done(_("账号 %(user)s 已停用。", user=user), "admin.page")


@pages.post("/admin/accounts/<user>/reopen")
@for_roles(STEWARD)
def reopen(user: str) -> Response:
    """Open a closed account again."""
    with store().write(viewer()) as session:
        accounts.reopen_account(session, user)
    return _done(_("账号 %(user)s 已重新启用。", user=user), "admin.page")


@pages.post("/admin/accounts/<user>/territory")
@for_roles(STEWARD)
def move(user: str) -> Response:
    """Give an account another territory."""
    with store().write(viewer()) as session:
        accounts.set_territory(session, user, request.form.get("territory") or None)
    return _done(_("账号 %(user)s 的片区已改。", user=user), "admin.page")


@pages.post("/admin/territories")
@for_roles(STEWARD)
def add_territory() -> Response:
    """Make a territory of compounds."""
    name = request.form.get("name", "")
    with store().write(viewer()) as session:
        oversight.add_territory(session, name, request.form.getlist("compound"))
    return _done(_("片区 %(name)s 已建好。", name=name.strip()), "admin.areas")


@pages.post("/admin/partners")
@for_roles(STEWARD)
def add_partner() -> Response:
    """Add a partner organisation."""
    form = request.form
    with store().write(viewer()) as session:
        oversight.add_partner(
            session, form.get("id", "").strip(), form.get("name", ""), form.get("kind", "").strip()
        )
    return _done(_("协办单位 %(name)s 已加上。", name=form.get("name", "").strip()), "admin.areas")


def _done(sentence: str, endpoint: str) -> Response:
    flash(sentence, "good")
    return redirect(url_for(endpoint))


def _role(given: str) -> Role:
    if given not in set(Role):
        raise InputError(f"role {given!r}: wanted {', '.join(Role)}", zh="请选一个角色。")
    return Role(given)
