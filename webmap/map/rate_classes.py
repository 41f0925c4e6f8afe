"""Classes of rates per household for colouring: how they compare with the mean of all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from webmap.sheets.legend import COLOURS

STEPS = (0.5, 1.0, 1.5, 2.5)
"""Class bounds as multiples of the mean rate."""


@dataclass(frozen=True, slots=True)
class RateClass:
    """One class of the legend: rates per 100 households from `low` to below `high`."""

    low: float
    high: float | None
    colour: str
    buildings: int

    @property
    def label(self) -> str:
        """The rates of the class, per 100 households."""
        if self.high is None:
            return f"≥ {self.low:.1f}"
        return f"{self.low:.1f}–{self.high:.1f}" if self.low else f"< {self.high:.1f}"


def rate_classes(rates: Sequence[float], mean: float) -> tuple[RateClass, ...]:
    """Return the classes of `rates` per household, cut at multiples of their `mean`.

    Examples
    --------
    >>> [(one.label, one.buildings) for one in rate_classes([0.01, 0.04, 0.3], 0.1)]
    [('< 5.0', 2), ('5.0–10.0', 0), ('10.0–15.0', 0), ('15.0–25.0', 0), ('≥ 25.0', 1)]
    """
    bounds = [0.0, *(100 * mean * step for step in STEPS)]
    which = class_numbers(rates, mean)
    sizes = np.bincount(which, minlength=len(bounds))
    highs = [*bounds[1:], None]
    return tuple(
        RateClass(low, high, colour, int(size))
        for low, high, colour, size in zip(bounds, highs, COLOURS, sizes, strict=True)
    )


def class_numbers(
    rates: Sequence[float], mean: float
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the number of the class of each rate, 0 the lowest; shape (n,)."""
    # a rate that is pulled all the way to the mean differs from it by rounding only
    exact = np.round(np.asarray(rates, dtype=float), 12)
    return np.searchsorted([round(mean * step, 12) for step in STEPS], exact, side="right")
