"""The list twin says what the map says, and its file opens in a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from geo.store.models import AuditEvent, Compound
from geo.store.scope import CONSOLE

ClientAs = Callable[[str], FlaskClient]


def rows_of(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_list_names_the_figures_of_the_map(client_as: ClientAs) -> None:
    client = client_as("manager")
    totals = client.get("/api/counts?group=safety").get_json()["totals"]
    page = client.get("/list?group=safety").text
    assert f"{totals['needs']} 件需求" in page
    assert f"共 {totals['households']} 户" in page


def test_a_steward_is_told_that_homes_and_needs_are_not_shown(client_as: ClientAs) -> None:
    client = client_as("steward")
    assert client.get("/api/counts").get_json()["totals"]["needs"] == 0
    assert "需求和居民不给数据管理员看" in client.get("/list").text
    words = json.loads(re.findall(r'id="words">(.+?)</script>', client.get("/").text, re.DOTALL)[0])
    assert "需求和居民不给数据管理员看" in words["not_shown"]
    assert "数据管理员" not in client_as("manager").get("/list").text


@pytest.mark.parametrize(
    ("role", "needs"), [("leader", True), ("partner", True), ("manager", False)]
)
def test_needs_are_listed_to_who_may_know_them(
    client_as: ClientAs,
    role: str,
    needs: bool,  # noqa: FBT001 - a table of cases
) -> None:
    assert ('id="needs"' in client_as(role).get("/list?status=all").text) is needs


def test_the_file_holds_the_scene_and_its_export_is_recorded(
    app: Flask, client_as: ClientAs
) -> None:
    client = client_as("leader")
    head, *rows = rows_of(client, "/list.csv?status=all")
    assert head[:2] == ["小区", "楼栋"]
    assert {row[0] for row in rows} == {"御林湾"}
    assert len(rows) == client.get("/api/counts?status=all").get_json()["totals"]["needs"]
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == "list.exported")).one()
        assert (event.actor, event.subject) == ("leader", "status=all")


def test_a_managers_file_holds_counts_only(client_as: ClientAs) -> None:
    head, *rows = rows_of(client_as("manager"), "/list.csv")
    assert head == ["小区", "楼栋", "需求", "其中超期", "户数"]
    assert rows


def test_a_hostile_name_is_text_on_the_page_and_in_the_file(
    app: Flask, client_as: ClientAs
) -> None:
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        row = session.scalars(select(Compound).where(Compound.name == "御林湾")).one()
        row.name = "=HYPERLINK(1)<img src=x onerror=alert(1)>"
    client = client_as("leader")
    assert "<img src=x" not in client.get("/list").text
    assert {row[0] for row in rows_of(client, "/list.csv")[1:]} == {
        "'=HYPERLINK(1)<img src=x onerror=alert(1)>"
    }


def test_the_order_is_told_to_a_screen_reader(client_as: ClientAs) -> None:
    page = client_as("manager").get("/list?sort=households&sort=name").text
    assert page.count('aria-sort="descending"') == 1
    assert client_as("manager").get("/list?sort=evil").status_code == 200


def heads(text: str, table: str) -> list[str]:
    """Return where the rows of the table under heading `table` lead, in order."""
    part = text[text.index(f'id="{table}"') :]
    return re.findall(r'<th scope="row"><a href="([^"]+)"', part[: part.index("</tbody>")])


def test_each_table_has_pages_of_its_own(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = client_as("leader")
    whole = leader.get("/list?status=all").text
    monkeypatch.setattr("geo.services.case_files.CASES_A_PAGE", 5)
    monkeypatch.setattr("geo.services.scene_table.BUILDINGS_A_PAGE", 2)
    text = leader.get("/list?status=all&sort=name&page=2&buildings=2").text
    assert heads(text, "needs") == heads(whole, "needs")[5:10]
    by_name = leader.get("/list?status=all&sort=name&buildings=1").text
    assert len(heads(text, "buildings")) == 2
    assert not set(heads(text, "buildings")) & set(heads(by_name, "buildings"))
    forward = re.findall(r'rel="next" href="([^"]+)"', text)
    assert forward[0] == "/list?status=all&amp;sort=name&amp;buildings=2&amp;page=3#needs"
    assert forward[1] == "/list?status=all&amp;sort=name&amp;page=2&amp;buildings=3#buildings"
    assert 'href="/list?sort=overdue&amp;status=all&amp;page=2#buildings"' in text
    assert leader.get("/list?buildings=0").status_code == 400
    assert len(rows_of(leader, "/list.csv?status=all")) > 1 + len(heads(whole, "needs"))
