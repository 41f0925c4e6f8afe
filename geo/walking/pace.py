"""How fast somebody walks, climbs and rides a lift; the numbers are data with their source."""

from dataclasses import dataclass, replace
from functools import cache

from geo.datasets import data_rows
from geo.errors import InputError

FILE = "walking/pace.csv"


@dataclass(frozen=True, slots=True)
class Pace:
    """The speeds and waits of one kind of walker."""

    walk_m_s: float
    """Metres per second on the level."""
    steps_m_s: float
    """Metres per second along outdoor steps."""
    floor_up_s: float
    """Seconds for one floor up the stairs."""
    floor_down_s: float
    """Seconds for one floor down the stairs."""
    lift_wait_s: float
    """Seconds from pressing the button to the doors closing."""
    lift_floor_s: float
    """Seconds for one floor in the lift."""
    lift_stop_s: float
    """Seconds for getting out of the lift and to the door."""
    step_free: bool = False
    """True: no outdoor steps, as with a wheelchair, a pram or a trolley."""

    def __post_init__(self) -> None:
        """Refuse a standstill."""
        for name in ("walk_m_s", "steps_m_s"):
            if not 0 < getattr(self, name) < 10:
                raise InputError(f"pace: {name} is {getattr(self, name)}: wanted 0 to 10")
        for name in ("floor_up_s", "floor_down_s", "lift_wait_s", "lift_floor_s", "lift_stop_s"):
            if not 0 <= getattr(self, name) < 3600:
                raise InputError(f"pace: {name} is {getattr(self, name)}: wanted seconds from 0")

    def without_steps(self) -> "Pace":
        """Return the same pace that keeps off outdoor steps."""
        return replace(self, step_free=True)


@cache
def pace(kind: str = "ordinary") -> Pace:
    """Return the shipped pace `kind`: ordinary or slow.

    Examples
    --------
    >>> pace().walk_m_s > pace("slow").walk_m_s
    True
    """
    rows = [row for row in data_rows(FILE) if row["pace"] == kind]
    if not rows:
        known = ", ".join(sorted({row["pace"] for row in data_rows(FILE)}))
        raise InputError(f"pace {kind!r} is not one of {known}")
    number = {row["parameter"]: float(row["value"]) for row in rows}
    return Pace(**number, step_free=False)
