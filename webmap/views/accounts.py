"""Logging in and out, and the language of the pages."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from geo.services import accounts
from geo.services.login import authenticate
from geo.services.login_tries import LoginRefusedError
from webmap.access import (
    LEADER,
    PARTNER,
    STEWARD,
    KeptSession,
    for_anyone,
    for_roles,
    store,
    viewer,
    without_cache,
)
from webmap.language import LANGUAGES
from webmap.language import language as language_of_page
from webmap.links import inner_path

pages = Blueprint("accounts", __name__)
HOME = {LEADER: "/today", PARTNER: "/cases", STEWARD: "/admin"}
"""Where a role begins its day; a manager begins at the map."""


@pages.get("/login")
@for_anyone
def login() -> str:
    """Show the login form."""
    return render_template("login.html", next=inner_path(request.args.get("next", "/")))


@pages.post("/login")
@for_anyone
def log_in() -> Response | tuple[str, int]:
    """Log in and go on to the page that was wanted."""
    wanted = inner_path(request.form.get("next", "/"))
    user, password = request.form.get("user", ""), request.form.get("password", "")
    try:
        known = authenticate(store(), user, password, address=request.remote_addr or "")
    except LoginRefusedError as error:
        return render_template(
            "login.html", next=wanted, user=user, fault=error.said(language_of_page())
        ), 403
    kept_session().log_in(known)
    return redirect(HOME.get(known.role, "/") if wanted == "/" else wanted)


@pages.post("/logout")
@for_roles()
def logout() -> Response:
    """End the session; the browser forgets what it kept of the pages."""
    kept_session().log_out()
    return without_cache(redirect(url_for("accounts.login")))


@pages.post("/language")
@for_anyone
def language() -> Response:
    """Keep the language that the pages are wanted in."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if kept_session().viewer is not None:
            known = viewer()
            with store().write(known) as writing:
                accounts.set_language(writing, known.account_id or 0, wanted)
    return redirect(inner_path(request.form.get("next", "/")))


def kept_session() -> KeptSession:
    """Return this request's session as what it is."""
    found = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy hides our class
    if not isinstance(found, KeptSession):
        raise TypeError("the service runs without its session store")
    return found
