"""Lays one compound out: wall, gates, rows of buildings with their spacing, paths and green."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from geo.places.demo.network import Sketch, Traits
from geo.places.demo.settings import CompoundPlan, Gate, Row, Site

SIDEWALK_M = 3.0
"""From the edge of the carriageway to the middle of the sidewalk."""
WALL_M = 6.0
"""From the edge of the carriageway to the wall."""
SHOP_STRIP_M = 12.0
"""Depth kept free outside the wall where shops face the street."""
LOOP_M = 5.0
"""From the wall to the lane that runs round inside it."""
FRONT_M = 4.0
"""From a facade to the path along its doors."""
STOREY_M = 3.0

LOOP = Traits("service", width_m=4.0, access="residents")
FOOTWAY = Traits("footway", width_m=2.5, access="residents")
DOOR_PATH = Traits("path", width_m=1.5, access="residents")
GARDEN_PATH = Traits("path", width_m=1.8, access="residents")
SIDEWALK = Traits("footway", width_m=2.5)


@dataclass(slots=True)
class Footprints:
    """Buildings as columns; lengths in metres of the city plan."""

    compound: list[int] = field(default_factory=list)
    """Index of the compound; -1: stands in none."""
    number: list[str | None] = field(default_factory=list)
    name: list[str | None] = field(default_factory=list)
    use: list[str] = field(default_factory=list)
    floors: list[int] = field(default_factory=list)
    entrances: list[int] = field(default_factory=list)
    flats: list[int] = field(default_factory=list)
    tower: list[bool] = field(default_factory=list)
    door_style: list[bool] = field(default_factory=list)
    west: list[float] = field(default_factory=list)
    south: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    depth: list[float] = field(default_factory=list)
    faces: list[str] = field(default_factory=list)
    """Side with the doors."""
    lane: list[float] = field(default_factory=list)
    """Coordinate of the path before the doors: y for N and S, x for E and W."""
    road: list[str | None] = field(default_factory=list)
    house_number: list[str | None] = field(default_factory=list)

    def add(self, **cells: object) -> None:
        """Append one building."""
        for name in self.__slots__:
            getattr(self, name).append(cells[name])


@dataclass(slots=True)
class Ground:
    """What all blocks of the city add to, in metres of the city plan."""

    buildings: Footprints = field(default_factory=Footprints)
    sketch: Sketch = field(default_factory=Sketch)
    gates: list[tuple[int, Gate, float, float]] = field(default_factory=list)
    """Compound, gate, x, y."""
    courts: list[Site] = field(default_factory=list)
    """Inside of the wall of each compound."""
    areas: list[tuple[str, str | None, float, float, float, float]] = field(default_factory=list)
    """Kind, name, west, south, east, north."""
    ponds: list[tuple[str | None, float, float, float, float]] = field(default_factory=list)
    """Name, x, y and half axes of water with a path round it."""


def shrunk(site: Site, by: dict[str, float]) -> Site:
    """Return `site` with each side moved inwards."""
    return Site(
        site.west + by["W"], site.south + by["S"], site.east - by["E"], site.north - by["N"]
    )


def evenly(site: Site, by_m: float) -> Site:
    """Return `site` with all sides moved inwards by `by_m`."""
    return shrunk(site, dict.fromkeys("NESW", by_m))


def ring(site: Site) -> list[tuple[float, float, float, float]]:
    """Return the four sides of `site` as lines."""
    w, s, e, n = site.west, site.south, site.east, site.north
    return [(w, s, e, s), (e, s, e, n), (w, n, e, n), (w, s, w, n)]


def lay_out(ground: Ground, plan: CompoundPlan, kerbs: Site, rng: np.random.Generator) -> None:
    """Add compound `plan` to `ground`; `kerbs` are the inner edges of the roads around it."""
    index = len(ground.courts)
    strips = {side: SHOP_STRIP_M if side in plan.shops else 0.0 for side in "NESW"}
    court = shrunk(evenly(kerbs, WALL_M), strips)
    sidewalk, loop = evenly(kerbs, SIDEWALK_M), evenly(court, LOOP_M)
    ground.courts.append(court)
    ground.sketch.add(SIDEWALK, *ring(sidewalk))
    ground.sketch.add(LOOP, *ring(loop))
    for gate in plan.gates:
        _open_gate(ground, index, gate, court, sidewalk, loop)
    for side in plan.shops:
        _line_with_shops(ground, index, plan, side, evenly(kerbs, WALL_M), sidewalk)
    _place_rows(ground, index, plan, loop, rng)


def _open_gate(
    ground: Ground, index: int, gate: Gate, court: Site, sidewalk: Site, loop: Site
) -> None:
    """Add a gate with its link from the sidewalk to the lane inside."""
    outside, at, inside = (_on_side(site, gate, court) for site in (sidewalk, court, loop))
    ground.gates.append((index, gate, *at))
    vehicle = gate.kind != "pedestrian"
    kind, width = ("service", 5.0) if vehicle else ("footway", 2.0)
    ground.sketch.add(Traits(kind, width_m=width, access="public"), (*outside, *at))
    stepped = not vehicle and gate.side in "NW"
    ground.sketch.add(
        Traits(
            "steps" if stepped else kind,
            width_m=width,
            steps=4 if stepped else None,
            barrier="gate",
            access="residents",
        ),
        (*at, *inside),
    )


def _on_side(site: Site, gate: Gate, court: Site) -> tuple[float, float]:
    """Return the point of `site` on the axis of `gate`, which is measured along `court`."""
    if gate.side in "NS":
        x = court.west + gate.share * (court.east - court.west)
        return x, site.north if gate.side == "N" else site.south
    y = court.south + gate.share * (court.north - court.south)
    return site.east if gate.side == "E" else site.west, y


def _line_with_shops(
    ground: Ground, index: int, plan: CompoundPlan, side: str, block: Site, sidewalk: Site
) -> None:
    """Add a row of two-storey shop houses on the street side of the wall, gates kept free."""
    along = (block.west, block.east) if side in "NS" else (block.south, block.north)
    strips = {other: SHOP_STRIP_M if other in plan.shops else 0.0 for other in "NESW"}
    court = shrunk(block, strips)
    cuts = [
        _on_side(court, gate, court)["EW".find(side) >= 0]
        for gate in plan.gates
        if gate.side == side
    ]
    office = plan.office
    doors = 1
    for start, end in _free_runs(along, cuts):
        count = max(1, round((end - start) / 34))
        for left, right in pairwise(np.linspace(start, end, count + 1)):
            bays = max(1, int((right - left - 2) // 8))
            is_office = office and right >= end - 1e-6
            office = office and not is_office
            _add_front(
                ground, plan, side, (left + 1, right - 1, 1 if is_office else bays), sidewalk
            )
            cells = ground.buildings
            if is_office:
                cells.compound[-1], cells.use[-1] = index, "community_office"
                cells.name[-1], cells.floors[-1] = f"{plan.community}居民委员会", 3
            else:
                cells.house_number[-1] = f"{plan.house_number}-{doors}"
                doors += 1


def _free_runs(along: tuple[float, float], cuts: list[float]) -> list[tuple[float, float]]:
    """Return the stretches between the ends of a side and its gates, each worth building on."""
    edges = [along[0] + 14, *(x for cut in sorted(cuts) for x in (cut - 6, cut + 6)), along[1] - 14]
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in runs if end - start >= 14]


def _add_front(
    ground: Ground, plan: CompoundPlan, side: str, run: tuple[float, float, int], sidewalk: Site
) -> None:
    """Add one shop house whose doors open to the sidewalk on `side`."""
    left, right, bays = run
    depth = 9.0
    street = {"N": sidewalk.north, "E": sidewalk.east, "S": sidewalk.south, "W": sidewalk.west}
    gap = WALL_M - SIDEWALK_M + 0.6
    west, south = {
        "N": (left, street["N"] - gap - depth),
        "S": (left, street["S"] + gap),
        "E": (street["E"] - gap - depth, left),
        "W": (street["W"] + gap, left),
    }[side]
    level = side in "NS"
    ground.buildings.add(
        compound=-1, number=None, name=None, use="shop", floors=2, entrances=bays, flats=1,
        tower=False, door_style=True, west=west, south=south,
        width=right - left if level else depth, depth=depth if level else right - left,
        faces=side, lane=street[side], road=plan.road, house_number=None,
    )  # fmt: skip


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


def _place_rows(
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
