"""A round is asked for, drawn, ticked and taken along, on a phone."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select, update

from geo.services.facts import touch_places
from geo.services.viewing import CONSOLE
from geo.store.models import Gate, Resident
from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token, wait_for_map

ClientAs = Callable[[str], FlaskClient]


@pytest.mark.browser
def test_a_round_on_a_phone(page_as: Callable[..., Page]) -> None:
    page = page_as("leader", width=390, height=844)
    page.clock.install(time=f"{DEMO_DAY}T09:10:00")
    page.goto("/rounds")
    expect(page.locator("select[name=start] option").first).to_be_attached()
    page.get_by_role("button", name="排路线").click()
    wait_for_map(page)
    assert page.locator(".stop").count() >= 6
    assert page.locator(".stop-mark:not(.start)").count() >= 1
    assert page.locator(".leaflet-overlay-pane path, canvas").count() >= 1
    top = page.locator("#next-door .stop")
    first = top.get_attribute("data-unit")
    expect(top.locator("a.phone")).to_have_count(0)
    top.get_by_role("button", name="已见面").click()
    expect(page.locator(".stop.done")).to_have_count(1)
    second = top.get_attribute("data-unit")
    assert second != first
    top.get_by_role("button", name="暂不需要").click()
    expect(top.get_by_role("button", name="确认")).to_be_visible()
    expect(page.locator(".stop.done")).to_have_count(1)
    top.get_by_role("button", name="以后再去").click()
    expect(page.locator(".stop.off")).to_have_count(1)
    page.locator(".stop.off").get_by_role("button", name="撤回").click()
    expect(page.locator(".stop.off")).to_have_count(0)
    assert top.get_attribute("data-unit") == second
    top.get_by_role("button", name="以后再去").click()
    page.get_by_role("button", name="从这里重新排").click()
    expect(page.locator(".walked-before .stop.done")).to_have_count(1)
    expect(page.locator("#told")).to_contain_text("重新排好")
    assert page.locator(f".entrance .stop[data-unit='{second}']").count() == 0
    page.reload()
    wait_for_map(page)
    expect(page.locator(".stop.done")).to_have_count(1)
    page.locator(".walked-before summary").first.click()
    page.locator(".stop.done").get_by_role("button", name="撤回").click()
    expect(page.locator(".stop.done")).to_have_count(0)
    page.locator("button[data-phone]:visible").first.click()
    expect(page.locator("a.phone[href^='tel:']")).to_have_count(1)


@pytest.mark.browser
def test_a_start_is_picked_on_the_map_and_remembered(page_as: Callable[..., Page]) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/rounds")
    wait_for_map(page)
    listed = page.locator("#start").input_value()
    page.locator(".folium-map").click(position={"x": 150, "y": 120})
    expect(page.locator("#start option").first).to_have_text("地图上选的点")
    picked = page.locator("#start").input_value()
    assert picked != listed
    page.locator("#q").fill("3号楼")
    page.locator("#hits [role=option]").first.click()
    assert page.locator("#start").input_value() not in {picked, listed}
    chosen = page.locator("#start").input_value()
    page.get_by_role("button", name="排路线").click()
    page.wait_for_url("**/rounds/*")
    page.goto("/rounds?new=1")
    assert page.locator("#start").input_value() == chosen


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": "5"},
        {"minutes": "many"},
        {"day": "yesterday"},
        {"start": ""},
        {"depart": "25:00"},
    ],
)
def test_a_wish_that_cannot_be_is_one_sentence(client_as: ClientAs, change: dict[str, str]) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "60", "start": "123.36,41.80"}
    answer = client.post("/rounds", data={"csrf_token": token, **wish, **change})
    assert answer.status_code == 400


def planned(client: FlaskClient, minutes: int = 60) -> tuple[str, str]:
    """Return the address of a new round and the token of the page."""
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": str(minutes), "start": "123.36,41.80"}
    made = client.post("/rounds", data={"csrf_token": token, **wish})
    return made.headers["Location"], token


def homes(page: str) -> list[str]:
    return re.findall(r'data-unit="([^"]+)"', page)


@pytest.mark.parametrize(
    ("suffix", "media_type", "begins"),
    [
        ("gpx", "application/gpx+xml", b"<?xml"),
        ("ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"),
        ("geojson", "application/geo+json", b'{"type": "FeatureCollection"'),
        ("pdf", "application/pdf", b"%PDF"),
    ],
)
def test_a_round_is_taken_along_as_a_dated_file(
    client_as: ClientAs, suffix: str, media_type: str, begins: bytes
) -> None:
    client = client_as("leader")
    address, _ = planned(client)
    answer = client.get(f"{address}.{suffix}")
    assert answer.mimetype == media_type
    assert f"round-{DEMO_DAY}.{suffix}" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(begins)
    assert client.get(f"{address}.{suffix}").data == answer.data


def test_a_tick_sent_twice_is_one_and_can_be_taken_back(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = planned(client)
    unit = homes(client.get(address).text)[0]
    tick = {"csrf_token": token, "key": "t1", "outcome": "met", "next": address}
    for _ in range(2):
        answer = client.post(f"/units/{unit}/visits", data=tick)
        assert answer.headers["Location"] == address
    page = client.get(address).text
    assert page.count("stop done") == 1
    assert homes(page)[0] != unit
    client.post("/visits/t1/undo", data={"csrf_token": token, "next": address})
    assert "stop done" not in client.get(address).text


def test_what_ends_the_visits_is_asked_once_more(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = planned(client)
    unit = homes(client.get(address).text)[0]
    tick = {"csrf_token": token, "key": "t2", "outcome": "moved", "next": address}
    asked = client.post(f"/units/{unit}/visits", data=tick)
    assert asked.status_code == 200
    assert "确认" in asked.text
    assert "stop done" not in client.get(address).text
    client.post(f"/units/{unit}/visits", data={**tick, "sure": "1"})
    assert client.get(address).text.count("stop done") == 1


def test_planning_again_answers_a_script_with_list_and_line(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = planned(client, minutes=120)
    unit = homes(client.get(address).text)[0]
    client.post(f"{address}/postpone", data={"csrf_token": token, "unit_id": unit})
    answer = client.post(
        f"{address}/replan",
        data={"csrf_token": token, "now": "09:20", "at": "123.36,41.80"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200
    assert unit not in homes(answer.json["html"])
    assert answer.json["round"]["line"]
    assert {"unit", "door", "place", "arrive"} == set(answer.json["round"]["legs"][0])
    bad = client.post(f"{address}/replan", data={"csrf_token": token, "minutes": "soon"})
    assert bad.status_code == 400


def test_a_door_is_added_by_its_address_where_no_script_runs(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = planned(client, minutes=120)
    known = homes(client.get(address).text)
    hits = client.get("/api/search?q=3号楼1单元").json["hits"]
    assert hits
    flat = client.get("/api/search?q=3-1-2-2").json["hits"][0]
    assert flat["unit"] not in known
    answer = client.post(f"{address}/replan", data={"csrf_token": token, "q": "3-1-2-2"})
    assert answer.headers["Location"] == address
    assert flat["unit"] in homes(client.get(address).text)
    bad = client.post(f"{address}/replan", data={"csrf_token": token, "q": "月亮上"})
    assert bad.status_code == 400


def test_another_hour_is_planned_on_demand(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, _ = planned(client, minutes=30)
    gained = client.get(f"/api{address}/more").json["gained"]
    assert gained
    assert gained[0]["place"] in client.get(f"{address}?more=60").text


def test_nobody_is_named_in_what_leaves_the_house(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, _ = planned(client, minutes=120)
    page = client.get(address).text
    names = set(re.findall(r"<li><strong>([^<]{2,4})</strong><button", page))
    words = set(re.findall(r'<li class="visit[^"]*"><span>([^<]+)</span>', page))
    assert names
    assert words
    files = [client.get(f"{address}.{suffix}").text for suffix in ("gpx", "ics", "geojson")]
    files.append(paper_text(client.get(f"{address}.pdf").data))
    for text in files:
        assert not [name for name in names if name in text]
        assert not [word for word in words if word in text]
        assert "独居" not in text
    assert "走访" in files[-1]


def test_a_doorstep_card_comes_with_a_reason_only(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = planned(client)
    unit = homes(client.get(address).text)[0]
    assert "为什么要打印" in client.get(f"/units/{unit}/card").text
    bad = client.post(f"/units/{unit}/card", data={"csrf_token": token, "reason": ""})
    assert bad.status_code == 400
    reason = {"csrf_token": token, "reason": "社工同行"}
    answer = client.post(f"/units/{unit}/card", data=reason)
    assert answer.mimetype == "application/pdf"
    text = paper_text(answer.data)
    assert "编号 20260302-" in text
    assert "打印" in text


def paper_text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_round_is_shared_among_walkers(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "90", "start": "123.36,41.80"}
    made = client.post("/rounds", data={"csrf_token": token, **wish, "walkers": "3"})
    page = client.get(made.headers["Location"]).text
    parts = re.findall(r'<nav class="parts".*?</nav>', page, re.DOTALL)
    addresses = re.findall(r'href="(/rounds/[0-9]+)"', parts[0])
    assert len(addresses) == 3
    all_homes = [homes(client.get(one).text) for one in addresses]
    assert len({home for some in all_homes for home in some}) == sum(map(len, all_homes))
    assert client.get("/rounds").headers["Location"] == addresses[0]
    bad = client.post("/rounds", data={"csrf_token": token, **wish, "walkers": "40"})
    assert bad.status_code == 400


def test_who_declined_after_the_round_was_planned_is_not_whom_to_ask_for(
    app: Flask, client_as: ClientAs
) -> None:
    client = client_as("leader")
    address, _ = planned(client)
    page = client.get(address).text
    unit = next(one for one in homes(page) if '<ul class="contacts">' in stop_of(page, one))
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        at_home = Resident.unit_id == unit
        session.execute(update(Resident).where(at_home).values(declines_visits=True))
    told = stop_of(client.get(address).text, unit)
    assert told.index("家里还有") < told.index('<ul class="contacts">')
    paper = paper_text(client.get(f"{address}.pdf").data)
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        names = session.scalars(select(Resident.name).where(Resident.unit_id == unit)).all()
    assert not [name for name in names if name and name in paper]


def stop_of(page: str, unit: str) -> str:
    """Return what a page says of one home."""
    return page[page.index(f'id="stop-{unit}"') :].partition("</article>")[0]


def test_doors_that_no_way_joins_are_listed_for_the_map(client_as: ClientAs) -> None:
    assert client_as("leader").get("/api/rounds/apart").json == {"apart": []}


def test_doors_behind_shut_gates_are_told_with_the_gates_and_nobody(
    app: Flask, client_as: ClientAs
) -> None:
    client = client_as("leader")
    store = app.extensions["peoples_map_store"]
    with store.write(CONSOLE) as session:
        for gate in session.scalars(select(Gate).where(Gate.compound_id == "c01")):
            gate.opens, gate.closes = "14:00", "16:30"
        touch_places(session)
    address, _ = planned(client, minutes=120)
    drawn = client.get(f"/api{address}").json
    assert drawn["legs"] == []
    assert drawn["barred"]
    assert all("14:00–16:30" in one["why"] for one in drawn["barred"])
    assert {"door", "place", "why"} == set(drawn["barred"][0])
    page = client.get(address).text
    assert "要走访的人家都到不了" in page
    assert page.count("到不了：大门") == len(drawn["barred"])
    assert client.get(f"{address}.pdf").data.startswith(b"%PDF")


def test_a_gate_that_is_locked_on_the_map_lets_nobody_in(app: Flask, client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/rounds?new=1").text)
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        gates = session.scalars(select(Gate).where(Gate.compound_id == "c01")).all()
        box = (
            min(gate.west for gate in gates) - 1e-4, min(gate.south for gate in gates) - 1e-4,
            max(gate.east for gate in gates) + 1e-4, max(gate.north for gate in gates) + 1e-4,
        )  # fmt: skip
    shown = client.get(f"/api/edit/places?box={','.join(map(str, box))}").json["gates"]
    for number, one in enumerate(shown):
        gate = one["properties"]
        told = {"gate": gate["id"], "kind": "closed", "opens": None, "closes": None}
        told |= {"key": f"lock-{number}", "seen": {f"gates/{gate['id']}": gate["version"]}}
        answer = client.post(
            "/api/edit/acts/gate.changed", json=told, headers={"X-CSRFToken": token}
        )
        assert answer.status_code == 200
    assert client.get("/gates").text.count("<td>一直锁着</td>") == len(gates)
    address, _ = planned(client, minutes=120)
    drawn = client.get(f"/api{address}").json
    assert drawn["legs"] == []
    assert drawn["barred"]
    assert all("一直锁着" in one["why"] for one in drawn["barred"])
    assert "要走访的人家都到不了" in client.get(address).text


def test_doors_behind_a_gate_that_opens_on_the_way_are_gone_to_then(
    app: Flask, client_as: ClientAs
) -> None:
    client = client_as("leader")
    store = app.extensions["peoples_map_store"]
    with store.write(CONSOLE) as session:
        for gate in session.scalars(select(Gate).where(Gate.compound_id == "c01")):
            gate.opens, gate.closes = "09:40", "10:20"
        touch_places(session)
    address, _ = planned(client, minutes=120)
    drawn = client.get(f"/api{address}").json
    assert drawn["legs"]
    assert all("09:40" < leg["arrive"] < "10:20" for leg in drawn["legs"][1:])
    assert "09:40–10:20" in client.get(address).text
    late = [one for one in drawn["barred"] if one["why"].startswith("赶不上大门开着的时间（")]
    assert len(late) == len(drawn["barred"])
