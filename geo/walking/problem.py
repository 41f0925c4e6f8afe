"""What a round has to solve: a travel matrix, visits with windows and prizes, and walkers."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Window = tuple[float, float]
"""Earliest and latest start of service, both included, in seconds."""

LATEST_S = 1e11
"""Times beyond are a mistake: three thousand years."""


class Objective(StrEnum):
    """What a plan is judged by, first aim first."""

    LEAST_TIME = "least_time"
    """Least travel summed over the walkers, then the earliest finish."""
    EARLIEST_FINISH = "earliest_finish"
    """The earliest finish of the last walker, then least travel."""
    MOST_PRIZE = "most_prize"
    """The largest prize, then least travel."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit at a place of the matrix."""

    id: str
    at: int
    """Row of the place in the travel matrix."""
    service_s: float = 0.0
    windows: tuple[Window, ...] = ()
    """Spans in which service may *start*; none: at any time."""
    prize: float = 0.0
    required: bool = True
    people: int = 1
    """How many walkers must be there at one time: 1, or 2 where nobody calls alone."""

    def __post_init__(self) -> None:
        """Refuse times that no clock shows."""
        if self.people not in {1, 2}:
            raise InputError(f"visit {self.id!r}: people is {self.people}: wanted 1 or 2")
        _not_negative(f"visit {self.id!r}: service_s", self.service_s)
        _not_negative(f"visit {self.id!r}: prize", self.prize)
        for opens, closes in self.windows:
            _not_negative(f"visit {self.id!r}: a window's start", opens)
            if math.isnan(closes) or closes < opens:
                raise InputError(
                    f"visit {self.id!r}: window [{opens:g}, {closes:g}] ends before it starts"
                )


@dataclass(frozen=True, slots=True)
class Walker:
    """One person who walks."""

    id: str
    start: int
    """Row of the place where the walk starts."""
    end: int
    """Row of the place where it ends."""
    shift: Window
    """Earliest start and latest finish, seconds."""
    max_s: float | None = None
    """Most seconds from the start of the shift to the finish; None: the shift alone counts."""

    def __post_init__(self) -> None:
        """Refuse a shift that runs backwards."""
        _not_negative(f"walker {self.id!r}: shift start", self.shift[0])
        _not_negative(f"walker {self.id!r}: shift end", self.shift[1])
        if self.shift[1] > LATEST_S:
            raise InputError(
                f"walker {self.id!r}: shift end {self.shift[1]:g} is no time in seconds"
            )
        if self.shift[1] < self.shift[0]:
            raise InputError(
                f"walker {self.id!r}: shift [{self.shift[0]:g}, {self.shift[1]:g}] "
                "ends before it starts"
            )
        if self.max_s is not None:
            _not_negative(f"walker {self.id!r}: max_s", self.max_s)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Who walks where and when; all times are seconds from one zero."""

    travel_s: npt.NDArray[np.float64]
    """Shape (n, n): seconds from row to column; infinite where no way leads."""
    visits: tuple[Visit, ...]
    walkers: tuple[Walker, ...]
    objective: Objective = Objective.LEAST_TIME
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the matrix and every index and name."""
        _check_matrix(self.travel_s)
        n = len(self.travel_s)
        for visit in self.visits:
            _on_matrix(f"visit {visit.id!r}: at", visit.at, n)
        for walker in self.walkers:
            _on_matrix(f"walker {walker.id!r}: start", walker.start, n)
            _on_matrix(f"walker {walker.id!r}: end", walker.end, n)
        _unique("visit", [visit.id for visit in self.visits])
        _unique("walker", [walker.id for walker in self.walkers])
        if not self.walkers:
            raise InputError("walkers is empty: name at least one walker")
        if self.seed < 0:
            raise InputError(f"seed is {self.seed}: wanted a whole number from 0")


def _check_matrix(travel_s: npt.NDArray[np.float64]) -> None:
    if travel_s.ndim != 2 or travel_s.shape[0] != travel_s.shape[1]:
        raise InputError(f"travel_s has shape {travel_s.shape}: wanted as many rows as columns")
    for fault, mask in (("not a number", np.isnan(travel_s)), ("negative", travel_s < 0)):
        if mask.any():
            row, column = np.argwhere(mask)[0]
            raise InputError(f"travel_s[{row}][{column}] is {fault}: wanted seconds from 0")
    stay = np.flatnonzero(np.diag(travel_s))
    if len(stay):
        raise InputError(
            f"travel_s[{stay[0]}][{stay[0]}] is not 0: staying at a place takes no walk"
        )


def _not_negative(name: str, seconds: float) -> None:
    if not (math.isfinite(seconds) and seconds >= 0):
        raise InputError(f"{name} is {seconds:g}: wanted a number from 0")


def _on_matrix(name: str, place: int, n: int) -> None:
    if not 0 <= place < n:
        raise InputError(f"{name} is {place}, but the matrix has the places 0 to {n - 1}")


def _unique(kind: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise InputError(f"{kind} id {name!r} occurs twice: give each its own")
        seen.add(name)
