"""The demo city agrees with its gazetteer, nothing stands in the way, and every door is reached."""

import json
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import metres_for
from geo.frames import ALIAS_SEPARATOR, SPECS, Places, write_places
from geo.places.demo import make_places


@cache
def city(seed: int = 0) -> Places:
    return make_places(seed=seed, units=5000)


def ends(ways: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return first and last points of lines."""
    lines = ways.geometry.to_numpy()
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    return shapely.get_coordinates(first), shapely.get_coordinates(last)


def reached_from_a_gate(places: Places) -> np.ndarray:
    """Return for each entrance whether walkable ways join it with the first gate, at ends only."""
    ways = places.ways[places.ways["walkable"]]
    start, end = ends(ways)
    doors = shapely.get_coordinates(places.entrances.geometry.to_numpy())
    gate = shapely.get_coordinates(places.gates.geometry.to_numpy())
    _, node = np.unique(np.concatenate([start, end, doors, gate]), axis=0, return_inverse=True)
    n, size = len(ways), node.max() + 1
    graph = coo_array((np.ones(n), (node[:n], node[n : 2 * n])), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    return part[node[2 * n : 2 * n + len(doors)]] == part[node[-len(gate) :]][0]


def test_names_numbers_entrances_and_floors_agree_with_the_gazetteer(sample_data: Path) -> None:
    wanted = json.loads((sample_data / "diary" / "gazetteer.json").read_text(encoding="utf-8"))
    places = city()
    homes = places.buildings[places.buildings["use"] == "residential"]
    found = []
    for compound in places.compounds.itertuples():
        buildings = homes[homes["compound_id"] == compound.id]
        doors = places.entrances[places.entrances["building_id"].isin(buildings["id"])]
        found.append(
            {
                "name": compound.name,
                "aliases": compound.aliases.split(ALIAS_SEPARATOR),
                "buildings": sorted(buildings["number"].dropna()),
                "max_entrance": doors["number"].astype(int).max(),
                "max_floor": buildings["floors"].max(),
            }
        )
    assert found == [row | {"buildings": sorted(row["buildings"])} for row in wanted]


def test_entrances_are_numbered_through_where_buildings_have_no_number() -> None:
    places = city()
    for name in ("建设中路92号小区", "保工北街6号院"):
        compound = places.compounds.set_index("name").loc[name, "id"]
        inside = places.buildings["compound_id"] == compound
        homes = places.buildings[inside & (places.buildings["use"] == "residential")]
        doors = places.entrances[places.entrances["building_id"].isin(homes["id"])]
        assert len(homes) == 2
        assert doors["number"].tolist() == list("123456")


def test_there_are_about_five_thousand_flats_in_about_120_buildings() -> None:
    places = city()
    assert abs((places.units["use"] == "home").sum() - 5000) <= 150
    assert abs((places.buildings["use"] == "residential").sum() - 120) <= 5


def test_only_buildings_of_seven_floors_and_more_have_lifts() -> None:
    places = city()
    doors = places.entrances.merge(places.buildings, left_on="building_id", right_on="id")
    homes = doors[doors["use"] == "residential"]
    assert (homes["lift"] == (homes["floors_y"] >= 7)).all()


def test_flats_are_numbered_as_the_compound_writes_them() -> None:
    places = city()
    assert set(places.units.query("id.str.startswith('c02-')")["number"]) == {"1", "2", "3"}
    tower = places.units[places.units["entrance_id"] == "c05-bB-e1"]
    assert "1102" in set(tower["number"])
    assert not set(tower["floor"]) & {4, 13, 14}
    assert tower["floor"].max() == 28


@pytest.mark.parametrize("seed", [0, 7])
def test_no_two_buildings_overlap(seed: int) -> None:
    shapes = city(seed).buildings.geometry.to_numpy()
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert shapely.is_valid(shapes).all()
    assert (one == two).all()


def test_no_way_runs_through_a_building() -> None:
    places = city()
    crs = metres_for(places.compounds)
    inside = places.buildings.to_crs(crs).buffer(-0.3).to_numpy()
    ways = places.ways.to_crs(crs).geometry.to_numpy()
    way, building = shapely.STRtree(inside).query(ways, predicate="intersects")
    assert places.ways["id"].to_numpy()[way].tolist() == []
    assert building.size == 0


def test_doors_lie_on_the_footprint_and_gates_in_the_wall() -> None:
    places = city()
    crs = metres_for(places.compounds)
    footprint = places.buildings.to_crs(crs).set_index("id").boundary
    doors = places.entrances.to_crs(crs)
    away = doors.distance(footprint.loc[doors["building_id"]].set_axis(doors.index))
    assert away.max() < 0.01
    wall = places.compounds.to_crs(crs).set_index("id").boundary
    gates = places.gates.to_crs(crs)
    assert gates.distance(wall.loc[gates["compound_id"]].set_axis(gates.index)).max() < 0.05


def test_homes_stand_inside_the_wall_of_their_compound() -> None:
    places = city()
    homes = places.buildings[places.buildings["use"] == "residential"]
    court = places.compounds.set_index("id").geometry.loc[homes["compound_id"]]
    assert homes.within(court.set_axis(homes.index)).all()


@pytest.mark.parametrize("seed", [0, 7])
def test_walkable_ways_lead_from_a_gate_to_every_door(seed: int) -> None:
    assert reached_from_a_gate(city(seed)).all()


def test_each_compound_lies_on_the_road_of_its_address() -> None:
    places = city()
    crs = metres_for(places.compounds)
    roads = places.ways.to_crs(crs).dissolve("name").geometry
    courts = places.compounds.to_crs(crs)
    away = courts.distance(roads.loc[courts["road"]].set_axis(courts.index))
    assert away.max() < 45


def test_some_gates_close_at_night_and_each_compound_has_one_that_never_does() -> None:
    gates = city().gates
    assert gates["opens"].notna().any()
    assert gates["opens"].isna().groupby(gates["compound_id"]).any().all()
    assert (gates["opens"].isna() == gates["closes"].isna()).all()


def test_rows_stand_apart_by_their_height() -> None:
    """In 云峰小区 each row of old slabs lies 1.1 to 1.8 heights from the one south of it."""
    places = city()
    homes = places.buildings[places.buildings["compound_id"] == "c08"].query("number.notna()")
    centre = homes.to_crs(metres_for(homes)).set_index("number").centroid
    pitch = np.array([centre["3"].distance(centre["1"]), centre["5"].distance(centre["3"])])
    assert ((pitch - 11) / 18 > 1.0).all()
    assert ((pitch - 11) / 18 < 1.8).all()


def test_equal_seeds_are_equal_bytes_and_another_seed_is_another_city(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        write_places(make_places(seed=seed, units=5000), tmp_path / name / "registry.gpkg")
    one, two, other = (
        (tmp_path / name / "registry.gpkg").read_bytes() for name in ("one", "two", "other")
    )
    assert one == two
    assert one != other


def test_a_larger_city_keeps_the_twelve_compounds_and_adds_more() -> None:
    small, large = city(), make_places(seed=0, units=12_000)
    assert abs(len(large.units) - 12_000) < 1_000
    assert large.compounds["name"].is_unique
    assert large.compounds["name"].tolist()[:12] == small.compounds["name"].tolist()
    assert reached_from_a_gate(large).all()
    columns = [column.name for column in SPECS["units"].columns]
    pd.testing.assert_frame_equal(
        pd.DataFrame(large.units[columns]).query("id.str.startswith('c01-')"),
        pd.DataFrame(small.units[columns]).query("id.str.startswith('c01-')"),
    )
    shapes = large.buildings.geometry.to_numpy()
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (one == two).all()


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_every_seed_gives_a_city_that_can_be_walked(seed: int) -> None:
    places = make_places(seed=seed, units=5000)
    assert reached_from_a_gate(places).all()
    assert_geodataframe_equal(make_places(seed=seed, units=5000).ways, places.ways)
