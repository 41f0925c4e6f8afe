"""The map shows the buildings of the viewer's territory, in a real browser, from this host only."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.webmap.conftest import wait_for_map

ClientAs = Callable[[str], FlaskClient]


def test_without_login_the_map_leads_to_the_login(app) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    answer = app.test_client().get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login"


def test_a_leader_sees_her_own_compound_only(client_as: ClientAs) -> None:
    features = json.loads(client_as("leader").get("/api/buildings.geojson").text)["features"]
    compounds = {one["properties"]["compound"] for one in features} - {None}
    assert compounds == {"御林湾"}
    everything = json.loads(client_as("manager").get("/api/buildings.geojson").text)["features"]
    assert len(everything) > len(features)


@pytest.mark.browser
def test_the_map_is_drawn(page_as: Callable[..., Page]) -> None:
    page = page_as("manager")
    wait_for_map(page)
    assert page.locator(".folium-map canvas").count() >= 1
