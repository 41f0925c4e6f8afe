"""The application: made from settings alone."""

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from geo.errors import StoreError
from geo.services import keys
from geo.services.viewing import Store
from webmap import faults, language, logs, views
from webmap.access import StoreSessions, check_permission
from webmap.chrome import add_chrome
from webmap.form_tokens import MaskedForms
from webmap.settings import SETTINGS_FILE, Settings
from webmap.static_files import add_static_files
from webmap.views import volunteers
from webmap.words import add_words

MAX_UPLOAD_BYTES = 12 * 2**20
HIGHEST_ROW = 2**31 - 1
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


class RowNumber(IntegerConverter):
    """A number in an address; one that no database counts to leads nowhere, like any unknown."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=HIGHEST_ROW)


def _without_keys(settings: Settings) -> StoreError:
    """Return the fault of a folder without keys; a restored store wants its own, no new ones."""
    if (settings.folder / "store.sqlite").exists():
        return StoreError(
            f"{settings.folder} holds a store without its keys: copy the {SETTINGS_FILE} that "
            f"belongs to it to {settings.folder / SETTINGS_FILE}, or set PEOPLES_MAP_SECRET_KEY "
            "and PEOPLES_MAP_FIELD_KEY"
        )
    return StoreError(
        f"{settings.folder} has no keys: run `peoples-map init` or `demo`, "
        "or set PEOPLES_MAP_SECRET_KEY and PEOPLES_MAP_FIELD_KEY"
    )


def create_app(settings: Settings) -> Flask:
    """Return the service over the store that `settings` name; nothing else is read.

    Raises
    ------
    StoreError
        When a key is missing or another one, or the database is missing, damaged or of another
        version.
    """
    if not settings.secret_key or not settings.field_key:
        raise _without_keys(settings)
    store = Store(settings.url, field_key=settings.field_key)
    store.check_current()
    keys.check(store)
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["int"] = RowNumber
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["peoples_map_settings"] = settings
    app.extensions["peoples_map_store"] = store
    app.session_interface = StoreSessions()
    logs.log_requests(app)
    # the permission is checked before the form token, so that a stranger learns nothing
    app.before_request(check_permission)
    forms = MaskedForms(app)
    language.add_languages(app)
    add_static_files(app)
    add_chrome(app)
    add_words(app)
    faults.add_error_answers(app)
    views.register(app)
    # the address of a volunteer's form is the secret itself, and stays open for hours at the doors
    forms.exempt(volunteers.tick)
    app.after_request(add_headers)
    proxies = int(settings.trusted_proxies)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    return app


def add_headers(response: Response) -> Response:
    """Add the strict policy; no cache keeps an answer that does not say itself how long it holds.

    Those are static files, tiles and other places, photos, and the counts of a day.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
