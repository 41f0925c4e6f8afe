"""What is called wrong leaves map, lists, rounds, hotspots and exports at once, and comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from geo.services.viewing import CONSOLE
from geo.store.models import Need, Promise
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]
UNIT = "c01-b3-e1-202"
ADDRESSES = {
    "the map": "/api/counts?category=fire_safety",
    "the elevation": "/api/buildings/c01-b3/elevation?category=fire_safety",
    "the card of the flat": f"/api/units/{UNIT}",
    "the list of needs": "/cases?category=fire_safety",
    "the list twin": "/list?category=fire_safety",
    "the round": "/api/today",
    "the export": "/list.csv?category=fire_safety",
}
MANAGERS = {
    "the manager's map": "/api/counts?category=fire_safety",
    "the manager's list": "/list.csv?category=fire_safety",
    "hotspots": "/hotspots.csv?category=fire_safety",
}


@pytest.fixture
def fault(client_as: ClientAs) -> int:
    """Return the only need of its kind, at a flat, due today."""
    client = client_as("leader")
    page = client.get("/diary").text
    key = page.split('name="key" value="')[1].split('"', maxsplit=1)[0]
    sent = {
        "csrf_token": csrf_token(page),
        "key": key,
        "text": "3号楼1单元2楼2号门口堆了杂物。",
        "act": "check",
    }
    where = client.post("/diary", data=sent).headers["Location"].partition("?")[0]
    said = {
        "csrf_token": sent["csrf_token"],
        "item-0-place": f"unit:{UNIT}",
        "item-0-add": ["fire_safety"],
    }
    client.post(f"{where}/confirm", data=said)
    page = client.get(where).text
    return int(page.split('href="/cases/')[1].split('"', maxsplit=1)[0])


@pytest.fixture
def alone(app: Flask, fault: int) -> int:
    """Return it with all others of its kind closed, and its day come."""
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        others = (Need.category == "fire_safety") & (Need.id != fault)
        session.execute(update(Need).where(others).values(hidden=True))
        session.execute(update(Need).where(Need.id == fault).values(due_on=Need.opened_on))
    return fault


def answers(client: FlaskClient, addresses: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200, name
        found[name] = (
            answer.text.replace(csrf_token(answer.text), "")
            if "csrf" in answer.text
            else answer.text
        )
    return found


def test_a_wrong_need_changes_every_place_where_it_stood_and_comes_back(
    client_as: ClientAs, alone: int
) -> None:
    leader, manager = client_as("leader"), client_as("manager")
    before = answers(leader, ADDRESSES), answers(manager, MANAGERS)
    page = leader.get(f"/cases/{alone}").text
    token = {"csrf_token": csrf_token(page)}
    listed = leader.post(f"/cases/{alone}/wrong", data=token | {"reason": "看错门了"})
    assert listed.headers["Location"] == "/wrong"
    gone = answers(leader, ADDRESSES), answers(manager, MANAGERS)
    for was, now in zip(before, gone, strict=True):
        assert [name for name in was if was[name] == now[name]] == []
    assert json.loads(gone[0]["the map"])["totals"]["needs"] == 0
    assert leader.get(f"/cases/{alone}").status_code == 404
    waiting = leader.get("/wrong").text
    assert "看错门了" in waiting
    assert leader.post(f"/cases/{alone}/right", data=token).status_code == 302
    back = answers(leader, ADDRESSES)
    assert json.loads(back["the map"])["totals"]["needs"] == 1
    assert "看错门了" not in leader.get("/wrong").text
    assert leader.post(f"/cases/{alone}/right", data=token).status_code == 409


def test_a_wrong_promise_leaves_the_card_and_the_round_and_comes_back(
    app: Flask, client_as: ClientAs
) -> None:
    client = client_as("leader")
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        promise = session.scalars(
            select(Promise).where(
                Promise.unit_id.like("c01-%"),
                Promise.done_on.is_(None),
                Promise.due_on.is_not(None),
            )
        ).first()
        assert promise is not None
        unit, words = promise.unit_id, promise.words
        session.execute(
            update(Promise).where(Promise.id == promise.id).values(due_on=promise.made_on)
        )

    def told() -> tuple[dict[str, Any], str]:
        card: Any = client.get(f"/api/units/{unit}").json
        return card, client.get("/api/today").text

    card, day = told()
    (one,) = [one for one in card["promises"] if one["words"] == words]
    assert words in json.dumps(json.loads(day), ensure_ascii=False)
    headers = {
        "X-CSRFToken": csrf_token(client.get("/diary").text),
        "Accept": "application/json",
    }
    wrong = card["hrefs"]["promise_wrong"].replace("ID", str(one["id"]))
    assert "放回来" in client.post(wrong, headers=headers).json["done"]
    card, day = told()
    assert words not in {one["words"] for one in card["promises"]}
    assert words not in json.dumps(json.loads(day), ensure_ascii=False)
    assert words in client.get("/wrong").text
    right = card["hrefs"]["promise_right"].replace("ID", str(one["id"]))
    assert client.post(right, headers=headers).status_code == 200
    again, _ = told()
    assert one in again["promises"]
    assert client.post(right, headers=headers).status_code == 404


def test_only_the_leader_calls_things_right(client_as: ClientAs, fault: int) -> None:
    for role in ("manager", "partner"):
        client = client_as(role)
        token = {"csrf_token": csrf_token(client.get("/cases").text)}
        assert client.post(f"/cases/{fault}/right", data=token).status_code == 403
        assert client.post("/promises/1/wrong", data=token).status_code == 403
