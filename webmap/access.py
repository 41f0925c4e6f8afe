"""Who is looking: sessions kept in the store, and the permission that every route declares."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Request, Response, current_app, g, redirect, request, session, url_for
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import ForbiddenError
from geo.services import web_sessions
from geo.services.viewing import Role, Store, Viewer
from webmap.settings import Settings

COOKIE = "peoples_map"
P = ParamSpec("P")
R = TypeVar("R")

LEADER, MANAGER, PARTNER, STEWARD = Role.LEADER, Role.MANAGER, Role.PARTNER, Role.STEWARD


def for_roles(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a route is for these roles; without arguments: for everybody logged in."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.roles = frozenset(roles or Role)  # type: ignore[attr-defined]
        return view

    return declare


def for_anyone(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that a route needs no login."""
    view.roles = None  # type: ignore[attr-defined]
    return view


def declared_roles(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """Return the roles a route is for, None: anyone.

    Raises
    ------
    LookupError
        When the route declares nothing: nobody may open it.
    """
    view = app.view_functions[endpoint]
    if endpoint == "static":
        return None
    if not hasattr(view, "roles"):
        raise LookupError(f"route {endpoint!r} declares no permission: decorate its view")
    roles: frozenset[Role] | None = view.roles
    return roles


def viewer() -> Viewer:
    """Return who is logged in on this request."""
    found: Viewer | None = session.viewer  # type: ignore[attr-defined]
    if found is None:
        raise ForbiddenError("nobody is logged in", zh="请先登录。")
    return found


def store() -> Store:
    """Return the store of the running service."""
    found: Store = current_app.extensions["peoples_map_store"]
    return found


def settings() -> Settings:
    """Return the settings of the running service."""
    found: Settings = current_app.extensions["peoples_map_settings"]
    return found


class KeptSession(CallbackDict[str, Any], SessionMixin):
    """What the store remembers of a browser."""

    def __init__(self, key: str, login: web_sessions.Login | None) -> None:
        self.key = key
        self.new = login is None
        self.modified = False
        self.viewer = login.viewer if login else None
        self.language = login.language if login else None
        self.renewed = login.renewed if login else False

        def touched(_: object) -> None:
            self.modified = True

        super().__init__(login.data if login else {}, touched)

    def log_in(self, known: Viewer) -> None:
        """Start a fresh session for `known`: a key seen before login is worth nothing after."""
        web_sessions.forget(store(), self.key)
        self.key = web_sessions.new_session_key()
        self.clear()
        self.viewer, self.modified = known, True

    def log_out(self) -> None:
        """End the session."""
        web_sessions.forget(store(), self.key)
        self.clear()
        self.key, self.viewer, self.modified = web_sessions.new_session_key(), None, False


class StoreSessions(SessionInterface):
    """Keeps sessions as rows of the store; the cookie holds only a random key."""

    def open_session(self, app: Flask, request: Request) -> KeptSession:
        """Return the session of the request's cookie, or a new one."""
        key = request.cookies.get(COOKIE)
        login = None
        if key and request.endpoint not in {"static", "health.healthz"}:
            hours = int(app.extensions["peoples_map_settings"].session_hours)
            login = web_sessions.recall(app.extensions["peoples_map_store"], key, hours=hours)
        return KeptSession(key if key and login else web_sessions.new_session_key(), login)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session when it changed, and set or clear its cookie."""
        if not isinstance(session, KeptSession):
            return
        if request.endpoint == "accounts.logout":
            response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
        if session.modified:
            web_sessions.remember(
                app.extensions["peoples_map_store"],
                session.key,
                dict(session),
                account_id=session.viewer.account_id if session.viewer else None,
            )
        if not (session.modified or session.renewed):
            return
        response.set_cookie(
            COOKIE,
            session.key,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
            max_age=int(app.extensions["peoples_map_settings"].session_hours) * 3600,
        )


def check_permission() -> BaseResponse | None:
    """Let the request through, send it to the login, or refuse it."""
    if request.endpoint is None:
        return None
    roles = declared_roles(current_app, request.endpoint)
    if roles is None:
        return None
    known = session.viewer  # type: ignore[attr-defined]
    if known is None:
        if request.path.startswith("/api/"):
            raise NotLoggedInError("log in first", zh="请先登录。")
        wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
        login = url_for("accounts.login", next=None if wanted == "/" else wanted)
        return without_cache(redirect(login))
    if known.role not in roles:
        raise ForbiddenError(
            f"this page is not for the role {known.role.value}", zh="这个页面不是给您的角色用的。"
        )
    g.role = known.role.value
    return None


def without_cache(response: BaseResponse) -> BaseResponse:
    """Let the browser forget what it kept of the pages: the next reader may be another one.

    Browsers heed it on https and on the machine itself.
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


class NotLoggedInError(ForbiddenError):
    """The request needs a login first."""
