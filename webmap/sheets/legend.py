"""Class breaks, colours and labels of counts per building: one scheme for screen and paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError

COLOURS = ("#ffffff", "#fed98e", "#fe9929", "#d95f0e", "#993404")
"""Nothing, then ColorBrewer YlOrBr: safe for colour-blind readers, lightness falls evenly in print.

Source: Harrower and Brewer 2003, doi:10.1179/000870403235002042.
"""
WITHHELD_COLOUR = "#e3e0d9"
"""Ground of the hatching on a building whose count is not shown."""
DARK_INK, LIGHT_INK = "#1f1b16", "#ffffff"

STARTS = (0, 1, 2, 4, 7)
"""First count of each class, as a rule."""
MANY = 12
"""Counts above it need other classes when they are common."""

Counts = Sequence[int] | pd.Series | npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One class of the legend: the counts from `low` to `high`, their colour and buildings."""

    low: int
    """Smallest count of the class."""
    high: int | None
    """Largest count of the class; None: no upper end."""
    colour: str
    """Fill, as #rrggbb."""
    buildings: int = 0
    """Number of buildings whose count is in the class."""

    def __post_init__(self) -> None:
        """Refuse a class that holds no count."""
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise InputError(f"legend class {self.low} to {self.high} holds no count")

    @property
    def label(self) -> str:
        """The counts of the class as every language writes them: ``0``, ``2–3``, ``7+``."""
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.high == self.low else f"{self.low}–{self.high}"

    @property
    def ink(self) -> str:
        """The text colour that stands out most on the fill."""
        return ink_on(self.colour)


def legend_classes(counts: Counts) -> tuple[LegendClass, ...]:
    """Return the classes for `counts` per building; a missing count is withheld and in no class.

    As a rule the classes are 0, 1, 2-3, 4-6, 7+, so that maps of different days compare. Where
    counts go beyond `MANY` and more than a quarter of those above zero would be 7+, each class
    above zero holds about a quarter of the buildings, cut at round counts.

    Examples
    --------
    >>> [(c.label, c.buildings) for c in legend_classes([0, 0, 1, 3, 9])]
    [('0', 2), ('1', 1), ('2–3', 1), ('4–6', 0), ('7+', 1)]
    """
    known = pd.Series(counts, dtype="Int64").dropna().to_numpy(dtype=np.int64)
    if (known < 0).any():
        raise InputError(f"count {known.min()} is below zero: counts of buildings start at 0")
    starts = _starts(known)
    highs = [after - 1 for after in starts[1:]] + [None]
    empty = tuple(
        LegendClass(low, high, colour)
        for low, high, colour in zip(starts, highs, COLOURS, strict=False)
    )
    return recounted(empty, known)


def told_classes(counts: Counts, *, k: int) -> tuple[LegendClass, ...]:
    """Return the classes for `counts` of which those of 1 to `k` - 1 are withheld.

    Examples
    --------
    >>> [c.label for c in told_classes([0, 5, 9, None, 12], k=5)]
    ['0', '5–6', '7–8', '9', '10+']
    >>> [c.label for c in told_classes([0, None], k=5)]
    ['0']
    """
    known = pd.Series(counts, dtype="Int64").dropna().to_numpy(dtype=np.int64)
    positive = known[known > 0]
    if not positive.size:
        return recounted((LegendClass(0, 0, COLOURS[0]),), known)
    quarters = {_rounded(cut) for cut in np.quantile(positive, [0.25, 0.5, 0.75])}
    starts = (0, k, *sorted(cut for cut in quarters if cut > k))
    highs = [0, *(after - 1 for after in starts[2:]), None]
    return recounted(
        tuple(
            LegendClass(low, high, colour)
            for low, high, colour in zip(starts, highs, COLOURS, strict=False)
        ),
        known,
    )


def recounted(classes: tuple[LegendClass, ...], counts: Counts) -> tuple[LegendClass, ...]:
    """Return the same `classes` with the number of buildings that `counts` puts in each."""
    which = class_indices(counts, classes)
    sizes = np.bincount(which[which >= 0], minlength=len(classes))
    return tuple(
        replace(one, buildings=int(size)) for one, size in zip(classes, sizes, strict=True)
    )


def class_indices(counts: Counts, classes: tuple[LegendClass, ...]) -> npt.NDArray[np.int64]:
    """Return the position in `classes` of each count, shape (n,); -1 where a count is missing."""
    given = pd.Series(counts, dtype="Int64")
    lows = [one.low for one in classes]
    found = np.searchsorted(lows, given.fillna(0).to_numpy(dtype=np.int64), side="right") - 1
    return np.where(given.isna(), -1, found).astype(np.int64)


def legend_json(classes: tuple[LegendClass, ...]) -> list[dict[str, object]]:
    """Return `classes` as the map page in the browser reads them."""
    return [
        {
            "low": one.low,
            "high": one.high,
            "label": one.label,
            "colour": one.colour,
            "ink": one.ink,
            "buildings": one.buildings,
        }
        for one in classes
    ]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Return dark or light ink, whichever reads better on `colour`."""
    return max(DARK_INK, LIGHT_INK, key=lambda ink: contrast(ink, colour))


def _luminance(colour: str) -> float:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _starts(known: npt.NDArray[np.int64]) -> tuple[int, ...]:
    positive = known[known > 0]
    few_in_top = (positive >= STARTS[-1]).sum() * 4 <= positive.size
    if few_in_top or positive.max() <= MANY:
        return STARTS
    quarters = np.quantile(positive, [0.25, 0.5, 0.75])
    return 0, 1, *sorted({_rounded(cut) for cut in quarters} - {0, 1})


def _rounded(value: float) -> int:
    """Return `value` rounded to one digit, or to a multiple of 5 in the tens."""
    step: int = 10 ** max(0, int(np.log10(max(value, 1))) - 1)
    step *= 5 if value >= 10 else 1
    return max(1, round(value / step) * step)
