"""What the blocks of the city add to: buildings, gates, ways and ground, in metres of the plan."""

from dataclasses import dataclass, field

from geo.places.demo.network import Sketch
from geo.places.demo.settings import Gate, Site


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
