"""The tiles of the map: for who is logged in, in ranges, kept for ever, the same for everybody."""

import gzip
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from pmtiles.reader import MemorySource, all_tiles
from shapely.affinity import translate
from sqlalchemy import select
from werkzeug.test import TestResponse

from geo.services.facts import touch_places
from geo.store.models import Building, PlaceChange, PlaceEdit, Resident
from geo.store.scope import CONSOLE
from tests.webmap.conftest import wait_for_map
from tests.webmap.views.test_people_map import config_of

ClientAs = Callable[[str], FlaskClient]
PageAs = Callable[..., Page]


def fetched(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Return the answer with its file closed."""
    answer = client.get(address, headers=headers)
    answer.get_data()
    answer.close()
    return answer


def test_tiles_are_for_who_is_logged_in(app: Flask, client_as: ClientAs) -> None:
    address = config_of(client_as("leader"))["tiles"]["url"]
    assert fetched(app.test_client(), address).status_code == 302
    for role in ("leader", "manager", "partner", "steward"):
        answer = fetched(client_as(role), address)
        assert answer.status_code == 200
        assert answer.data[:7] == b"PMTiles"


def test_a_browser_asks_for_them_once_in_ranges(client_as: ClientAs) -> None:
    client = client_as("leader")
    tiles = config_of(client)["tiles"]
    part = fetched(client, tiles["url"], Range=f"bytes=0-{tiles['head'] - 1}")
    assert (part.status_code, len(part.data)) == (206, tiles["head"])
    assert part.headers["Content-Range"].endswith(f"/{tiles['bytes']}")
    assert set(part.headers["Cache-Control"].split(", ")) == {
        "private", "max-age=31536000", "immutable",
    }  # fmt: skip
    assert "Content-Encoding" not in part.headers
    held = {"If-None-Match": part.headers["ETag"]}
    assert fetched(client, tiles["url"], **held).status_code == 304
    beyond = f"bytes={tiles['bytes'] + 10}-"
    assert fetched(client, tiles["url"], Range=beyond).status_code == 416


def test_other_archives_do_not_exist(client_as: ClientAs) -> None:
    client = client_as("leader")
    for name in (
        "0" * 20,
        "a" * 400,
        "零" * 20,
        "../../settings.env-1",
        "a",
        "%2e%2e%2fstore.sqlite-wal",
    ):
        assert client.get(f"/tiles/{name}.pmtiles").status_code == 404


def test_no_resident_is_in_the_tiles(app: Flask, client_as: ClientAs) -> None:
    client = client_as("steward")
    archive = fetched(client, config_of(client)["tiles"]["url"]).data
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        people = session.scalars(select(Resident).limit(200)).all()
        told = {text for one in people for text in (one.name, one.unit_id) if text}
    tiles = b"".join(gzip.decompress(data) for _, data in all_tiles(MemorySource(archive)))
    assert len(told) > 100
    assert not [text for text in told if text.encode() in tiles]


def test_the_compounds_are_kept_under_their_version(client_as: ClientAs) -> None:
    client = client_as("leader")
    compounds = client.get(config_of(client)["compounds"])
    assert [one["name"] for one in compounds.get_json()["compounds"]] == ["御林湾"]
    assert compounds.get_json()["compounds"][0]["west"] > 100
    assert "immutable" in compounds.headers["Cache-Control"]
    assert "immutable" not in client.get("/api/compounds?v=other").headers["Cache-Control"]


PLACES_CHANGED = "async () => { await (await peoplesMapStage.promise).placesChanged(); }"


@pytest.mark.browser
def test_a_building_is_named_opened_and_moved_at_once(app: Flask, page_as: PageAs) -> None:
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        house = session.scalars(select(Building).where(Building.id == "c01-b3")).one()
        lon, lat = (house.west + house.east) / 2, (house.south + house.north) / 2
    page = page_as("leader")
    page.goto(f"/#18/{lat:.5f}/{lon:.5f}")
    wait_for_map(page)
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    expect(page.locator(".building-tip")).to_contain_text("御林湾 3号楼")
    page.mouse.click(*middle)
    expect(page.locator("#drawer-title")).to_have_text("御林湾 3号楼")
    page.locator("#drawer .close").first.click()
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        house = session.scalars(select(Building).where(Building.id == "c01-b3")).one()
        house.geometry = translate(house.geometry, yoff=0.0008)
        change = PlaceChange(layer="buildings", place_id="c01-b3", building_id="c01-b3")
        session.add(
            PlaceEdit(
                key="k", act="building.placed", account_name="x", made_on=date(2026, 3, 2),
                changes=[change],
            )
        )  # fmt: skip
        touch_places(session)
    page.evaluate(PLACES_CHANGED)
    wait_for_map(page)
    page.mouse.click(*middle)
    expect(page.locator("#drawer")).to_be_hidden()
    page.goto(f"/?again#18/{lat + 0.0008:.5f}/{lon:.5f}")
    wait_for_map(page)
    page.mouse.click(*middle)
    expect(page.locator("#drawer-title")).to_have_text("御林湾 3号楼")
