"""GeoPackages of other makers become places, tile cuts healed, with every row accounted for."""

from dataclasses import fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely import LineString, Point, box

from geo.datum import Datum
from geo.errors import InputError
from geo.frames import write_places
from geo.places.tables import read_places_table
from tests.factories import small_places


def write(path: Path, **layers: gpd.GeoDataFrame) -> Path:
    for name, frame in layers.items():
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())
    return path


def frame(**columns: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, crs=4326)


SLABS = [box(123.4, 41.8, 123.4006, 41.80012), box(123.4, 41.8004, 123.4006, 41.80052)]


def test_our_own_layers_come_back_unchanged(tmp_path: Path) -> None:
    write_places(small_places(), tmp_path / "d.gpkg")
    places, report = read_places_table(tmp_path / "d.gpkg")
    for layer in fields(places):
        assert_geodataframe_equal(getattr(places, layer.name), getattr(small_places(), layer.name))
    assert report.balanced
    assert report.tally("building").kept == 1


def test_chinese_columns_in_a_single_layer_of_areas_are_known(tmp_path: Path) -> None:
    made = frame(
        楼号=["三号楼", "004"], 小区名称=["御林湾"] * 2, 层数=[7, 18.0], 用途=["住宅", "商业"],
        geometry=SLABS,
    )  # fmt: skip
    places, report = read_places_table(write(tmp_path / "d.gpkg", 底图=made))
    assert places.compounds["name"].tolist() == ["御林湾"]
    assert places.buildings["number"].tolist() == ["3", "4"]
    assert places.buildings["floors"].tolist() == [7, 18]
    assert places.buildings["use"].tolist() == ["residential", "shop"]
    assert report.balanced


def test_a_postal_address_in_one_column_names_the_compound(tmp_path: Path) -> None:
    made = frame(地址=["沈阳市铁西区建设中路92号", None], geometry=SLABS)
    places, _ = read_places_table(write(tmp_path / "d.gpkg", 建筑=made))
    assert places.compounds["name"].tolist() == ["建设中路92号", "街区1"]


def test_lines_cut_by_tiles_are_one_and_a_bridge_does_not_meet_the_road_below(
    tmp_path: Path,
) -> None:
    roads = frame(
        id=[1, 1, 2, 3],
        kind_detail=["residential"] * 3 + ["primary"],
        name=["甲路", "甲路", "乙路", "高架"],
        is_bridge=[None, None, None, "True"],
        geometry=[
            LineString([(123.4, 41.8), (123.401, 41.8)]),
            LineString([(123.401, 41.8), (123.402, 41.8)]),
            LineString([(123.4004, 41.799), (123.4004, 41.801)]),
            LineString([(123.4015, 41.799), (123.4015, 41.801)]),
        ],
    )
    places, report = read_places_table(write(tmp_path / "d.gpkg", roads=roads))
    ways = places.ways
    assert ways["name"].tolist() == ["甲路", "甲路", "乙路", "乙路", "高架"]
    assert (ways["layer"] == [0, 0, 0, 0, 1]).all()
    corners = [set(map(tuple, np.round(line.coords, 6))) for line in ways.geometry]
    assert (123.4004, 41.8) in corners[0] & corners[1] & corners[2] & corners[3]
    assert not corners[4] & (corners[0] | corners[1])
    assert report.balanced


def test_a_street_that_ends_a_step_short_is_drawn_up_to_the_other(tmp_path: Path) -> None:
    roads = frame(
        highway=["residential", "residential"],
        geometry=[
            LineString([(123.4, 41.8), (123.402, 41.8)]),
            LineString([(123.401, 41.801), (123.401, 41.800004)]),
        ],
    )
    ways = read_places_table(write(tmp_path / "d.gpkg", roads=roads))[0].ways
    meeting = [
        (123.401, 41.8) in set(map(tuple, np.round(line.coords, 6))) for line in ways.geometry
    ]
    assert sum(meeting) >= 3


def test_house_numbers_go_to_the_building_around_or_near_them(tmp_path: Path) -> None:
    numbers = frame(
        addr_street=["甲路", "甲路", "乙路"],
        addr_housenumber=["5", "7", "9"],
        geometry=[Point(123.4003, 41.80006), Point(123.4003, 41.79995), Point(123.5, 41.9)],
    )
    path = write(tmp_path / "d.gpkg", buildings=frame(geometry=SLABS), addresses=numbers)
    places, report = read_places_table(path)
    assert places.buildings["house_number"].iloc[0] == "5;7"
    assert (report.tally("address").kept, report.tally("address").rejected) == (2, 1)


def test_gcj02_tables_are_shifted_and_projected_ones_reprojected(tmp_path: Path) -> None:
    projected = frame(geometry=SLABS).to_crs(4547)
    plain, _ = read_places_table(write(tmp_path / "a.gpkg", buildings=projected))
    assert shapely.hausdorff_distance(plain.buildings.geometry.iloc[0], SLABS[0]) < 1e-5
    shifted, _ = read_places_table(
        write(tmp_path / "b.gpkg", buildings=frame(geometry=SLABS)), datum=Datum.GCJ02
    )
    away = shifted.buildings.geometry.iloc[0].centroid.distance(SLABS[0].centroid)
    assert 0.003 < away < 0.01


def test_a_file_without_buildings_or_roads_says_what_to_name(tmp_path: Path) -> None:
    path = write(tmp_path / "d.gpkg", 站点=frame(geometry=[Point(123.4, 41.8)]))
    with pytest.raises(InputError, match=r"no layer of buildings or roads among 站点"):
        read_places_table(path)


def test_a_layer_without_crs_is_refused(tmp_path: Path) -> None:
    bare = gpd.GeoDataFrame(geometry=SLABS)
    with pytest.warns(UserWarning, match="crs"):
        write(tmp_path / "d.gpkg", buildings=bare)
    with pytest.raises(InputError, match=r"'buildings' of .* names no CRS"):
        read_places_table(tmp_path / "d.gpkg")


@pytest.mark.data
def test_shanghai_balances_and_its_streets_hang_together(sample_data: Path) -> None:
    places, report = read_places_table(sample_data / "osm_shanghai" / "shanghai.gpkg")
    assert report.balanced
    building = report.tally("building").found + report.tally("building part").found
    assert (building, report.tally("address").found) == (1450, 162)
    assert report.tally("address").kept > 150
    assert places.buildings["compound_id"].notna().all()
    assert places.compounds["name"].is_unique
    assert {"崂山三村", "中山东一路20号"} <= set(places.compounds["name"])
    tunnels = places.ways[places.ways["layer"] < 0].geometry.union_all()
    ground = places.ways[(places.ways["layer"] == 0) & (places.ways["kind"] == "road")]
    inner = set(map(tuple, shapely.get_coordinates(ground.geometry.to_numpy())))
    crossed = shapely.get_coordinates(tunnels.intersection(ground.geometry.union_all()))
    assert len([1 for point in crossed if tuple(point) not in inner]) > 10
