"""Photos of an entry: with the form, without signal, bare of what the camera wrote."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page

from geo.services.viewing import CONSOLE
from tests.webmap.conftest import csrf_token
from tests.webmap.views.diary_pages import form

ClientAs = Callable[[str], FlaskClient]


def jpeg(lon: float, lat: float) -> bytes:
    """Return a picture whose camera wrote a position."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    degrees = {1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)}
    exif.get_ifd(0x8825).update(degrees)
    target = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(target, "JPEG", exif=exif)
    return target.getvalue()


def at_the_door(app: Flask, entrance_id: str) -> bytes:
    """Return a picture taken at an entrance."""
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        row = session.connection().exec_driver_sql(
            "select west, south from entrance where id = ?", (entrance_id,)
        )
        return jpeg(*row.one())


def test_photos_come_with_the_form_and_are_shown_to_the_leader_only(
    client_as: ClientAs, app: Flask
) -> None:
    client = client_as("leader")
    taken = at_the_door(app, "c01-b3-e1")
    sent = form(client, "楼道堆了杂物。", act="check")
    files = {"photos": (io.BytesIO(taken), "1.jpg")}
    where = client.post("/diary", data=sent | files).headers["Location"].partition("?")[0]
    page = client.get(where).text
    assert "像是在 御林湾 3号楼 1单元" in page
    # where nothing was read, the place of the photo is offered for what is added by hand
    assert 'value="entrance:c01-b3-e1"' in page
    href = "/diary/photos/" + page.split('src="/diary/photos/')[1].split('"', maxsplit=1)[0]
    shown = client.get(href)
    assert shown.mimetype == "image/jpeg"
    assert b"CameraMaker" not in shown.data
    assert client_as("manager").get(href).status_code == 403
    token = {"csrf_token": sent["csrf_token"]}
    broken = client.post(f"{where}/photos", data=token | {"photos": (io.BytesIO(b"x"), "x.jpg")})
    assert broken.status_code == 400
    client.post(f"{href}/drop", data=token)
    assert client.get(href).status_code == 404


def test_a_camera_is_asked_for_the_place_and_nothing_is_kept(
    client_as: ClientAs, app: Flask
) -> None:
    client = client_as("leader")
    with Image.open(io.BytesIO(at_the_door(app, "c01-b3-e1"))) as opened:
        block = opened.info["exif"]
    headers = {"X-CSRFToken": csrf_token(client.get("/diary").text)}

    def asked(exif: bytes) -> Any:
        sent = {"exif": (io.BytesIO(exif), "exif")}
        answer: Any = client.post("/api/diary/photo-place", data=sent, headers=headers).json
        return answer["place"]

    assert asked(block)["words"] == "御林湾3号楼1单元"
    assert asked(b"Exif\0\0nothing") is None


@pytest.mark.browser
def test_photos_wait_with_their_sentence_for_the_net(
    page_as: Callable[..., Page], app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "taken.jpg"
    file.write_bytes(at_the_door(app, "c01-b3-e1"))
    page = page_as("leader", width=390, height=844)
    page.goto("/diary")
    page.locator("#state:empty").wait_for(state="attached")
    page.set_input_files(".photo-pick input", [file, file])
    page.locator("#photos li").nth(1).wait_for()
    page.locator("#photo-place button").click()
    assert page.input_value("textarea") == "御林湾3号楼1单元"
    page.locator("#photos button").first.click()
    page.context.set_offline(True)
    page.fill("textarea", "御林湾3号楼1单元楼道堆了杂物。")
    page.click("button[value=check]")
    page.locator("#unsent .chip.warn").wait_for()
    assert page.locator("#photos li").count() == 0
    page.context.set_offline(False)
    page.locator("#unsent a.primary").click()
    page.locator(".shots img").wait_for()
    assert page.locator(".shots img").count() == 1
    page.click("#check .send .primary")
    page.locator(".made-need a.what").first.click()
    page.locator(".photos img").wait_for()
