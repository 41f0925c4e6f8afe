"""A round in calendars and GeoJSON: what other programs read, and nobody's name in it."""

import json
from collections.abc import Callable
from datetime import time
from pathlib import Path

import geopandas as gpd

from geo.crs import LonLat
from geo.services.registry import layer
from geo.services.rounds.files import geojson, icalendar
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.planning import Wish
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import plan

ViewerAs = Callable[[str], Viewer]


def planned(store: Store, viewer: Viewer) -> Itinerary:
    with store.write(viewer) as session:
        gate = layer(session, "gates").geometry.iloc[0]
        wish = Wish(day=TODAY, depart=time(9), minutes=90, start=LonLat(gate.x, gate.y))
        return plan(session, wish, "zh")[1]


def test_the_calendar_follows_its_standard(store: Store, viewer_as: ViewerAs) -> None:
    made = planned(store, viewer_as("leader"))
    file = icalendar(made, 7)
    lines = file.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75
    assert b"\n" not in file.replace(b"\r\n", b"")
    text = file.replace(b"\r\n ", b"").decode()
    assert text.count("BEGIN:VEVENT") == len(made.legs)
    assert f"SUMMARY:{made.legs[0].place}" in text
    hour, minute = made.legs[0].start.split(":")
    assert f"DTSTART:20260302T{int(hour) - 8:02}{minute}00Z" in text
    uids = [line for line in text.splitlines() if line.startswith("UID:")]
    assert len(set(uids)) == len(made.legs)


def test_no_file_names_anybody_or_says_why(store: Store, viewer_as: ViewerAs) -> None:
    made = planned(store, viewer_as("leader"))
    text = icalendar(made, 7).replace(b"\r\n ", b"").decode() + str(geojson(made)) + made.gpx
    words = {name for leg in made.legs for name in (*leg.people, *leg.whys)}
    assert words
    assert not [word for word in words if word in text]


def test_the_doors_come_in_their_order_then_the_way(store: Store, viewer_as: ViewerAs) -> None:
    made = planned(store, viewer_as("leader"))
    features = geojson(made)["features"]
    assert [one["geometry"]["type"] for one in features] == ["Point"] * len(made.legs) + [
        "LineString"
    ]
    assert [one["properties"]["arrive"] for one in features[:-1]] == [
        leg.arrive for leg in made.legs
    ]


def test_gdal_reads_the_doors_and_the_way(
    store: Store, viewer_as: ViewerAs, tmp_path: Path
) -> None:
    made = planned(store, viewer_as("leader"))
    (tmp_path / "round.gpx").write_text(made.gpx)
    (tmp_path / "round.geojson").write_text(json.dumps(geojson(made)))
    doors = gpd.read_file(tmp_path / "round.gpx", layer="waypoints")
    (track,) = gpd.read_file(tmp_path / "round.gpx", layer="tracks").geometry
    features = gpd.read_file(tmp_path / "round.geojson")
    assert doors["name"].tolist() == [f"{k} {leg.place}" for k, leg in enumerate(made.legs, 1)]
    assert features["place"].dropna().tolist() == [leg.place for leg in made.legs]
    assert features.crs == doors.crs == "EPSG:4326"
    way = features.geometry.iloc[-1]
    assert way.hausdorff_distance(track) < 1e-6
    same = features.geometry.iloc[: len(doors)].geom_equals_exact(doors.geometry, 1e-6)
    assert same.all()
