"""Rounds in a town of stairways: who asks for it is led round every flight of steps."""

from datetime import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import LonLat
from geo.places.osm import read_osm
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.plan import Cause
from geo.walking.rounds import plan_round
from geo.walking.stops import Round, Stop

DOORS = 30
BESIDE_M = 0.3
"""A drawn way so near to a flight of steps is on it."""


@pytest.mark.data
def test_rounds_avoid_steps_when_asked(sample_data: Path) -> None:
    places, _ = read_osm(sample_data / "osm_monaco/monaco-latest.osm.pbf")
    network = Network.from_places(places)
    steps = places.ways[(places.ways["kind"] == "steps").to_numpy()]
    assert len(steps) > 200
    largest = network.components()["entrances"].iloc[0].split()
    chosen = np.random.default_rng(4).choice(sorted(largest), DOORS, replace=False)
    spots = places.entrances.set_index("id").geometry
    start = LonLat(spots[chosen[0]].x, spots[chosen[0]].y)
    stops = [Stop(name, name, 1, 60, prize=1) for name in chosen.tolist()]

    def walked(*, step_free: bool) -> Round:
        walker = pace().without_steps() if step_free else pace()
        return plan_round(
            network,
            stops,
            start=start,
            minutes=720,
            depart=time(8),
            pace=walker,
            iterations=60,
        )

    plain, free = walked(step_free=False), walked(step_free=True)
    assert on_steps_m(plain, steps, network) > 50
    assert on_steps_m(free, steps, network) < 1
    kept = {stop.stop.key for stop in free.stops}
    assert len(kept) > DOORS / 2
    left = {skip.stop.key: skip.cause for skip in free.skipped}
    assert kept | left.keys() == set(chosen.tolist())
    assert set(left.values()) <= {Cause.UNREACHABLE}
    both = [*kept & {stop.stop.key for stop in plain.stops}]
    nodes = [network.door(name) for name in sorted(both)]
    longer = network.travel_s(nodes, pace().without_steps()) - network.travel_s(nodes, pace())
    assert (longer > 60).any()


def on_steps_m(planned: Round, steps: gpd.GeoDataFrame, network: Network) -> float:
    """Return the metres of the drawn way that lie along steps; where it only crosses, none."""
    metric = gpd.GeoSeries([planned.line], crs=steps.crs).to_crs(network.crs).iloc[0]
    flights = steps.to_crs(network.crs).geometry.to_numpy()
    legs = shapely.linestrings(
        np.stack([shapely.get_coordinates(metric)[:-1], shapely.get_coordinates(metric)[1:]], 1)
    )
    along = shapely.intersection(
        shapely.union_all(shapely.buffer(flights, BESIDE_M, cap_style="flat")), legs
    )
    metres = shapely.length(along)
    return float(metres[metres > 0.9 * shapely.length(legs)].sum())
