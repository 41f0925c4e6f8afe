"""Several visits behind one door walked to once: fewer places for the same round."""

from dataclasses import dataclass

import numpy as np

from geo.walking.ticks import Clock


@dataclass(frozen=True, slots=True)
class Doors:
    """Visits grouped by place."""

    groups: tuple[tuple[int, ...], ...]
    """The visits of each place, places in order of first mention."""
    passes: tuple[int, ...]
    """How often a shortest round may come by each place: more than once only where a way through
    it is shorter than the direct one, as happens when times are rounded."""

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
    """Return `visits` grouped by place."""
    rows = clock.problem.visits
    groups: dict[int, list[int]] = {}
    for visit in visits:
        groups.setdefault(rows[visit].at, []).append(visit)
    through = _shortcuts(clock, groups)
    return Doors(
        tuple(tuple(group) for group in groups.values()),
        tuple(len(group) if place in through else 1 for place, group in groups.items()),
    )


def _shortcuts(clock: Clock, groups: dict[int, list[int]]) -> set[int]:
    """Return the places of several visits through which a detour is shorter than the way."""
    used = set(groups)
    used |= {place for walker in clock.problem.walkers for place in (walker.start, walker.end)}
    travel = clock.travel[np.ix_(sorted(used), sorted(used))]
    found = set()
    for via, place in enumerate(sorted(used)):
        shorter = (travel[:, [via]] + travel[[via], :] < travel).any()
        if shorter and len(groups.get(place, ())) > 1:
            found.add(place)
    return found
