"""Turf on the page: cut, shown as a table and on a map, proposed, taken, undone."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.webmap.conftest import csrf_token, wait_for_map

ClientAs = Callable[[str], FlaskClient]


def test_a_cut_is_a_table_a_proposal_and_territories(client_as: ClientAs) -> None:
    manager, steward = client_as("manager"), client_as("steward")
    page = manager.get("/turf?areas=3").text
    assert len(re.findall(r'data-shade="', page)) == 3
    assert "每周分钟" in page
    drawn = manager.get("/api/turf?areas=3").json["areas"]
    assert [area["number"] for area in drawn] == [1, 2, 3]
    token = {"csrf_token": csrf_token(page)}
    assert manager.post("/turf", data=token | {"areas": "3"}).status_code == 302
    assert "待采用" in manager.get("/turf").text
    shown = steward.get("/turf").text
    take = re.search(r'action="(/turf/[0-9]+/take)"', shown)
    assert take is not None
    assert manager.post(take[1], data=token).status_code == 403
    token = {"csrf_token": csrf_token(shown)}
    steward.post(take[1], data=token)
    assert "第1片" in steward.get("/admin/areas").text
    assert "已采用" in manager.get("/turf").text
    steward.post(take[1].replace("take", "undo"), data=token)
    assert "第1片" not in steward.get("/admin/areas").text


@pytest.mark.parametrize("asked", ["areas=1", "areas=many", "areas=3&compound=none"])
def test_a_cut_that_cannot_be_is_one_sentence(client_as: ClientAs, asked: str) -> None:
    assert client_as("manager").get(f"/turf?{asked}").status_code in {400, 404}


@pytest.mark.browser
def test_the_areas_are_drawn_with_their_numbers(page_as: Callable[..., Page]) -> None:
    page = page_as("manager", width=390, height=844)
    page.goto("/turf?areas=4")
    wait_for_map(page)
    assert sorted(page.locator(".area-mark").all_inner_texts()) == ["1", "2", "3", "4"]
