"""How good and how quick rounds are: both sides in one run. `python -m tests.benchmarks.rounds`.

All seconds are of the processor: while a problem is solved, the clock that ends the search counts
only what this process spends, so that others on the machine change nothing. Plain PyVRP on the
same problem is the anchor for prizes, with `--rivals-s 5` also VROOM and OR-Tools where they are
installed; a dense Dijkstra on the graph before contraction is the anchor for the matrix.
"""

import resource
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time as time_of_day
from itertools import pairwise

import click
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.walking.checker import faults
from geo.walking.network import Network
from geo.walking.pace import pace
from geo.walking.plan import Plan
from geo.walking.polish import polished
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.rounds import plan_round
from geo.walking.solver import solve
from geo.walking.stops import Stop
from tests.benchmarks.round_rivals import RIVALS, by_pyvrp
from tests.geo.walking.district import CENTRE, district, door, grid

NINE = time_of_day(9)
LONG_S = 3.0
"""CPU seconds after which a finish counts as the best known."""
PARTS = ("round", "matrix", "memory", "proofs", "entrances", "windows", "prizes", "crowd")


@contextmanager
def cpu_clock() -> Iterator[None]:
    """Let the clock of the search count CPU seconds."""
    wall = time.perf_counter
    time.perf_counter = time.process_time
    try:
        yield
    finally:
        time.perf_counter = wall


def solved(problem: Problem, seconds: float) -> tuple[Plan, float]:
    """Return a checked plan after so many CPU seconds, and those that it took."""
    begin = time.process_time()
    with cpu_clock():
        plan = solve(problem, seconds=seconds)
    took = time.process_time() - begin
    assert not faults(problem, plan)
    return plan, took


def square(n: int, seed: int, *, prizes: bool) -> Problem:
    """Return `n` visits in a square kilometre; with prizes every second seed has windows."""
    random = np.random.default_rng(seed)
    spots = random.random((n + 1, 2)) * 1000
    travel = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) / 1.2)
    visits = []
    for k in range(1, n + 1):
        opens = float(random.integers(0, 6000))
        windows = ((opens, opens + 3600),) if prizes and seed % 2 and random.random() < 0.3 else ()
        service, prize = float(random.integers(2, 10) * 60), float(random.integers(1, 20))
        visits.append(Visit(f"v{k}", k, service, windows, prize if prizes else 0.0, not prizes))
    if prizes:
        walker = Walker("w", 0, 0, (0.0, 10_800.0))
        return Problem(travel, tuple(visits), (walker,), Objective.MOST_PRIZE, seed)
    return Problem(travel, tuple(visits), (Walker("w", 0, 0, (0.0, 1e6)),), seed=seed)


def proofs(seeds: int) -> None:
    """Least time, one walker, no windows: how many are proved, in how many CPU seconds."""
    for n, limit_s in ((45, 2.0), (80, 10.0)):
        spent, proved, gaps = [], 0, []
        for seed in range(seeds):
            problem = square(n, seed, prizes=False)
            plan, took = solved(problem, limit_s)
            spent.append(took)
            proved += plan.optimal
            gaps.append(plan.travel_s / (plan.bound or np.nan) - 1)
        print(
            f"least time n={n}: proved {proved}/{seeds}, CPU s median "
            f"{statistics.median(spent):.2f}, most {max(spent):.2f}, largest gap {max(gaps):.4f}"
        )


def prizes(seeds: int, rivals_s: float) -> None:
    """Prize with a time budget against other solvers with more time."""
    for n, ours_s in ((80, 0.5), (200, 1.0)):
        ratios, best_ratios, spent = [], [], []
        for seed in range(seeds):
            problem = square(n, seed, prizes=True)
            plan, took = solved(problem, ours_s)
            spent.append(took)
            ratios.append(plan.prize / (by_pyvrp(problem, 2.0) or np.nan))
            others = [rival(problem, rivals_s) for rival in RIVALS.values()] if rivals_s else []
            best_ratios.append(plan.prize / max((o for o in others if o), default=np.nan))
        print(
            f"prize n={n}: ours in {max(spent):.2f} CPU-s / PyVRP in 2: median "
            f"{statistics.median(ratios):.4f}, least {min(ratios):.4f}; / best of "
            f"{', '.join(RIVALS)} in {rivals_s:g} each: median "
            f"{statistics.median(best_ratios):.4f}, least {min(best_ratios):.4f}; {seeds} seeds"
        )


