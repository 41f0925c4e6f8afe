"""A plan: who visits what when, what is left out and why, and how good it is known to be."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """The kinds of reason for leaving a visit out."""

    NO_PRIZE = "no_prize"
    OPTIONAL = "optional"
    UNREACHABLE = "unreachable"
    WINDOW = "window"
    GATE = "gate"
    """The hours of the gates on the way leave no time that suits."""
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One visit on a route; times in seconds."""

    visit: str
    arrive_s: float
    start_s: float
    leave_s: float


@dataclass(frozen=True, slots=True)
class Route:
    """The walk of one walker."""

    walker: str
    stops: tuple[PlannedStop, ...]
    travel_s: float
    finish_s: float


@dataclass(frozen=True, slots=True)
class Skip:
    """A visit that the plan leaves out."""

    visit: str
    reason: str
    """One sentence that names the window or the budget."""
    cause: Cause
    required: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes and what they leave out."""

    routes: tuple[Route, ...]
    skipped: tuple[Skip, ...]
    prize: float
    travel_s: float
    bound: float | None
    """What no plan can beat, in the unit of the objective; None: not known."""
    optimal: bool
    """True: proved that no plan is better."""
    seconds: float
    """Wall time of solving; 0 when iterations were counted."""

    @property
    def dropped(self) -> tuple[Skip, ...]:
        """Required visits that the plan leaves out."""
        return tuple(skip for skip in self.skipped if skip.required)
