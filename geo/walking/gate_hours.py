"""When the gates leave a way open to each place of a round, and how long the way is then.

A round lasts some hours, and gates open and close meanwhile. The round is cut where one does. Each
door takes the longest stretch of it through which the same open gates leave a way to it; the whole
round where they are open all the time. The walks to and from it then lead through the gates of its
stretch alone, and its call begins late enough after they open, and ends early enough before they
close, that every gate is passed while it stands open: whoever is early waits before the gate.

Not covered: a door is called at in one stretch, not in the morning by one gate or in the evening
by another, and a walk between two doors that are never cut off keeps to the gates that are open
for the whole round, even while a shorter way through another gate is still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra
from shapely import LineString

from geo.walking.gates import Gate
from geo.walking.network import Network
from geo.walking.noding import Floats, Ints
from geo.walking.pace import Pace

Span = tuple[float, float]
"""From and until, seconds after midnight of the day of leaving."""
MOST_CHANGES = 12
"""At most so many openings and closings are told apart; of more, the gates count as shut."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a round through which the same gates stand open."""

    from_s: float
    until_s: float
    shut: frozenset[int]
    """Nodes of the gates that are shut at some time of it."""


def stretches(gates: Sequence[Gate], depart_s: float, until_s: float) -> list[Stretch]:
    """Return the parts of a round between openings and closings of `gates`, longest first.

    The first is the whole round. Of two with the same gates open, only the longer one is named.
    """
    changes = {c for gate in gates for c in gate.changes_s(depart_s, until_s)}
    if len(changes) > MOST_CHANGES:
        changes = set()
    spans = sorted(
        combinations(sorted({depart_s, *changes, until_s}), 2),
        key=lambda span: (span[0] - span[1], span[0]),
    ) or [(depart_s, until_s)]
    found: list[Stretch] = []
    for begin, end in spans:
        shut = frozenset(gate.node for gate in gates if not gate.open_through(begin, end))
        if not any(
            one.shut == shut and one.from_s <= begin and end <= one.until_s for one in found
        ):
            found.append(Stretch(begin, end, shut))
    return found


@dataclass(frozen=True, eq=False)
class GatedWays:
    """The walks between the places of a round through the gates that stand open meanwhile.

    Places are numbered as given; the last two are where the round starts and where it ends.
    """

    network: Network
    nodes: tuple[int, ...]
    pace: Pace
    stretches: tuple[Stretch, ...]
    of: tuple[int, ...]
    """The stretch of each place; 0: the whole round."""

    @classmethod
    def through(
        cls,
        network: Network,
        nodes: Sequence[int],
        pace: Pace,
        parts: Sequence[Stretch],
        *,
        suits: Sequence[Sequence[Span]] = (),
    ) -> "GatedWays":
        """Return the ways between `nodes`, the last two of which are start and end.

        Parameters
        ----------
        network
            The ways, whichever gates are shut in it.
        nodes
            Nodes of the places.
        pace
            How fast, and whether off the steps.
        parts
            The stretches of the round, the whole first.
        suits
            For each place the hours that suit there; none: any. A place takes the stretch that
            has most of them, then the longest.
        """
        places = np.array(nodes)
        reached = np.array([network.reached(nodes[-2], pace, one.shut)[places] for one in parts])
        of = np.zeros(len(nodes), dtype=np.int64)
        for k in np.flatnonzero(~reached[0] & reached.any(axis=0)).tolist():
            hours = suits[k] if k < len(suits) else ()
            able = np.flatnonzero(reached[:, k]).tolist()
            of[k] = max(able, key=lambda one: (_overlap_s(parts[one], hours), -one))
        of[-2] = 0
        if parts[of[-1]].from_s > parts[0].from_s:
            # nobody can wait on the way home until its gate opens: the plan has no such wait
            of[-1] = 0
        return cls(network, tuple(nodes), pace, tuple(parts), tuple(of.tolist()))

    @property
    def any_gated(self) -> bool:
        """Whether gates decide when a place can be reached."""
        return any(self.of)

    @cached_property
    def walk_s(self) -> Floats:
        """Seconds between the places, shape (n, n), symmetric; infinite: no way."""
        of, nodes = np.array(self.of), np.array(self.nodes)
        walk = np.full((len(nodes), len(nodes)), np.inf)
        for one, other in self._pairs():
            rows, columns = np.flatnonzero(of == one), np.flatnonzero(of == other)
            both = [*nodes[rows].tolist(), *nodes[columns].tolist()]
            part = self.between(one, other).travel_s(both, self.pace)[: len(rows), len(rows) :]
            walk[np.ix_(rows, columns)] = part
            walk[np.ix_(columns, rows)] = part.T
        return walk

    def between(self, one: int, other: int) -> Network:
        """Return the network for walks between places of two stretches."""
        return self._networks[min(one, other), max(one, other)]

    def paths(self, legs: Sequence[tuple[int, int]]) -> list[LineString]:
        """Return the way of each of `legs`, pairs of places, EPSG:4326."""
        by_stretches: dict[tuple[int, int], list[int]] = {}
        for k, (one, other) in enumerate(legs):
            a, b = sorted((self.of[one], self.of[other]))
            by_stretches.setdefault((a, b), []).append(k)
        drawn: dict[int, LineString] = {}
        for (a, b), which in by_stretches.items():
            moves = [(self.nodes[legs[k][0]], self.nodes[legs[k][1]]) for k in which]
            paths = self.between(a, b).paths(moves, self.pace)
            drawn |= dict(zip(which, paths, strict=True))
        return [drawn[k] for k in range(len(legs))]

    @cached_property
    def margins(self) -> "Margins":
        """How far each place lies behind the gates of its stretch."""
        of, n = np.array(self.of), len(self.of)
        far_s, gates = np.zeros(n), [frozenset[str]()] * n
        ids = {gate.node: gate.id for gate in self.network.parts.gates}
        for own, other in ((a, b) for pair in self._pairs() for a, b in {pair, pair[::-1]}):
            here, there = np.flatnonzero(of == own), np.flatnonzero(of == other)
            if own in {0, other}:
                continue
            timed = self._timed(own, other)
            network = self.between(own, other)
            nodes = np.array(self.nodes)
            far, passed = _farthest(network, self.pace, nodes[here], nodes[there], timed)
            far_s[here] = np.maximum(far_s[here], far)
            for k, seen in zip(here.tolist(), passed, strict=True):
                gates[k] = gates[k] | {ids[node] for node in seen}
        return Margins(far_s, tuple(tuple(sorted(one)) for one in gates))

    def _timed(self, own: int, other: int) -> frozenset[int]:
        """Return the gates of stretch `own` whose hours count on walks to and from `other`."""
        one, two = self.stretches[own], self.stretches[other]
        open_then = self.stretches[0].shut - one.shut
        # what is open in both is passed in time wherever no gap lies between the two
        touching = one.from_s <= two.until_s and two.from_s <= one.until_s
        return open_then & two.shut if touching else open_then

    def _pairs(self) -> list[tuple[int, int]]:
        used = sorted(set(self.of))
        return [(a, b) for a in used for b in used if a <= b]

    @cached_property
    def _networks(self) -> dict[tuple[int, int], Network]:
        made: dict[frozenset[int], Network] = {}
        found = {}
        for one, other in self._pairs():
            shut = self.stretches[one].shut & self.stretches[other].shut
            found[one, other] = made.setdefault(shut, self.network.without(shut))
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """How far each place lies behind the outermost gate whose hours count for it."""

    far_s: Floats
    """Shape (places,): seconds of walking from that gate, over all other places of the round."""
    gates: tuple[tuple[str, ...], ...]
    """Ids of the gates on the ways to each place."""


