"""Editing on the map: over the addresses that the page asks, and in a real browser."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select
from werkzeug.test import TestResponse

from geo.store.models import AuditEvent, Building, Compound, Entrance, Way
from geo.store.scope import CONSOLE
from tests.webmap.conftest import csrf_token, wait_for_map

ClientAs = Callable[[str], FlaskClient]
PageAs = Callable[..., Page]
OWN = "御林湾"


@pytest.fixture
def door(app: Flask) -> str:
    """Return an entrance of the leader's compound that is inferred now, the only one."""
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        own = select(Building.id).join(Compound, Compound.id == Building.compound_id)
        doors = select(Entrance).where(
            Entrance.building_id.in_(own.where(Compound.name == OWN)), Entrance.number == "2"
        )
        row = session.scalars(doors.order_by(Entrance.id)).first()
        row.inferred, row.source = True, "inferred"
        return str(row.id)


def row_of(app: Flask, key: str) -> Entrance:
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        row: Entrance = session.scalars(select(Entrance).where(Entrance.id == key)).one()
        session.expunge(row)
        return row


def posted(client: FlaskClient, address: str, told: object) -> TestResponse:
    token = csrf_token(client.get("/").text)
    return client.post(address, json=told, headers={"X-CSRFToken": token})


def places_at(client: FlaskClient, door: Entrance) -> dict[str, list[dict[str, Any]]]:
    box = f"{door.west - 0.001},{door.south - 0.001},{door.west + 0.001},{door.south + 0.001}"
    found: dict[str, list[dict[str, Any]]] = client.get(f"/api/edit/places?box={box}").json
    return found


def test_a_leader_confirms_a_door_and_takes_it_back(
    app: Flask, client_as: ClientAs, door: str
) -> None:
    client = client_as("leader")
    waiting = client.get(f"/api/edit/unchecked?near={row_of(app, door).west},41.8").json
    assert [one["id"] for one in waiting["doors"]] == [door]
    features = places_at(client, row_of(app, door))["entrances"]
    version = next(
        one["properties"]["version"] for one in features if one["properties"]["id"] == door
    )
    told = {"key": "k1", "entrance": door, "seen": {f"entrances/{door}": version}}
    first = posted(client, "/api/edit/acts/entrance.confirmed", told)
    assert first.status_code == 200
    assert posted(client, "/api/edit/acts/entrance.confirmed", told).json == first.json
    assert not row_of(app, door).inferred
    assert client.get("/api/edit/unchecked?near=123.4,41.8").json["total"] == 0
    (line,) = client.get("/api/edit/edits").json["edits"]
    assert (line["word"], line["may_undo"]) == ("核对单元门", True)
    assert posted(client, f"/api/edit/edits/{line['id']}/undo", {}).status_code == 200
    assert row_of(app, door).inferred
    assert posted(client, f"/api/edit/edits/{line['id']}/redo", {}).status_code == 200
    assert not row_of(app, door).inferred
    (line,) = client.get(f"/api/edit/history/entrances/{door}").json["edits"]
    assert line["undone_on"] is None


def test_the_second_writer_gets_a_clear_answer(app: Flask, client_as: ClientAs, door: str) -> None:
    client = client_as("leader")
    row = row_of(app, door)
    seen = {f"entrances/{door}": "as it was"}
    told = {"key": "k1", "entrance": door, "at": [row.west, row.south], "seen": seen}
    answer = posted(client, "/api/edit/acts/entrance.moved", told)
    assert answer.status_code == 409
    assert "改过这里" in answer.json["error"]
    assert row_of(app, door).inferred


def test_without_the_form_token_nothing_is_edited(
    app: Flask, client_as: ClientAs, door: str
) -> None:
    told = {"key": "k1", "entrance": door}
    assert client_as("leader").post(
        "/api/edit/acts/entrance.confirmed", json=told
    ).status_code == 400  # fmt: skip
    assert row_of(app, door).inferred


def test_who_edits_nothing_sees_no_editor(client_as: ClientAs) -> None:
    for role in ("manager", "partner"):
        client = client_as(role)
        assert "edit-panel" not in client.get("/").text
        assert client.get("/api/edit/edits").status_code == 403
        assert posted(client, "/api/edit/acts/gate.added", {}).status_code == 403


QUESTIONS = {
    "/api/edit/places?box=nonsense": 400,
    "/api/edit/places?box=0,0,180,90": 400,
    "/api/edit/places?box=nan,0,1,1": 400,
    "/api/edit/places?box=0,0,0.01,0.01": 200,
    "/api/edit/unchecked?near=here": 400,
    "/api/edit/unchecked?near=nan,nan": 400,
    "/api/edit/history/people/1": 404,
    "/api/edit/history/entrances/none": 200,
}


def test_odd_questions_get_clear_answers(client_as: ClientAs) -> None:
    client = client_as("leader")
    assert {address: client.get(address).status_code for address in QUESTIONS} == QUESTIONS


