"""Gates with opening hours."""

from dataclasses import dataclass

from geo.errors import InputError

DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate on the ways."""

    id: str
    node: int
    """Node of the walking graph."""
    opens_min: int | None
    """Minutes after midnight; None: never closed."""
    closes_min: int | None

    def open_throughout(self, start_min: float, minutes: float) -> bool:
        """Return whether the gate stays open from `start_min` after midnight for `minutes`.

        Examples
        --------
        >>> Gate("g", 0, 330, 1380).open_throughout(1320, 90)
        False
        >>> Gate("night", 0, 1320, 360).open_throughout(1380, 120)
        True
        """
        if self.opens_min is None or self.closes_min is None or self.opens_min == self.closes_min:
            return True
        open_min = (self.closes_min - self.opens_min) % DAY_MIN
        return (start_min - self.opens_min) % DAY_MIN + minutes <= open_min


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