def call_hours(
    ways: GatedWays, climbs_s: Floats, calls_s: Floats, own: Sequence[Sequence[Span]]
) -> list[tuple[Span, ...] | None]:
    """Return when the call at each place may begin, by its own hours and those of the gates.

    Empty: at any time. None: at no time. Start and end, the last two places, are left out.

    Parameters
    ----------
    ways
        The walks of the round.
    climbs_s
        Shape (2, places): seconds from the door of each place up to it, and back.
    calls_s
        Shape (places,): seconds of each call.
    own
        The hours of each place; none: any.
    """
    whole, margins = ways.stretches[0], ways.margins
    found: list[tuple[Span, ...] | None] = []
    for k, part in enumerate(ways.of[:-2]):
        stretch, far_s = ways.stretches[part], float(margins.far_s[k])
        begin, end = whole.from_s, whole.until_s
        if stretch.from_s > whole.from_s:
            begin = stretch.from_s + far_s + float(climbs_s[0, k])
        if stretch.until_s < whole.until_s:
            end = stretch.until_s - far_s - float(climbs_s[1, k] + calls_s[k])
        hours = own[k] if part == 0 else _within(own[k] or [(begin, end)], begin, end)
        found.append(tuple(hours) if hours or part == 0 else None)
    return found


def _within(hours: Sequence[Span], begin: float, end: float) -> list[Span]:
    cut = [(max(a, begin), min(b, end)) for a, b in hours]
    return [(a, b) for a, b in cut if a <= b]


def _farthest(
    network: Network, pace: Pace, rows: Ints, columns: Ints, timed: frozenset[int]
) -> tuple[Floats, list[set[int]]]:
    """Return for each row the seconds to the outermost of `timed` gates on its ways, and those.

    All ways from the columns are followed back at once, a node a step.
    """
    gate = np.zeros(len(network.xy), dtype=bool)
    gate[sorted(timed)] = True
    once, of = np.unique(rows, return_inverse=True)
    far_s, before = dijkstra(network.seconds(pace), indices=once, return_predecessors=True)
    row = np.arange(len(once))[:, None]
    at: npt.NDArray[np.int64] = np.broadcast_to(columns, (len(once), len(columns))).copy()
    moving = np.isfinite(far_s[row, at])
    farthest = np.zeros(len(once))
    passed: list[set[int]] = [set() for _ in once]
    while moving.any():
        found = gate[at] & moving
        if found.any():
            farthest = np.maximum(farthest, np.where(found, far_s[row, at], 0).max(axis=1))
            for k in np.flatnonzero(found.any(axis=1)).tolist():
                passed[k] |= set(at[k][found[k]].tolist())
        step = before[row, at]
        moving &= step >= 0
        at = np.where(moving, step, at)
    return farthest[of], [passed[k] for k in of.tolist()]


def _overlap_s(stretch: Stretch, hours: Sequence[Span]) -> float:
    if not hours:
        return stretch.until_s - stretch.from_s
    overlaps = (min(b, stretch.until_s) - max(a, stretch.from_s) for a, b in hours)
    return sum(max(0.0, seconds) for seconds in overlaps)