EDITS: list[tuple[str, object, int]] = [
    ("house.blown_up", {"key": "k"}, 404),
    ("gate.added", [], 400),
    ("gate.added", {"key": "k", "at": ["x", 1]}, 400),
    ("gate.added", {"key": "k", "at": [500, 1]}, 400),
    ("gate.added", {"key": "k", "at": [True, 1]}, 400),
    ("path.added", {"key": "k", "corners": [[123.4, 41.8]] * 900}, 400),
    ("entrance.confirmed", {"key": "k", "entrance": "none"}, 404),
    ("entrance.confirmed", {"entrance": "none"}, 400),
    ("building.split", {"key": "k", "building": "x", "line": [[0, 0], [1, 1]]}, 403),
]


def test_odd_edits_are_refused_in_words(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/").text)
    for act, told, status in EDITS:
        address = f"/api/edit/acts/{act}"
        answer = client.post(address, json=told, headers={"X-CSRFToken": token})
        assert answer.status_code == status, (act, told)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json["error"])


def test_the_audit_names_the_edit_and_no_words(app: Flask, client_as: ClientAs, door: str) -> None:
    told = {"key": "k1", "entrance": door, "why": "王秀兰说的"}
    number = posted(client_as("leader"), "/api/edit/acts/entrance.confirmed", told).json["edit"]
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        edited = select(AuditEvent).where(AuditEvent.act == "place.edited")
        (event,) = session.scalars(edited)
        assert event.subject == f"entrance.confirmed {number}"
        assert event.reason is None


@pytest.mark.browser
def test_a_door_is_moved_with_the_keyboard_and_put_back(
    app: Flask, page_as: PageAs, door: str, folder: Path
) -> None:
    assert json.loads((folder / "accounts.json").read_text())["leader"]["territory"] == OWN
    before = row_of(app, door)
    page = page_as("leader")
    page.goto("/")
    wait_for_map(page)
    page.keyboard.press("e")
    page.locator("html[data-edit-ready=true]").wait_for(state="attached")
    page.locator(".edit-go").click()
    mark = page.locator(".edit-mark.chosen")
    expect(mark).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".edit-words")).to_contain_text("移动了")
    page.keyboard.press("Enter")
    expect(page.locator(".edit-words")).to_contain_text("已保存")
    moved = row_of(app, door)
    assert not moved.inferred
    assert moved.geometry != before.geometry
    page.locator("[data-list=edits]").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".edit-words")).to_contain_text("已撤销")
    assert row_of(app, door).geometry == before.geometry
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#edit-panel")).to_be_hidden()


def opened_editor(page: Page) -> None:
    page.goto("/")
    wait_for_map(page)
    page.locator("#edit-toggle").click()
    page.locator("html[data-edit-ready=true]").wait_for(state="attached")


@pytest.mark.browser
def test_a_door_is_dragged_to_the_wall_and_a_second_writer_sees_it(
    app: Flask, page_as: PageAs, served: str, door: str
) -> None:
    before = row_of(app, door)
    first = page_as("leader")
    # a browser reports a refused request as an error of the page; here one is wanted
    context = first.context.browser.new_context(  # type: ignore[union-attr]
        storage_state=first.context.storage_state(),
        viewport={"width": 1280, "height": 800},
        base_url=served,
        locale="zh-CN",
    )
    page = context.new_page()
    opened_editor(page)
    page.locator(".edit-go").click()
    mark = page.locator(".edit-mark.chosen")
    box = mark.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 12, steps=4)
    expect(page.locator(".edit-foot")).to_have_count(1)
    page.mouse.up()
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        row = session.scalars(select(Entrance).where(Entrance.id == door)).one()
        row.floors = (row.floors or 1) + 1
    page.locator(".edit-acts .primary").click()
    expect(page.locator(".edit-words")).to_contain_text("地图已换成最新的")
    assert row_of(app, door).geometry == before.geometry
    page.locator(".edit-mark.chosen").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.locator(".edit-acts .primary").click()
    expect(page.locator(".edit-words")).to_contain_text("已保存")
    moved = row_of(app, door)
    assert (moved.inferred, moved.floors) == (False, (before.floors or 1) + 1)
    context.close()


@pytest.mark.browser
def test_a_path_is_drawn_with_the_space_bar(app: Flask, page_as: PageAs, door: str) -> None:
    page = page_as("leader")
    opened_editor(page)
    page.locator("[data-tool=path]").click()
    page.locator(".leaflet-container").focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".edit-words")).to_contain_text("再点下一点")
    page.mouse.click(700, 520)
    page.mouse.click(760, 540)
    expect(page.locator(".edit-words")).to_contain_text("长")
    page.keyboard.press("Backspace")
    page.locator(".edit-acts .primary").click()
    expect(page.locator(".edit-words")).to_contain_text("已保存")
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        (way,) = session.scalars(select(Way).where(Way.source == "hand"))
        assert (way.kind, way.walkable, len(way.geometry.coords)) == ("path", True, 2)
    assert row_of(app, door).inferred
