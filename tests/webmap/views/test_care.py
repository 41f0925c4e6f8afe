"""The page of care: people for the leader, counts for the manager, nothing for others."""

import csv
import io
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from geo.services.viewing import CONSOLE
from geo.store.models import AuditEvent, Building, Compound, Resident

ClientAs = Callable[[str], FlaskClient]


def acts(client: FlaskClient) -> list[tuple[str, str]]:
    with client.application.extensions["peoples_map_store"].read(CONSOLE) as session:
        return [(row.actor, row.act) for row in session.scalars(select(AuditEvent))]


def test_the_leader_reads_who_how_often_and_since_when(client_as: ClientAs) -> None:
    leader = client_as("leader")
    pages = [unescape(leader.get(f"/care?page={number}").text) for number in range(1, 5)]
    assert [page.count('class="card person') for page in pages] == [50, 50, 50, 17]
    assert "/care?sort=place&page=2" in unescape(leader.get("/care?sort=place").text)
    page = "".join(pages)
    for words in ("关怀", "截至 2026-03-02", "列出 167 人", "每月探访", "超期 278 天",
                  "上次见面 2025-04-28（308 天前）", "外出 · 到 2026-05-31",
                  "久未联系"):  # fmt: skip
        assert words in page, words
    for never in ("失联", "沉默户", "拒访", "打卡"):
        assert never not in page


def test_who_rests_is_neither_overdue_nor_ticked(client_as: ClientAs) -> None:
    page = client_as("leader").get("/care?show=paused").text
    assert page.count('class="card person resting"') == 6
    assert "超期 " not in page.split('class="care-list"')[1].split("</ul>")[0]
    assert 'name="outcome"' not in page


def test_filters_stay_in_the_address(client_as: ClientAs) -> None:
    page = client_as("leader").get("/care?show=overdue&step=high&sort=place").text
    assert '<option value="high" selected>' in page
    assert '<option value="place" selected>' in page
    assert "step=high" in page.split('class="shows"')[1].split("</nav>")[0]


@pytest.mark.parametrize("query", ["show=x", "step=x", "sort=x", "page=0"])
@pytest.mark.parametrize("role", ["leader", "manager"])
def test_a_list_that_cannot_be_is_refused(client_as: ClientAs, role: str, query: str) -> None:
    status = client_as(role).get(f"/care?{query}").status_code
    assert status == (400 if role == "leader" or query == "sort=x" else 200)


def test_a_list_without_anybody_says_so(client_as: ClientAs) -> None:
    page = client_as("leader").get("/care?building=c01-b1&show=silent&step=high").text
    assert "没有符合条件的人" in page


def test_a_tick_comes_back_to_the_list(client_as: ClientAs) -> None:
    client = client_as("leader")
    page = client.get("/care?show=overdue").text
    form = page.split('<form class="ticks"')[1].split("</form>")[0]
    fields = {
        part.split('"')[0]: unescape(part.split('value="')[1].split('"')[0])
        for part in form.split('type="hidden" name="')[1:]
    }
    answer = client.post(form.split('action="')[1].split('"')[0], data=fields | {"outcome": "met"})
    assert answer.headers["Location"] == "/care?show=overdue"
    before = page.count('class="card person"')
    assert client.get("/care?show=overdue").text.count('class="card person"') < before


def test_the_manager_reads_counts_and_what_they_are_out_of(client_as: ClientAs) -> None:
    page = unescape(client_as("manager").get("/care").text)
    for words in ("走访覆盖", "按时率 92%", "按时 1202 人 ÷ 要上门 1311 人", "名单上 1352 人",
                  "41 人不安排上门", "超期 109 人", "共 5097 户", "按时率 = 按时 ÷"):  # fmt: skip
        assert words in page, words


def test_the_managers_pages_name_nobody(client_as: ClientAs) -> None:
    client = client_as("manager")
    with client.application.extensions["peoples_map_store"].read(CONSOLE) as session:
        people = session.execute(select(Resident.unit_id, Resident.name)).all()
        places = session.scalars(select(Compound.name)).all()
        buildings = session.scalars(select(Building.name)).all()
    known = " ".join(filter(None, [*places, *buildings]))
    for address in ("/care", "/care?compound=c01", "/care.csv"):
        text = client.get(address).text
        assert "unit" not in text.split("<main")[-1]
        for unit, name in people:
            assert unit not in text
            assert len(name) < 3 or name in known or name not in text


def test_a_compound_opens_its_buildings(client_as: ClientAs) -> None:
    page = client_as("manager").get("/care?compound=c01&sort=overdue").text
    assert 'aria-sort="descending"' in page
    assert "1号楼" in page
    assert client_as("manager").get("/care?compound=c99").status_code == 404


def test_the_file_holds_all_buildings_and_is_noted(client_as: ClientAs) -> None:
    client = client_as("manager")
    store = client.application.extensions["peoples_map_store"]
    with store.write(CONSOLE) as session:
        session.execute(update(Compound).where(Compound.id == "c01").values(name="=1+1"))
    answer = client.get("/care.csv")
    assert answer.headers["Content-Disposition"].endswith("care-2026-03-02.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 119
    assert sum(int(row["超期"]) for row in rows) == 109
    assert "'=1+1" in {row["小区"] for row in rows}
    assert ("manager", "coverage.exported") in acts(client)


@pytest.mark.parametrize("role", ["partner", "steward"])
def test_others_find_neither_the_page_nor_its_door(client_as: ClientAs, role: str) -> None:
    client = client_as(role)
    assert client.get("/care").status_code == 403
    assert 'href="/care"' not in client.get("/list").text
    assert client_as("leader").get("/care.csv").status_code == 403


@pytest.mark.browser
def test_on_a_phone_it_fits_and_ticks(page_as: Callable[..., Page]) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/care?show=overdue")
    cards = page.locator(".person")
    before = cards.count()
    cards.first.get_by_text("打勾").click()
    cards.first.get_by_role("button").first.click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert cards.count() < before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
