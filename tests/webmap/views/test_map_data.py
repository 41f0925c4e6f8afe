"""The data of the map stops at the border of who asks; bad questions are told in one sentence."""

import json
from collections.abc import Callable

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from geo.services import facts, mapping
from geo.store.models import (
    Building,
    EntryFact,
    Need,
    NeedEvent,
    NeedPhoto,
    Promise,
    Resident,
    Unit,
    Visit,
)
from geo.store.scope import CONSOLE
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def busy_flat(client: FlaskClient) -> tuple[str, str]:
    """Return building and flat of a door that the leader sees in need."""
    counts = client.get("/api/counts").get_json()
    ranked = sorted(zip(counts["counts"], counts["ids"], strict=True), reverse=True)
    for _, building in ranked:
        found = client.get(f"/api/buildings/{building}/elevation").get_json()
        for stair in found["staircases"]:
            for storey in stair["storeys"]:
                for door in storey["doors"]:
                    if door["needs"]:
                        return building, door["unit"]
    raise AssertionError("the demo has a flat in need")


def test_counts_fit_their_legend_and_totals(client_as: ClientAs) -> None:
    found = client_as("manager").get("/api/counts?status=all&group=utilities").get_json()
    lived_in = [
        needs
        for needs, homes in zip(found["counts"], found["households"], strict=True)
        if needs or homes
    ]
    assert sum(one["buildings"] for one in found["classes"]) == len(lived_in)
    totals = found["totals"]
    assert sum(found["counts"]) + totals["elsewhere"] == totals["needs"] > 0
    assert found["scene"] == {"group": "utilities", "status": "all"}


def test_where_no_household_is_known_every_building_is_counted(
    app: Flask, client_as: ClientAs
) -> None:
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        for record in (Promise, Visit, EntryFact, NeedEvent, NeedPhoto, Need, Resident, Unit):
            session.execute(delete(record))
    found = client_as("manager").get("/api/counts").get_json()
    assert found["totals"]["households"] == 0
    assert sum(one["buildings"] for one in found["classes"]) == len(found["ids"]) > 0
    assert found["totals"]["all_buildings"] == len(found["ids"])


