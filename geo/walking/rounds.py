"""Plans a round: which doors, in which order, when, along which way, and what did not fit."""

from dataclasses import dataclass
from datetime import time
from itertools import groupby, pairwise

import numpy as np
from shapely import LineString

from geo.crs import LonLat
from geo.errors import InputError
from geo.walking.explaining import added_s, extra_s
from geo.walking.habit import Manner, solve_as_used
from geo.walking.matrix import DoorMatrix, door_matrix
from geo.walking.network import Network
from geo.walking.pace import Pace
from geo.walking.pace import pace as shipped_pace
from geo.walking.plan import Cause, Plan
from geo.walking.problem import Objective, Problem, Visit, Walker
from geo.walking.solver import solve

SECONDS = 0.4
DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Stop:
    """A home that may be visited."""

    key: str
    """Unique in a round; comes back in the plan."""
    entrance_id: str
    floor: int
    """-1 is the first basement."""
    service_s: float
    """Seconds at the door."""
    prize: float = 0.0
    """How much the visit is worth against others; an optional one of 0 is left out."""
    required: bool = False
    windows: tuple[tuple[time, time], ...] = ()
    """When the visit may start; none: at any time."""
    reason: str = ""
    """Why this door today; kept as it is."""
    label: str = ""
    """What a list or a GPX file calls the door: an address, never a name or a condition."""


@dataclass(frozen=True, slots=True)
class RoundStop:
    """A visit on the round; seconds are after midnight of the day."""

    stop: Stop
    door: LonLat
    """Where its entrance is."""
    arrive_s: int
    """At the home: after the walk and the climb."""
    start_s: int
    leave_s: int
    walk_s: int
    """Walked from the stop before."""
    climb_s: int
    """Climbed down from the stop before and up to this one."""
    adds_s: int = 0
    """Walk, climb and visit that the round would save without it; waiting is not counted."""

    @property
    def arrive(self) -> time:
        """Time of day of arrival."""
        return clock_time(self.arrive_s)

    @property
    def start(self) -> time:
        """Time of day when the visit starts."""
        return clock_time(self.start_s)

    @property
    def leave(self) -> time:
        """Time of day when the visit ends."""
        return clock_time(self.leave_s)

    @property
    def wait_s(self) -> int:
        """Seconds waited before the visit."""
        return self.start_s - self.arrive_s

    @property
    def service_s(self) -> int:
        """Seconds of the visit."""
        return self.leave_s - self.start_s


@dataclass(frozen=True, slots=True)
class SkippedStop:
    """A visit that did not fit."""

    stop: Stop
    cause: Cause
    reason: str
    extra_s: int | None = None
    """Seconds by which the round must be longer to take it in, its hours not looked at; None: no
    way leads there, or nobody wants it."""


@dataclass(frozen=True, slots=True)
class Round:
    """A planned round: ``walk + climb + service + wait`` is ``finish - depart``."""

    stops: tuple[RoundStop, ...]
    skipped: tuple[SkippedStop, ...]
    depart_s: int
    finish_s: int
    back_walk_s: int
    """Walked from the last stop to the end."""
    back_climb_s: int
    """Climbed down after the last stop."""
    line: LineString
    """The way, EPSG:4326; empty when nobody is visited."""
    start: LonLat
    """Where the round begins."""
    prize: float
    bound: float | None
    """No round in this time collects more; None: not known."""
    optimal: bool
    estimated: bool
    """True: no ways are known here; distances are estimates."""

    @property
    def depart(self) -> time:
        """Time of day of leaving."""
        return clock_time(self.depart_s)

    @property
    def finish(self) -> time:
        """Time of day of coming back."""
        return clock_time(self.finish_s)

    @property
    def walk_s(self) -> int:
        """Seconds walked, the way back included."""
        return sum(stop.walk_s for stop in self.stops) + self.back_walk_s

    @property
    def climb_s(self) -> int:
        """Seconds on stairs and in lifts."""
        return sum(stop.climb_s for stop in self.stops) + self.back_climb_s

    @property
    def service_s(self) -> int:
        """Seconds at doors."""
        return sum(stop.service_s for stop in self.stops)

    @property
    def wait_s(self) -> int:
        """Seconds waited."""
        return sum(stop.wait_s for stop in self.stops)

    @property
    def total_s(self) -> int:
        """Seconds from leaving to coming back."""
        return self.finish_s - self.depart_s

    @property
    def entrances(self) -> tuple[tuple[str, tuple[RoundStop, ...]], ...]:
        """The stops grouped by entrance, in the order of the round."""
        by_entrance = groupby(self.stops, key=lambda stop: stop.stop.entrance_id)
        return tuple((entrance, tuple(stops)) for entrance, stops in by_entrance)


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
    climbing. Gates that are not open from `depart` for all the minutes are not walked through.

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
    depart_s = _seconds(depart)
    if not 0 <= minutes <= DAY_S / 60:
        raise InputError(
            f"minutes is {minutes:g}: wanted 0 to {DAY_S // 60}",
            zh=f"路线的时间要在 0 到 {DAY_S // 60} 分钟之间。",
        )
    walked = shipped_pace() if pace is None else pace
    open_network = network.open_during(depart_s / 60, minutes)
    grown, first = _node(open_network, start)
    grown, last = (grown, first) if end is None else _node(grown, end)
    known = [stop for stop in stops if stop.entrance_id in network.parts.doors]
    matrix = door_matrix(grown, known, walked, ends=(first, last))
    problem = _problem(known, matrix, depart_s, minutes, seed)
    if manner:
        plan = solve_as_used(problem, manner, seconds=seconds, iterations=iterations)
    else:
        plan = solve(problem, seconds=seconds, iterations=iterations)
    lost = [stop for stop in stops if stop.entrance_id not in network.parts.doors]
    return _round(
        grown,
        known,
        lost,
        plan=plan,
        matrix=matrix,
        depart_s=depart_s,
        until_s=depart_s + int(minutes * 60),
        ends=(first, last),
        walked=walked,
    )


