"""The service over a copy of the demo, logged-in clients, and a real browser."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import skip_or_fail
from webmap.app import create_app
from webmap.settings import from_env

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas"]


@pytest.fixture
def app(folder: Path) -> Iterator[Flask]:
    """Return the service over a copy of the demo."""
    made = create_app(from_env({}, folder=str(folder)))
    made.testing = True
    yield made
    made.extensions["peoples_map_store"].close()


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
def client_as(app: Flask, folder: Path) -> Callable[[str], FlaskClient]:
    """Return a function from role to a client that is logged in."""
    return lambda role: log_in(app.test_client(), folder, role)


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Return the address of the service, running in a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
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
def page_as(browser: Browser, served: str, folder: Path) -> Iterator[Callable[..., Page]]:
    """Return a function from role (and window size) to a logged-in browser page.

    Every error on a page and every request to another host fails the test.
    """
    contexts, faults = [], []

    def opened(role: str, *, width: int = 1280, height: int = 800, locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, base_url=served
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda sent: (
                None if sent.url.startswith((served, "data:", "blob:")) else faults.append(sent.url)
            ),
        )
        login = json.loads((folder / "accounts.json").read_text())[role]
        page.goto("/login")
        page.fill("[name=user]", login["user"])
        page.fill("[name=password]", login["password"])
        page.click("form.login button.primary")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def wait_for_map(page: Page) -> None:
    """Wait until the page says that its map is drawn (polling: the policy forbids eval)."""
    page.locator("html[data-map-ready=true]").wait_for(state="attached", timeout=15_000)
