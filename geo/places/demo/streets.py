"""Roads between the blocks, their crossings, and the blocks that are no compound."""

import numpy as np
from numpy.typing import NDArray

from geo.places.demo.courts import SIDEWALK, SIDEWALK_M
from geo.places.demo.network import Sketch, Traits
from geo.places.demo.plan import Ground, evenly, ring, shrunk
from geo.places.demo.rows import pond_path_reach
from geo.places.demo.settings import Civic, Line, Site

CROSSING = Traits("crossing", width_m=3.5)
PARK_PATH = Traits("path", width_m=2.5)
LANE_WIDTH_M = 12.0
"""A carriageway of at most this width is a lane within a block, not a street."""
TAIL_M = 110.0
"""How far the outer roads run on beyond the last block."""

Points = NDArray[np.float64]


class Grid:
    """The road lines of the city, found by axis and coordinate."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        """Index `lines`."""
        self._lines = {(line.axis, line.at): line for line in lines}
        self._middle = next(line.at for line in lines if line.axis == "y" and line.width_m >= 40)

    def line(self, axis: str, at: float) -> Line:
        """Return the road along `axis` = `at`."""
        return self._lines[axis, at]

    def kerbs(self, site: Site) -> Site:
        """Return the inner edges of the roads round `site`."""
        return shrunk(
            site,
            {
                "W": self.line("x", site.west).width_m / 2,
                "E": self.line("x", site.east).width_m / 2,
                "S": self.line("y", site.south).width_m / 2,
                "N": self.line("y", site.north).width_m / 2,
            },
        )

    def traits(self, axis: str, at: float, south: float) -> Traits:
        """Return what a stretch of road is like; `south` is its lower end where it runs north."""
        line = self.line(axis, at)
        street = axis == "x" and line.width_m > LANE_WIDTH_M
        half = ("北街" if south >= self._middle else "南街") if street else ""
        kind = "road" if line.width_m > LANE_WIDTH_M else "service"
        return Traits(kind, name=line.name + half, width_m=line.width_m, walkable=False)


def draw_roads(sites: list[Site], grid: Grid) -> Sketch:
    """Return the roads along the edges of `sites`, cut at junctions and where people cross."""
    roads = Sketch()
    outer = Site(
        min(s.west for s in sites), min(s.south for s in sites),
        max(s.east for s in sites), max(s.north for s in sites),
    )  # fmt: skip
    for site in sites:
        w, s, e, n = site.west, site.south, site.east, site.north
        for x in (w, e):
            roads.add(grid.traits("x", x, s), (x, s, x, n))
        for y in (s, n):
            roads.add(grid.traits("y", y, y), (w, y, e, y))
    for axis, at, start, end in _tails(sites, outer):
        if grid.line(axis, at).width_m > LANE_WIDTH_M:
            line = (at, start, at, end) if axis == "x" else (start, at, end, at)
            roads.add(grid.traits(axis, at, start), line)
    return roads


def _tails(sites: list[Site], outer: Site) -> list[tuple[str, float, float, float]]:
    """Return the stretches that leave the city: axis, coordinate, from, to."""
    south = {x for s in sites if s.south == outer.south for x in (s.west, s.east)}
    north = {x for s in sites if s.north == outer.north for x in (s.west, s.east)}
    west = {y for s in sites if s.west == outer.west for y in (s.south, s.north)}
    east = {y for s in sites if s.east == outer.east for y in (s.south, s.north)}
    return [
        *(("x", x, outer.south - TAIL_M, outer.south) for x in sorted(south)),
        *(("x", x, outer.north, outer.north + TAIL_M) for x in sorted(north)),
        *(("y", y, outer.west - TAIL_M, outer.west) for y in sorted(west)),
        *(("y", y, outer.east, outer.east + TAIL_M) for y in sorted(east)),
    ]


def draw_crossings(sites: list[Site], grid: Grid, walks: Sketch, roads: Sketch) -> None:
    """Add a crossing over each arm of each junction that has a sidewalk on both sides."""
    rings = [evenly(grid.kerbs(site), SIDEWALK_M) for site in sites]
    edges = np.array([[r.west, r.south, r.east, r.north] for r in rings])
    corners = sorted({(x, y) for s in sites for x in (s.west, s.east) for y in (s.south, s.north)})
    lines = []
    for x, y in corners:
        right = grid.line("x", x).width_m / 2 + SIDEWALK_M
        up = grid.line("y", y).width_m / 2 + SIDEWALK_M
        lines += [(x - right, y + v, x + right, y + v) for v in (-up, up)]
        lines += [(x + h, y - up, x + h, y + up) for h in (-right, right)]
    found = np.array(lines)
    middle = (found[:, :2] + found[:, 2:]) / 2
    keep = _on_a_ring(found[:, :2], edges) & _on_a_ring(found[:, 2:], edges)
    keep &= ~_on_a_ring(middle, edges)
    walks.add_many(CROSSING, found[keep])
    walks.join(middle[keep])
    roads.join(middle[keep])


def _on_a_ring(points: Points, edges: Points) -> NDArray[np.bool_]:
    """Return which `points` ``(n, 2)`` lie on one of the rectangles `edges` ``(m, 4)``."""
    x, y = points[:, :1], points[:, 1:]
    west, south, east, north = edges.T
    slack = 1e-6
    in_x = (x >= west - slack) & (x <= east + slack)
    in_y = (y >= south - slack) & (y <= north + slack)
    on_x = (np.abs(x - west) < slack) | (np.abs(x - east) < slack)
    on_y = (np.abs(y - south) < slack) | (np.abs(y - north) < slack)
    found: NDArray[np.bool_] = ((on_x & in_y) | (on_y & in_x)).any(axis=1)
    return found


def lay_out_civic(ground: Ground, civic: Civic, kerbs: Site) -> None:
    """Add a park, school, market or hospital to `ground`."""
    sidewalk, inner = evenly(kerbs, SIDEWALK_M), evenly(kerbs, 7.0)
    ground.sketch.add(SIDEWALK, *ring(sidewalk))
    if civic.kind == "park":
        _lay_park(ground, civic, sidewalk, inner)
        return
    wide, high = inner.east - inner.west, inner.north - inner.south
    if civic.kind == "market":
        ground.areas.append(
            ("square", civic.name, inner.west, inner.south, inner.east, inner.north)
        )
        box = (inner.west + wide * 0.15, inner.south + high * 0.45, wide * 0.7, high * 0.4)
        _add_public(ground, civic, box, 2, sidewalk)
        return
    box = (inner.west + wide * 0.1, inner.south + 10, wide * 0.8, min(16.0, high * 0.3))
    _add_public(ground, civic, box, 5 if civic.kind == "hospital" else 4, sidewalk)
    top = inner.south + 10 + box[3]
    yard = Site(inner.west + 6, top + 8, inner.east - 6, inner.north - 4)
    if civic.kind == "school":
        _lay_school_yard(ground, yard)
        return
    middle = (yard.south + yard.north) / 2
    ground.areas.append(("parking", None, yard.west, yard.south, yard.east, middle - 3))
    ground.areas.append(("green", None, yard.west, middle + 3, yard.east, yard.north))


def _lay_school_yard(ground: Ground, yard: Site) -> None:
    """Add a sports ground and, beside it, a hard court."""
    split = yard.west + 0.62 * (yard.east - yard.west)
    top = min(yard.north, yard.south + 90)
    ground.areas.append(("green", "操场", yard.west, yard.south, split - 3, top))
    ground.areas.append(("square", None, split + 3, yard.south, yard.east, top))
    if yard.north - top > 20:
        ground.areas.append(("green", None, yard.west, top + 6, yard.east, yard.north))


def _lay_park(ground: Ground, civic: Civic, sidewalk: Site, inner: Site) -> None:
    """Add lawn, a lake with a path round it and four ways in."""
    x = round((sidewalk.west + sidewalk.east) / 2, 2)
    y = round((sidewalk.south + sidewalk.north) / 2, 2)
    ground.areas.append(("green", civic.name, inner.west, inner.south, inner.east, inner.north))
    across, up = (inner.east - inner.west) * 0.27, (inner.north - inner.south) * 0.25
    ground.ponds.append((f"{civic.name}湖" if across > 30 else None, x, y, across, up))
    reach_x, reach_y = pond_path_reach(across, up)
    ground.sketch.add(
        PARK_PATH,
        (sidewalk.west, y, x - reach_x, y),
        (x + reach_x, y, sidewalk.east, y),
        (x, sidewalk.south, x, y - reach_y),
        (x, y + reach_y, x, sidewalk.north),
    )


def _add_public(
    ground: Ground,
    civic: Civic,
    box: tuple[float, float, float, float],
    floors: int,
    sidewalk: Site,
) -> None:
    """Add a public building whose doors open to the sidewalk south of it."""
    west, south, width, depth = box
    ground.buildings.add(
        compound=-1, number=None, name=civic.name, use="other", floors=floors, entrances=1,
        flats=0, tower=False, door_style=True, west=west, south=south, width=width, depth=depth,
        faces="S", lane=sidewalk.south, road=None, house_number=None,
    )  # fmt: skip
