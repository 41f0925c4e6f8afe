"""Flats are made only where floors and doors are known, and numbered as people do."""

import geopandas as gpd
import pytest
from shapely import Point

from geo.errors import InputError
from geo.frames import ENTRANCES
from geo.places.units import UnitNumbering, UnitPlan, generated_units


def entrances(*rows: tuple[int | None, int | None]) -> gpd.GeoDataFrame:
    made = gpd.GeoDataFrame(
        {
            "id": [f"e{n}" for n in range(len(rows))],
            "building_id": "b",
            "floors": [floors for floors, _ in rows],
            "flats_per_floor": [flats for _, flats in rows],
            "inferred": False,
        },
        geometry=[Point(n, 0) for n in range(len(rows))],
        crs=4326,
    )
    return ENTRANCES.conformed(made)


def test_flats_are_floor_times_door() -> None:
    made = generated_units(entrances((3, 2)), UnitPlan())
    assert made.units["number"].tolist() == ["101", "102", "201", "202", "301", "302"]
    assert made.units["floor"].tolist() == [1, 1, 2, 2, 3, 3]
    assert made.left == ()


def test_what_is_not_known_is_left_and_named_unless_the_plan_says_it() -> None:
    frame = entrances((3, None), (None, 2), (1, 1))
    made = generated_units(frame, UnitPlan())
    assert made.left == ("e0", "e1")
    assert made.units["entrance_id"].tolist() == ["e2"]
    assert len(generated_units(frame, UnitPlan(flats_per_floor=2, floors=5)).units) == 6 + 10 + 1


def test_skipped_numbers_leave_gaps_but_no_flat_out() -> None:
    made = generated_units(entrances((5, 4)), UnitPlan(skipped_floors={4}, skipped_doors={4}))
    assert len(made.units) == 20
    assert sorted(set(made.units["floor"])) == [1, 2, 3, 5, 6]
    assert made.units["number"].tolist()[:4] == ["101", "102", "103", "105"]


def test_shops_lie_below_and_doors_may_be_numbered_on_each_floor() -> None:
    plan = UnitPlan(shops_below=1, numbering=UnitNumbering.DOOR_ON_FLOOR)
    units = generated_units(entrances((2, 2)), plan).units
    assert units["use"].tolist() == ["shop", "shop", "home", "home"]
    assert units["number"].tolist() == ["1", "2", "1", "2"]
    assert units["id"].is_unique


def test_a_duplex_takes_the_floor_above_which_has_no_doors_then() -> None:
    plan = UnitPlan(duplex_floors={3, 6}, skipped_floors={4})
    units = generated_units(entrances((6, 1)), plan).units
    assert units["number"].tolist() == ["101", "201", "301", "601"]


def test_a_plan_that_builds_no_house_is_refused() -> None:
    with pytest.raises(InputError, match="flats_per_floor is 0"):
        UnitPlan(flats_per_floor=0)
