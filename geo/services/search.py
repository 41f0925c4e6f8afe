"""Finds what somebody types into the map's search box: places in scope, and residents by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from pypinyin import Style, lazy_pinyin
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.address.locating import Location, locate
from geo.address.reading import read_address
from geo.address.values import Level
from geo.frames import ALIAS_SEPARATOR, Places
from geo.services.naming import building_labels, entrance_label
from geo.services.placing import home_label, places_of_units
from geo.store import models as m

MOST_HITS = 8
LONGEST_QUERY = 80
MOST_COMPOUNDS = 50
"""So many compounds are looked into for an address that names none."""
INITIALS = re.compile(r"^([a-z]{2,})\s*(\d.*)$")
"""Initials of a compound, then numbers: ylw3-1-502."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees, EPSG:4326."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    kind: str
    """compound, building, entrance, flat, road or resident."""
    label: str
    note: str
    """What tells it from its namesakes; may be empty."""
    bounds: Bounds | None
    """Where it lies; None: look at the building."""
    building: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """One name by which a hit is found."""

    text: str
    sound: str
    initials: str
    hit: Hit


class PlaceIndex:
    """All names of a territory and its gazetteer. Cost of making it: linear in the flats."""

    def __init__(self, places: Places, language: str) -> None:
        """Index `places`, which hold their units; hits are labelled in `language`."""
        self.language = language
        self.gazetteer = Gazetteer.from_places(places)
        self._buildings = _building_hits(places, language)
        compounds = _compound_hits(places)
        self._compounds = {hit.label: hit for hit, _ in compounds}
        self._names = [
            _name(text, hit)
            for hit, names in (*compounds, *_named(self._buildings), *_road_hits(places))
            for text in names
        ]
        self._numbers = _door_numbers(places)
        self._above = _above_doors(places, self._buildings)

    def find(self, text: str) -> list[Hit]:
        """Return what `text` may mean, the most fitting first, at most `MOST_HITS`."""
        wanted = " ".join(text.split())[:LONGEST_QUERY]
        if not wanted:
            return []
        found: dict[tuple[str, str, str | None], Hit] = {}
        for hit in (*self._addressed(wanted), *self._by_name(wanted.lower())):
            found.setdefault((hit.kind, hit.label, hit.unit or hit.building), hit)
        return list(found.values())[:MOST_HITS]

    def building(self, building_id: str) -> Hit | None:
        """Return the hit of a building."""
        return self._buildings.get(building_id)

    def _addressed(self, text: str) -> Iterator[Hit]:
        """Yield what `text` names when it is read as an address."""
        own = self.gazetteer.compounds[0].name if len(self.gazetteer.compounds) == 1 else None
        for written in (*self._spelled_out(text.lower()), text):
            mention = read_address(written, self.gazetteer, default_compound=own)
            if mention is None:
                continue
            if mention.address.compound is None and own is None:
                yield from self._in_every_compound(written)
                continue
            named = Level.COMPOUND not in mention.carried
            yield from self._located(locate(mention, self.gazetteer), named=named)

    def _in_every_compound(self, text: str) -> Iterator[Hit]:
        """Yield the homes that `text` without a compound may mean, in the first compounds."""
        for compound in self.gazetteer.compounds[:MOST_COMPOUNDS]:
            mention = read_address(text, self.gazetteer, default_compound=compound.name)
            if mention is not None:
                yield from self._located(locate(mention, self.gazetteer), named=False)

    def _spelled_out(self, text: str) -> Iterator[str]:
        """Yield `text` with the initials of a compound replaced by its name."""
        match = INITIALS.match(text)
        if match is None:
            return
        for name in self._names:
            if name.hit.kind == "compound" and name.initials == match[1]:
                yield f"{name.hit.label}{match[2]}" + ("号楼" if match[2].isdecimal() else "")

    def _located(self, where: Location, *, named: bool) -> Iterator[Hit]:
        """Yield the place reached; a compound alone only when it was `named`."""
        building = self._buildings.get(where.building_id or "")
        if building is None:
            if named and where.address.compound in self._compounds:
                yield self._compounds[where.address.compound]
            for candidate in where.candidates:
                if candidate.level is Level.BUILDING and candidate.id in self._buildings:
                    yield self._buildings[candidate.id]
            return
        if where.unit_id is not None:
            yield self._flat(building, where)
        elif where.entrance_id is not None:
            number = entrance_label(self._numbers.get(where.entrance_id), self.language)
            yield Hit(
                "entrance",
                f"{self._above[where.building_id or '']} {number}".strip(),
                "",
                building.bounds,
                building.building,
            )
        yield building

    def _flat(self, building: Hit, where: Location) -> Hit:
        number = entrance_label(self._numbers.get(where.entrance_id or ""), self.language)
        floor = where.address.floor
        home = home_label(
            where.address.unit,
            int(floor) if floor and floor.isdecimal() else None,
            self.language,
        )
        above = self._above[where.building_id or ""]
        label = " ".join(part for part in (above, number, home) if part)
        return Hit("flat", label, "", building.bounds, building.building, where.unit_id)

    def _by_name(self, text: str) -> Iterator[Hit]:
        """Yield the names that begin with `text`, then those that hold it or sound like it."""
        ranked = [
            (rank, name.hit.kind == "building", position)
            for position, name in enumerate(self._names)
            if (rank := _rank(name, text)) is not None
        ]
        for _, _, position in sorted(ranked):
            yield self._names[position].hit


