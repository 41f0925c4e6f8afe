"""The year before a day, as leaders work it: fewer things happen on weekends and holidays."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.datasets import data_rows

YEAR_DAYS = 365
SATURDAY_WEIGHT, SUNDAY_WEIGHT, HOLIDAY_WEIGHT = 0.45, 0.3, 0.15

Days = NDArray[np.int64]


def weights_before(on: date, days: int = YEAR_DAYS) -> NDArray[np.float64]:
    """Return the weight of `on` and of each of the `days` before it: index 0 is `on`."""
    exceptions = {row["date"]: row["kind"] for row in data_rows("calendar/days_off.csv")}
    weights = np.ones(days + 1)
    for back in range(days + 1):
        day = on - timedelta(days=back)
        kind = exceptions.get(day.isoformat())
        if kind == "off":
            weights[back] = HOLIDAY_WEIGHT
        elif kind is None and day.weekday() >= 5:
            weights[back] = SATURDAY_WEIGHT if day.weekday() == 5 else SUNDAY_WEIGHT
    return weights


def months_before(on: date, days: int = YEAR_DAYS) -> Days:
    """Return the month of `on` and of each of the `days` before it."""
    return np.array([(on - timedelta(days=back)).month for back in range(days + 1)])


def drawn(weights: NDArray[np.floating[Any]], count: int, rng: np.random.Generator) -> Days:
    """Return `count` indices drawn with these `weights`."""
    bounds = weights.cumsum()
    return np.asarray(np.searchsorted(bounds, rng.random(count) * bounds[-1], side="right"))


def dates(on: date, back: Days) -> NDArray[np.datetime64]:
    """Return the days that lie `back` days before `on`."""
    return np.datetime64(on, "D") - back.astype("timedelta64[D]")


def worked(on: date, back: Days, *, later: NDArray[np.bool_]) -> Days:
    """Return `back` with days off moved: to the next working day where `later`, else back.

    A fifth of the days off is kept, since some leaders walk on Sundays; no day moves past `on`.
    """
    working = weights_before(on) >= 1.0
    days = np.arange(YEAR_DAYS + 1)
    after = np.maximum.accumulate(np.where(working, days, -1))
    before = np.minimum.accumulate(np.where(working, days, YEAR_DAYS + 1)[::-1])[::-1]
    moved = np.where(later, after[back], before[back])
    fits = (moved >= 0) & (moved <= YEAR_DAYS) & (back % 5 != 0)
    return np.where(fits, moved, back)
