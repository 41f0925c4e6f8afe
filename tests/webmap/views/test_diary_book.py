"""What was written is found again, by words and by the card of a flat."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webmap.conftest import csrf_token
from tests.webmap.views.diary_pages import WORK, form

ClientAs = Callable[[str], FlaskClient]


def test_entries_are_searched_with_the_word_marked(client_as: ClientAs) -> None:
    client = client_as("leader")
    client.post("/diary", data=form(client, WORK, act="check"))

    def asked(**wanted: str) -> TestResponse:
        token = csrf_token(client.get("/diary/search").text)
        return client.post("/diary/search", data={"csrf_token": token, **wanted})

    def found(**wanted: str) -> str:
        return asked(**wanted).text

    page = found(word="<b>就业")
    assert "没有这样的日记" in page
    assert "&lt;b&gt;就业" in page
    assert '<mark class="hit">就业信息</mark>' in found(word="就业信息")
    assert "就业信息" in found(unit="c01-b3-e1-202")
    assert asked(since="never").status_code == 400
    assert 'role="status"' not in client.get("/diary/search").text
    assert "就业信息" in client.get("/diary/search?unit=c01-b3-e1-202").text


def test_the_past_of_a_flat_is_reached_from_its_card(client_as: ClientAs) -> None:
    client = client_as("leader")
    client.post("/diary", data=form(client, WORK, act="check"))
    card: Any = client.get("/api/units/c01-b3-e1-202").json
    assert "就业信息" in client.get(card["hrefs"]["past"]).text
    front: Any = client.get("/api/buildings/c01-b3/elevation").json
    assert "就业信息" in client.get(front["past"]).text
    for person in card["people"]:
        assert client.get(card["hrefs"]["person"].replace("ID", person["id"])).status_code == 200
    assert client.get("/diary/timeline/unit/none").status_code == 404
    manager: Any = client_as("manager").get("/api/buildings/c01-b3/elevation").json
    assert "past" not in manager
