"""What is agreed about a home is typed once and stands on the round."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def test_terms_stand_on_the_round_and_not_on_paper(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "90", "start": "123.36,41.80"}
    address = client.post("/rounds", data={"csrf_token": token, **wish}).headers["Location"]
    unit = re.findall(r'data-unit="([^"]+)"', client.get(address).text)[0]
    typed = {
        "csrf_token": token,
        "hours": "9:00-10:25、14-16",
        "address_as": "王老师",
        "call_first": "on",
        "talk": ["write", "family"],
        "next": address,
    }
    other = client.get("/api/today").json["calls"][0]["unit"]
    client.post(f"/units/{other}/terms", data=typed)
    assert "先打电话" in str(client.get("/api/today").json["calls"][0]["mind"])
    assert "先打电话" in client.get("/today").text
    answer = client.post(f"/units/{unit}/terms", data=typed)
    assert answer.headers["Location"] == address
    page = client.get(f"/units/{unit}/terms").text
    assert "09:00–10:25、14:00–16:00" in page
    assert page.count("checked") == 3
    client.post(f"{address}/postpone", data={"csrf_token": token, "unit_id": unit})
    day = client.get("/api/today").json
    legs = {leg["unit"]: leg for leg in day["round"]["legs"]}
    assert "先打电话" in legs[unit]["mind"]
    address = client.post("/rounds", data={"csrf_token": token, **wish}).headers["Location"]
    shown = client.get(address).text
    for words in ("先打电话", "方便的时间 09:00–10:25", "称呼 王老师", "听不清：写给对方看"):
        assert words in shown
    for suffix in ("gpx", "ics", "geojson"):
        assert "10:25" not in client.get(f"{address}.{suffix}").text
    for bad in ({"hours": "上午"}, {"talk": ["shout"]}, {"hours": "11-9"}):
        assert client.post(f"/units/{unit}/terms", data=typed | bad).status_code == 400
    assert client.get("/units/none/terms").status_code == 404


def test_the_card_of_a_flat_on_the_map_shows_its_terms_and_leads_to_them(
    client_as: ClientAs,
) -> None:
    client = client_as("leader")
    unit = client.get("/api/today").json["calls"][0]["unit"]
    card = client.get(f"/api/units/{unit}").json
    assert card["mind"] == []
    form = client.get(card["hrefs"]["terms"]).text
    back = re.findall(r'name="next" value="([^"]+)"', form)[-1].replace("&amp;", "&")
    typed = {"csrf_token": csrf_token(form), "hours": "9-11", "call_first": "on", "next": back}
    answer = client.post(f"/units/{unit}/terms", data=typed)
    assert answer.headers["Location"] == f"/?building={card['building']}&unit={unit}"
    assert client.get(f"/api/units/{unit}").json["mind"] == ["先打电话", "方便的时间 09:00–11:00"]
    manager = client_as("manager").get(f"/api/units/{unit}").json
    assert "mind" not in manager
    assert "terms" not in manager["hrefs"]
