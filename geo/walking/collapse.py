"""Several visits behind one entrance walked to once: fewer places for the same round.

Homes on different floors belong together when from everywhere else the way to one is longer than
to the other by always the same seconds, both there and back: stairs and lifts. It is checked that
no round gains by coming twice; where it may, only visits at one place are joined, and how often a
round may pass is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.walking.polish import polished
from geo.walking.symmetry import Costs
from geo.walking.ticks import Clock, Ints

NEAREST = 30
"""So many nearest visits are compared with each one."""
FEW = 100
"""Up to so many visits, only groups with a proved order inside are joined."""
MANY = 400
"""Above so many visits, only those at one place are joined."""
ALIKE = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9)
"""Visits are tried as one group when they look alike from this part of the others."""
LARGEST = 60
"""Most visits behind one entrance."""
TRIED = 7
"""Up to so many visits every order behind an entrance is tried."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Visits grouped by entrance."""

    groups: tuple[tuple[int, ...], ...]
    """The visits of each group, in the order of the calls; groups in order of first mention."""
    passes: tuple[int, ...]
    """How often a shortest round may come by each place: more than once only where a way through
    it is shorter than the direct one, as happens when times are rounded."""
    inner: int
    """Ticks walked and climbed inside all groups."""
    least_inner: int
    """No orders inside the groups take less."""

    def visits(self, places: tuple[int, ...]) -> tuple[int, ...]:
        """Return the visits in the order of `places`, one a pass and the rest on the last."""
        left = [list(group) for group in self.groups]
        order: list[int] = []
        for turn, place in enumerate(places):
            count = 1 if place in places[turn + 1 :] else len(left[place])
            order += left[place][:count]
            del left[place][:count]
        return tuple(order)


def collapsed(clock: Clock, visits: list[int]) -> Doors:
    """Return `visits` of a single walker grouped by entrance."""
    found: dict[int, tuple[list[int], int, int]] = {}
    if len(visits) <= MANY:
        legs = _legs(clock, visits)
        climbed = [_climbed(legs, group) for group in _stairwells(legs)]
        # few visits are better proved one by one than joined without a proof
        sure = [one for one in climbed if one[1] == one[2] or len(visits) > FEW]
        found = {min(order): (order, inner, least) for order, inner, least in sure}
    inside = {k for order, _, _ in found.values() for k in order}
    rows = clock.problem.visits
    rest = [k for k in range(len(visits)) if k not in inside]
    at_place: dict[int, list[int]] = {}
    for k in rest:
        at_place.setdefault(rows[visits[k]].at, []).append(k)
    through = _shortcuts(clock, at_place)
    for same in at_place.values():
        found[same[0]] = (same, 0, 0)
    whole = [found[first] for first in sorted(found)]
    return Doors(
        tuple(tuple(visits[k] for k in order) for order, _, _ in whole),
        tuple(
            len(order) if rows[visits[order[0]]].at in through and order[0] not in inside else 1
            for order, _, _ in whole
        ),
        sum(inner for _, inner, _ in whole),
        sum(least for _, _, least in whole),
    )


def _legs(clock: Clock, visits: list[int]) -> Ints:
    """Return ticks between visits; the last row leaves the start, the last column ends."""
    walker = clock.problem.walkers[0]
    at = [clock.problem.visits[v].at for v in visits]
    return clock.travel[np.ix_([*at, walker.start], [*at, walker.end])]


def _stairwells(legs: Ints) -> Iterator[list[int]]:
    """Yield groups of at least two visits behind one entrance that no round enters twice."""
    n = len(legs) - 1
    leave = legs[:n] - legs[:n, -1:]
    come = (legs[:, :n] - legs[-1:, :n]).T
    alike = _alike(legs, leave, come)
    free = np.ones(n, dtype=bool)
    for part in ALIKE:
        one, other = np.nonzero((alike >= part) & free[:, None] & free[None, :])
        joined = csr_array((np.ones(len(one)), (one, other)), shape=(n, n))
        _, group = connected_components(joined, directed=False)
        for number in np.flatnonzero(np.bincount(group) > 1).tolist():
            inside = np.flatnonzero(group == number)
            if len(inside) <= LARGEST and _is_one_way_in(legs, leave, come, inside):
                free[inside] = False
                yield inside.tolist()


