"""OpenStreetMap extracts become places, with every object accounted for."""

import gzip
from dataclasses import fields
from pathlib import Path

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.datum import Datum
from geo.errors import InputError
from geo.places.osm import read_osm
from geo.places.report import Action

NODES = {
    1: (123.4000, 41.8000), 2: (123.4006, 41.8000), 3: (123.4006, 41.80012),
    4: (123.4000, 41.80012), 5: (123.4003, 41.8000), 6: (123.3990, 41.7997),
    7: (123.4020, 41.7997), 8: (123.4010, 41.7997), 9: (123.4004, 41.80006),
    10: (123.4010, 41.8000), 11: (123.4013, 41.8003), 12: (123.4010, 41.8003),
    13: (123.4013, 41.8000),
}  # fmt: skip
"""A slab 50 m long, a crossed ring beside it, and a road south of both."""
EXTRA = {
    5: {"entrance": "staircase", "ref": "2"},
    8: {"barrier": "gate", "opening_hours": "Mo-Su 05:30-23:00"},
    9: {"addr:housenumber": "92", "addr:street": "建设中路"},
}
WAYS = {
    1: ([1, 5, 2, 3, 4, 1], {"building": "apartments", "building:levels": "7"}),
    2: ([10, 11, 13, 12, 10], {"building": "yes"}),
    3: ([6, 8, 7], {"highway": "residential", "name": "建设中路"}),
    4: ([4, 99], {"building": "yes"}),
    5: ([6, 98, 1], {"highway": "footway"}),
}


def osm(nodes: dict = NODES, ways: dict = WAYS, relations: str = "") -> str:
    """Return an OpenStreetMap file; nodes may stand behind the ways as some exports do."""
    tags = lambda found: "".join(f'<tag k="{k}" v="{v}"/>' for k, v in found.items())  # noqa: E731
    return (
        '<osm version="0.6">'
        + "".join(
            f'<way id="{ref}">{"".join(f"<nd ref={n!r}/>" for n in map(str, nds))}{tags(t)}</way>'
            for ref, (nds, t) in ways.items()
        )
        + "".join(
            f'<node id="{ref}" lon="{lon}" lat="{lat}">{tags(EXTRA.get(ref, {}))}</node>'
            for ref, (lon, lat) in nodes.items()
        )
        + relations
        + "</osm>"
    )


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "city.osm"
    path.write_text(osm())
    return path


def test_a_building_comes_with_floors_address_door_and_compound(city: Path) -> None:
    places, _ = read_osm(city)
    slab = places.buildings.set_index("id").loc["w1"]
    assert (slab["floors"], slab["use"], slab["house_number"]) == (7, "residential", "92")
    compound = places.compounds.set_index("id").loc[slab["compound_id"]]
    assert compound["name"] == "建设中路92号"
    door = places.entrances.set_index("id").loc["n5"]
    assert (door["building_id"], door["number"], door["inferred"]) == ("w1", "2", False)
    assert door["floors"] == 7


def test_broken_rings_and_missing_nodes_are_reported_by_id(city: Path) -> None:
    _, report = read_osm(city)
    fates = {row.id: (row.action, row.reason) for row in report.rows}
    assert fates["osm:way/2"] == (Action.REPAIRED, "self-intersection: made valid")
    assert fates["osm:way/4"][0] is Action.REJECTED
    assert fates["osm:way/5"] == (Action.REPAIRED, "1 nodes are missing: left out")
    assert report.balanced


def test_a_gate_bars_a_short_stretch_of_its_way_and_keeps_its_hours(city: Path) -> None:
    places, _ = read_osm(city)
    gate = places.gates.iloc[0]
    assert (gate["opens"], gate["closes"], gate["kind"]) == ("05:30", "23:00", "both")
    road = places.ways[places.ways["source"] == "osm:way/3"].set_index("id")
    barred = road[road["barrier"] == "gate"]
    assert len(road) == 3
    assert len(barred) == 1
    assert barred.geometry.iloc[0].length < 2e-5
    assert shapely.line_merge(road.geometry.union_all()).geom_type == "LineString"


