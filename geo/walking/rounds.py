"""Plans a round: which doors, in which order, when, along which way, and what did not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

import numpy as np
from shapely import LineString

from geo.crs import LonLat
from geo.errors import InputError
from geo.walking.explaining import added_s, extra_s
from geo.walking.gate_check import Move, gate_faults
from geo.walking.gate_hours import GatedWays, Span, Stretch, call_hours, stretches
from geo.walking.habit import Manner, solve_as_used
from geo.walking.matrix import DoorMatrix, door_matrix
from geo.walking.network import Network
from geo.walking.noding import Floats
from geo.walking.pace import Pace
from geo.walking.pace import pace as shipped_pace
from geo.walking.plan import Cause, Plan, Route
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.solver import solve
from geo.walking.stops import DAY_S, Round, RoundStop, SkippedStop, Stop, clock_time, seconds_of

SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a round is planned for."""

    network: Network
    stops: list[Stop]
    """Those whose entrance the network knows."""
    ends: tuple[int, int]
    """Nodes of start and end."""
    depart_s: int
    minutes: float
    pace: Pace
    manner: Manner | None
    seconds: float
    iterations: int | None
    seed: int

    @property
    def until_s(self) -> int:
        return self.depart_s + int(self.minutes * 60)

    @property
    def nodes(self) -> list[int]:
        return [*(self.network.door(stop.entrance_id) for stop in self.stops), *self.ends]

    @property
    def hours(self) -> list[tuple[Span, ...]]:
        return [tuple((seconds_of(a), seconds_of(b)) for a, b in s.windows) for s in self.stops]

    @property
    def calls_s(self) -> Floats:
        return np.array([*(float(np.ceil(stop.service_s)) for stop in self.stops), 0.0, 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What the solver made of it; places are the stops asked for, then start and end."""

    ways: GatedWays
    matrix: DoorMatrix
    gates: tuple[tuple[str, ...], ...]
    """For each stop the gates whose hours count there."""
    late: list[int]
    """Stops that no hours are left for."""
    plan: Plan

    @property
    def route(self) -> Route | None:
        return self.plan.routes[0] if self.plan.routes else None


def plan_round(  # noqa: PLR0913  # a round has this many sides; all but the first two are named
    network: Network,
    stops: list[Stop],
    *,
    start: LonLat | str,
    minutes: float,
    depart: time,
    pace: Pace | None = None,
    end: LonLat | str | None = None,
    seconds: float = SECONDS,
    iterations: int | None = None,
    seed: int = 0,
    manner: Manner | None = None,
) -> Round:
    """Return the best round found from `start` and back.

    Required stops come first, then the largest sum of prizes, then the least walking and
    climbing. Gates are walked through while they stand open; what that covers and what not, says
    `geo.walking.gate_hours`.

    Parameters
    ----------
    network
        Ways and doors.
    stops
        Candidates; several may share an entrance.
    start, end
        A position, or the id of an entrance; `end` None: back to `start`.
    minutes
        Time from leaving to coming back.
    depart
        Time of day of leaving.
    pace
        How fast; None: the ordinary pace.
    seconds, iterations, seed
        Effort of the solver; see `geo.walking.solver.solve`.
    manner
        Keys of the stops that come first and last, and the order of habit; None: any order.

    Raises
    ------
    InputError
        When the minutes do not fit into the day, or a key or a window cannot be used.
    NotFoundError
        When `start` or `end` is an entrance that the network lacks.
    """
    if not 0 <= minutes <= DAY_S / 60:
        raise InputError(
            f"minutes is {minutes:g}: wanted 0 to {DAY_S // 60}",
            zh=f"路线的时间要在 0 到 {DAY_S // 60} 分钟之间。",
        )
    grown, first = _node(network, start)
    grown, last = (grown, first) if end is None else _node(grown, end)
    asked = _Asked(
        grown,
        [stop for stop in stops if stop.entrance_id in network.parts.doors],
        (first, last),
        seconds_of(depart),
        minutes,
        shipped_pace() if pace is None else pace,
        manner,
        seconds,
        iterations,
        seed,
    )
    parts = stretches(grown.parts.gates, asked.depart_s, asked.until_s)
    made = _made(asked, parts)
    if made.ways.any_gated and gate_faults(made.ways, _moves(asked, made)):
        made = _made(asked, parts[:1])
    lost = [stop for stop in stops if stop.entrance_id not in network.parts.doors]
    return _round(asked, made, lost)


def _node(network: Network, place: LonLat | str) -> tuple[Network, int]:
    if isinstance(place, LonLat):
        return network.at(place)
    return network, network.door(place)


def _made(asked: _Asked, parts: Sequence[Stretch]) -> _Made:
    """Return the plan through the gates that are open in `parts`."""
    ways = GatedWays.through(asked.network, asked.nodes, asked.pace, parts, suits=asked.hours)
    matrix = door_matrix(
        asked.network, asked.stops, asked.pace, ends=asked.ends, walk_s=ways.walk_s
    )
    climbs = np.stack([matrix.climb_s[-1], matrix.climb_s[:, -1]])
    hours = call_hours(ways, climbs, asked.calls_s, asked.hours)
    problem = _problem(asked, ways, matrix, hours)
    seconds, iterations = asked.seconds, asked.iterations
    if asked.manner:
        plan = solve_as_used(problem, asked.manner, seconds=seconds, iterations=iterations)
    else:
        plan = solve(problem, seconds=seconds, iterations=iterations)
    late = [k for k, spans in enumerate(hours) if spans is None]
    return _Made(ways, matrix, ways.margins.gates, late, plan)


def _problem(
    asked: _Asked, ways: GatedWays, matrix: DoorMatrix, hours: list[tuple[Span, ...] | None]
) -> Problem:
    visits = tuple(
        Visit(
            id=stop.key,
            at=index,
            service_s=float(np.ceil(stop.service_s)),
            windows=tuple((float(np.ceil(a)), float(np.floor(b))) for a, b in spans),
            prize=stop.prize,
            required=stop.required,
        )
        for index, (stop, spans) in enumerate(zip(asked.stops, hours, strict=True))
        if spans is not None
    )
    until = asked.depart_s + float(np.floor(asked.minutes * 60))
    if ways.of[-1]:
        until = min(until, float(np.floor(ways.stretches[ways.of[-1]].until_s)))
    n = len(asked.stops)
    walker = Walker("round", n, n + 1, (float(asked.depart_s), until))
    return Problem(matrix.travel_s, visits, (walker,), Objective.MOST_PRIZE, asked.seed)


def _walked(asked: _Asked, made: _Made) -> list[int]:
    """Return the places of the round in order, start and end included."""
    index = {stop.key: k for k, stop in enumerate(asked.stops)}
    stops = [] if made.route is None else made.route.stops
    return [len(asked.stops), *(index[stop.visit] for stop in stops), len(asked.stops) + 1]


def _moves(asked: _Asked, made: _Made) -> list[Move]:
    """Return the walks of the round with the time for each."""
    walk, route, climb = _walked(asked, made), made.route, made.matrix.climb_s
    if route is None or len(walk) == 2:
        return []
    leaves = [float(asked.depart_s), *(stop.leave_s for stop in route.stops)]
    begins = [*(stop.start_s for stop in route.stops), route.finish_s]
    return [
        Move(one, other, leave + float(climb[one, -1]), begin - float(climb[-1, other]))
        for (one, other), leave, begin in zip(pairwise(walk), leaves, begins, strict=True)
    ]


def _round(asked: _Asked, made: _Made, lost: list[Stop]) -> Round:
    """Return the plan as a round, with the way and what did not fit."""
    matrix, walk, route = made.matrix, _walked(asked, made), made.route
    order = walk[1:-1]
    legs = list(pairwise(walk)) if order else []
    added = added_s(matrix.travel_s, walk, asked.calls_s)
    nodes = asked.nodes
    planned = tuple(
        RoundStop(
            asked.stops[here],
            LonLat(*asked.network.lon_lat(nodes[here])),
            int(stop.arrive_s),
            int(stop.start_s),
            int(stop.leave_s),
            int(matrix.walk_s[before, here]),
            int(matrix.climb_s[before, here]),
            gates=made.gates[here],
            adds_s=int(adds),
        )
        for stop, (before, here), adds in zip(
            () if route is None else route.stops, legs, added, strict=False
        )
    )
    unknown = (_skipped(asked, stop, Cause.UNREACHABLE) for stop in lost)
    return Round(
        stops=planned,
        skipped=(*_left(asked, made, walk), *unknown),
        depart_s=asked.depart_s,
        finish_s=int(route.finish_s) if route and order else asked.depart_s,
        back_walk_s=int(matrix.walk_s[legs[-1]]) if legs else 0,
        back_climb_s=int(matrix.climb_s[legs[-1]]) if legs else 0,
        line=_line(made.ways, legs),
        start=LonLat(*asked.network.lon_lat(asked.ends[0])),
        prize=made.plan.prize,
        bound=None if made.ways.any_gated else made.plan.bound,
        optimal=made.plan.optimal and not made.ways.any_gated,
        estimated=asked.network.estimated,
    )


def _left(asked: _Asked, made: _Made, walk: list[int]) -> list[SkippedStop]:
    """Return the known stops that did not fit, in the order asked for."""
    causes = {skip.visit: skip.cause for skip in made.plan.skipped}
    causes |= {asked.stops[k].key: Cause.GATE for k in made.late}
    left = [k for k, stop in enumerate(asked.stops) if stop.key in causes]
    more = extra_s(made.matrix.travel_s, walk, left, asked.calls_s)
    found = []
    for k, extra in zip(left, more, strict=True):
        stop, gates = asked.stops[k], made.gates[k]
        cause = causes[stop.key]
        if cause is Cause.WINDOW and gates:
            cause = Cause.GATE
        found.append(_skipped(asked, stop, cause, gates=gates, extra=extra))
    return found


def _skipped(
    asked: _Asked,
    stop: Stop,
    cause: Cause,
    *,
    gates: tuple[str, ...] = (),
    extra: float = float("inf"),
) -> SkippedStop:
    """Return the stop with its reason in words for the walker."""
    spans = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in stop.windows)
    hours = {gate.id: gate.hours for gate in asked.network.parts.gates}
    named = ", ".join(f"{name} ({hours[name]})" for name in gates)
    reason = {
        Cause.NO_PRIZE: "nothing asks for this visit today",
        Cause.OPTIONAL: "can wait",
        Cause.UNREACHABLE: "no way leads to its entrance at this time",
        Cause.WINDOW: f"its hours {spans} cannot be kept",
        Cause.GATE: f"the hours of gate {named} cannot be kept",
        Cause.BUDGET: f"no time is left for it before {clock_time(asked.until_s):%H:%M}",
    }[cause]
    wanted = np.isfinite(extra) and cause in {Cause.BUDGET, Cause.WINDOW, Cause.GATE}
    return SkippedStop(stop, cause, reason, gates, int(extra) if wanted else None)


def _line(ways: GatedWays, legs: list[tuple[int, int]]) -> LineString:
    moves = [leg for leg in legs if ways.nodes[leg[0]] != ways.nodes[leg[1]]]
    if not moves:
        return LineString()
    xy = np.concatenate([np.asarray(path.coords) for path in ways.paths(moves)])
    moved = np.ones(len(xy), dtype=bool)
    moved[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    return LineString(xy[moved] if moved.sum() > 1 else xy[:2])
