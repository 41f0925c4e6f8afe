"""A round is asked for, drawn, ticked and taken along, on a phone."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token, wait_for_map

ClientAs = Callable[[str], FlaskClient]


@pytest.mark.browser
def test_a_round_on_a_phone(page_as: Callable[..., Page]) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/rounds")
    expect(page.locator("select[name=start] option").first).to_be_attached()
    page.get_by_role("button", name="排路线").click()
    wait_for_map(page)
    stops = page.locator("ol.stops > li")
    assert stops.count() >= 3
    assert page.locator(".stop-mark:not(.start)").count() >= 1
    assert page.locator(".leaflet-overlay-pane path, canvas").count() >= 1
    stops.first.get_by_role("button", name="已见面").click()
    expect(page.locator("ol.stops > li.done")).to_have_count(1)
    page.get_by_role("button", name="收回").click()
    expect(page.locator("ol.stops > li.done")).to_have_count(0)


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


def test_the_gpx_comes_as_a_file(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "60", "start": "123.36,41.80"}
    made = client.post("/rounds", data={"csrf_token": token, **wish})
    answer = client.get(made.headers["Location"] + ".gpx")
    assert answer.mimetype == "application/gpx+xml"
    assert DEMO_DAY in answer.headers["Content-Disposition"]
    assert answer.text.startswith("<?xml")
