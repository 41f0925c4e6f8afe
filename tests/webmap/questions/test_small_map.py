"""A small map shows every candidate once, north up, its marks apart."""

import numpy as np
import shapely

from geo.services.questions.surroundings import Surroundings
from webmap.questions.small_map import HEIGHT, MARK, WIDTH, small_map

WEST, SOUTH = 123.37, 41.79


def objects(*shapes: object) -> np.ndarray:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


def slab(east: float, north: float) -> shapely.Polygon:
    west, south = WEST + east, SOUTH + north
    return shapely.box(west, south, west + 0.0004, south + 0.0001)


def drawn(candidates: np.ndarray, doors: np.ndarray) -> Surroundings:
    return Surroundings(
        bounds=(WEST - 0.001, SOUTH - 0.001, WEST + 0.004, SOUTH + 0.003),
        candidates=candidates,
        doors=doors,
        buildings=objects(slab(0, 0), slab(0.002, 0.001), slab(1.0, 1.0)),
        ways=objects(shapely.LineString([(WEST - 1, SOUTH), (WEST + 1, SOUTH)])),
    )


def test_north_is_up_and_everything_lies_in_the_box() -> None:
    found = small_map(drawn(objects(slab(0, 0), slab(0.002, 0.001)), objects(None, None)))
    south, north = found.marks
    assert north.y < south.y
    assert north.x > south.x
    assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in found.marks)
    assert [number for number, _ in found.candidates] == [1, 2]
    assert found.buildings.count("M") == 2
    assert found.metres in {1, 2, 5, 10, 20, 50, 100, 200, 500}
    assert 0 < found.bar <= WIDTH / 4


def test_marks_of_neighbouring_doors_do_not_hide_each_other() -> None:
    doors = objects(*(shapely.Point(WEST + step * 1e-6, SOUTH) for step in range(3)))
    found = small_map(drawn(objects(*[slab(0, 0)] * 3), doors))
    for one in found.marks:
        for other in found.marks:
            apart = max(abs(one.x - other.x), abs(one.y - other.y))
            assert one is other or apart >= 2 * MARK


def test_a_candidate_that_nobody_drew_has_no_mark() -> None:
    found = small_map(drawn(objects(slab(0, 0), None), objects(None, None)))
    assert [mark.number for mark in found.marks] == [1]
