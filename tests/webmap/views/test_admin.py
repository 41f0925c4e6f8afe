"""The steward's pages: every change is made, shown, noted; no resident is named."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geo.services.viewing import CONSOLE
from geo.store.models import AuditEvent, Resident
from tests.webmap.conftest import csrf_token
from webmap.audit_words import AUDIT_ACTS

ClientAs = Callable[[str], FlaskClient]
NEW = {"user": "zhang", "name": "张点长", "role": "leader", "territory": "齐贤苑"}


def send(client: FlaskClient, address: str, **fields: str | list[str]) -> str:
    """Post a form, follow where it leads, return the page."""
    token = csrf_token(client.get("/admin").text)
    answer = client.post(address, data=fields | {"csrf_token": token}, follow_redirects=True)
    return f"{answer.status_code} {unescape(answer.text)}"


def acts(client: FlaskClient) -> list[str]:
    with client.application.extensions["peoples_map_store"].read(CONSOLE) as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.actor == "steward"))
        return [row.act for row in rows]


def logs_in(app: Flask, user: str, password: str) -> bool:
    client = app.test_client()
    token = csrf_token(client.get("/login").text)
    form = {"user": user, "password": password, "csrf_token": token}
    return client.post("/login", data=form).status_code == 302


def shown_password(page: str) -> str:
    return page.split('class="password">')[1].split("<", maxsplit=1)[0]


def test_an_account_is_made_and_its_password_shown_once(app: Flask, client_as: ClientAs) -> None:
    client = client_as("steward")
    page = send(client, "/admin/accounts", **NEW)
    password = shown_password(page)
    assert "只显示这一次" in page
    assert logs_in(app, "zhang", password)
    listed = unescape(client.get("/admin").text)
    assert "张点长" in listed
    assert password not in listed + client.get("/admin/audit").text
    assert acts(client)[-1] == "account.made"


def test_a_new_password_replaces_the_old_one(app: Flask, client_as: ClientAs) -> None:
    client = client_as("steward")
    first = shown_password(send(client, "/admin/accounts", **NEW))
    second = shown_password(send(client, "/admin/accounts/zhang/password"))
    assert not logs_in(app, "zhang", first)
    assert logs_in(app, "zhang", second)


def test_an_account_is_closed_and_opened_again(client_as: ClientAs) -> None:
    client = client_as("steward")
    leader = client_as("leader")
    assert leader.get("/today").status_code == 200
    assert "账号 leader 已停用" in send(client, "/admin/accounts/leader/close")
    assert leader.get("/today").status_code == 302
    assert "账号 leader 已重新启用" in send(client, "/admin/accounts/leader/reopen")
    assert acts(client)[-2:] == ["account.closed", "account.reopened"]


def test_the_last_steward_stays(client_as: ClientAs) -> None:
    page = send(client_as("steward"), "/admin/accounts/steward/close")
    assert page.startswith("409 ")
    assert "最后一个在用的数据管理员" in page


def test_a_territory_is_made_and_given(client_as: ClientAs) -> None:
    client = client_as("steward")
    page = send(client, "/admin/territories", name="东片", compound=["c01", "c02"])
    assert "片区 东片 已建好" in page
    assert "账号 leader 的片区已改" in send(
        client, "/admin/accounts/leader/territory", territory="东片"
    )
    assert '<option value="东片" selected>' in unescape(client.get("/admin").text)
    places = client_as("leader").get("/care").text
    assert "建设中路92号小区" in places
    assert "御林湾" in places


def test_an_organisation_is_added(client_as: ClientAs) -> None:
    client = client_as("steward")
    page = send(client, "/admin/partners", id="canteen", name="社区<食堂>", kind="volunteers")
    assert "协办单位 社区<食堂> 已加上" in page
    assert "社区&lt;食堂&gt;" in client.get("/admin/areas").text
    assert acts(client)[-1] == "partner.made"


@pytest.mark.parametrize(
    ("address", "fields", "status", "words"),
    [
        ("/admin/accounts", NEW | {"user": "a b"}, 400, "用户名要"),
        ("/admin/accounts", NEW | {"name": " "}, 400, "名字不能空着"),
        ("/admin/accounts", NEW | {"role": "king"}, 400, "请选一个角色"),
        ("/admin/accounts", NEW | {"territory": ""}, 400, "点长的账号要选"),
        ("/admin/accounts", NEW | {"role": "partner"}, 400, "属于哪个单位"),
        ("/admin/accounts", NEW | {"user": "leader"}, 409, "已经有人用了"),
        ("/admin/accounts/nobody/close", {}, 404, "没有这个账号"),
        ("/admin/accounts/leader/territory", {"territory": ""}, 400, "点长的账号要选"),
        ("/admin/territories", {"name": "东片"}, 400, "至少勾选一个小区"),
        ("/admin/partners", {"id": "X", "name": "x", "kind": "x"}, 400, "小写字母"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client_as: ClientAs, address: str, fields: dict[str, str], status: int, words: str
) -> None:
    client = client_as("steward")
    before = acts(client)
    page = send(client, address, **fields)
    assert page.startswith(f"{status} ")
    assert words in page
    assert acts(client) == before


def test_the_audit_speaks_the_readers_language(client_as: ClientAs) -> None:
    client = client_as("steward")
    send(client, "/admin/accounts/leader/close")
    page = unescape(client.get("/admin/audit?act=account.closed").text)
    assert "<td>停用账号</td>" in page
    assert "共 1 条" in page
    assert re.search(r"<time datetime=\"[^\"]+\+00:00\">20\d\d-\d\d-\d\d \d\d:\d\d</time>", page)
    assert "没有符合条件的记录" in client.get("/admin/audit?day=1999-01-01").text
    assert client.get("/admin/audit?day=x").status_code == 400


def test_every_act_that_the_code_notes_has_a_word() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path("geo").rglob("*.py"))
    noted = set(re.findall(r"note_act\(\s*session,\s*\"([a-z_.]+)\"", code))
    assert len(noted) > 15
    assert noted <= set(AUDIT_ACTS)


def test_no_resident_is_named(client_as: ClientAs) -> None:
    client = client_as("steward")
    with client.application.extensions["peoples_map_store"].read(CONSOLE) as session:
        names = [name for name in session.scalars(select(Resident.name)) if name and len(name) > 2]
    for address in ("/admin", "/admin/areas", "/admin/audit"):
        text = client.get(address).text
        assert not [name for name in names if name in text]


@pytest.mark.parametrize("role", ["leader", "manager", "partner"])
def test_others_stay_out(client_as: ClientAs, role: str) -> None:
    client = client_as(role)
    for address in ("/admin", "/admin/areas", "/admin/audit"):
        assert client.get(address).status_code == 403


@pytest.mark.browser
def test_on_a_phone_a_steward_gives_a_new_password(page_as: Callable[..., Page]) -> None:
    page = page_as("steward", width=390, height=844)
    page.goto("/admin")
    card = page.locator(".account-card").filter(has_text="leader")
    card.get_by_text("更改").click()
    card.get_by_role("button", name="换新密码").click()
    expect(page.locator("output.password")).to_have_text(re.compile(r"^[a-z2-9]{14}$"))
    for address in ("/admin", "/admin/areas", "/admin/audit"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