def test_gzip_and_plain_files_read_equal(city: Path) -> None:
    packed = city.with_name("city.osm.gz")
    packed.write_bytes(gzip.compress(city.read_bytes()))
    plain, zipped = read_osm(city)[0], read_osm(packed)[0]
    for layer in fields(plain):
        assert_geodataframe_equal(getattr(plain, layer.name), getattr(zipped, layer.name))


def test_a_courtyard_relation_keeps_its_hole_and_replaces_its_outline(tmp_path: Path) -> None:
    nodes = NODES | {
        21: (123.4001, 41.80003), 22: (123.4002, 41.80003), 23: (123.4002, 41.80008),
    }  # fmt: skip
    ways = {1: WAYS[1], 3: WAYS[3], 6: ([21, 22, 23, 21], {})}
    relation = (
        '<relation id="7"><member type="way" ref="1" role="outer"/>'
        '<member type="way" ref="6" role="inner"/><tag k="type" v="multipolygon"/>'
        '<tag k="building" v="yes"/></relation>'
    )
    path = tmp_path / "court.osm"
    path.write_text(osm(nodes, ways, relation))
    places, report = read_osm(path)
    assert places.buildings["source"].tolist() == ["osm:relation/7"]
    assert len(places.buildings.geometry.iloc[0].interiors) == 1
    assert report.tally("building").rejected == 1
    assert places.entrances.set_index("id").loc["n5", "building_id"] == "r7"


def test_what_an_editor_drew_and_did_not_upload_is_read(tmp_path: Path) -> None:
    nodes = {-ref: position for ref, position in NODES.items()}
    path = tmp_path / "drawn.osm"
    path.write_text(osm(nodes, {-1: ([-1, -2, -3, -4, -1], {"building": "yes"})}))
    places, report = read_osm(path)
    assert places.buildings["source"].tolist() == ["osm:way/-1"]
    assert report.balanced


def test_a_node_without_a_position_is_reported(city: Path) -> None:
    lost = '<node id="77"><tag k="entrance" v="yes"/></node></osm>'
    city.write_text(city.read_text().replace("</osm>", lost))
    _, report = read_osm(city)
    assert ("osm:node/77", Action.REJECTED) in {(row.id, row.action) for row in report.rows}
    assert report.balanced


def test_a_gcj02_copy_comes_back_to_where_it_is(city: Path) -> None:
    true, shifted = read_osm(city)[0], read_osm(city, datum=Datum.GCJ02)[0]
    moved = shifted.buildings.geometry.iloc[0].centroid.distance(
        true.buildings.geometry.iloc[0].centroid
    )
    assert 0.003 < moved < 0.01


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.osm", None, "does not exist"),
        ("city.shp", b"x", "is no OpenStreetMap file"),
        ("torn.osm", b"<osm><way", "is damaged"),
        ("torn.osm.pbf", b"not a map", "is damaged"),
        ("void.osm", b'<osm version="0.6"></osm>', "holds no map"),
    ],
)
def test_a_file_that_is_no_map_is_named(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_osm(tmp_path / name)


CITIES = [
    ("osm_moscow/moscow.osm.gz", {"building": 640, "way": 618}),
    ("osm_monaco/monaco-latest.osm.pbf", {"building": 1208, "entrance": 66}),
]


@pytest.mark.data
@pytest.mark.parametrize(("name", "found"), CITIES)
def test_real_cities_balance_and_every_building_has_a_compound(
    sample_data: Path, name: str, found: dict[str, int]
) -> None:
    places, report = read_osm(sample_data / name)
    assert report.balanced
    assert {kind: report.tally(kind).found for kind in found} == found
    assert places.buildings["compound_id"].notna().all()
    assert places.compounds["name"].is_unique
    assert places.buildings.is_valid.all()
    surveyed = ~places.entrances["inferred"]
    assert surveyed.sum() == report.tally("entrance").kept + report.tally("entrance").repaired
