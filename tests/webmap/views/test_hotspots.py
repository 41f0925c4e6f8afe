"""The page of gathering needs: its answers in words, on the map, in the table and as a file."""

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geo.services import hotspots
from geo.services.scene import Scene
from geo.services.viewing import CONSOLE, Session
from geo.store.models import AuditEvent
from tests.webmap.conftest import wait_for_map

ClientAs = Callable[[str], FlaskClient]
DRAINS = "/hotspots?category=plumbing_drain&status=all&from=2025-12-22&to=2026-03-01"


def acts(client: FlaskClient) -> list[tuple[str, str]]:
    """Return who did what, from the audit."""
    with client.application.extensions["peoples_map_store"].read(CONSOLE) as session:
        return [(row.actor, row.act) for row in session.scalars(select(AuditEvent))]


def drawn(page: str) -> dict[str, object]:
    content = page.split('id="drawn">')[1].split("</script>", maxsplit=1)[0]
    found: dict[str, object] = json.loads(content)
    return found


def test_the_page_says_what_when_how_many_and_out_of_how_many(client_as: ClientAs) -> None:
    page = unescape(client_as("manager").get(DRAINS).text)
    for words in (
        "需求集中片区", "1 片需求集中", "56 件 / 5097 户 = 每百户 1.1 件", "119 栋住宅楼",
        "截至 2026-03-02", "登记于 2025-12-22 至 2026-03-01", "Benjamini–Hochberg", "Marshall 1991",
        "100 米内的邻楼", "把握 99%",
    ):  # fmt: skip
        assert words in page, words
    assert "热点" not in page


def test_without_words_the_last_ninety_days_are_shown(client_as: ClientAs) -> None:
    page = client_as("manager").get("/hotspots").text
    assert 'name="from" value="2025-12-03"' in page
    assert 'name="to" value="2026-03-02"' in page
    assert page.count('aria-current="true"') == 1


def test_the_form_asks_for_a_group_or_a_category(client_as: ClientAs) -> None:
    client = client_as("manager")
    page = client.get("/hotspots?what=group:utilities&status=all&from=&to=&band=100").text
    assert '<option value="group:utilities" selected>' in page
    page = client.get("/hotspots?what=category:leak&status=open&from=&to=&band=100").text
    assert '<option value="category:leak" selected>' in page


def test_the_map_and_the_table_hold_the_same_buildings(client_as: ClientAs) -> None:
    page = client_as("manager").get(DRAINS).text
    table = unescape(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    buildings = drawn(page)["buildings"]
    assert isinstance(buildings, list)
    hot = [one["name"] for one in buildings if one["area"]]
    assert hot
    assert [name for name in hot if name not in table] == []
    assert page.count('class="rank-mark"') == len(hot)
    assert {one["strength"] for one in buildings if not one["area"]} == {0}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("category=leak&from=2030-01-01", "没有符合条件的需求"),
        ("status=all&compound=c03&band=1000", "太"),
        ("category=employment&from=2026-03-02&status=all", "没有符合条件的需求"),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(
    client_as: ClientAs, query: str, words: str
) -> None:
    answer = client_as("manager").get(f"/hotspots?{query}")
    assert answer.status_code == 200
    assert words in answer.text


def test_what_is_no_part_of_the_question_makes_no_new_answer(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, asked, gathering = client_as("manager"), [], hotspots.gathering

    def noted(session: Session, scene: Scene, *rest: Any, **more: Any) -> hotspots.Gathering:
        asked.append((scene, more["band_m"]))
        return gathering(session, scene, *rest, **more)

    monkeypatch.setattr(hotspots, "gathering", noted)
    for more in ("", "&x=1", "&x=2", "&band=100"):
        assert client.get(DRAINS + more).status_code == 200
    assert len(asked) == 1
    client.get(f"{DRAINS}&band=150")
    assert [band for _, band in asked] == [100, 150]


@pytest.mark.parametrize("query", ["band=7", "band=x", "from=yesterday", "category=rain"])
def test_a_question_that_cannot_be_is_refused(client_as: ClientAs, query: str) -> None:
    assert client_as("manager").get(f"/hotspots?{query}").status_code == 400


def test_the_file_is_the_table_and_is_noted(client_as: ClientAs) -> None:
    client = client_as("manager")
    answer = client.get(DRAINS.replace("/hotspots?", "/hotspots.csv?"))
    assert answer.headers["Content-Disposition"].endswith("hotspots-2026-03-02.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 119
    assert sum(int(row["需求"]) for row in rows) == 56
    scores = [float(row["G* 值"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert ("manager", "hotspots.exported") in acts(client)


@pytest.mark.parametrize("role", ["leader", "partner", "steward"])
def test_others_find_neither_the_page_nor_its_door(client_as: ClientAs, role: str) -> None:
    client = client_as(role)
    assert client.get("/hotspots").status_code == 403
    assert client.get("/hotspots.csv").status_code == 403


@pytest.mark.browser
def test_the_areas_are_outlined_and_numbered_on_the_map(page_as: Callable[..., Page]) -> None:
    page = page_as("manager", width=1440, height=900)
    page.goto(DRAINS)
    wait_for_map(page)
    expect(page.locator(".hot-mark")).to_have_text(["1"])
    page.locator(".hot-table .rank-mark").first.click()
    expect(page.locator("#scale")).to_contain_text("m")
    expect(page.locator(".hot-mark")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
