"""Areas are whole, none is empty, and their minutes are as equal as moving a building allows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from geo.errors import InputError
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.stops import Stop
from geo.walking.turf import Neighbours, neighbours, shares, split_stops, turf
from tests.geo.walking.district import district, door, way


def grid(rows: int, columns: int) -> Neighbours:
    """Return places on a grid, each beside those left, right, above and below."""
    at = np.arange(rows * columns).reshape(rows, columns)
    across = np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()])
    down = np.column_stack([at[:-1].ravel(), at[1:].ravel()])
    pairs = np.vstack([across, down])
    return Neighbours(rows * columns, pairs, np.ones(len(pairs)))


def is_whole(near: Neighbours, area: np.ndarray, number: int) -> bool:
    inside = np.flatnonzero(area == number)
    part = near.matrix().tocsr()[inside][:, inside]
    return bool(connected_components(part, directed=False, return_labels=False) == 1)


@settings(max_examples=40)
@given(
    rows=st.integers(1, 6),
    columns=st.integers(1, 7),
    areas=st.integers(1, 6),
    seed=st.integers(0, 1000),
)
def test_every_area_is_whole_and_none_is_empty(
    rows: int, columns: int, areas: int, seed: int
) -> None:
    near = grid(rows, columns)
    areas = min(areas, near.count)
    minutes = np.random.default_rng(seed).gamma(2.0, 20.0, near.count)
    area = turf(minutes, near, areas)
    assert sorted(set(area.tolist())) == list(range(areas))
    assert all(is_whole(near, area, number) for number in range(areas))
    assert np.array_equal(area, turf(minutes, near, areas))


@pytest.mark.parametrize("areas", [2, 3, 5, 8])
def test_areas_of_a_district_have_equal_minutes(areas: int) -> None:
    near = grid(12, 15)
    for seed in range(5):
        minutes = np.random.default_rng(seed).gamma(2.0, 20.0, near.count)
        total = shares(minutes, turf(minutes, near, areas))
        assert np.abs(total / total.mean() - 1).max() <= 0.08


def test_an_area_does_not_leap_over_a_wall() -> None:
    # two rows of houses back to back; the way between them goes round one end
    ways = [way("south", (0, 0), (300, 0)), way("north", (0, 20), (300, 20)),
            way("end", (300, 0), (300, 20))]  # fmt: skip
    south = [door(f"s{k}", 50.0 * k + 10, -2) for k in range(6)]
    north = [door(f"n{k}", 50.0 * k + 10, 22) for k in range(6)]
    network = Network.from_places(district(ways, south + north))
    near = neighbours(network, {one["id"]: [one["id"]] for one in south + north}, pace())
    beside = {tuple(pair) for pair in near.pairs.tolist()}
    assert beside == {*((k, k + 1) for k in range(5)), *((k, k + 1) for k in range(6, 11)), (5, 11)}
    area = turf(np.full(12, 10.0), near, 2)
    assert area.tolist() == [0] * 6 + [1] * 6


def test_parts_without_a_way_between_them_are_tied_by_the_shortest_line() -> None:
    ways = [way("here", (0, 0), (100, 0)), way("there", (300, 0), (400, 0))]
    doors = [door("a", 10, 2), door("b", 90, 2), door("c", 310, 2), door("d", 390, 2)]
    network = Network.from_places(district(ways, doors))
    near = neighbours(network, {one["id"]: [one["id"]] for one in doors}, pace())
    assert [1, 2] in near.pairs.tolist()
    assert turf(np.ones(4), near, 2).tolist() == [0, 0, 1, 1]


def test_what_cannot_be_cut_is_said() -> None:
    near = grid(2, 2)
    with pytest.raises(InputError, match="4 places cannot be cut into 5 areas"):
        turf(np.ones(4), near, 5)
    with pytest.raises(InputError, match="negative or missing"):
        turf(np.array([1.0, -1, 1, 1]), near, 2)
    apart = Neighbours(3, np.array([[0, 1]]), np.ones(1))
    with pytest.raises(InputError, match="not all joined"):
        turf(np.ones(3), apart, 2)
    network = Network.from_places(district([way("w", (0, 0), (9, 0))], [door("a", 1, 1)]))
    with pytest.raises(InputError, match="has no entrance"):
        neighbours(network, {"b1": ["a"], "b2": []}, pace())


def test_the_calls_of_a_day_are_split_fairly_and_no_staircase_is_shared() -> None:
    doors = [door(f"d{k}", 40.0 * k, 2) for k in range(10)]
    network = Network.from_places(district([way("w", (0, 0), (400, 0))], doors))
    stops = [Stop(f"{k}-{n}", f"d{k}", n, 600) for k in range(10) for n in range(1, 4)]
    shared = split_stops(network, stops, 3, pace())
    assert sorted(stop.key for share in shared for stop in share) == sorted(s.key for s in stops)
    behind = [{stop.entrance_id for stop in share} for share in shared]
    assert all(not one & other for k, one in enumerate(behind) for other in behind[:k])
    minutes = [sum(stop.service_s for stop in share) for share in shared]
    assert max(minutes) - min(minutes) <= 3 * 600
    assert [len(share) for share in split_stops(network, stops[:3], 3, pace())] == [3, 0, 0]
