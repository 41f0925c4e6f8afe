"""What holds for every answer: the policy, one error table, logs without personal data."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.errors import StoreError
from webmap.access import for_anyone
from webmap.app import create_app
from webmap.logs import LOGGER, JsonLines
from webmap.settings import Settings, from_env

ClientAs = Callable[[str], FlaskClient]


@pytest.fixture
def app(folder: Path) -> Iterator[Flask]:
    """Return a service of its own: here a route is added."""
    made = create_app(from_env({}, folder=str(folder)))
    made.testing = True
    yield made
    made.extensions["peoples_map_store"].close()


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Return the lines that the service logs, as they would be written."""
    written: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Collector()
    handler.setFormatter(JsonLines())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    yield written
    LOGGER.removeHandler(handler)


def test_health_needs_no_login(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert "Set-Cookie" not in answer.headers


def test_every_answer_carries_the_strict_policy(client_as: ClientAs) -> None:
    client = client_as("leader")
    for address in ("/cases", "/healthz", "/no-such-page", "/static/css/ground.css"):
        with client.get(address) as answer:
            policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_pages_are_kept_by_no_cache(client_as: ClientAs) -> None:
    assert client_as("leader").get("/today").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/cases/999999", "/photos/1", "/rounds/999999", "/nothing"])
def test_what_is_not_there_and_what_is_not_hers_look_alike(
    app: Flask, client_as: ClientAs, address: str
) -> None:
    app.testing = False
    answer = client_as("leader").get(address)
    assert answer.status_code == 404
    assert "回到地图" in answer.text


def test_a_script_is_told_of_errors_in_json(app: Flask, client_as: ClientAs) -> None:
    assert app.test_client().get("/api/buildings.geojson").status_code == 401
    client = client_as("leader")
    for tongue, sentence in (
        ("zh", "没有 'dragons' 这个类别。"),
        ("en", "category 'dragons' is not in the vocabulary"),
    ):
        asked = "/api/counts?category=dragons"
        answer = client.get(asked, headers={"Accept-Language": tongue})
        assert (answer.status_code, answer.json) == (400, {"error": sentence})


def test_a_fault_of_ours_is_logged_without_its_values(app: Flask, lines: list[str]) -> None:
    app.testing = False

    @app.get("/fall")
    @for_anyone
    def fall() -> str:
        raise RuntimeError("王秀兰 13800000000")

    answer = app.test_client().get("/fall")
    assert answer.status_code == 500
    assert "王秀兰" not in answer.text
    logged = [json.loads(line) for line in lines]
    error = next(line for line in logged if line["event"] == "error")
    assert error["error"] == "RuntimeError"
    assert any("test_app.py" in place for place in error["where"])
    assert "王秀兰" not in "".join(lines)
    assert "13800000000" not in "".join(lines)


def test_a_request_is_logged_by_its_route_and_role(client_as: ClientAs, lines: list[str]) -> None:
    client_as("leader").get("/cases/12?name=王秀兰")
    last = json.loads(lines[-1])
    assert (last["route"], last["role"]) == ("/cases/<int:need_id>", "leader")
    assert "王秀兰" not in "".join(lines)


def test_without_keys_it_says_what_to_copy_or_to_run(app: Flask, tmp_path: Path) -> None:
    settings: Settings = app.extensions["peoples_map_settings"]
    with pytest.raises(StoreError, match=r"copy the settings\.env that belongs to it"):
        create_app(replace(settings, field_key=None))
    with pytest.raises(StoreError, match="run `peoples-map init` or `demo`"):
        create_app(replace(settings, field_key=None, data_dir=str(tmp_path)))


def test_behind_a_proxy_the_cookie_is_secure(app: Flask) -> None:
    settings: Settings = app.extensions["peoples_map_settings"]
    proxied = create_app(replace(settings, trusted_proxies="1"))
    answer = proxied.test_client().get("/login", headers={"X-Forwarded-Proto": "https"})
    assert "; Secure" in answer.headers["Set-Cookie"]
    plain = app.test_client().get("/login", headers={"X-Forwarded-Proto": "https"})
    assert "; Secure" not in plain.headers["Set-Cookie"]
    proxied.extensions["peoples_map_store"].close()


def test_settings_of_an_unknown_folder_hold_no_keys() -> None:
    assert from_env({}, folder="/nowhere").secret_key is None


def test_a_number_beyond_every_row_is_an_unknown_page(
    client_as: Callable[[str], FlaskClient],
) -> None:
    assert client_as("leader").get(f"/cases/{10**20}").status_code == 404
