"""Other solvers on the same prize problem of one walker: PyVRP, VROOM and OR-Tools as they come.

VROOM (pyvroom) and OR-Tools are no dependencies of the project: where one is not installed, it is
left out of the race. PyVRP and OR-Tools stop by CPU seconds, VROOM by itself when it finds no
better.
"""

import importlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pyvrp

from geo.walking.problem import Problem
from geo.walking.schedule import worth
from geo.walking.search import Weights, as_data
from geo.walking.ticks import Clock

Rival = Callable[[Problem, float], float | None]
"""Takes a problem and seconds, returns the prize of a plan that keeps every limit."""

BUSY = 20
"""So many times longer than its CPU seconds a rival may take on a busy machine."""
DEAREST = 100
"""The highest priority that VROOM knows."""


class CpuSeconds:
    """Stops PyVRP after so many CPU seconds."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:  # noqa: ARG002  # PyVRP's form
        """Return whether to stop."""
        return time.process_time() >= self.until


def by_pyvrp(problem: Problem, seconds: float) -> float | None:
    """Return the prize that plain PyVRP collects."""
    clock = Clock.of(problem)
    data, owner = as_data(clock, list(range(len(problem.visits))), Weights())
    result = pyvrp.solve(data, CpuSeconds(seconds), seed=problem.seed, display=False)
    if not result.best.is_feasible():
        return 0.0
    order = [owner[a.idx] for route in result.best.routes() for a in route if a.is_client()]
    return collected(problem, order)


def by_vroom(problem: Problem, seconds: float) -> float | None:
    """Return the prize that VROOM collects; None: not installed."""
    vroom = _module("vroom")
    if vroom is None:
        return None
    clock, walker = Clock.of(problem), problem.walkers[0]
    given = vroom.Input()
    matrix = np.minimum(clock.travel, 4 * 10**6).astype(np.uint32)
    given.set_durations_matrix("car", matrix)
    window = vroom.TimeWindow(clock.starts[0], clock.untils[0])
    given.add_vehicle(vroom.Vehicle(0, start=walker.start, end=walker.end, time_window=window))
    scale = DEAREST / max(DEAREST, *(visit.prize for visit in problem.visits))
    for k, visit in enumerate(problem.visits):
        windows = {}
        if visit.windows:
            windows = {"time_windows": [vroom.TimeWindow(int(a), int(b)) for a, b in visit.windows]}
        priority, service = round(visit.prize * scale), int(clock.service[k])
        given.add_job(vroom.Job(k, visit.at, priority=priority, default_service=service, **windows))
    solved = given.solve(
        exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds * BUSY)
    )
    steps = solved.routes
    return collected(problem, steps[steps["type"] == "job"]["id"].astype(int).tolist())


def by_ortools(problem: Problem, seconds: float) -> float | None:
    """Return the prize that OR-Tools collects by guided local search; None: not installed."""
    solver = _module("ortools.constraint_solver.pywrapcp")
    enums = _module("ortools.constraint_solver.routing_enums_pb2")
    if solver is None or enums is None:
        return None
    clock, walker, n = Clock.of(problem), problem.walkers[0], len(problem.visits)
    at = [*(visit.at for visit in problem.visits), walker.start, walker.end]
    service = np.array([*clock.service.tolist(), 0, 0])
    walked = (clock.travel[np.ix_(at, at)] + service[:, None]).tolist()
    nodes = solver.RoutingIndexManager(n + 2, 1, [n], [n + 1])
    model = solver.RoutingModel(nodes)

    def leg(a: int, b: int) -> int:
        return int(walked[nodes.IndexToNode(a)][nodes.IndexToNode(b)])

    transit = model.RegisterTransitCallback(leg)
    model.SetArcCostEvaluatorOfAllVehicles(transit)
    begin, until = clock.starts[0], clock.untils[0]
    model.AddDimension(transit, until, until, False, "time")  # noqa: FBT003  # its own form
    times = model.GetDimensionOrDie("time")
    times.CumulVar(model.Start(0)).SetRange(begin, begin)
    for k, visit in enumerate(problem.visits):
        index = nodes.NodeToIndex(k)
        opens, closes = clock.windows[k][0]
        times.CumulVar(index).SetRange(opens, min(closes, until))
        model.AddDisjunction([index], round(visit.prize * (until - begin)))
    wanted = solver.DefaultRoutingSearchParameters()
    wanted.first_solution_strategy = enums.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    wanted.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wanted.time_limit.FromMilliseconds(round(seconds * 1000 * BUSY))
    stops = CpuSeconds(seconds)
    model.AddSearchMonitor(model.solver().CustomLimit(lambda: stops(0.0)))
    found = model.SolveWithParameters(wanted)
    order, index = [], model.Start(0)
    while found and not model.IsEnd(index):
        index = found.Value(model.NextVar(index))
        if not model.IsEnd(index):
            order.append(nodes.IndexToNode(index))
    return collected(problem, order)


RIVALS: dict[str, Rival] = {"PyVRP": by_pyvrp, "VROOM": by_vroom, "OR-Tools": by_ortools}


def collected(problem: Problem, order: list[int]) -> float:
    """Return the prize of one walk.

    Raises
    ------
    AssertionError
        When it breaks a limit.
    """
    value = worth(Clock.of(problem), (tuple(order),))
    if value is None:
        raise AssertionError("a rival's plan breaks a limit")
    return -value[1]


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
