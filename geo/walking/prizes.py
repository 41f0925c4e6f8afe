"""Collects prizes: visits are laid into the gaps of a walk, and the best of all are kept at once.

One round of the search lays every visit that is left out where it costs least, keeps the best
subset along that order exactly (`geo.walking.selection`), and shortens the walk
(`geo.walking.moves`). What is learned: a few visits are taken out, or the costs are blurred, and
a plan that is a little worse is followed for a while (threshold accepting, Dueck and Scheuer
1990, https://doi.org/10.1016/0021-9991(90)90201-B). Several walkers take turns. At half a CPU
second it collects what PyVRP and VROOM do not in five (tests/benchmarks/rounds.py).
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.walking.laying import laid
from geo.walking.moves import shortened
from geo.walking.schedule import Orders, Worth, worth
from geo.walking.search import Effort, Weights, searched
from geo.walking.selection import Levels, selection
from geo.walking.strolls import LONGEST_DAY, Stroll
from geo.walking.ticks import Clock

Floats = npt.NDArray[np.float64]

START = 0.25
"""Share of the effort for a first plan with every required visit, where none is known."""
LAST = 0.1
"""Share of the effort for the least travel among the visits chosen."""
DEARER = 4.0
"""While a first plan is searched, a prize weighs so many times the seconds that it costs."""
CHEAP = 4
"""One round of the search weighs as much as so many iterations."""
WORSE = 0.03
"""Part of the prize by which a plan that is followed may be worse."""
PATIENCE = 40
"""Rounds without a better plan after which the search goes back to the best one."""
BLURS = (0.0, 0.2, 0.5, 1.0)
OUT = 6
"""At most so many visits are taken out at a time."""
MANY = 1500
"""Above so many places, the bound on the prize counts no legs."""
FINEST = 600
"""Levels of prize that a selection distinguishes, where prizes are not fewer whole numbers."""
SPARE = 1.05
"""A selection looks for so much more prize than the best known."""


def collected(
    clock: Clock, visits: list[int], start: Orders, effort: Effort, *, soft: bool
) -> Iterator[Orders]:
    """Yield better and better orders, the last with the least travel for its visits.

    Parameters
    ----------
    clock
        The problem in ticks of the search.
    visits
        Visits that may be planned.
    start
        Any plan that keeps the limits.
    effort
        When to stop.
    soft
        Required visits that `start` leaves out may be left out.
    """
    rows = clock.problem.visits
    required = {v for v in visits if rows[v].required}
    first: Orders | None = start
    lacking = bool(required - {v for order in start for v in order})
    if lacking or len(start) > 1:
        weights = Weights(soft=soft, price=_price(clock, start))
        begun = searched(clock, visits, weights, effort.part(START))
        whole = [] if lacking and not soft else [start]
        first = min([*whole, *([begun] if begun else [])], key=_rank(clock), default=None)
    if first is None:
        return
    yield first
    long = max(u - s for s, u in zip(clock.starts, clock.untils, strict=True)) > LONGEST_DAY
    best = first
    for best in [] if long else _laid_and_kept(clock, visits, first, effort.part(1 - LAST)):
        yield best
    chosen = sorted(v for order in best for v in order)
    polished = searched(clock, chosen, Weights(soft=soft), effort.part(1 if long else LAST))
    if polished is not None:
        yield polished


def prize_bound(clock: Clock, visits: list[int]) -> float:
    """Return a prize that no plan can beat: the best fill of all shifts by parts of visits.

    Each visit takes its service and half of the shortest legs to it and away from it; the visits
    of most prize per tick come first, the last one in part (Dantzig 1957,
    https://doi.org/10.1287/opre.5.2.266).
    """
    rows = clock.problem.visits
    at = np.array([rows[v].at for v in visits], dtype=np.int64)
    cost = np.maximum(clock.service[visits] + _half_legs(clock, at), 1e-9)
    prize = np.array([rows[v].prize for v in visits])
    order = np.argsort(-prize / cost, kind="stable")
    budget = float(sum(u - s for s, u in zip(clock.starts, clock.untils, strict=True)))
    part = np.clip((budget - np.cumsum(cost[order]) + cost[order]) / cost[order], 0.0, 1.0)
    return float((part * prize[order]).sum())


def _half_legs(clock: Clock, at: npt.NDArray[np.int64]) -> Floats:
    """Return half of the shortest legs to and from each place; 0 where visits may share them."""
    ends = [p for w in clock.problem.walkers for p in (w.start, w.end)]
    used = np.unique([*at, *ends])
    half = np.zeros(len(clock.travel))
    if len(used) <= MANY:
        legs = clock.travel[np.ix_(used, used)].astype(float)
        np.fill_diagonal(legs, np.inf)
        half[used] = (legs.min(axis=0) + legs.min(axis=1)) / 2
    places, shared = np.unique(at, return_counts=True)
    half[places[shared > 1]] = 0
    half[ends] = 0
    return np.asarray(half[at])


def _laid_and_kept(
    clock: Clock, visits: list[int], start: Orders, effort: Effort
) -> Iterator[Orders]:
    """Yield better and better orders by laying and keeping; each keeps the limits."""
    known = {v for order in start for v in order}
    must = {v for v in known if clock.problem.visits[v].required}
    able = [v for v in visits if v in known or not clock.problem.visits[v].required]
    number = {v: k for k, v in enumerate(able)}
    strolls = [Stroll.of(clock, w, able, must) for w in range(len(start))]
    orders = tuple([number[v] for v in order] for order in start)
    finishes = [stroll.finish(order) for stroll, order in zip(strolls, orders, strict=True)]
    if None in finishes or not able:
        return
    first = _Walks(orders, tuple(f or 0 for f in finishes), strolls[0].prize)
    search = _Search(strolls, np.random.default_rng(clock.problem.seed), effort.until, first, first)
    turn = 0
    while effort.left_s > 0 and (effort.until is not None or turn * CHEAP < effort.iterations):
        if search.step(turn % len(strolls)):
            yield tuple(tuple(able[v] for v in order) for order in search.best.orders)
        turn += 1


def _rank(clock: Clock) -> Callable[[Orders], Worth]:
    return lambda orders: worth(clock, orders) or (math.inf,)


def _price(clock: Clock, start: Orders) -> float:
    """Return the ticks that a prize of 1 weighs: a few times what it costs in `start`."""
    prize = sum(clock.problem.visits[v].prize for order in start for v in order)
    budget = sum(u - s for s, u in zip(clock.starts, clock.untils, strict=True))
    return DEARER * budget / prize if prize else 0.0


@dataclass(frozen=True, slots=True)
class _Walks:
    """The walks of all walkers, in numbers of their strolls."""

    orders: tuple[list[int], ...]
    finishes: tuple[int, ...]
    worths: Floats

    @property
    def prize(self) -> float:
        """Sum of the prizes, free of the order in which they are added."""
        return math.fsum(self.worths[[v for order in self.orders for v in order]].tolist())

    @property
    def value(self) -> tuple[float, int]:
        """The more the better."""
        return self.prize, -sum(self.finishes)

    def without(self, walker: int, out: set[int]) -> "_Walks":
        """Return the walks without the visits `out` of `walker`; the finish stays as a bound."""
        kept = [v for v in self.orders[walker] if v not in out]
        return self.with_walk(walker, kept, self.finishes[walker])

    def with_walk(self, walker: int, order: list[int], finish: int) -> "_Walks":
        """Return the walks with another one for `walker`."""
        orders, finishes = list(self.orders), list(self.finishes)
        orders[walker], finishes[walker] = order, finish
        return _Walks(tuple(orders), tuple(finishes), self.worths)


@dataclass(slots=True)
class _Search:
    strolls: list[Stroll]
    random: np.random.Generator
    until: float | None
    now: _Walks
    best: _Walks
    stalled: int = 0
    """Rounds since the plan that is followed last became better."""

    def step(self, walker: int) -> bool:
        """Lay, keep and shorten the walk of `walker`; return whether the plan is the best.

        Where there are others, the walk of one of them follows, as visits may change hands.
        """
        pair = [walker]
        if len(self.strolls) > 1:
            pair.append(
                (walker + int(self.random.integers(1, len(self.strolls)))) % len(self.strolls)
            )
        blur, out = self._shaken(pair) if self.stalled else (0.0, set())
        walks = self.now
        for one in pair:
            walks = walks.without(one, out)
        for one in pair:
            laid_out = self._refilled(walks, one, blur)
            if laid_out is None:
                self.stalled += 1
                return False
            walks = laid_out
        return self._taken(walks)

    def _refilled(self, walks: _Walks, walker: int, blur: float) -> _Walks | None:
        """Return `walks` with the best subset for `walker`; None: none keeps what must be."""
        stroll, made = self.strolls[walker], walks.orders[walker]
        free = np.ones(stroll.count, dtype=bool)
        free[[v for other in walks.orders for v in other]] = False
        most_free = 10 + len(made) * 8 // 5
        along = laid(stroll, made, np.flatnonzero(free), most_free, noise=blur, random=self.random)
        levels, fine = _levels(stroll.prize, self.best.prize, self.random)
        most = 10 + int(self.best.prize * fine * SPARE)
        kept = selection(stroll, along, levels, most) if len(along) else None
        if kept is None:
            return None if stroll.must[made].any() else walks.with_walk(walker, [], 0)
        order, finish = shortened(stroll, kept.order, kept.finish, until=self.until)
        return walks.with_walk(walker, order, finish)

    def _shaken(self, pair: list[int]) -> tuple[float, set[int]]:
        """Return a blur of costs and visits to take out: near one another, in a row, or any."""
        stroll, blur = self.strolls[pair[0]], float(self.random.choice(BLURS))
        order = [v for walker in pair for v in self.now.orders[walker]]
        count = int(self.random.integers(0, len(pair) * OUT + 1))
        if count >= len(order):
            return blur, set()
        if self.random.random() < 0.5:
            out = self.random.choice(order, count, replace=False).tolist()
        elif len(pair) == 1:
            first = int(self.random.integers(0, len(order) - count + 1))
            out = order[first : first + count]
        else:
            far = stroll.legs[self.random.choice(order), order]
            out = np.array(order)[np.argsort(far, kind="stable")[:count]].tolist()
        return blur, {v for v in out if not stroll.must[v]}

    def _taken(self, walks: _Walks) -> bool:
        """Follow `walks` unless they are much worse; return whether they are the best."""
        better = walks.value > self.now.value
        self.stalled = 0 if better else self.stalled + 1
        if better or walks.prize >= self.now.prize * (1 - WORSE):
            self.now = walks
        if walks.value > self.best.value:
            self.best = walks
            return True
        if self.stalled > PATIENCE:
            self.now, self.stalled = self.best, 1
        return False


def _levels(prize: Floats, total: float, random: np.random.Generator) -> tuple[Levels, float]:
    """Return prizes in whole levels, and the levels of a prize of 1.

    Prizes that are no whole numbers, or large ones, are rounded up or down by chance, each time
    anew: on average a level is worth the same.
    """
    for fine in (1.0, 10.0, 100.0):
        whole = np.rint(prize * fine)
        if (np.abs(prize * fine - whole) < 1e-9).all() and total * fine <= FINEST:
            return whole.astype(np.int64), fine
    fine = FINEST / max(total, prize.max(), 1e-9)
    return np.floor(prize * fine + random.random(len(prize))).astype(np.int64), fine
