"""Gates with opening hours."""

import math
from dataclasses import dataclass

from geo.errors import InputError

LOCKED = "closed"
"""The kind of a gate that nobody can pass."""
DAY_MIN = 24 * 60
DAY_S = 60 * DAY_MIN


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate on the ways."""

    id: str
    node: int
    """Node of the walking graph."""
    opens_min: int | None
    """Minutes after midnight; None: never closed."""
    closes_min: int | None
    locked: bool = False
    """It is never open, whatever its hours."""

    @property
    def hours(self) -> str:
        """When it is open: 06:00-22:00; empty: always."""
        if self.locked:
            return "locked"
        if self.opens_min is None or self.closes_min is None:
            return ""
        return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (self.opens_min, self.closes_min))

    def open_throughout(self, start_min: float, minutes: float) -> bool:
        """Return whether the gate stays open from `start_min` after midnight for `minutes`.

        Examples
        --------
        >>> Gate("g", 0, 330, 1380).open_throughout(1320, 90)
        False
        >>> Gate("night", 0, 1320, 360).open_throughout(1380, 120)
        True
        >>> Gate("walled up", 0, None, None, locked=True).open_throughout(600, 1)
        False
        """
        if self.locked:
            return False
        if self.opens_min is None or self.closes_min is None or self.opens_min == self.closes_min:
            return True
        open_min = (self.closes_min - self.opens_min) % DAY_MIN
        return (start_min - self.opens_min) % DAY_MIN + minutes <= open_min

    def open_through(self, from_s: float, until_s: float) -> bool:
        """Return whether it stays open between two times in seconds after midnight."""
        return self.open_throughout(from_s / 60, (until_s - from_s) / 60)

    def changes_s(self, from_s: float, until_s: float) -> list[int]:
        """Return when it opens or closes between two times, seconds after the first midnight.

        Examples
        --------
        >>> Gate("g", 0, 360, 1320).changes_s(21 * 3600, 31 * 3600)
        [79200, 108000]
        """
        if self.locked or self.opens_min is None or self.opens_min == self.closes_min:
            return []
        days = range(int(from_s // DAY_S), int(until_s // DAY_S) + 1)
        daily = [at for at in (self.opens_min, self.closes_min) if at is not None]
        times = {60 * at + DAY_S * day for day in days for at in daily}
        return sorted(at for at in times if from_s < at < until_s)

    def opens_by_s(self, now_s: float) -> float:
        """Return the first time from `now_s` on at which it stands open, seconds after midnight.

        Infinite when it never does.

        Examples
        --------
        >>> gate = Gate("g", 0, 360, 1320)
        >>> gate.opens_by_s(5 * 3600), gate.opens_by_s(7 * 3600)
        (21600, 25200)
        """
        if self.locked:
            return math.inf
        if self.open_through(now_s, now_s) or self.opens_min is None:
            return now_s
        return now_s + (60 * self.opens_min - now_s) % DAY_S


def minute_of_day(text: str, gate: str) -> int:
    """Return the minutes after midnight of ``HH:MM`` (24:00 is the end of the day).

    Examples
    --------
    >>> minute_of_day("05:30", "g1")
    330
    """
    hours, _, minutes = text.strip().partition(":")
    if hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60:
        total = int(hours) * 60 + int(minutes)
        if total <= DAY_MIN:
            return total % DAY_MIN
    raise InputError(f"gate {gate!r}: {text!r} is not a time of day: wanted HH:MM, such as 05:30")
