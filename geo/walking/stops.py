"""A round and its stops: what is asked for, what is planned when, and what did not fit."""

from dataclasses import dataclass
from datetime import time
from itertools import groupby

from shapely import LineString

from geo.crs import LonLat
from geo.walking.plan import Cause

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
    gates: tuple[str, ...] = ()
    """Ids of the gates whose hours decide when it can be reached."""
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
    gates: tuple[str, ...] = ()
    """Ids of the gates whose hours decide when it can be reached."""
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


def clock_time(seconds: int) -> time:
    """Return `seconds` after midnight as a time of day, past midnight starting over."""
    hours, rest = divmod(int(seconds) % DAY_S, 3600)
    return time(hours, rest // 60, rest % 60)


def seconds_of(at: time) -> int:
    """Return the seconds from midnight to `at`."""
    return at.hour * 3600 + at.minute * 60 + at.second
