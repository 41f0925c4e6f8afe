"""What the hotspot page draws: buildings by rate, the hot ones outlined, each area numbered."""

from collections.abc import Mapping
from typing import Any

from geo.services.hotspots import Gathering
from webmap.map.rate_classes import RateClass, class_numbers, rate_classes
from webmap.sheets.palette import HOTSPOT


def drawn(
    found: Gathering, bounds: Mapping[str, tuple[float, float, float, float]]
) -> dict[str, Any]:
    """Return what the page's script reads: one entry a residential building.

    `bounds` tells where the hot ones stand: west, south, east, north in degrees.
    """
    smoothed = [one.smoothed_rate for one in found.buildings]
    numbers = class_numbers(smoothed, found.mean_rate).tolist() if found.needs else []
    return {
        "classes": [{"colour": one.colour, "label": one.label} for one in classes(found)],
        "hot_colour": HOTSPOT,
        "buildings": [
            {
                "id": one.id,
                "class": number,
                "name": f"{one.compound} {one.label}".strip(),
                "needs": one.needs,
                "households": one.households,
                "rate": f"{100 * one.rate:.1f}",
                "smoothed": f"{100 * one.smoothed_rate:.1f}",
                "strength": one.strength if one.hot else 0,
                "area": one.area,
                "bounds": _south_first(bounds.get(one.id)),
            }
            for one, number in zip(found.buildings, numbers or [0] * len(smoothed), strict=True)
        ],
    }


def _south_first(sides: tuple[float, float, float, float] | None) -> list[float] | None:
    """Return south, west, north, east, as the page's map counts them."""
    if sides is None:
        return None
    west, south, east, north = sides
    return [south, west, north, east]


def classes(found: Gathering) -> tuple[RateClass, ...]:
    """Return the classes of the legend; none where there are no needs."""
    if not found.needs:
        return ()
    return rate_classes([one.smoothed_rate for one in found.buildings], found.mean_rate)