def residents_named(session: Session, name_digest: str, language: str) -> list[Hit]:
    """Return the residents in scope whose name has this keyed digest; most readers see none."""
    rows = session.execute(
        select(m.Resident.name, m.Unit.building_id, m.Unit.id)
        .join(m.Unit, m.Unit.id == m.Resident.unit_id)
        .where(m.Resident.name_digest == name_digest)
        .order_by(m.Resident.id)
        .limit(MOST_HITS)
    ).all()
    places = places_of_units(session, [unit for _, _, unit in rows], language)
    return [
        Hit("resident", name or "", places[unit].line(), None, building, unit)
        for name, building, unit in rows
        if unit in places
    ]


def _rank(name: _Name, text: str) -> int | None:
    if name.text.startswith(text):
        return 0
    if name.initials.startswith(text):
        return 1
    if text in name.text:
        return 2
    return 3 if len(text) > 2 and name.sound.startswith(text.replace(" ", "")) else None


def _name(text: str, hit: Hit) -> _Name:
    return _Name(
        text.lower(),
        "".join(lazy_pinyin(text)).lower(),
        "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower(),
        hit,
    )


def _compound_hits(places: Places) -> list[tuple[Hit, list[str]]]:
    frame = places.compounds
    rows = zip(frame["name"], frame["aliases"], frame["road"], _bounds(frame), strict=True)
    return [
        (
            Hit("compound", name, road if isinstance(road, str) else "", box),
            [name, *(aliases.split(ALIAS_SEPARATOR) if isinstance(aliases, str) else [])],
        )
        for name, aliases, road, box in rows
    ]


def _building_hits(places: Places, language: str) -> dict[str, Hit]:
    frame = places.buildings
    names = frame["compound_id"].map(places.compounds.set_index("id")["name"]).fillna("")
    labels = building_labels(frame, places.entrances, language)
    rows = zip(frame["id"], names, labels, _bounds(frame), strict=True)
    return {
        key: Hit("building", f"{compound} {label}".strip(), "", box, key)
        for key, compound, label, box in rows
    }


def _named(buildings: dict[str, Hit]) -> list[tuple[Hit, list[str]]]:
    return [(hit, [hit.label.replace(" ", "")]) for hit in buildings.values()]


def _road_hits(places: Places) -> list[tuple[Hit, list[str]]]:
    named = places.ways.dropna(subset=["name"])
    if named.empty:
        return []
    sides = named.geometry.bounds
    boxes = pd.DataFrame(
        {
            "minx": sides["minx"].groupby(named["name"]).min(),
            "miny": sides["miny"].groupby(named["name"]).min(),
            "maxx": sides["maxx"].groupby(named["name"]).max(),
            "maxy": sides["maxy"].groupby(named["name"]).max(),
        }
    )
    return [
        (Hit("road", str(name), "", Bounds(*map(float, box))), [str(name)])
        for name, *box in boxes.itertuples()
    ]


def _bounds(frame: gpd.GeoDataFrame) -> list[Bounds]:
    return [Bounds(*map(float, box)) for box in frame.geometry.bounds.to_numpy()]


def _above_doors(places: Places, buildings: dict[str, Hit]) -> dict[str, str]:
    """Return the words before an entrance: its building, or the compound if that is numbered."""
    frame = places.buildings
    names = frame["compound_id"].map(places.compounds.set_index("id")["name"]).fillna("")
    bare = frame["number"].isna() & frame["name"].isna() & (names != "")
    return {
        key: name if nameless else buildings[key].label
        for key, name, nameless in zip(frame["id"], names, bare, strict=True)
    }


def _door_numbers(places: Places) -> dict[str, str]:
    known = places.entrances.dropna(subset=["number"])
    return dict(zip(known["id"], known["number"], strict=True))
