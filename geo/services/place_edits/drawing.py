"""The places of a part of the map as they stand now, to be edited, each with its version."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError
from geo.places.editing import Plane
from geo.services.naming import Named, entrance_label, known_as
from geo.services.place_edits.acts import acts_of, ground_of, is_bounded
from geo.services.place_edits.states import RECORDS, State, state_of, version_of
from geo.store import models as m
from geo.store.scope import viewer_of

WIDEST_DEG = 0.03
"""About 2 to 3 km: more is no part of a map in which a door can be seen."""
MOST_ROWS = 4_000
"""Of one layer; beyond it the editor is asked to come nearer."""
MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Refuse what is no part of a map, or too large to edit."""
        sides = (self.west, self.south, self.east, self.north)
        if not all(map(math.isfinite, sides)):
            raise InputError("wanted west,south,east,north in degrees", zh="地图范围不对。")
        ordered = -180 <= self.west < self.east <= 180 and -90 <= self.south < self.north <= 90
        if not ordered:
            raise InputError("wanted west,south,east,north in degrees", zh="地图范围不对。")
        if self.east - self.west > WIDEST_DEG or self.north - self.south > WIDEST_DEG:
            raise InputError(
                "this part of the map is too large to edit: come nearer",
                zh="范围太大了：请放大后再编辑。",
            )

    @classmethod
    def from_text(cls, text: str) -> "Box":
        """Return the box in ``west,south,east,north``.

        Raises
        ------
        InputError
            When it is no such box.

        Examples
        --------
        >>> Box.from_text("123.40,41.80,123.41,41.81").north
        41.81
        """
        try:
            west, south, east, north = map(float, text.split(","))
        except ValueError:
            raise InputError(
                "wanted west,south,east,north in degrees", zh="地图范围不对。"
            ) from None
        return cls(west, south, east, north)


def editable(session: Session, box: Box, language: str) -> dict[str, list[State]]:
    """Return the places in `box` by layer as GeoJSON features with `version` and `label`.

    To a leader those of her own compounds, and the ways around them.

    Raises
    ------
    ForbiddenError
        When the viewer edits no places.
    InputError
        When there are more than an editor can tell apart.
    """
    _check_editor(session)
    bounded = is_bounded(viewer_of(session))
    part = (box.west, box.south, box.east, box.north)
    found: dict[str, list[State]] = {layer: [] for layer in RECORDS}
    if bounded:
        own = shapely.intersection(shapely.box(*part), ground_of(session))
        if shapely.is_empty(own):
            return found
        part = own.bounds
    west, south, east, north = part
    for layer, record in RECORDS.items():
        query = (
            select(record)
            .where(record.west <= east, record.east >= west)
            .where(record.south <= north, record.north >= south)
            .order_by(record.id)
            .limit(MOST_ROWS + 1)
        )
        if bounded and issubclass(record, m.Building | m.Gate | m.Entrance):
            query = query.where(record.compound_id.is_not(None))
        rows = session.scalars(query).all()
        if len(rows) > MOST_ROWS:
            raise InputError(
                f"more than {MOST_ROWS} {layer} here: come nearer",
                zh="这里的东西太多了：请放大后再编辑。",
            )
        found[layer] = [_feature(row) for row in rows]
    _label(session, found, language)
    return found


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An inferred entrance that nobody has looked at."""

    id: str
    building: str
    label: str
    """Compound, building and entrance in words."""
    lon: float
    lat: float
    away_m: float
    version: str


@dataclass(frozen=True, slots=True)
class UncheckedList:
    """Inferred entrances in scope, nearest first, and how many there are in all."""

    doors: tuple[Unchecked, ...]
    total: int
    checked: int
    """Entrances that were surveyed."""


def unchecked(session: Session, at: shapely.Point, language: str) -> UncheckedList:
    """Return the inferred entrances in the viewer's compounds nearest to `at` (EPSG:4326).

    Raises
    ------
    ForbiddenError
        When the viewer edits no places.
    """
    _check_editor(session)
    own = m.Entrance.compound_id.is_not(None)
    total = session.scalar(select(func.count()).where(own, m.Entrance.inferred)) or 0
    checked = session.scalar(select(func.count()).where(own, ~m.Entrance.inferred)) or 0
    across = math.cos(math.radians(at.y))
    east, north = (m.Entrance.west - at.x) * across, m.Entrance.south - at.y
    away = east * east + north * north
    rows = session.scalars(
        select(m.Entrance).where(own, m.Entrance.inferred).order_by(away).limit(MOST_LISTED)
    ).all()
    labels = building_names(session, {row.building_id for row in rows}, language)
    plane = Plane.around(at)
    here = plane.metres(at)
    doors = [
        Unchecked(
            id=row.id,
            building=row.building_id,
            label=" ".join(
                filter(
                    None, (labels.get(row.building_id, ""), entrance_label(row.number, language))
                )
            ),
            lon=row.west,
            lat=row.south,
            away_m=round(float(shapely.distance(here, plane.metres(row.geometry)))),
            version=version_of(state_of(row)),
        )
        for row in rows
    ]
    return UncheckedList(tuple(sorted(doors, key=lambda one: one.away_m)), total, checked)


def building_names(session: Session, keys: Iterable[str], language: str) -> dict[str, str]:
    """Return compound and building in words for each building in scope."""
    wanted = set(keys)
    rows = session.execute(
        select(m.Building, m.Compound.name)
        .outerjoin(m.Compound, m.Compound.id == m.Building.compound_id)
        .where(m.Building.id.in_(wanted))
    ).all()
    doors: dict[str, list[str]] = {}
    for key, number in session.execute(
        select(m.Entrance.building_id, m.Entrance.number).where(
            m.Entrance.building_id.in_(wanted), m.Entrance.number.is_not(None)
        )
    ):
        doors.setdefault(key, []).append(str(number))
    return {
        row.id: " ".join(filter(None, (compound, called(row, doors.get(row.id, ()), language))))
        for row, compound in rows
    }


def called(row: m.Building, doors: Iterable[str], language: str) -> str:
    """Return what people call a building."""
    inside = row.compound_id is not None
    named = Named(row.number, row.name, row.road, row.house_number, in_compound=inside)
    return known_as(named, doors, language)


def _feature(row: m.Located) -> State:
    state = state_of(row)
    return state | {"properties": state["properties"] | {"version": version_of(state)}}


def _label(session: Session, found: dict[str, list[State]], language: str) -> None:
    """Add to buildings and entrances what they are called."""
    keys = {one["properties"]["id"] for one in found["buildings"]}
    keys |= {one["properties"]["building_id"] for one in found["entrances"]}
    names = building_names(session, keys, language)
    for one in found["buildings"]:
        one["properties"]["label"] = names.get(one["properties"]["id"], "")
    for one in found["entrances"]:
        told = one["properties"]
        words = (names.get(told["building_id"], ""), entrance_label(told["number"], language))
        told["label"] = " ".join(filter(None, words))


def _check_editor(session: Session) -> None:
    if not acts_of(viewer_of(session).role):
        raise ForbiddenError("your role edits no places", zh="您的角色不修改地图。")
