"""Straight ways are cut where they meet, and nothing is lost or doubled."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.places.demo.network import Sketch, Traits

LANE, DOOR = Traits("footway"), Traits("path")

whole = st.integers(-20, 20).map(float)
level = st.tuples(whole, whole, whole).map(lambda t: (t[0], t[2], t[1], t[2]))
upright = st.tuples(whole, whole, whole).map(lambda t: (t[2], t[0], t[2], t[1]))


def test_a_lane_is_cut_where_a_door_path_begins() -> None:
    sketch = Sketch()
    sketch.add(LANE, (0, 0, 10, 0))
    sketch.add(DOOR, (4, 0, 4, 3))
    pieces, owners = sketch.pieces()
    assert pieces.tolist() == [[0, 0, 4, 0], [4, 0, 10, 0], [4, 0, 4, 3]]
    assert [sketch.traits[owner].kind for owner in owners] == ["footway", "footway", "path"]


def test_a_joint_cuts_without_a_way_of_its_own() -> None:
    sketch = Sketch()
    sketch.add(LANE, (2, 0, 2, 8))
    sketch.join(np.array([[2.0, 5.0], [3.0, 5.0]]))
    assert sketch.pieces()[0].tolist() == [[2, 0, 2, 5], [2, 5, 2, 8]]


def test_of_two_ways_on_top_of_each_other_the_first_stays() -> None:
    sketch = Sketch()
    sketch.add(LANE, (0, 0, 10, 0))
    sketch.add(DOOR, (0, 0, 10, 0))
    pieces, owners = sketch.pieces()
    assert len(pieces) == 1
    assert owners.tolist() == [0]


def test_an_empty_sketch_has_no_pieces() -> None:
    assert len(Sketch().pieces()[0]) == 0


@given(st.lists(st.one_of(level, upright), min_size=1, max_size=12))
def test_no_end_lies_inside_a_piece_and_all_ground_is_covered(
    lines: list[tuple[float, float, float, float]],
) -> None:
    sketch = Sketch()
    sketch.add(LANE, *lines)
    pieces, _ = sketch.pieces()
    ends = np.array(lines).reshape(-1, 2)
    for x, y, x_end, y_end in pieces:
        inside_x = (ends[:, 1] == y) & (y == y_end) & (ends[:, 0] > x) & (ends[:, 0] < x_end)
        inside_y = (ends[:, 0] == x) & (x == x_end) & (ends[:, 1] > y) & (ends[:, 1] < y_end)
        assert not (inside_x | inside_y).any()
    assert unit_steps(pieces.tolist()) == unit_steps(lines)


def unit_steps(lines: list[tuple[float, float, float, float]]) -> set[tuple[float, float, bool]]:
    """Return the unit steps that axis-parallel lines between whole numbers cover."""
    steps = set()
    for x, y, x_end, y_end in lines:
        for at in range(int(min(x, x_end)), int(max(x, x_end))):
            steps.add((at, y, True))
        for at in range(int(min(y, y_end)), int(max(y, y_end))):
            steps.add((x, at, False))
    return steps
