"""Logging in by the form, its cookie, and where it leads."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webmap.conftest import csrf_token, log_in

ClientAs = Callable[[str], FlaskClient]


def test_one_post_with_user_and_password_logs_in_and_redirects(app: Flask, folder: Path) -> None:
    client = log_in(app.test_client(), folder, "manager")
    assert client.get("/").status_code == 200


def test_the_wanted_page_opens_after_login(app: Flask) -> None:
    client = app.test_client()
    asked = client.get("/cases?status=overdue")
    assert asked.headers["Location"] == "/login?next=/cases?status%3Doverdue"
    form = client.get(asked.headers["Location"]).text
    assert 'name="next" value="/cases?status=overdue"' in form


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_no_login_leads_to_another_host(app: Flask, folder: Path, evil: str) -> None:
    client = app.test_client()
    login = json.loads((folder / "accounts.json").read_text())["manager"]
    token = csrf_token(client.get("/login").text)
    answer = client.post("/login", data={**login, "csrf_token": token, "next": evil})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_told_in_one_sentence_and_keeps_the_user(app: Flask) -> None:
    client = app.test_client()
    token = csrf_token(client.get("/login").text)
    data = {"user": "manager", "password": "wrong", "csrf_token": token}
    answer = client.post("/login", data=data)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert 'value="manager"' in answer.text
    assert "wrong" not in answer.text.replace("is wrong", "")


def test_a_form_without_its_token_is_refused(app: Flask, folder: Path) -> None:
    login = json.loads((folder / "accounts.json").read_text())["manager"]
    assert app.test_client().post("/login", data=login).status_code == 400


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_secure_exactly_on_https(app: Flask, scheme: str, *, secure: bool) -> None:
    answer = app.test_client().get("/login", base_url=f"{scheme}://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert ("; Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_key_of_before_login_is_worth_nothing_after(app: Flask, folder: Path) -> None:
    client = app.test_client()
    client.get("/login")
    before = client.get_cookie("peoples_map")
    log_in(client, folder, "manager")
    after = client.get_cookie("peoples_map")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    thief = app.test_client()
    thief.set_cookie("peoples_map", before.value)
    assert thief.get("/").status_code == 302


def test_after_logout_the_key_opens_nothing(client_as: ClientAs) -> None:
    client = client_as("leader")
    key = client.get_cookie("peoples_map")
    assert key is not None
    client.post("/logout", data={"csrf_token": csrf_token(client.get("/today").text)})
    client.set_cookie("peoples_map", key.value)
    assert client.get("/today").status_code == 302


def test_a_browser_forgets_what_it_kept_when_a_login_ends(client_as: ClientAs) -> None:
    client = client_as("leader")
    page = client.get("/today")
    assert "Clear-Site-Data" not in page.headers
    out = client.post("/logout", data={"csrf_token": csrf_token(page.text)})
    assert out.headers["Clear-Site-Data"] == '"cache"'
    client.set_cookie("peoples_map", "ended")
    assert client.get("/today").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/login").headers


def test_the_language_is_kept_with_the_account(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/today").text)
    client.post("/language", data={"language": "en", "csrf_token": token, "next": "/today"})
    assert '<html lang="en">' in client.get("/today").text
    assert '<html lang="en">' in client_as("leader").get("/today").text
