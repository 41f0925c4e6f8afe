"""Site plans over their addresses: sent as a form, laid, shown to their compound, taken away."""

import io
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from geo.store.models import Compound
from geo.store.scope import CONSOLE
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def test_a_plan_is_sent_laid_and_taken_away(app: Flask, client_as: ClientAs) -> None:
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        own = session.scalars(select(Compound).where(Compound.name == "御林湾")).one()
        key, lon, lat = own.id, own.west, own.south
    client = client_as("leader")
    headers = {"X-CSRFToken": csrf_token(client.get("/").text)}
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(content, "PNG")
    form = {"compound": key, "name": "总图", "picture": (io.BytesIO(content.getvalue()), "a.png")}
    sent = client.post("/api/edit/plans", data=form, headers=headers)
    assert sent.status_code == 200, sent.text
    (plan,) = client.get("/api/edit/plans").json["plans"]
    with client.get(plan["href"]) as picture:
        assert picture.mimetype == "image/jpeg"
    points = [{"x": 0, "y": 300, "at": [lon, lat]}, {"x": 400, "y": 300, "at": [lon + 0.002, lat]}]
    address = f"/api/edit/plans/{plan['id']}"
    laid = client.post(f"{address}/points", json={"points": points}, headers=headers)
    assert len(laid.json["corners"]) == 4
    for told in ({"points": points[:1]}, {"points": [{"x": "1"}]}, {}, {"points": points * 2}):
        assert client.post(f"{address}/points", json=told, headers=headers).status_code == 400
    assert client.post("/api/edit/plans", data={}, headers=headers).status_code == 400
    assert client.post(f"{address}/remove", headers=headers).status_code == 200
    assert client.get(plan["href"]).status_code == 404
    assert client_as("manager").get("/api/edit/plans").status_code == 403
