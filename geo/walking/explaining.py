"""What each door of a round costs, and how much more time each one left out would take."""

from collections.abc import Sequence

import numpy as np

from geo.walking.noding import Floats


def added_s(travel_s: Floats, order: Sequence[int], service_s: Floats) -> list[float]:
    """Return the seconds that each stop of a walk adds: detour and call.

    Parameters
    ----------
    travel_s
        Shape (n, n): seconds between places.
    order
        Places of the walk, the start first and the end last.
    service_s
        Shape (n,): seconds of the call at each place.

    Examples
    --------
    >>> line = np.abs(np.arange(4.0)[:, None] - np.arange(4.0)[None]) * 60
    >>> added_s(line, [0, 2, 3, 0], np.array([0.0, 300, 300, 300]))
    [300.0, 420.0]
    """
    walk = np.array(order)
    before, here, behind = walk[:-2], walk[1:-1], walk[2:]
    detour = travel_s[before, here] + travel_s[here, behind] - travel_s[before, behind]
    seconds: list[float] = (detour + service_s[here]).tolist()
    return seconds


def extra_s(
    travel_s: Floats, order: Sequence[int], left: Sequence[int], service_s: Floats
) -> list[float]:
    """Return how many seconds longer a walk must be to take in each place of `left`.

    Hours are not looked at. Infinite where no way leads.

    Examples
    --------
    >>> line = np.abs(np.arange(4.0)[:, None] - np.arange(4.0)[None]) * 60
    >>> extra_s(line, [0, 2, 0], [1, 3], np.array([0.0, 300, 300, 300]))
    [300.0, 420.0]
    """
    walk, more = np.array(order), np.array(left, dtype=np.int64)
    before, behind = walk[:-1], walk[1:]
    to, on = travel_s[np.ix_(before, more)], travel_s[np.ix_(more, behind)].T
    direct = travel_s[before, behind]
    # where no way leads on from a place, none leads over another one
    gap = to + on - np.where(np.isfinite(direct), direct, 0.0)[:, None]
    detour = gap.min(axis=0)
    seconds: list[float] = (detour + service_s[more]).tolist()
    return seconds
