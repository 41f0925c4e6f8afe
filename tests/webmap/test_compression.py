"""Pages and data are sent compressed to who takes it; parts and small answers are left alone."""

import gzip
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webmap import compression

ClientAs = Callable[[str], FlaskClient]
GROUND = "/api/ground.geojson"


def test_data_is_compressed_for_who_takes_it(client_as: ClientAs) -> None:
    client = client_as("manager")
    plain = client.get(GROUND)
    packed = client.get(GROUND, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) < len(plain.data) / 3


def test_pages_are_compressed_to_a_length_that_tells_nothing(client_as: ClientAs) -> None:
    client = client_as("leader")
    answers = [client.get("/diary", headers={"Accept-Encoding": "gzip"}) for _ in range(6)]
    for answer in answers:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "<!doctype html>" in gzip.decompress(answer.data).decode()
    assert len({len(answer.data) for answer in answers}) > 1


def test_parts_and_small_answers_are_not(client_as: ClientAs) -> None:
    client = client_as("manager")
    takes = {"Accept-Encoding": "gzip"}
    for answer in (
        client.get(GROUND, headers=takes | {"Range": "bytes=0-9"}),
        client.get("/api/search?q=", headers=takes),
    ):
        assert "Content-Encoding" not in answer.headers


def test_data_that_did_not_change_is_not_sent_again(client_as: ClientAs) -> None:
    client = client_as("manager")
    first = client.get(GROUND, headers={"Accept-Encoding": "gzip"})
    again = client.get(GROUND, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_scripts_and_styles_are_packed_and_asked_for_once(client_as: ClientAs) -> None:
    client = client_as("leader")
    for name in ("css/ground.css", "js/map/main.js", "map_icons.svg"):
        plain = client.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
        packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
        again = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == plain.data == gzip.decompress(again.data)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        held = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
        with client.get(f"/static/{name}", headers=held) as answer:
            assert answer.status_code == 304
        plain.close()


def test_packed_files_are_bounded(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "MOST_PACKED", 2)
    monkeypatch.setattr(compression, "_packed_files", {})
    client = client_as("leader")
    for name in ("css/ground.css", "css/map.css", "css/care.css", "css/ground.css"):
        plain = client.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
        packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == plain.data
        assert len(compression._packed_files) <= 2  # noqa: SLF001 - what is kept shows nowhere
        plain.close()


def test_pictures_and_fonts_are_left_as_they_are(client_as: ClientAs) -> None:
    address = "/static/vendor/leaflet/images/layers.png"
    with client_as("leader").get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert "Content-Encoding" not in answer.headers
