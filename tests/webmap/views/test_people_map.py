"""The map shows the needs of the viewer's territory, in a real browser, from this host only."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geo.needs.vocabulary import categories
from geo.store.models import Building, Compound, Resident, Way
from geo.store.scope import CONSOLE
from tests.webmap.conftest import wait_for_map

ClientAs = Callable[[str], FlaskClient]
PageAs = Callable[..., Page]
HOSTILE = '<img src=x onerror="document.title=1">{{7*7}}</script>'


def test_without_login_the_map_leads_to_the_login(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login"


def test_a_leader_sees_her_own_compound_only(client_as: ClientAs) -> None:
    features = json.loads(client_as("leader").get("/api/buildings.geojson").text)["features"]
    compounds = {one["properties"].get("compound") for one in features} - {None}
    assert compounds == {"御林湾"}
    everything = json.loads(client_as("manager").get("/api/buildings.geojson").text)["features"]
    assert len(everything) > len(features)


def test_a_partner_is_offered_only_what_may_be_named_before_it(client_as: ClientAs) -> None:
    assert "lone_elderly" in offered(client_as("leader").get("/").text)
    named = offered(client_as("partner").get("/").text)
    assert "leak" in named
    assert not named & {key for key, one in categories().items() if not one.shown}


def offered(page: str) -> set[str]:
    """Return the categories in the filter of a map page."""
    block = page.split('id="choices">')[1].split("</script>", maxsplit=1)[0]
    return {one["id"] for group in json.loads(block)["groups"] for one in group["categories"]}


def config_of(client: FlaskClient) -> dict[str, Any]:
    """Return what the script of the map hands to the page's modules."""
    script = client.get("/map.js").text
    told = script.split("config: ", maxsplit=1)[1]
    config: dict[str, Any] = json.JSONDecoder().raw_decode(told)[0]
    return config


def test_page_and_data_are_small(client_as: ClientAs) -> None:
    client = client_as("manager")
    takes = {"Accept-Encoding": "gzip"}
    config = config_of(client)
    addresses = ("/", "/map.js", config["compounds"], "/api/counts")
    sizes = [len(client.get(address, headers=takes).data) for address in addresses]
    assert sum(sizes) < 50_000
    assert config["tiles"]["bytes"] < 150_000


def colours(page: Page) -> list[str]:
    """Return the pictures of the tiles of the map."""
    return list(
        page.locator(".leaflet-ground-pane canvas").evaluate_all(
            "all => all.map(one => one.toDataURL())"
        )
    )


@pytest.mark.browser
def test_after_the_login_a_filter_recolours_the_buildings_and_stands_in_the_address(
    page_as: PageAs, folder: Path
) -> None:
    page = page_as("manager")
    geometry: list[str] = []
    page.on("request", lambda sent: geometry.append(sent.url) if "tiles" in sent.url else None)
    page.context.clear_cookies()
    page.goto("/cases")
    login = json.loads((folder / "accounts.json").read_text())["manager"]
    page.fill("[name=user]", login["user"])
    page.fill("[name=password]", login["password"])
    page.click("form.login button.primary")
    page.wait_for_url("**/cases")
    page.goto("/")
    wait_for_map(page)
    before, figure = colours(page), page.locator("#figure").inner_text()
    geometry.clear()
    page.get_by_role("button", name="水电气暖").click()
    expect(page.locator("#figure")).not_to_have_text(figure)
    wait_for_map(page)
    assert colours(page) != before
    assert "group=utilities" in page.url
    assert geometry == []
    page.locator("#reset").click()
    expect(page.locator("#figure")).to_have_text(figure)
    wait_for_map(page)
    assert colours(page) == before
    for layer, title in (("silence", "久未联系分数"), ("lift", "电梯停用")):
        page.locator(f"#layer-choice label:has([value={layer}])").click()
        expect(page.locator("#legend-title")).to_contain_text(title)
        wait_for_map(page)
        assert f"layer={layer}" in page.url
        assert colours(page) != before
    page.go_back()
    expect(page.locator("#legend-title")).to_contain_text("久未联系分数")
    expect(page.locator("#list-link")).to_have_attribute("href", re.compile(r"/silence$"))
    page.locator("#layer-choice label").first.click()
    expect(page.locator("#figure")).to_have_text(figure)
    wait_for_map(page)
    assert colours(page) == before
    assert geometry == []


@pytest.mark.browser
def test_on_a_phone_an_address_opens_its_building_and_flat(page_as: PageAs) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/")
    wait_for_map(page)
    page.locator("#q").fill("3#1-202")
    page.locator("#hits [role=option]").first.click()
    expect(page.locator("#drawer-title")).to_have_text("御林湾 3号楼")
    expect(page.locator("#flat-title")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    assert "unit=c01-b3-e1-202" in page.url
    page.locator(".flat .close").click()
    expect(page.locator("#flat-title")).to_have_count(0)
    page.go_back()
    expect(page.locator("#drawer")).to_be_hidden()


@pytest.mark.browser
def test_hostile_names_stay_text(app: Flask, page_as: PageAs) -> None:
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        for record in (Compound, Building, Resident, Way):
            for row in session.scalars(select(record).limit(400)):
                row.name = HOSTILE + str(row.id) if record is Compound else HOSTILE
        unit = session.scalars(select(Resident).where(Resident.compound_id == "c01")).first()
        assert unit is not None
        address = f"/?building={unit.building_id}&unit={unit.unit_id}"
    page = page_as("leader")
    page.goto(address)
    wait_for_map(page)
    expect(page.locator(".people strong").first).to_contain_text("<img src=x")
    page.locator("#q").fill("<img")
    expect(page.locator(".hit-label").first).to_contain_text("<img src=x")
    page.mouse.move(500, 300)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "1"


FAIL_ONCE = """() => {
  const working = window.fetch;
  window.fetch = () => { window.fetch = working; return Promise.reject(new TypeError("cut")); };
}"""


@pytest.mark.browser
def test_a_fetch_that_fails_is_told_and_can_be_tried_again(page_as: PageAs) -> None:
    page = page_as("leader")
    page.goto("/")
    wait_for_map(page)
    page.evaluate(FAIL_ONCE)
    page.get_by_role("radio", name="已超期").check()
    expect(page.locator("#map-state")).to_contain_text("连不上服务")
    assert page.locator("html").get_attribute("data-map-ready") is None
    page.get_by_role("button", name="再试一次").click()
    wait_for_map(page)
    expect(page.locator("#map-state")).to_be_hidden()
    assert page.locator("#figure").inner_text() == page.locator("#late").inner_text().split()[0]


@pytest.mark.browser
def test_locate_me_shows_the_place_and_sends_it_nowhere(page_as: PageAs) -> None:
    page = page_as("leader")
    page.goto("/")
    wait_for_map(page)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 41.80123, "longitude": 123.35321, "accuracy": 20})
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url + str(one.post_data)))
    page.locator("#locate").click()
    expect(page.locator("#map-state")).to_contain_text("误差约 20 米")
    assert not [one for one in sent if "41.80" in one or "/api/" in one]
    page.context.clear_permissions()
    page.locator("#locate").click()
    expect(page.locator("#map-state")).to_contain_text("没有定位权限")


def test_the_map_leads_to_the_sheet_of_who_may_print_it(client_as: ClientAs) -> None:
    assert '"snapshots": "/snapshots"' in client_as("manager").get("/map.js").text
    assert '"snapshots": null' in client_as("partner").get("/map.js").text
