"""Grows the demo city beyond its twelve compounds: more streets, and compounds in their blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise, product

import numpy as np

from geo.places.demo.settings import City, CompoundPlan, Gate, Line, Row, Site

COLUMN_M, ROW_M = 250.0, 230.0
"""Distance of the streets and roads that are added."""
COURT_MARGIN_M = 60.0
"""What roads, sidewalk, wall and the lane inside take from the width of a block."""


def planned_flats(plan: CompoundPlan) -> int:
    """Return how many flats the rows of `plan` hold, unlucky floors not yet left out."""
    return sum(
        entrances * floors * flats
        for row in plan.rows
        for entrances, floors, flats in zip(row.entrances, row.floors, row.flats, strict=True)
    )


def grown(
    city: City, units: int, rng: np.random.Generator
) -> tuple[tuple[CompoundPlan, ...], tuple[Line, ...]]:
    """Return the compounds and road lines of `city` with compounds added up to `units` flats.

    The twelve of the settings always come first; blocks are filled outwards from them.
    """
    plans = list(city.compounds)
    missing = units - sum(planned_flats(plan) for plan in plans)
    lines = list(city.lines)
    if missing <= 300:
        return tuple(plans), tuple(lines)
    side = int(np.ceil(np.sqrt(missing / 350))) // 2 + 2
    xs, ys = _more_lines(city, lines, side)
    names = _names(city)
    for site in _free_blocks(city, xs, ys):
        if missing <= 0:
            break
        plan = _invented_plan(next(names), site, lines, rng)
        plans.append(plan)
        missing -= planned_flats(plan)
    return tuple(plans), tuple(lines)


def _more_lines(city: City, lines: list[Line], side: int) -> tuple[list[float], list[float]]:
    """Add `side` streets and roads on each side to `lines`; return all through lines."""
    xs = sorted(line.at for line in lines if line.axis == "x" and line.width_m > 12)
    ys = sorted(line.at for line in lines if line.axis == "y" and line.width_m > 12)
    streets = (
        f"{city.street_names[n % len(city.street_names)]}{_round(n, city.street_names)}"
        for n in count()
    )
    roads = (
        f"{city.road_names[n % len(city.road_names)]}{_round(n, city.road_names)}路"
        for n in count()
    )
    for _ in range(side):
        for axis, at, pitch, names in (("x", xs, COLUMN_M, streets), ("y", ys, ROW_M, roads)):
            edges = (at[0] - pitch, at[-1] + pitch)
            lines.extend(Line(axis, edge, next(names), 20.0) for edge in edges)
            at[:] = [edges[0], *at, edges[1]]
    return xs, ys


def _round(n: int, names: tuple[str, ...]) -> str:
    """Return what tells the n-th use of a list of names from the first."""
    return ("", "东", "西", "新", "前", "后", "上", "下")[n // len(names)]


def _free_blocks(city: City, xs: list[float], ys: list[float]) -> list[Site]:
    """Return the blocks outside the core, from the middle outwards."""
    core = [plan.site for plan in city.compounds]
    west, east = min(s.west for s in core), max(s.east for s in core)
    south, north = min(s.south for s in core), max(s.north for s in core)
    sites = [
        Site(x, y, x_next, y_next)
        for (x, x_next), (y, y_next) in product(pairwise(xs), pairwise(ys))
        if x_next <= west or x >= east or y_next <= south or y >= north
    ]
    return sorted(
        sites,
        key=lambda s: (max(abs(s.west + s.east), abs(s.south + s.north)), s.south, s.west),
    )


def _names(city: City) -> Iterator[str]:
    """Yield names of compounds, each once."""
    pairs = list(product(city.compound_tails, city.compound_heads))
    order = np.random.default_rng(20).permutation(len(pairs))
    for part in ("", "一区", "二区", "三区", "四区", "五区", "六区", "七区", "八区", "九区"):
        for at in order:
            tail, head = pairs[at]
            yield f"{head}{tail}{part}"


@dataclass(frozen=True, slots=True)
class _Style:
    """A decade's way of building."""

    floors: tuple[int, ...]
    entrances: tuple[int, ...]
    flats: tuple[int, ...]
    tower: bool
    doors: str
    bay_m: float
    depth_m: float
    spacing: float
    """Distance of rows as a multiple of the height."""


STYLES = (
    _Style((6, 6, 7), (3, 4, 5), (2, 2, 3), tower=False, doors="N", bay_m=14.5, depth_m=11,
           spacing=1.35),
    _Style((6, 6), (3, 4), (2,), tower=False, doors="S", bay_m=13, depth_m=11, spacing=1.6),
    _Style((11, 11, 9), (2, 2, 1), (2,), tower=False, doors="S", bay_m=14.5, depth_m=13,
           spacing=1.3),
    _Style((18, 18, 16), (1, 2), (2, 3), tower=True, doors="S", bay_m=21, depth_m=16,
           spacing=1.1),
)  # fmt: skip


def _invented_plan(
    name: str, site: Site, lines: list[Line], rng: np.random.Generator
) -> CompoundPlan:
    style = STYLES[rng.choice(len(STYLES), p=[0.4, 0.25, 0.2, 0.15])]
    wide = site.east - site.west - COURT_MARGIN_M
    high = site.north - site.south - COURT_MARGIN_M
    pitch = style.depth_m + style.spacing * max(style.floors) * 3.0
    count_of_rows = max(1, int((high - style.depth_m) // pitch) + 1)
    rows, used = [], 0
    for _ in range(count_of_rows):
        row = _invented_row(style, wide, used, rng)
        rows.append(row)
        used += len(row.numbers)
    road = next(line.name for line in lines if (line.axis, line.at) == ("y", site.south))
    return CompoundPlan(
        name=name,
        aliases=(f"{name}小区",) if "小区" not in name else (),
        road=road,
        house_number=str(2 * (int(site.west) // 20 % 200) + 2),
        community=f"{name[:2]}社区",
        site=site,
        doors=style.doors,
        office=bool(rng.random() < 0.25),
        shops=("S",) if high > 140 else (),
        gates=_invented_gates(rng),
        rows=tuple(rows),
    )


def _invented_row(style: _Style, wide: float, used: int, rng: np.random.Generator) -> Row:
    """Return buildings until the width is full, numbered on from `used`."""
    entrances: list[int] = []
    flats = int(rng.choice(style.flats))
    while True:
        more = int(rng.choice(style.entrances))
        if (sum(entrances) + more) * style.bay_m + 9.0 * (len(entrances) + 1) > wide:
            break
        entrances.append(more)
    entrances = entrances or [1]
    return Row(
        numbers=tuple(str(used + n + 1) for n in range(len(entrances))),
        entrances=tuple(entrances),
        floors=(int(rng.choice(style.floors)),) * len(entrances),
        flats=(flats,) * len(entrances),
        tower=style.tower,
    )


def _invented_gates(rng: np.random.Generator) -> tuple[Gate, ...]:
    share = round(float(rng.uniform(0.35, 0.65)), 2)
    side = str(rng.choice(["E", "W", "N"]))
    return (
        Gate("S", share, "both", None, None),
        Gate(side, 0.5, "pedestrian", "05:30", "22:00"),
    )
