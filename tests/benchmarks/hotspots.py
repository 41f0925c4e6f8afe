"""G* over 20 000 buildings, ours beside esda in the same run.

python tests/benchmarks/hotspots.py [N]
"""

import sys
import time
import warnings
from collections.abc import Callable

import geopandas as gpd
import numpy as np
from esda.getisord import G_Local
from libpysal.weights import DistanceBand, fill_diagonal

from geo.hotspots import hotspots

BAND_M = 150


def district(n: int) -> gpd.GeoDataFrame:
    """Return `n` buildings at the density of a city quarter, 900 to the square kilometre."""
    draw = np.random.default_rng(20261124)
    side = np.sqrt(n / 900) * 1000
    xy = draw.uniform(0, side, (n, 2))
    return gpd.GeoDataFrame(
        {"needs": draw.poisson(3, n), "homes": draw.integers(12, 120, n)},
        geometry=gpd.points_from_xy(xy[:, 0] + 500_000, xy[:, 1] + 4_600_000),
        crs="EPSG:32651",
    )


def by_esda(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return the score that esda finds, with its own weights."""
    points = frame.get_coordinates().to_numpy()
    weights = DistanceBand(points, BAND_M, binary=True, silence_warnings=True)
    weights = fill_diagonal(weights, 1.0)
    rate = (frame["needs"] / frame["homes"]).to_numpy()
    return np.asarray(G_Local(rate, weights, star=True, transform="B", permutations=0).Zs)


def by_us(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return the score that `hotspots` finds, with rates, p-values and classes beside it."""
    return hotspots(frame, "needs", "homes", band_m=BAND_M)["gi_z"].to_numpy()


def timed(find: Callable[[gpd.GeoDataFrame], np.ndarray], frame: gpd.GeoDataFrame) -> tuple:
    """Return the median of three runs in seconds, and the last result."""
    seconds, found = [], np.empty(0)
    for _ in range(3):
        start = time.perf_counter()
        found = find(frame)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)), found


def main() -> None:
    frame = district(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    warnings.simplefilter("ignore")
    ours, found = timed(by_us, frame)
    theirs, wanted = timed(by_esda, frame)
    print(f"{len(frame)} buildings, band {BAND_M} m, median of 3")
    print(f"hotspots {ours:.3f} s   esda {theirs:.3f} s   ratio {theirs / ours:.1f}")
    print(f"largest difference of z {np.abs(found - wanted).max():.1e}")


if __name__ == "__main__":
    main()