def clock_time(seconds: int) -> time:
    """Return `seconds` after midnight as a time of day, past midnight starting over."""
    hours, rest = divmod(int(seconds) % DAY_S, 3600)
    return time(hours, rest // 60, rest % 60)


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _node(network: Network, place: LonLat | str) -> tuple[Network, int]:
    if isinstance(place, LonLat):
        return network.at(place)
    return network, network.door(place)


def _problem(
    stops: list[Stop], matrix: DoorMatrix, depart_s: int, minutes: float, seed: int
) -> Problem:
    visits = tuple(
        Visit(
            id=stop.key,
            at=index,
            service_s=float(np.ceil(stop.service_s)),
            windows=tuple((_seconds(a), _seconds(b)) for a, b in stop.windows),
            prize=stop.prize,
            required=stop.required,
        )
        for index, stop in enumerate(stops)
    )
    shift = (float(depart_s), depart_s + float(np.floor(minutes * 60)))
    walker = Walker("round", len(stops), len(stops) + 1, shift)
    return Problem(matrix.travel_s, visits, (walker,), Objective.MOST_PRIZE, seed)


def _round(  # noqa: PLR0913  # one place that joins what the parts found
    network: Network,
    stops: list[Stop],
    lost: list[Stop],
    *,
    plan: Plan,
    matrix: DoorMatrix,
    depart_s: int,
    until_s: int,
    ends: tuple[int, int],
    walked: Pace,
) -> Round:
    index = {stop.key: k for k, stop in enumerate(stops)}
    route = plan.routes[0] if plan.routes else None
    made = [] if route is None else list(route.stops)
    first, last = len(stops), len(stops) + 1
    order = [index[stop.visit] for stop in made]
    legs = list(pairwise([first, *order, last])) if order else []
    walk = [first, *order, last]
    calls_s = np.array([*(float(np.ceil(stop.service_s)) for stop in stops), 0.0, 0.0])
    added = added_s(matrix.travel_s, walk, calls_s)
    node = [*(network.door(stop.entrance_id) for stop in stops), *ends]
    planned = tuple(
        RoundStop(
            stops[here],
            LonLat(*network.lon_lat(node[here])),
            int(stop.arrive_s),
            int(stop.start_s),
            int(stop.leave_s),
            int(matrix.walk_s[before, here]),
            int(matrix.climb_s[before, here]),
            adds_s=int(adds),
        )
        for stop, (before, here), adds in zip(made, legs, added, strict=False)
    )
    left = [index[skip.visit] for skip in plan.skipped]
    more = extra_s(matrix.travel_s, walk, left, calls_s)
    skips = tuple(
        _skipped(stops[index[skip.visit]], skip.cause, until_s, extra)
        for skip, extra in zip(plan.skipped, more, strict=True)
    )
    return Round(
        stops=planned,
        skipped=(*skips, *(_skipped(stop, Cause.UNREACHABLE, until_s) for stop in lost)),
        depart_s=depart_s,
        finish_s=int(route.finish_s) if route and order else depart_s,
        back_walk_s=int(matrix.walk_s[legs[-1]]) if legs else 0,
        back_climb_s=int(matrix.climb_s[legs[-1]]) if legs else 0,
        line=_line(network, [(node[a], node[b]) for a, b in legs], walked),
        start=LonLat(*network.lon_lat(ends[0])),
        prize=plan.prize,
        bound=plan.bound,
        optimal=plan.optimal,
        estimated=network.estimated,
    )


def _skipped(stop: Stop, cause: Cause, until_s: int, extra: float = float("inf")) -> SkippedStop:
    """Return the stop with its reason in words for the walker."""
    hours = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in stop.windows)
    reason = {
        Cause.NO_PRIZE: "nothing asks for this visit today",
        Cause.OPTIONAL: "can wait",
        Cause.UNREACHABLE: "no way leads to its entrance at this time",
        Cause.WINDOW: f"its hours {hours} cannot be kept",
        Cause.BUDGET: f"no time is left for it before {clock_time(until_s):%H:%M}",
    }[cause]
    wanted = np.isfinite(extra) and cause in {Cause.BUDGET, Cause.WINDOW}
    return SkippedStop(stop, cause, reason, int(extra) if wanted else None)


def _line(network: Network, legs: list[tuple[int, int]], walked: Pace) -> LineString:
    moves = [(start, end) for start, end in legs if start != end]
    if not moves:
        return LineString()
    drawn = [np.asarray(path.coords) for path in network.paths(moves, walked)]
    xy = np.concatenate(drawn)
    moved = np.ones(len(xy), dtype=bool)
    moved[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    return LineString(xy[moved] if moved.sum() > 1 else xy[:2])
