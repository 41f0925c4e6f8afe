"""Standing rounds: kept from a round, changed, started with one tap."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def kept(client: FlaskClient) -> tuple[str, dict[str, str]]:
    """Return the address of a new standing round, and the form's token."""
    token = {"csrf_token": csrf_token(client.get("/rounds?new=1").text)}
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "120", "start": "123.36,41.80"}
    address = client.post("/rounds", data=token | wish).headers["Location"]
    made = client.post(f"{address}/standing", data=token | {"name": "每周二东边"})
    return made.headers["Location"], token


def homes(page: str) -> list[str]:
    return re.findall(r'name="unit_id" value="([^"]+)"', page)


def test_a_standing_round_is_changed_and_started_with_one_tap(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = kept(client)
    before = homes(client.get(address).text)
    assert len(before) >= 3
    client.post(f"{address}/homes", data=token | {"unit_id": before[0], "act": "down"})
    client.post(f"{address}/homes", data=token | {"unit_id": before[2], "act": "out"})
    client.post(f"{address}/homes", data=token | {"q": "3-1-2-2", "act": "add"})
    after = homes(client.get(address).text)
    assert after[:2] == [before[1], before[0]]
    assert before[2] not in after
    assert len(after) == len(before)
    form = {"name": "西边", "minutes": "200", "depart": "14:00", "first": after[1], "last": ""}
    client.post(address, data=token | form)
    page = client.get(address).text
    assert "西边" in page
    assert "最先去" in page
    assert "西边" in client.get("/rounds?new=1").text
    assert "西边" not in client.get("/care").text
    started = client.post(f"{address}/start", data=token).headers["Location"]
    round_page = client.get(started).text
    assert "14:" in round_page
    assert set(after) <= set(re.findall(r'data-unit="([^"]+)"', round_page))
    client.post(f"{address}/drop", data=token)
    assert client.get(address).status_code == 404


def test_what_a_standing_round_cannot_be_is_one_sentence(client_as: ClientAs) -> None:
    client = client_as("leader")
    address, token = kept(client)
    good = {"name": "西边", "minutes": "200", "depart": "14:00"}
    for change in ({"name": ""}, {"minutes": "soon"}, {"depart": "25:00"}, {"first": "none"}):
        assert client.post(address, data=token | good | change).status_code == 400
    assert client.post(f"{address}/homes", data=token | {"act": "add", "q": ""}).status_code == 400
