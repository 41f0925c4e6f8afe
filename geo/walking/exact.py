"""The best order of a few visits for one walker, by dynamic programming over subsets.

Held and Karp (1962), https://doi.org/10.1137/0110015, with a set of undominated (time, travel)
labels for each subset and last visit, so that windows, prizes and visits left out are exact too.
Cost: 2**n * n**2 steps; ten visits take about 0.1 s.
"""

from geo.walking.schedule import Worth, rank
from geo.walking.ticks import Clock

MOST = 10
"""Most visits that are worth this way."""

Label = tuple[int, int, tuple[int, ...]]
"""End of service at the last visit, travel so far (ticks), and the order."""


def best_order(clock: Clock, visits: list[int]) -> tuple[int, ...]:
    """Return the best order for walker 0 among all orders of all subsets of `visits`."""
    problem = clock.problem
    start, end = problem.walkers[0].start, problem.walkers[0].end
    layer: dict[tuple[int, int], list[Label]] = {}
    for bit, visit in enumerate(visits):
        label = _extended(clock, (clock.starts[0], 0, ()), start, visit)
        if label:
            layer[1 << bit, bit] = [label]
    nothing = sum(problem.visits[v].required for v in visits)
    best: tuple[Worth, tuple[int, ...]] = (rank(problem.objective, nothing, 0.0, 0, 0), ())
    while layer:
        for labels in layer.values():
            for now, travel, order in labels:
                home = int(clock.travel[problem.visits[order[-1]].at, end])
                if now + home <= clock.untils[0] and home < clock.never:
                    best = min(
                        best, (_worth(clock, visits, order, travel + home, now + home), order)
                    )
        layer = _next_layer(clock, visits, layer)
    return best[1]


def _next_layer(
    clock: Clock, visits: list[int], layer: dict[tuple[int, int], list[Label]]
) -> dict[tuple[int, int], list[Label]]:
    grown: dict[tuple[int, int], list[Label]] = {}
    for (made, last), labels in layer.items():
        place = clock.problem.visits[visits[last]].at
        for bit, visit in enumerate(visits):
            if made >> bit & 1:
                continue
            for label in labels:
                longer = _extended(clock, label, place, visit)
                if longer:
                    grown.setdefault((made | 1 << bit, bit), []).append(longer)
    return {state: _undominated(labels) for state, labels in grown.items()}


def _extended(clock: Clock, label: Label, place: int, visit: int) -> Label | None:
    now, travel, order = label
    leg = int(clock.travel[place, clock.problem.visits[visit].at])
    start = None if leg >= clock.never else clock.start(visit, now + leg)
    if start is None:
        return None
    leave = start + int(clock.service[visit])
    return (leave, travel + leg, (*order, visit)) if leave <= clock.untils[0] else None


def _undominated(labels: list[Label]) -> list[Label]:
    kept: list[Label] = []
    for label in sorted(labels):
        if not kept or label[1] < kept[-1][1]:
            kept.append(label)
    return kept


def _worth(
    clock: Clock, visits: list[int], order: tuple[int, ...], travel: int, finish: int
) -> Worth:
    made = set(order)
    rows = clock.problem.visits
    missing = sum(rows[v].required for v in visits if v not in made)
    prize = sum(rows[v].prize for v in sorted(made))
    return rank(clock.problem.objective, missing, prize, travel, finish)
