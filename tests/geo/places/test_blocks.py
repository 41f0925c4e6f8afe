"""Every building gets a compound, names are unique, and equal input gives equal output."""

import geopandas as gpd
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from geo.crs import LonLat, local_metres
from geo.places.blocks import Compounds, compounds_for, unique_names
from geo.places.survey import AREA_COLUMNS, BUILDING_COLUMNS, COMPOUND_COLUMNS, WAY_COLUMNS

METRES = local_metres(LonLat(123.4, 41.8))


def layer(columns: tuple[str, ...], rows: list[dict]) -> gpd.GeoDataFrame:
    data = {name: [row.get(name) for row in rows] for name in columns}
    return gpd.GeoDataFrame(data, geometry=[row["geometry"] for row in rows], crs=METRES)


def road(name: str | None, *points: tuple[float, float], level: int = 0) -> dict:
    return {"name": name, "kind": "road", "layer": level, "geometry": LineString(points)}


ROADS = [
    road("东街", (100, -10), (100, 210)), road("西街", (0, -10), (0, 210)),
    road("南路", (-10, 0), (110, 0)), road("北路", (-10, 200), (110, 200)),
    road("隧道", (50, -10), (50, 210), level=-1), road(None, (-10, 100), (110, 100)),
]  # fmt: skip


def town(named: list[dict] | None = None) -> Compounds:
    return compounds_for(
        layer(
            BUILDING_COLUMNS,
            [
                {"geometry": box(20, 20, 40, 30), "road": "南路", "house_number": "92"},
                {"geometry": box(20, 40, 40, 50), "road": "南路", "house_number": "92"},
                {"geometry": box(60, 20, 80, 30)},
                {"geometry": box(60, 140, 80, 150)},
                {"geometry": box(160, 140, 180, 150)},
            ],
        ),
        layer(COMPOUND_COLUMNS, named or []),
        layer(WAY_COLUMNS, ROADS),
        layer(AREA_COLUMNS, []),
    )


def names(compounds: Compounds) -> list[str]:
    by_id = compounds.frame.set_index("id")["name"]
    return [by_id[key] for key in compounds.of_building]


def test_an_address_names_a_compound_and_roads_name_the_rest() -> None:
    made = names(town())
    assert made[:2] == ["南路92号"] * 2
    assert made[2] == "东街·南路·西街街区"
    assert made[3] == "东街·北路·西街街区"
    assert "街区" in made[4]
    assert "隧道" not in "".join(made)


def test_a_named_area_goes_before_address_and_block() -> None:
    area = {"id": "w1", "source": "w1", "name": "柳荫里", "geometry": box(10, 10, 90, 60)}
    assert names(town([area]))[:3] == ["柳荫里"] * 3


def test_names_are_unique_and_two_runs_are_equal() -> None:
    one, two = town(), town()
    assert one.frame["name"].is_unique
    assert_geodataframe_equal(one.frame, two.frame)
    assert one.of_building.tolist() == two.of_building.tolist()


def test_a_town_without_roads_is_one_block() -> None:
    made = compounds_for(
        layer(BUILDING_COLUMNS, [{"geometry": box(0, 0, 9, 9)}, {"geometry": box(50, 0, 59, 9)}]),
        layer(COMPOUND_COLUMNS, []),
        layer(WAY_COLUMNS, []),
        layer(AREA_COLUMNS, []),
    )
    assert names(made) == ["街区1", "街区1"]


@given(
    st.lists(st.sampled_from(["柳荫里", "松园", "柳荫里（2）", "Block", "Block (2)"]), max_size=12)
)
def test_unique_names_are_unique_and_first_ones_stay(given_names: list[str]) -> None:
    made = unique_names(given_names)
    assert len(set(made)) == len(given_names)
    assert all(name in made for name in given_names)
