"""What a hand draws is checked: crossings, sizes, doors at their wall, buildings cut and joined."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.crs import LonLat
from geo.errors import InputError
from geo.places.editing import (
    MOST_CORNERS,
    Plane,
    block,
    check_inside,
    distance_m,
    drawn_boundary,
    drawn_building,
    drawn_line,
    middle,
    widened,
)
from geo.places.editing_buildings import doors_by_part, merged, split
from geo.places.editing_doors import FARTHEST_M, on_outline, spread

HERE = Plane(LonLat(123.4, 41.8))
metres = st.floats(-400, 400)


def at(east_m: float, north_m: float) -> LonLat:
    spot = HERE.degrees(Point(east_m, north_m))
    return LonLat(spot.x, spot.y)


def area(west: float, south: float, east: float, north: float) -> Polygon:
    made: Polygon = HERE.degrees(box(west, south, east, north))
    return made


SLAB = area(0, 0, 50, 12)


@given(metres, metres)
def test_metres_and_degrees_lead_back(east_m: float, north_m: float) -> None:
    back = HERE.metres(HERE.degrees(Point(east_m, north_m)))
    assert math.hypot(back.x - east_m, back.y - north_m) < 0.02


@given(metres, metres)
def test_a_dropped_door_always_stands_at_the_wall(east_m: float, north_m: float) -> None:
    dropped = at(east_m, north_m).point
    off_m = shapely.distance(HERE.metres(dropped), shapely.boundary(HERE.metres(SLAB)))
    if off_m > FARTHEST_M + 0.1:
        with pytest.raises(InputError, match="from the building"):
            on_outline(dropped, SLAB)
    elif off_m < FARTHEST_M - 0.1:
        found = on_outline(dropped, SLAB, before=at(0, 0).point)
        assert distance_m(found.spot, shapely.boundary(SLAB)) < 0.05
        assert found.off_m == pytest.approx(off_m, abs=0.05)
        assert found.moved_m == pytest.approx(distance_m(at(0, 0).point, found.spot), abs=0.05)


@given(st.floats(-20, 70), st.floats(-20, 70))
def test_a_cut_keeps_the_ground(one: float, other: float) -> None:
    line = HERE.degrees(LineString([(one, -30), (other, 40)]))
    try:
        parts = split(SLAB, line)
    except InputError:
        return
    assert parts[0].area >= parts[1].area
    assert shapely.area(shapely.union_all(parts)) == pytest.approx(SLAB.area, rel=1e-3)
    assert shapely.area(shapely.intersection(*parts)) < SLAB.area * 1e-3


def test_a_cut_must_make_two_buildings() -> None:
    with pytest.raises(InputError, match=r"1 part\(s\)"):
        split(SLAB, HERE.degrees(LineString([(10, -10), (10, 5)])))
    with pytest.raises(InputError, match="less than 6 m2"):
        split(SLAB, HERE.degrees(LineString([(0.2, -5), (0.2, 20)])))
    comb = shapely.union_all([area(0, 0, 50, 4), area(0, 0, 5, 20), area(45, 0, 50, 20)])
    with pytest.raises(InputError, match=r"3 part\(s\)") as refused:
        split(comb, HERE.degrees(LineString([(-5, 10), (60, 10)])))
    assert "分成了 3 块" in refused.value.said("zh")
    both = MultiPolygon([area(0, 0, 20, 12), area(30, 0, 40, 12)])
    larger, smaller = split(both, HERE.degrees(LineString([(25, -5), (25, 20)])))
    assert larger.area > smaller.area


def test_neighbours_become_one_and_the_gap_between_them_closes() -> None:
    joined = merged(SLAB, area(51, 0, 80, 12))
    assert HERE.metres(joined).area == pytest.approx(80 * 12, rel=0.01)
    with pytest.raises(InputError, match="stand 10 m apart"):
        merged(SLAB, area(60, 0, 80, 12))


def test_a_door_on_the_cut_is_in_doubt() -> None:
    parts = split(SLAB, HERE.degrees(LineString([(25, -5), (25, 20)])))
    doors = {key: at(east, 12).point for key, east in (("a", 10), ("b", 25), ("c", 40))}
    found = doors_by_part(doors, parts)
    assert found["b"] is None
    assert {found["a"], found["c"]} == {0, 1}


def test_lines_and_outlines_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputError, match="crosses itself"):
        drawn_line([at(0, 0), at(10, 10), at(10, 0), at(0, 10)])
    with pytest.raises(InputError, match="crosses itself") as refused:
        drawn_building([at(0, 0), at(20, 20), at(20, 0), at(0, 20)])
    assert refused.value.said("zh").startswith("轮廓自己交叉了")
    with pytest.raises(InputError, match="too few"):
        drawn_line([at(0, 0), at(0, 0)])
    with pytest.raises(InputError, match="too few"):
        drawn_boundary([at(0, 0), at(9, 0), at(0, 0)])
    with pytest.raises(InputError, match=r"0\.5 m long"):
        drawn_line([at(0, 0), at(0.5, 0)])
    with pytest.raises(InputError, match="covers 4 m2"):
        drawn_building([at(0, 0), at(2, 0), at(2, 2), at(0, 2)])
    with pytest.raises(InputError, match="corners"):
        drawn_line([at(k, 0) for k in range(MOST_CORNERS + 1)])
    assert drawn_line([at(0, 0), at(0, 0), at(9, 0)]).length > 0


def test_an_outline_runs_against_the_clock() -> None:
    drawn = drawn_building([at(0, 0), at(0, 12), at(40, 12), at(40, 0)])
    assert drawn.exterior.is_ccw


@given(st.floats(3, 300), st.floats(3, 300), st.floats(-90, 90))
def test_a_block_is_as_large_as_it_was_asked_for(
    length_m: float, depth_m: float, turned_deg: float
) -> None:
    made = HERE.metres(block(at(0, 0), length_m=length_m, depth_m=depth_m, turned_deg=turned_deg))
    assert made.is_valid
    assert made.area == pytest.approx(length_m * depth_m, rel=0.02)


@pytest.mark.parametrize("size", [(2, 12, 0), (40, 400, 0), (40, 12, math.inf)])
def test_a_block_of_no_size_is_refused(size: tuple[float, float, float]) -> None:
    with pytest.raises(InputError):
        block(at(0, 0), length_m=size[0], depth_m=size[1], turned_deg=size[2])


def test_outside_the_district_nothing_is_drawn() -> None:
    ground = widened(area(0, 0, 100, 100), 20)
    check_inside(at(110, 50).point, ground)
    with pytest.raises(InputError, match="outside your district"):
        check_inside(at(130, 50).point, ground)


def test_doors_are_spread_along_the_side_that_faces_the_path() -> None:
    path = HERE.degrees(LineString([(-50, -8), (100, -8)]))
    spots = [HERE.metres(one) for one in spread(SLAB, 3, [path])]
    assert [round(one.y) for one in spots] == [0, 0, 0]
    assert [round(one.x) for one in spots] == [8, 25, 42]
    back = [HERE.metres(one) for one in spread(SLAB, 3, [], eastward=False)]
    assert [round(one.y) for one in back] == [12, 12, 12]
    assert [round(one.x) for one in back] == [42, 25, 8]
    assert spread(SLAB, 0, []) == []


def test_the_middle_lies_inside_a_bent_shape() -> None:
    bent = shapely.union(area(0, 0, 50, 5), area(0, 0, 5, 50))
    assert shapely.contains(bent, middle(bent))
