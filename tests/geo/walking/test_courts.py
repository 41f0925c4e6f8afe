"""Open courts are walked round buildings, walls only at gates: checked against a fine raster."""

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Polygon

from geo.crs import WGS84
from geo.walking.network import Network
from geo.walking.pace import Pace
from tests.geo.walking.district import block, district, door, gate, way

METRE = Pace(1.0, 0.5, 20, 10, 30, 2, 10)
GRAIN_M = 1.0
MOVES = [(1, 0), (0, 1), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1), (1, 3), (3, 1),
         (1, -3), (3, -1), (2, 3), (3, 2), (2, -3), (3, -2)]  # fmt: skip
"""Sixteen directions and their opposites: no straight way is more than one percent too long."""

SLABS = [(20, 20, 80, 32), (20, 50, 80, 62), (20, 80, 80, 92), (95, 20, 107, 92)]
YARD = [(0, 0), (130, 0), (130, 110), (0, 110), (0, 0)]
SPOTS = [(50, 33), (50, 49), (50, 63), (50, 79), (50, 93), (94, 60), (108, 60)]


def boxes() -> list[Polygon]:
    return [shapely.box(*slab) for slab in SLABS]


def rastered(gate_xy: tuple[float, float]) -> tuple[np.ndarray, csr_array]:
    """Return spots of a raster over yard and street, and the seconds between neighbours."""
    across, up = np.arange(-10, 141, GRAIN_M), np.arange(-10, 121, GRAIN_M)
    xy = np.array([(x, y) for x in across for y in up])
    number = np.arange(len(xy)).reshape(len(across), len(up))
    solid = shapely.union_all([*(box.buffer(-0.4) for box in boxes()),
                               LineString(YARD).buffer(0.05).difference(
                                   shapely.Point(gate_xy).buffer(1.6))])  # fmt: skip
    shapely.prepare(solid)
    tails, heads = [], []
    for dx, dy in MOVES:
        a = number[: len(across) - dx, max(0, -dy) : len(up) - max(0, dy)].ravel()
        b = number[dx:, max(0, dy) : len(up) + min(0, dy)].ravel()
        clear = ~shapely.intersects(shapely.linestrings(np.stack([xy[a], xy[b]], 1)), solid)
        tails.append(a[clear])
        heads.append(b[clear])
    tail, head = np.concatenate(tails), np.concatenate(heads)
    length = np.hypot(*(xy[tail] - xy[head]).T)
    n = len(xy)
    return xy, csr_array(coo_array((length, (tail, head)), shape=(n, n)))


def network(**hours: str) -> Network:
    ways = [
        way("street", (-5, -5), (135, -5)),
        way("wall", *YARD, kind="wall", walkable=False, barrier="wall"),
    ]
    doors = [door(f"d{k}", x, y) for k, (x, y) in enumerate(SPOTS)]
    houses = [
        block(f"h{k}", (x, y), (a, y), (a, b), (x, b)) for k, (x, y, a, b) in enumerate(SLABS)
    ]
    return Network.from_places(
        district(
            ways,
            [*doors, door("out", 10, -6)],
            gates=[gate("g", 10, 0, **hours)],
            buildings=houses,
        )
    )


def test_a_court_without_paths_is_walked_as_on_a_fine_raster() -> None:
    made = network()
    xy, graph = rastered((10, 0))
    assert made.hidden == ()
    assert made.unconnected == ()
    spots = [*SPOTS, (10, -5)]
    names = [*(f"d{k}" for k in range(len(SPOTS))), "out"]
    at = [int(np.hypot(*(xy - spot).T).argmin()) for spot in spots]
    far = dijkstra(graph, directed=False, indices=at)[:, at]
    walked = made.travel_s([made.door(name) for name in names], METRE)
    walked[-1, :-1] -= 1
    walked[:-1, -1] -= 1
    for a, b in itertools.combinations(range(len(names)), 2):
        assert walked[a, b] == pytest.approx(far[a, b], rel=0.03, abs=2.0), (names[a], names[b])


def test_the_way_drawn_enters_no_building() -> None:
    made = network()
    legs = [(made.door("out"), made.door(f"d{k}")) for k in range(len(SPOTS))]
    walked = gpd.GeoSeries(made.paths(legs, METRE), crs=WGS84).to_crs(made.crs)
    moved = made.xy[made.door("d0")] - np.array(SPOTS[0])
    for box in boxes():
        inside = shapely.transform(box.buffer(-0.6), lambda xy: xy + moved)
        assert not walked.intersects(inside).any()


def test_a_court_whose_gate_is_shut_is_not_left() -> None:
    made = network(opens="06:00", closes="22:00")
    nodes = [made.door("d0"), made.door("d4"), made.door("out")]
    open_day = made.open_during(9 * 60, 60).travel_s(nodes, METRE)
    night = made.open_during(23 * 60, 60).travel_s(nodes, METRE)
    assert np.isfinite(open_day).all()
    assert np.isinf(night[:2, 2]).all()
    assert night[0, 1] == pytest.approx(open_day[0, 1])


def test_a_way_across_a_wall_ends_there_unless_at_a_gate_or_a_drawn_opening() -> None:
    wall = way("wall", (50, -50), (50, 50), kind="wall", walkable=False, barrier="wall")
    doors = [door("p", 0, 1), door("q", 100, 1)]

    def connected(*xy: tuple[float, float], gates: list[dict[str, object]]) -> bool:
        made = Network.from_places(district([wall, way("w", *xy)], doors, gates=gates))
        seconds = made.travel_s([made.door("p"), made.door("q")], METRE)
        return bool(np.isfinite(seconds[0, 1]))

    assert not connected((0, 0), (100, 0), gates=[])
    assert connected((0, 0), (100, 0), gates=[gate("g", 50, 1)])
    assert connected((0, 0), (50, 0), (100, 0), gates=[])


def test_a_bridge_over_a_wall_is_not_cut() -> None:
    wall = way("wall", (50, -50), (50, 50), kind="wall", walkable=False, barrier="wall")
    ways = [wall, way("a", (0, 0), (40, 0)), way("b", (40, 0), (60, 0), layer=1),
            way("c", (60, 0), (100, 0))]  # fmt: skip
    made = Network.from_places(district(ways, [door("p", 0, 1), door("q", 100, 1)]))
    assert made.travel_s([made.door("p"), made.door("q")], METRE)[0, 1] < np.inf
