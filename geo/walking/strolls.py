"""One walker's day as arrays: legs, service and windows of the visits that may be made."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.walking.starts import Spans
from geo.walking.ticks import Clock, Ints

Legs = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
"""Numbers of visits in a stroll, in an order."""

LONGEST_DAY = 10**8
"""Most ticks of a day."""
NEVER = 1 << 29
"""Stands for no time at all: any day and any leg of it added fit 32 bits."""


@dataclass(frozen=True, eq=False)
class Stroll:
    """What one walker can do with some visits, which are numbered from 0 here.

    Times are ticks since the walker's start.
    """

    visits: Ints
    """Shape (m,): their numbers in the problem."""
    legs: Legs
    """Shape (m + 2, m + 2): ticks from row to column; row m is the start, column m + 1 the end."""
    service: Legs
    """Shape (m,): ticks."""
    spans: Spans
    """Windows of the visits."""
    prize: npt.NDArray[np.float64]
    must: npt.NDArray[np.bool_]
    """Shape (m,): may not be left out."""
    until: int
    """Back by then."""

    @classmethod
    def of(cls, clock: Clock, walker: int, visits: list[int], must: set[int]) -> "Stroll":
        """Return the day of `walker`, at most `LONGEST_DAY`, with `visits`."""
        person, rows = clock.problem.walkers[walker], clock.problem.visits
        at = [*(rows[v].at for v in visits), person.start, person.end]
        begin, spans = clock.starts[walker], Spans.of(clock, visits)
        return cls(
            np.array(visits, dtype=np.int64),
            np.minimum(clock.travel[np.ix_(at, at)], 4 * LONGEST_DAY).astype(np.int32),
            np.minimum(clock.service[visits], LONGEST_DAY).astype(np.int32),
            Spans(
                np.clip(spans.opens - begin, 0, 2 * LONGEST_DAY),
                np.clip(spans.closes - begin, -1, 2 * LONGEST_DAY),
                NEVER,
            ),
            np.array([rows[v].prize for v in visits]),
            np.array([v in must for v in visits], dtype=bool),
            clock.untils[walker] - begin,
        )

    @property
    def count(self) -> int:
        """How many visits there are."""
        return len(self.visits)

    @cached_property
    def timed(self) -> npt.NDArray[np.bool_]:
        """Shape (m,): whether a window binds."""
        opens, closes = self.spans.opens, self.spans.closes
        return np.asarray(((opens > 0) | (closes < self.until)).all(axis=0))

    @cached_property
    def any_timed(self) -> bool:
        """Whether the window of any visit binds."""
        return bool(self.timed.any())

    def leaves(self, order: list[int]) -> list[int] | None:
        """Return when the walker leaves the start and each visit, and is back; None: too late."""
        now, place, found = 0, self.count, [0]
        for visit in order:
            now += self._table[place][visit]
            start = self._start(visit, now)
            if start is None:
                return None
            now = start + self._service[visit]
            found.append(now)
            place = visit
        if order:
            now += self._table[place][self.count + 1]
        found.append(now)
        return found if now <= self.until else None

    def finish(self, order: list[int]) -> int | None:
        """Return when the walker is back; None: `order` breaks a limit."""
        found = self.leaves(order)
        return None if found is None else found[-1]

    @cached_property
    def _table(self) -> list[list[int]]:
        rows: list[list[int]] = self.legs.tolist()
        return rows

    @cached_property
    def _service(self) -> list[int]:
        ticks: list[int] = self.service.tolist()
        return ticks

    @cached_property
    def _windows(self) -> list[list[tuple[int, int]]]:
        pairs = np.stack([self.spans.opens.T, self.spans.closes.T], axis=2).tolist()
        return [[(opens, closes) for opens, closes in spans] for spans in pairs]

    def _start(self, visit: int, arrive: int) -> int | None:
        for opens, closes in self._windows[visit]:
            if arrive <= closes:
                return max(arrive, opens)
        return None
