"""Inferred entrances lie on the footprint, face the path, and count the way they are told."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, affinity, box

from geo.crs import LonLat, local_metres
from geo.frames import BUILDINGS, WAYS
from geo.places.entrances import Numbering, infer_entrances

METRES = local_metres(LonLat(123.4, 41.8))


def buildings(*shapes: shapely.Geometry, **columns: list) -> gpd.GeoDataFrame:
    ids = [f"b{number}" for number in range(len(shapes))]
    made = gpd.GeoDataFrame({"id": ids, **columns}, geometry=list(shapes), crs=METRES)
    return BUILDINGS.conformed(made.to_crs(4326))


def path(*lines: list) -> gpd.GeoDataFrame:
    rows = {"id": [f"w{n}" for n in range(len(lines))], "kind": "path", "walkable": True}
    made = gpd.GeoDataFrame(rows, geometry=[LineString(line) for line in lines], crs=METRES)
    return WAYS.conformed(made.to_crs(4326))


def doors(frame: gpd.GeoDataFrame) -> np.ndarray:
    return shapely.get_coordinates(frame.to_crs(METRES).geometry.to_numpy())


SLAB = box(0, 0, 54, 12)


@pytest.mark.parametrize(("y", "wall"), [(-10, 0.0), (25, 12.0)])
def test_doors_open_on_the_long_side_that_faces_the_path(y: float, wall: float) -> None:
    made = infer_entrances(buildings(SLAB, floors=[7]), path([(-50, y), (90, y)]))
    assert doors(made)[:, 0] == pytest.approx([9, 27, 45], abs=0.05)
    assert doors(made)[:, 1] == pytest.approx([wall] * 3, abs=0.05)
    assert made["number"].tolist() == ["1", "2", "3"]
    assert made["inferred"].all()
    assert made["floors"].tolist() == [7, 7, 7]


def test_without_a_path_doors_open_to_the_north() -> None:
    made = infer_entrances(buildings(SLAB), WAYS.empty())
    assert doors(made)[:, 1] == pytest.approx([12] * 3, abs=0.05)


@pytest.mark.parametrize(
    ("numbering", "first_x"),
    [
        (Numbering.WEST_TO_EAST, 9),
        (Numbering.EAST_TO_WEST, 45),
        (Numbering.LEFT_TO_RIGHT, 45),
        (Numbering.RIGHT_TO_LEFT, 9),
    ],
)
def test_entrance_one_is_where_the_numbering_says(numbering: Numbering, first_x: float) -> None:
    made = infer_entrances(buildings(SLAB), path([(0, 20), (54, 20)]), numbering=numbering)
    first = doors(made[made["number"] == "1"])
    assert first[0, 0] == pytest.approx(first_x, abs=0.05)


def test_a_tower_and_a_shop_have_one_door_and_sheds_none() -> None:
    shapes = [
        box(0, 0, 24, 22),
        affinity.translate(SLAB, 100),
        box(200, 0, 204, 4),
        box(300, 0, 360, 12),
    ]
    made = infer_entrances(
        buildings(*shapes, use=["residential", "shop", None, "other"]), WAYS.empty()
    )
    assert made["building_id"].tolist() == ["b0", "b1"]


def test_buildings_without_numbers_share_one_count_from_north_to_south() -> None:
    shapes = [SLAB, affinity.translate(SLAB, 0, 40)]
    frame = buildings(*shapes, compound_id=["c", "c"])
    made = infer_entrances(frame, WAYS.empty(), through={"c"})
    by_building = made.groupby("building_id")["number"].agg(list)
    assert by_building["b1"] == ["1", "2", "3"]
    assert by_building["b0"] == ["4", "5", "6"]
    assert made["id"].is_unique


def test_a_bent_slab_gets_doors_on_both_wings() -> None:
    bent = shapely.union_all([box(0, 0, 54, 12), box(0, 0, 12, 60)])
    made = infer_entrances(buildings(bent), path([(20, 20), (20, 70)], [(20, 20), (70, 20)]))
    spots = doors(made)
    assert 4 <= len(made) <= 6
    assert (spots[:, 1] > 20).sum() >= 2
    assert (spots[:, 0] > 20).sum() >= 2
    assert (bent.boundary.distance(made.to_crs(METRES).geometry) < 0.05).all()


@settings(max_examples=15, deadline=None)
@given(
    st.floats(20, 120), st.floats(9, 25), st.floats(0, 180), st.floats(-60, 60),
    st.sampled_from(list(Numbering)),
)  # fmt: skip
def test_doors_always_lie_on_the_footprint_and_apart(
    length: float, depth: float, turn: float, way: float, numbering: Numbering
) -> None:
    shape = affinity.rotate(box(0, 0, length, depth), turn)
    made = infer_entrances(
        buildings(shape), path([(-99, way), (199, way + 1)]), numbering=numbering
    )
    spots = made.to_crs(METRES).geometry
    assert (spots.distance(shape.boundary) < 0.05).all()
    assert sorted(made["number"], key=int) == [str(n + 1) for n in range(len(made))]
    gaps = np.diff(np.sort(shapely.line_locate_point(shape.boundary, spots.to_numpy())))
    assert (gaps > 5).all()
    if len(made) > 1:
        corners = shapely.get_coordinates(shape)
        sides = [LineString([corners[k], corners[k + 1]]) for k in range(4)]
        assert any((spots.distance(side) < 0.05).all() for side in sides)