def _alike(legs: Ints, leave: Ints, come: Ints) -> npt.NDArray[np.float64]:
    """Return for pairs of near visits the part of all others from which they look alike."""
    n = len(legs) - 1
    found = np.zeros((n, n))
    both = legs[:n, :n] + legs[:n, :n].T
    near = np.argsort(both, axis=1, kind="stable")[:, : NEAREST + 1]
    for k in range(n):
        same = (leave[near[k], :n] == leave[k, :n]) & (come[near[k], :n] == come[k, :n])
        same[:, k] = False
        same[np.arange(len(near[k])), near[k]] = False
        found[k, near[k]] = same.sum(axis=1) / max(1, n - 2)
    return found


def _is_one_way_in(legs: Ints, leave: Ints, come: Ints, inside: Ints) -> bool:
    """Return whether all that is said of a group is true for `inside`."""
    n = len(legs) - 1
    out = np.ones(n + 1, dtype=bool)
    out[inside] = False
    one = inside[0]
    if len(inside) == n or (leave[np.ix_(inside, out)] != leave[one, out]).any():
        return False
    if (come[np.ix_(inside, out)] != come[one, out]).any():
        return False
    # coming in twice is never shorter: leg inside + leg past it <= leg in + leg out
    past = legs[np.ix_(out, out)] - come[one, out][:, None] - leave[one, out][None, :]
    np.fill_diagonal(past, -(1 << 60))
    longest = past.max() if past.size > 1 else -(1 << 60)
    within = legs[np.ix_(inside, inside)]
    to, on = legs[-1, inside], legs[inside, -1]
    return bool((within + longest <= on[:, None] + to[None, :]).all())


def _climbed(legs: Ints, group: list[int]) -> tuple[list[int], int, int]:
    """Return the order of the calls, the ticks inside, and what no order beats.

    The order is the shortest with the leg from the start and the leg to the end, which from and
    to anywhere else differ by constants.
    """
    index = [*group, len(legs) - 1]
    cost: Costs = np.roll(legs[np.ix_(index, index)], (1, 1), axis=(0, 1)).copy()
    np.fill_diagonal(cost, 0)
    up = (0, *(1 + np.argsort(cost[0, 1:], kind="stable")).tolist())
    tour = min((up, (0, *up[:0:-1])), key=lambda one: _around(cost, one))
    # there and back to the furthest is the least that any order takes
    least = int((cost[0, 1:] + cost[1:, 0]).max())
    if _around(cost, tour) > least:
        if len(group) <= TRIED:
            tour = _shortest(cost)
            least = _around(cost, tour)
        else:
            tour = min((polished(cost, t) for t in (up, tour)), key=lambda one: _around(cost, one))
    inner = sum(int(cost[a, b]) for a, b in pairwise(tour[1:]))
    return [group[k - 1] for k in tour[1:]], inner, inner - max(0, _around(cost, tour) - least)


def _shortest(cost: Costs) -> tuple[int, ...]:
    tours = _orders(len(cost))
    lengths = cost[tours, np.roll(tours, -1, axis=1)].sum(axis=1)
    order: list[int] = tours[int(lengths.argmin())].tolist()
    return tuple(order)


@lru_cache(maxsize=TRIED)
def _orders(n: int) -> Ints:
    """Return all tours over `n` nodes from node 0."""
    return np.array([(0, *order) for order in permutations(range(1, n))], dtype=np.int64)


def _around(cost: Costs, tour: tuple[int, ...]) -> int:
    return int(cost[list(tour), [*tour[1:], tour[0]]].sum())


def _shortcuts(clock: Clock, groups: dict[int, list[int]]) -> set[int]:
    """Return the places of several visits through which a detour is shorter than the way."""
    several = [place for place, group in groups.items() if len(group) > 1]
    if not several:
        return set()
    used = set(groups)
    used |= {place for walker in clock.problem.walkers for place in (walker.start, walker.end)}
    travel = clock.travel[np.ix_(sorted(used), sorted(used))]
    row = {place: k for k, place in enumerate(sorted(used))}
    return {
        place
        for place in several
        if (travel[:, [row[place]]] + travel[[row[place]], :] < travel).any()
    }
