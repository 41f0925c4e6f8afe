"""A compound that nobody has mapped, drawn as numbered blocks in rows (示意图).

The blocks stand in the order of their numbers, doors to the south, a path before each row and a
gate at the corner, so that map, lists and rounds work until somebody surveys the real places.
Distances in a sketch mean nothing; the order of the buildings and the stairs do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import ceil, sqrt

import geopandas as gpd
import pandas as pd
import shapely
from shapely import LineString, Point, Polygon, box

from geo.crs import WGS84, LonLat, local_metres
from geo.frames import BUILDINGS, COMPOUNDS, ENTRANCES, GATES, SKETCHED, WAYS, Places

NOWHERE = LonLat(0.0, 0.0)
"""Where a sketch lies when nothing real is known: off every coast, so that nobody is misled."""
ENTRANCE_M = 14.0
DEPTH_M = 12.0
COURT_M = 16.0
"""From the back of a row to the doors of the next one behind."""
GAP_M = 8.0
PATH_M = 4.0
"""From the doors to the path before them."""
EDGE_M = 8.0
"""Ground around the blocks that goes with the compound."""
STREET_M = 12.0
"""From the boundary to the street that joins the sketched compounds."""
APART_M = 30.0
"""Between two sketched compounds, and beside what is mapped."""


@dataclass(frozen=True, slots=True)
class SketchEntrance:
    """An entrance as far as a list of homes tells of it."""

    number: str | None
    """None: the list names none."""
    floors: int
    flats_per_floor: int | None


@dataclass(frozen=True, slots=True)
class SketchBuilding:
    """A building; without a number its entrances are numbered through the compound."""

    number: str | None
    entrances: tuple[SketchEntrance, ...]
    basements: int = 0

    @property
    def width_m(self) -> float:
        """Length of the front."""
        return ENTRANCE_M * max(1, len(self.entrances))

    def with_more(self, other: "SketchBuilding") -> "SketchBuilding":
        """Return the building with the entrances of both, each as high as either says."""
        doors = {one.number: one for one in self.entrances}
        for one in other.entrances:
            known = doors.get(one.number, one)
            doors[one.number] = SketchEntrance(
                one.number,
                max(one.floors, known.floors),
                max(one.flats_per_floor or 0, known.flats_per_floor or 0) or None,
            )
        return SketchBuilding(
            self.number, tuple(doors.values()), max(self.basements, other.basements)
        )


@dataclass(frozen=True, slots=True)
class SketchCompound:
    """A compound and all buildings that are known of it."""

    name: str
    buildings: tuple[SketchBuilding, ...]
    key: str | None = None
    """Id in the registry, of one that is there already."""
    addition: bool = False
    """These are only the blocks that a mapped compound lacks: their paths are others than its."""

    @property
    def id(self) -> str:
        """Key of the compound; of a new one it follows from the name."""
        return self.key or f"c-{_digest(self.name)}"

    @property
    def ways_id(self) -> str:
        """What the ids of its paths begin with."""
        numbers = [one.number or "" for one in self.buildings]
        return f"{self.id}-{_digest(*sorted(numbers))}" if self.addition else self.id

    def with_more(self, other: "SketchCompound") -> "SketchCompound":
        """Return the compound with all that either tells."""
        mine = {one.number: one for one in self.buildings}
        for one in other.buildings:
            mine[one.number] = mine[one.number].with_more(one) if one.number in mine else one
        return replace(self, buildings=tuple(mine.values()))


@dataclass(frozen=True, slots=True)
class Sketch:
    """The rows of a sketch; every frame keeps its spec, EPSG:4326."""

    compounds: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    entrances: gpd.GeoDataFrame
    ways: gpd.GeoDataFrame


def sketch(compounds: Sequence[SketchCompound], corner: LonLat) -> Sketch:
    """Return the blocks of `compounds`, side by side to the east of `corner`.

    Equal input gives equal rows. The cost is linear in the entrances.
    """
    layouts = []
    east = 0.0
    for one in compounds:
        layout = _Layout(one, east)
        layouts.append(layout)
        east += layout.width_m + 2 * EDGE_M + APART_M
    rows = {
        name: [row for layout in layouts for row in getattr(layout, name)()]
        for name in ("compounds", "gates", "buildings", "entrances", "ways")
    }
    rows["ways"] += _street(layouts)
    metres = local_metres(corner)
    specs = (COMPOUNDS, GATES, BUILDINGS, ENTRANCES, WAYS)
    frames = {}
    for spec in specs:
        told = rows[spec.name]
        frame = gpd.GeoDataFrame(told, geometry="geometry", crs=metres) if told else spec.empty()
        frames[spec.name] = spec.conformed(frame.to_crs(WGS84).assign(source=SKETCHED))
    return Sketch(**frames)


def sketched(places: Places) -> tuple[SketchCompound, ...]:
    """Return the sketches among `places`, as far as nobody has put their blocks in place."""
    compounds = places.compounds[places.compounds["source"] == SKETCHED]
    buildings = places.buildings[places.buildings["source"] == SKETCHED]
    doors = dict(iter(places.entrances.groupby("building_id")))
    return tuple(
        SketchCompound(
            name,
            tuple(
                SketchBuilding(
                    _text(row.number), _entrances(doors.get(row.id)), _int(row.basements)
                )
                for row in buildings[buildings["compound_id"] == key].itertuples()
            ),
            key,
        )
        for key, name in zip(compounds["id"], compounds["name"], strict=True)
    )


def _entrances(doors: pd.DataFrame | None) -> tuple[SketchEntrance, ...]:
    if doors is None:
        return ()
    return tuple(
        SketchEntrance(_text(row.number), _int(row.floors) or 1, _int(row.flats_per_floor) or None)
        for row in doors.itertuples()
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _int(value: object) -> int:
    return 0 if pd.isna(value) else int(value)  # type: ignore[call-overload]


def natural_order(number: str | None) -> tuple[int, str]:
    """Return the key by which people order building and door numbers: 2 before 10 before A."""
    digits = re.match(r"\d+", number or "")
    return (int(digits[0]), number or "") if digits else (1_000_000, number or "")


class _Layout:
    """Where the parts of one compound stand, in metres from the corner of the sketch."""

    def __init__(self, compound: SketchCompound, west: float) -> None:
        self._compound = compound
        self._west = west + EDGE_M
        ordered = sorted(compound.buildings, key=lambda one: natural_order(one.number))
        in_a_row = max(1, ceil(sqrt(len(ordered))))
        self._rows = [ordered[at : at + in_a_row] for at in range(0, len(ordered), in_a_row)]
        self.width_m = max(
            (sum(one.width_m + GAP_M for one in row) for row in self._rows), default=ENTRANCE_M
        )

    @property
    def gate(self) -> Point:
        """The gate: at the south-west, where the path leaves."""
        return Point(self._west - PATH_M, -PATH_M - EDGE_M)

    def compounds(self) -> Iterator[dict[str, object]]:
        top = len(self._rows) * (DEPTH_M + COURT_M) - COURT_M
        ground = box(
            self._west - PATH_M - EDGE_M / 2,
            -PATH_M - EDGE_M,
            self._west + self.width_m + EDGE_M,
            top + EDGE_M,
        )
        yield {"id": self._compound.id, "name": self._compound.name, "geometry": ground}

    def gates(self) -> Iterator[dict[str, object]]:
        key = self._compound.id
        yield {"id": f"{key}-gate", "compound_id": key, "kind": "both", "geometry": self.gate}

    def buildings(self) -> Iterator[dict[str, object]]:
        for one, footprint in self._placed():
            yield {
                "id": self._key(one),
                "compound_id": self._compound.id,
                "number": one.number,
                "use": "residential",
                "floors": max((entrance.floors for entrance in one.entrances), default=1),
                "basements": one.basements or None,
                "geometry": footprint,
            }

    def entrances(self) -> Iterator[dict[str, object]]:
        for one, footprint in self._placed():
            west, south, _, _ = footprint.bounds
            doors = sorted(one.entrances, key=lambda door: natural_order(door.number))
            for at, door in enumerate(doors):
                yield {
                    "id": f"{self._key(one)}-{door.number or 0}",
                    "building_id": self._key(one),
                    "number": door.number,
                    "floors": door.floors,
                    "flats_per_floor": door.flats_per_floor,
                    "inferred": True,
                    "geometry": Point(west + ENTRANCE_M * (at + 0.5), south),
                }

    def ways(self) -> Iterator[dict[str, object]]:
        """Yield a path before each row, one that joins them, and one out of the gate."""
        spine, gate = self._west - PATH_M, self.gate
        ends = [self._row_south(at) - PATH_M for at in range(len(self._rows))]
        lines = [LineString([(spine, y), (self._west + self.width_m, y)]) for y in ends]
        spots = [(spine, gate.y - STREET_M), (gate.x, gate.y), *((spine, y) for y in ends)]
        lines.append(LineString(spots))
        for at, line in enumerate(lines):
            yield {
                "id": f"{self._compound.ways_id}-path{at}",
                "kind": "footway",
                "walkable": True,
                "geometry": line,
            }

    def _row_south(self, row: int) -> float:
        return row * (DEPTH_M + COURT_M)

    def _placed(self) -> Iterator[tuple[SketchBuilding, Polygon]]:
        for at, row in enumerate(self._rows):
            west, south = self._west, self._row_south(at)
            for one in row:
                yield one, box(west, south, west + one.width_m, south + DEPTH_M)
                west += one.width_m + GAP_M

    def _key(self, building: SketchBuilding) -> str:
        return f"b-{_digest(self._compound.id, building.number or '')}"


def _street(layouts: Sequence[_Layout]) -> Iterator[dict[str, object]]:
    """Yield the street that joins the gates of several compounds."""
    if len(layouts) < 2:
        return
    spots = [(layout.gate.x, layout.gate.y - STREET_M) for layout in layouts]
    key = _digest(*(str(spot) for spot in spots))
    yield {
        "id": f"w-{key}",
        "kind": "footway",
        "walkable": True,
        "geometry": LineString(spots),
    }


def corner_beside(taken: gpd.GeoSeries) -> LonLat:
    """Return where a sketch begins: east of the ground that is taken (EPSG:4326), else NOWHERE."""
    if taken.empty:
        return NOWHERE
    _, south, east, _ = taken.total_bounds
    at = local_metres(LonLat(east, south))
    moved = gpd.GeoSeries([shapely.Point(APART_M, EDGE_M + PATH_M)], crs=at).to_crs(WGS84)
    return LonLat(float(moved.x.iloc[0]), float(moved.y.iloc[0]))


def _digest(*words: str) -> str:
    return blake2b("\n".join(words).encode(), digest_size=5).hexdigest()