@pytest.mark.parametrize(
    "query", ["category=nonsense", "from=yesterday", "evil=1", "from=2026-02-01&to=2026-01-01"]
)
def test_a_bad_scene_is_refused_with_a_sentence(client_as: ClientAs, query: str) -> None:
    answer = client_as("leader").get(f"/api/counts?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["error"]


def test_a_browser_keeps_the_counts_until_they_or_their_reader_change(
    app: Flask, client_as: ClientAs
) -> None:
    def asked_first(client: FlaskClient) -> str:
        block = client.get("/?group=utilities").text.split('id="choices">')[1]
        return str(json.loads(block.split("</script>", maxsplit=1)[0])["counts"])

    leader, manager = client_as("leader"), client_as("manager")
    first = asked_first(leader)
    answer = leader.get(first)
    assert answer.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert "Cookie" in answer.headers["Vary"]
    assert answer.get_json() == leader.get("/api/counts?group=utilities").get_json()
    assert asked_first(manager) != first
    assert manager.get(first).headers["Cache-Control"] == "no-store"
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        session.execute(update(Need).values(hidden=True))
    assert asked_first(leader) != first
    again = leader.get(first)
    assert again.headers["Cache-Control"] == "no-store"
    assert again.get_json()["totals"]["needs"] == 0


def test_what_lies_elsewhere_does_not_exist(client_as: ClientAs) -> None:
    leader, manager = client_as("leader"), client_as("manager")
    mine = set(leader.get("/api/counts").get_json()["ids"])
    everything = manager.get("/api/counts").get_json()
    foreign = next(
        key
        for key, homes in zip(everything["ids"], everything["households"], strict=True)
        if key not in mine and homes
    )
    front = manager.get(f"/api/buildings/{foreign}/elevation").get_json()
    unit = front["staircases"][0]["storeys"][0]["doors"][0]["unit"]
    for address in (f"/api/buildings/{foreign}/elevation", f"/api/units/{unit}"):
        assert manager.get(address).status_code == 200
        answer = leader.get(address)
        assert answer.status_code == 404
        assert answer.get_json()["error"]
    assert leader.get("/api/units/no/such").status_code == 404


def test_each_role_reads_its_own_card(client_as: ClientAs) -> None:
    leader = client_as("leader")
    building, unit = busy_flat(leader)
    card = leader.get(f"/api/units/{unit}").get_json()
    assert (card["building"], card["detail"]) == (building, "all")
    assert card["needs"]
    names = [person["name"] for person in card["people"]]
    for role, detail in (("manager", "none"), ("partner", "requests")):
        text = client_as(role).get(f"/api/units/{unit}").text
        assert json.loads(text)["detail"] == detail
        assert not any(name in text for name in names if name)


def test_a_phone_is_given_on_request_to_the_leader_only(client_as: ClientAs) -> None:
    leader = client_as("leader")
    person = None
    building, _ = busy_flat(leader)
    front = leader.get(f"/api/buildings/{building}/elevation").get_json()
    for storey in front["staircases"][0]["storeys"]:
        for door in storey["doors"]:
            people = leader.get(f"/api/units/{door['unit']}").get_json()["people"]
            person = person or next((one for one in people if one["phone"]), None)
    assert person is not None
    address = f"/api/residents/{person['id']}/phone"
    assert leader.post(address).status_code == 400
    token = {"X-CSRFToken": csrf_token(leader.get("/").text)}
    assert leader.post(address, headers=token).get_json()["phone"].endswith(person["phone"][-4:])
    manager = client_as("manager")
    token = {"X-CSRFToken": csrf_token(manager.get("/").text)}
    assert manager.post(address, headers=token).status_code == 403


@pytest.mark.parametrize("layer", ["silence", "lift"])
def test_a_layer_is_one_column_beside_the_counts(client_as: ClientAs, layer: str) -> None:
    for role in ("leader", "manager"):
        client = client_as(role)
        counts = client.get("/api/counts").get_json()
        told = client.get(f"/api/layers/{layer}").get_json()
        assert len(told["values"]) == len(counts["ids"])
        given = [value for value in told["values"] if value is not None]
        assert sum(one["buildings"] for one in told["classes"]) == len(given)
        assert sum(value for value in given if value > 0) == told["totals"]["sum"]
        assert sum(told["compounds"]["counts"]) == told["totals"]["sum"]
        assert layer in layers_of(client)
    assert client_as("leader").get("/api/layers/none").status_code == 404
    for role in ("partner", "steward"):
        assert client_as(role).get(f"/api/layers/{layer}").status_code == 403
        assert layers_of(client_as(role)) == set()


def test_a_layer_is_never_older_than_its_version(
    app: Flask, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, manager = mapping.roster, client_as("manager")

    def built_meanwhile(session: Session, compound: str | None = None) -> pd.DataFrame:
        found = roster(session, compound)
        with app.extensions["peoples_map_store"].write(CONSOLE) as writing:
            old = writing.scalars(select(Building).limit(1)).one()
            writing.add(Building(id="new", compound_id=old.compound_id, geometry=old.geometry))
            facts.touch_places(writing)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(mapping, "roster", built_meanwhile)
        assert manager.get("/api/layers/silence").status_code == 200
    told = manager.get("/api/layers/silence").get_json()
    assert len(told["values"]) == len(manager.get("/api/counts").get_json()["ids"])


def layers_of(client: FlaskClient) -> set[str]:
    """Return what a reader may colour the map by."""
    block = client.get("/").text.split('id="choices">')[1].split("</script>", maxsplit=1)[0]
    return {one["id"] for one in json.loads(block)["layers"]}


def test_the_search_answers_within_scope(client_as: ClientAs) -> None:
    hits = client_as("leader").get("/api/search?q=3%231-202").get_json()["hits"]
    assert [hit["kind"] for hit in hits] == ["flat", "building"]
    assert client_as("leader").get("/api/search?q=馨馨家园").get_json()["hits"] == []
    assert client_as("manager").get("/api/search?q=馨馨家园").get_json()["hits"]
