"""Rows of buildings in a court: their spacing, the paths to their doors, green and parking."""

from itertools import pairwise

import numpy as np

from geo.places.demo.network import Traits
from geo.places.demo.plan import Ground, evenly
from geo.places.demo.settings import CompoundPlan, Row, Site

FRONT_M = 4.0
"""From a facade to the path along its doors."""
STOREY_M = 3.0

FOOTWAY = Traits("footway", width_m=2.5, access="residents")
DOOR_PATH = Traits("path", width_m=1.5, access="residents")
GARDEN_PATH = Traits("path", width_m=1.8, access="residents")


def building_sizes_m(row: Row) -> tuple[list[float], float]:
    """Return the widths of the buildings of `row` and their common depth."""
    widths = []
    for entrances, floors, flats in zip(row.entrances, row.floors, row.flats, strict=True):
        if row.tower:
            bay = {2: 17.0, 3: 21.0, 4: 26.0}[flats]
        else:
            bay = {2: 13.0, 3: 14.5}[flats] + (1.5 if floors > 8 else 0.0)
        widths.append(entrances * bay)
    depth = 16.0 if row.tower else 11.0 if max(row.floors) <= 8 else 13.0
    if row.tower and max(row.floors) > 18:
        depth = 21.0
    return widths, depth


def row_heights_m(rows: tuple[Row, ...]) -> list[float]:
    """Return how high each row stands; a garden asks for the room of a low house."""
    return [9.0 if row.garden_m else max(row.floors) * STOREY_M for row in rows]


def place_rows(
    ground: Ground, index: int, plan: CompoundPlan, loop: Site, rng: np.random.Generator
) -> None:
    """Spread the rows over the court so that each gap is as wide as the shadow into it needs."""
    inner = evenly(loop, FRONT_M)
    sized = [building_sizes_m(row) if not row.garden_m else ([], row.garden_m)
             for row in plan.rows]  # fmt: skip
    spare = inner.north - inner.south - sum(depth for _, depth in sized)
    heights = row_heights_m(plan.rows)[1:]
    gaps = [spare * height / sum(heights) for height in heights]
    top = inner.north
    bands: list[tuple[float, float]] = []
    for (_, depth), gap in zip(sized, [*gaps, 0.0], strict=True):
        bands.append((top - depth, top))
        top -= depth + gap
    lane_of = [low - FRONT_M if plan.doors == "S" else high + FRONT_M for low, high in bands]
    for at, row in enumerate(plan.rows):
        low, high = bands[at]
        if row.garden_m:
            _lay_garden(ground, loop, low, high, lane_of[at - 1])
            continue
        ground.sketch.add(FOOTWAY, (loop.west, lane_of[at], loop.east, lane_of[at]))
        lefts = _place_in_row(sized[at][0], inner, rng)
        _join_lanes(ground, plan, at, lane_of, (lefts, sized[at][0]))
        for left, width, nth in zip(lefts, sized[at][0], range(len(lefts)), strict=True):
            box = (left, low + float(rng.uniform(-0.8, 0.8)), width, high - low)
            _add_building(ground, index, plan, (row, nth), box, lane_of[at])
        plots = _plots(lefts, sized[at][0], loop)
        _lay_green(ground, plan, plots, _back(plan, bands, at, loop), rng)


def _join_lanes(
    ground: Ground,
    plan: CompoundPlan,
    at: int,
    lane_of: list[float],
    placed: tuple[list[float], list[float]],
) -> None:
    """Add the way through the middle gap of row `at`, from its path to the one behind it."""
    lefts, widths = placed
    behind = at - 1 if plan.doors == "S" else at + 1
    if len(lefts) < 2 or not 0 <= behind < len(lane_of) or plan.rows[behind].garden_m:
        return
    after = len(lefts) // 2
    x = (lefts[after - 1] + widths[after - 1] + lefts[after]) / 2
    ground.sketch.add(FOOTWAY, (x, lane_of[at], x, lane_of[behind]))