def crowd(seeds: int) -> None:
    """5 000 visits at 2 000 places: how far the solver runs over its limit, at most a fifth."""
    kinds = [(one, n) for one in Objective for n in (1, 5)]
    for limit_s in (0.5, 2.0, 5.0):
        over, made = [], []
        for seed in range(min(seeds, 2)):
            random = np.random.default_rng(seed)
            spots = random.random((2000, 2)) * 3000
            travel = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) / 1.2)
            opens = random.integers(0, 9000, 5000).tolist()
            visits = tuple(
                Visit(
                    f"v{k}", int(random.integers(2000)), float(random.integers(60, 600)),
                    ((opens[k], opens[k] + 3600.0),) if seed % 2 else (), k % 20 + 1.0,
                )
                for k in range(5000)
            )  # fmt: skip
            for objective, walkers in kinds:
                crew = tuple(Walker(f"w{k}", 0, 0, (0.0, 14_400.0)) for k in range(walkers))
                plan, took = solved(Problem(travel, visits, crew, objective), limit_s)
                over.append(took / limit_s - 1)
                made.append(sum(len(route.stops) for route in plan.routes))
        print(
            f"5 000 visits, limit {limit_s:g} s: at most {max(over):+.0%} of it, "
            f"{min(made)} to {max(made)} planned, {len(over)} problems"
        )


def towers(seed: int) -> Problem:
    """Return 200 homes on six floors behind 90 entrances without lifts."""
    random = np.random.default_rng(seed)
    spots = random.random((91, 2)) * 1000
    way = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) / 1.2)
    door = np.concatenate([[0], np.arange(1, 91), random.integers(1, 91, 110)])
    floor = np.concatenate([[1], random.integers(1, 7, 200)])
    climb = np.maximum(floor[None] - floor[:, None], 0) * 16.0
    climb += np.maximum(floor[:, None] - floor[None], 0) * 13.0
    through = way[np.ix_(door, door)] + (floor[:, None] - 1) * 13.0 + (floor[None] - 1) * 16.0
    travel = np.where(door[:, None] == door[None], climb, through)
    visits = tuple(Visit(f"v{k}", k, 60.0) for k in range(1, 201))
    return Problem(travel, visits, (Walker("w", 0, 0, (0.0, 1e6)),), seed=seed)


def entrances(seeds: int) -> None:
    """200 homes at 90 entrances at one second against eight."""
    gaps, proved = [], 0
    for seed in range(seeds):
        (quick, _), (long, _) = solved(towers(seed), 1.0), solved(towers(seed), 8.0)
        proved += quick.optimal
        gaps.append(quick.travel_s / min(quick.travel_s, long.travel_s) - 1)
    print(f"200 homes, 90 entrances, 1 s: proved {proved}/{seeds}, farthest off {max(gaps):.4f}")


