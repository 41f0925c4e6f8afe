"""A volunteer's link: given once, seen without login, ticked, taken, taken back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def planned(client: FlaskClient) -> tuple[str, str, list[str]]:
    """Return the address of a new round, the token of the form, and the homes."""
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "60", "start": "123.36,41.80"}
    address = client.post("/rounds", data={"csrf_token": token, **wish}).headers["Location"]
    return address, token, re.findall(r'data-unit="([^"]+)"', client.get(address).text)


def given(client: FlaskClient, count: int = 2) -> tuple[str, str, list[str]]:
    """Return the path of a link to the first homes of a round, the form's token, the homes."""
    address, token, homes = planned(client)
    data = {"csrf_token": token, "helper": "小周", "unit_id": homes[:count]}
    page = client.post(f"{address}/links", data=data).text
    path = re.search(r'value="http://localhost(/help/[^"]+)"', page)
    assert path is not None
    assert path[1] not in client.get(address).text
    return path[1], token, homes[:count]


def test_a_volunteer_sees_doors_and_errands_and_no_more(app: Flask, client_as: ClientAs) -> None:
    leader = client_as("leader")
    path, _, homes = given(leader)
    volunteer = app.test_client()
    answer = volunteer.get(path)
    assert answer.status_code == 200
    # a form sent over https is refused without a referrer
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.findall(r'name="unit_id" value="([^"]+)"', answer.text) == homes
    assert "的住户" in answer.text
    assert "****" not in answer.text
    assert "独居" not in answer.text
    assert volunteer.get("/today").status_code == 302


def test_a_tick_of_a_volunteer_waits_for_the_leader(app: Flask, client_as: ClientAs) -> None:
    leader = client_as("leader")
    path, token, homes = given(leader)
    volunteer = app.test_client()
    data = {
        "key": "v1",
        "unit_id": homes[0],
        "outcome": "met",
        "note": "厨房漏水",
    }
    for _ in range(2):
        assert volunteer.post(f"{path}/ticks", data=data).headers["Location"] == path
    assert "已送给点长" in volunteer.get(path).text
    today = leader.get("/today").text
    assert today.count("/take") == 1
    assert "厨房漏水" in today
    assert f'stop done" id="stop-{homes[0]}' not in today
    take = re.search(r'action="(/proposals/[0-9]+/take)"', today)
    assert take is not None
    for _ in range(2):
        assert leader.post(take[1], data={"csrf_token": token}).status_code == 302
    today = leader.get("/today").text
    assert "/take" not in today
    assert today.count("stop done") == 1
    assert "厨房漏水" in leader.get("/diary").text


def test_a_link_that_was_taken_back_looks_like_one_that_never_was(
    app: Flask, client_as: ClientAs
) -> None:
    leader = client_as("leader")
    path, token, homes = given(leader)
    revoke = re.search(
        r'action="(/links/[0-9]+/revoke)"', leader.get("/rounds", follow_redirects=True).text
    )
    assert revoke is not None
    leader.post(revoke[1], data={"csrf_token": token})
    volunteer = app.test_client()
    gone, never = volunteer.get(path), volunteer.get("/help/never")
    assert gone.status_code == never.status_code == 404

    def plain(page: str) -> str:
        page = re.sub(r'(csrf[-_]token"[^>]*(?:content|value)=")[^"]+', r"\1", page)
        return page.replace(path, "/help/never")

    assert plain(gone.text) == plain(never.text)
    data = {"key": "k", "unit_id": homes[0], "outcome": "met"}
    assert volunteer.post(f"{path}/ticks", data=data).status_code == 404
    assert volunteer.post("/help/never/ticks", data=data | {"outcome": "x"}).status_code == 404


@pytest.mark.parametrize("change", [{"helper": ""}, {"unit_id": []}, {"unit_id": ["none"]}])
def test_a_link_without_helper_or_homes_is_one_sentence(
    client_as: ClientAs, change: dict[str, object]
) -> None:
    leader = client_as("leader")
    address, token, homes = planned(leader)
    data = {"csrf_token": token, "helper": "小周", "unit_id": homes[:1], **change}
    assert leader.post(f"{address}/links", data=data).status_code == 400