def _plots(lefts: list[float], widths: list[float], loop: Site) -> list[tuple[float, float]]:
    """Return the stretches of ground behind the buildings of a row, ways between kept free."""
    rights = [left + width for left, width in zip(lefts, widths, strict=True)]
    gaps = [(right + left) / 2 for right, left in zip(rights, lefts[1:], strict=False)]
    edges = [loop.west + 1.0, *gaps, loop.east - 1.0]
    return [(west + 2.2, east - 2.2) for west, east in pairwise(edges)]


def _place_in_row(widths: list[float], inner: Site, rng: np.random.Generator) -> list[float]:
    """Return the west edges of buildings spread from west to east with uneven gaps."""
    spare = inner.east - inner.west - sum(widths)
    shares = rng.uniform(0.85, 1.15, len(widths) + 1)
    shares[[0, -1]] *= 0.25
    gaps = spare * shares / shares.sum()
    return [float(inner.west + gaps[: n + 1].sum() + sum(widths[:n])) for n in range(len(widths))]


def _add_building(
    ground: Ground,
    index: int,
    plan: CompoundPlan,
    which: tuple[Row, int],
    box: tuple[float, float, float, float],
    lane: float,
) -> None:
    (row, nth), (west, south, width, depth) = which, box
    ground.buildings.add(
        compound=index, number=row.numbers[nth], name=None, use="residential",
        floors=row.floors[nth], entrances=row.entrances[nth], flats=row.flats[nth],
        tower=row.tower, door_style=row.door_style, west=west, south=south, width=width,
        depth=depth, faces=plan.doors, lane=lane, road=plan.road, house_number=plan.house_number,
    )  # fmt: skip


def _back(
    plan: CompoundPlan, bands: list[tuple[float, float]], at: int, loop: Site
) -> tuple[float, float]:
    """Return the strip behind row `at`, from its blind facade to the next path."""
    low, high = bands[at]
    if plan.doors == "N":
        below = bands[at + 1][1] + FRONT_M if at + 1 < len(bands) else loop.south
        return below + 2.0, low - 2.0
    above = bands[at - 1][0] - FRONT_M if at else loop.north
    return high + 2.0, above - 2.0


def _lay_green(
    ground: Ground,
    plan: CompoundPlan,
    plots: list[tuple[float, float]],
    strip: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    """Put lawns behind the buildings, with a parking strip by the path behind some."""
    low, high = strip
    if high - low < 2.5:
        return
    for (west, east), draw in zip(plots, rng.random(len(plots)), strict=True):
        bottom, top = low, high
        if high - low > 12 and draw < 0.45:
            if plan.doors == "N":
                ground.areas.append(("parking", None, west, low, east, low + 5.2))
                bottom = low + 6.2
            else:
                ground.areas.append(("parking", None, west, high - 5.2, east, high))
                top = high - 6.2
        ground.areas.append(("green", None, west, bottom, east, top))


def _lay_garden(ground: Ground, loop: Site, low: float, high: float, lane: float) -> None:
    """Put a garden with water and a path round it between two rows."""
    middle, half = (loop.west + loop.east) / 2, (high - low) / 2
    x, y = round(middle, 2), round((low + high) / 2, 2)
    across, up = min(half * 1.9, (loop.east - loop.west) / 3), half - 6.0
    ground.areas.append(("green", None, loop.west + 6, low, loop.east - 6, high))
    ground.ponds.append((None, x, y, across, up))
    reach_x, reach_y = pond_path_reach(across, up)
    ground.sketch.add(
        GARDEN_PATH,
        (loop.west, y, x - reach_x, y),
        (x + reach_x, y, loop.east, y),
        (x, y + reach_y, x, lane),
    )


def pond_path_reach(across: float, up: float) -> tuple[float, float]:
    """Return the half axes of the path round a pond with half axes `across` and `up`."""
    return round(across + 4.0, 2), round(up + 4.0, 2)
