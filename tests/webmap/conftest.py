"""The service over a copy of the demo, logged-in clients, and a real browser.

What every test needs is made once: the routes and templates of the service, a demo in which every
account is logged in, and the browser. Each test gets a copy of the store of its own.
"""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import skip_or_fail
from webmap.access import COOKIE
from webmap.app import create_app
from webmap.installation import store_of
from webmap.settings import from_env

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas"]


@dataclass(frozen=True)
class LoggedIn:
    """A demo in which every account is logged in."""

    folder: Path
    cookies: dict[str, str]
    """Role -> the key of its session."""


@pytest.fixture(scope="session")
def logged_in(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> LoggedIn:
    """Return the demo with a session for each of its accounts: a password takes long to check."""
    folder = Path(copytree(demo_folder, tmp_path_factory.mktemp("logged-in") / "d"))
    app = create_app(from_env({}, folder=str(folder)))
    cookies = {}
    for role in json.loads((folder / "accounts.json").read_text()):
        client = log_in(app.test_client(), folder, role)
        client.get("/cases")
        cookie = client.get_cookie(COOKIE)
        assert cookie is not None
        cookies[role] = cookie.value
    app.extensions["peoples_map_store"].close()
    return LoggedIn(folder, cookies)


@pytest.fixture
def folder(logged_in: LoggedIn, tmp_path: Path) -> Path:
    """Return a copy of the demo, with everybody logged in, that a test may change."""
    return Path(copytree(logged_in.folder, tmp_path / "d"))


@pytest.fixture(scope="session")
def service(logged_in: LoggedIn) -> Flask:
    """Return the service, whose routes and templates are compiled once."""
    made = create_app(from_env({}, folder=str(logged_in.folder)))
    made.extensions["peoples_map_store"].close()
    return made


@pytest.fixture
def app(service: Flask, folder: Path) -> Iterator[Flask]:
    """Return the service over a copy of the demo."""
    config, extensions = dict(service.config), dict(service.extensions)
    settings = from_env({}, folder=str(folder))
    store = store_of(settings)
    service.extensions["peoples_map_settings"] = settings
    service.extensions["peoples_map_store"] = store
    service.testing = True
    yield service
    store.close()
    for changed, before in ((service.config, config), (service.extensions, extensions)):
        changed.clear()
        changed.update(before)


def log_in(client: FlaskClient, folder: Path, role: str) -> FlaskClient:
    """Log `client` in as the demo's account of `role`."""
    login = json.loads((folder / "accounts.json").read_text())[role]
    token = csrf_token(client.get("/login").text)
    answer = client.post(
        "/login", data={"user": login["user"], "password": login["password"], "csrf_token": token}
    )
    assert answer.status_code == 302, answer.text
    return client


def csrf_token(page: str) -> str:
    """Return the form token in the head of `page`."""
    return page.split('name="csrf-token" content="')[1].split('"', maxsplit=1)[0]


@pytest.fixture
def client_as(app: Flask, folder: Path, logged_in: LoggedIn) -> Callable[[str], FlaskClient]:
    """Return a function from role to a client that is logged in."""

    def entered(role: str) -> FlaskClient:
        client = app.test_client()
        if role not in logged_in.cookies:
            return log_in(client, folder, role)
        client.set_cookie(COOKIE, logged_in.cookies[role])
        return client

    return entered


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Return the address of the service, running in a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium."""
    if not CHROMIUM.exists():
        skip_or_fail("browser", f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page_as(
    browser: Browser, served: str, client_as: Callable[[str], FlaskClient]
) -> Iterator[Callable[..., Page]]:
    """Return a function from role (and window size) to a logged-in, empty browser page.

    Every error on a page and every request to another host fails the test.
    """
    contexts, faults = [], []

    def opened(role: str, *, width: int = 1280, height: int = 800, locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, base_url=served
        )
        contexts.append(context)
        cookie = client_as(role).get_cookie(COOKIE)
        assert cookie is not None
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": served}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda sent: (
                None if sent.url.startswith((served, "data:", "blob:")) else faults.append(sent.url)
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def wait_for_map(page: Page) -> None:
    """Wait until the page says that its map is drawn (polling: the policy forbids eval)."""
    page.locator("html[data-map-ready=true]").wait_for(state="attached", timeout=15_000)
