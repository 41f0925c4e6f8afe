"""Several visits behind one door walked to once: fewer places for the same round."""

import numpy as np

from geo.walking.ticks import Clock


def collapsed(clock: Clock, visits: list[int]) -> list[tuple[int, ...]]:
    """Return `visits` grouped by place, in order of first mention.

    A matrix with detours that are shorter than the direct way (no triangle inequality) keeps
    each visit for itself, as passing a place twice could then pay.
    """
    rows = clock.problem.visits
    if not _keeps_triangles(clock, visits):
        return [(visit,) for visit in visits]
    groups: dict[int, list[int]] = {}
    for visit in visits:
        groups.setdefault(rows[visit].at, []).append(visit)
    return [tuple(group) for group in groups.values()]


def _keeps_triangles(clock: Clock, visits: list[int]) -> bool:
    used = {clock.problem.visits[v].at for v in visits}
    used |= {place for walker in clock.problem.walkers for place in (walker.start, walker.end)}
    travel = clock.travel[np.ix_(sorted(used), sorted(used))]
    return all((travel <= travel[:, [via]] + travel[[via], :]).all() for via in range(len(used)))