def dumas(width_s: int, seed: int) -> Problem:
    """Return 80 visits with windows of up to `width_s` around a good tour (Dumas et al. 1995)."""
    random = np.random.default_rng(seed)
    spots = random.integers(0, 51, (81, 2))
    travel = np.floor(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)))
    for via in range(81):
        travel = np.minimum(travel, travel[:, [via]] + travel[[via], :])
    start = (0, *(1 + random.permutation(80)).tolist())
    now, windows = 0.0, {}
    for one, other in pairwise(polished(travel.astype(np.int64), start)):
        now += float(travel[one, other])
        before, after = random.integers(0, width_s // 2 + 1, 2).tolist()
        windows[other] = (max(0.0, now - before), now + after)
    visits = tuple(Visit(f"v{k}", k, 0.0, (windows[k],)) for k in range(1, 81))
    walker = Walker("w", 0, 0, (0.0, now + 200))
    return Problem(travel, visits, (walker,), Objective.EARLIEST_FINISH, seed)


def windows(seeds: int) -> None:
    """Earliest finish with windows at half a second against `LONG_S`."""
    reached, dropped, spent = 0, 0, []
    widths = (20, 40, 60, 80, 100)
    for width_s in widths:
        for seed in range(seeds):
            problem = dumas(width_s, seed)
            (quick, took), (long, _) = solved(problem, 0.5), solved(problem, LONG_S)
            spent.append(took)
            dropped += len(quick.dropped)
            reached += quick.routes[0].finish_s <= long.routes[0].finish_s
    print(
        f"windows n=80: best finish {reached}/{seeds * len(widths)}, left out {dropped}, "
        f"at most {max(spent):.2f} CPU-s"
    )


def matrix(streets: int) -> None:
    """100 x 100 doors on a grid of streets with bends, against the graph before contraction."""
    random = np.random.default_rng(0)
    spots = random.random((100, 2)) * (streets - 1) * 60
    doors = [door(f"d{k}", x, y) for k, (x, y) in enumerate(spots)]
    ways = [
        one | {"geometry": shapely.segmentize(one["geometry"], 25.0)} for one in grid(streets, 60.0)
    ]
    begin = time.process_time()
    network = Network.from_places(district(ways, doors))
    made = time.process_time() - begin
    nodes = [network.door(f"d{k}") for k in range(100)]
    walked, took = np.zeros(0), []
    for _ in range(2):
        begin = time.process_time()
        walked = network.travel_s(nodes, pace())
        took.append(time.process_time() - begin)
    segments = network.parts.segments
    n = len(segments.xy)
    raw = coo_array((np.maximum(segments.length_m, 1e-3), (segments.tail, segments.head)), (n, n))
    begin = time.process_time()
    dijkstra(raw.tocsr(), directed=False, indices=np.arange(n - 100, n))
    theirs = time.process_time() - begin
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"matrix 100x100, {len(segments.tail)} segments -> {len(network.edges.tail)} edges: "
        f"network {made:.2f} s, cold {took[0]:.3f} s, warm {took[1] * 1000:.2f} ms, uncontracted "
        f"{theirs:.3f} s, mean {walked.mean():.0f} s; peak of the process {peak_mb:.0f} MB"
    )


def memory(streets: int) -> None:
    """What a network of 200 000 edges and a matrix of 100 doors on it hold, others' not counted."""
    random = np.random.default_rng(0)
    spots = random.random((100, 2)) * (streets - 1) * 60
    doors = [door(f"d{k}", x, y) for k, (x, y) in enumerate(spots)]
    places = district(grid(streets, 60.0), doors)
    tracemalloc.start()
    network = Network.from_places(places)
    network.travel_s([network.door(f"d{k}") for k in range(100)], pace())
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"memory: {len(network.edges.tail)} edges hold {held / 2**20:.0f} MB, "
        f"{peak / 2**20:.0f} MB while they are made"
    )


def whole_round() -> None:
    """From layers to a drawn round of 20 and 40 doors, the network included."""
    random = np.random.default_rng(1)
    doors = [door(f"d{k}", *(random.random(2) * 900)) for k in range(40)]
    for n in (20, 40):
        places = district(grid(16, 60.0), doors)
        stops = [Stop(f"s{k}", f"d{k}", k % 6 + 1, 300, prize=1 + k % 5) for k in range(n)]
        begin = time.process_time()
        network = Network.from_places(places)
        with cpu_clock():
            planned = plan_round(network, stops, start=CENTRE, minutes=180, depart=NINE)
        took = time.process_time() - begin
        print(f"round of {n} doors: {took:.2f} CPU-s, {len(planned.stops)} planned")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--seeds", default=10, help="Problems of each kind.")
@click.option("--rivals-s", default=0.0, help="Seconds of each other solver; 0: not raced.")
def main(parts: tuple[str, ...], seeds: int, rivals_s: float) -> None:
    """Print the figures of PARTS, or all."""
    made: dict[str, Callable[[], None]] = {
        "round": whole_round,
        "matrix": lambda: matrix(90),
        "memory": lambda: memory(317),
        "proofs": lambda: proofs(seeds),
        "entrances": lambda: entrances(seeds),
        "windows": lambda: windows(seeds),
        "prizes": lambda: prizes(seeds, rivals_s),
        "crowd": lambda: crowd(seeds),
    }
    for part in parts or PARTS:
        made[part]()


if __name__ == "__main__":
    main()
