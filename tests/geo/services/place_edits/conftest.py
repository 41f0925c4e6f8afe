"""A store with two compounds that are edited: slab buildings, inferred doors, gates and paths."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from geo.crs import WGS84
from geo.frames import SPECS, Places
from geo.needs.vocabulary import Role
from geo.services.loading import load_places
from geo.services.place_edits.acts import Act
from geo.services.place_edits.making import Order, make_edit
from geo.services.place_edits.reading import read_wish
from geo.store import models as m
from geo.store.crypto import new_key
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

TODAY = date(2026, 3, 2)
WEST, SOUTH = 123.4, 41.8
M_EAST, M_NORTH = 1 / 82_995, 1 / 111_070
"""Degrees to a metre here."""


def spot(east_m: float, north_m: float) -> tuple[float, float]:
    """Return the place so many metres east and north of the corner of the first compound."""
    return WEST + east_m * M_EAST, SOUTH + north_m * M_NORTH


def area(west_m: float, south_m: float, east_m: float, north_m: float) -> Any:
    """Return a rectangle in metres from the corner of the first compound."""
    return box(*spot(west_m, south_m), *spot(east_m, north_m))


def corners(*places: tuple[float, float]) -> list[list[float]]:
    """Return positions as a page sends them."""
    return [list(spot(*one)) for one in places]


def doors(building: str, west_m: float, north_m: float, count: int) -> list[dict[str, Any]]:
    """Return inferred doors along the north wall, 15 m apart."""
    return [
        {"id": f"{building}-e{k + 1}", "building_id": building, "number": str(k + 1),
         "floors": 6, "flats_per_floor": 2, "lift": False, "inferred": True,
         "source": "inferred", "geometry": Point(spot(west_m + 10 + 15 * k, north_m))}
        for k in range(count)
    ]  # fmt: skip


LAYERS: dict[str, list[dict[str, Any]]] = {
    "compounds": [
        {"id": "c1", "name": "柳荫里", "geometry": area(0, 0, 250, 200)},
        {"id": "c2", "name": "槐荫里", "geometry": area(600, 0, 850, 200)},
    ],
    "gates": [
        {"id": "g1", "compound_id": "c1", "name": "南门", "kind": "both", "opens": "05:30",
         "closes": "23:00", "geometry": Point(spot(100, 0))},
    ],
    "buildings": [
        {"id": "b1", "compound_id": "c1", "number": "1", "floors": 6,
         "geometry": area(20, 100, 70, 112)},
        {"id": "b2", "compound_id": "c1", "number": "2", "floors": 6,
         "geometry": area(71, 100, 121, 112)},
        {"id": "b3", "compound_id": "c1", "number": "3", "floors": 6,
         "geometry": area(20, 150, 70, 162)},
        {"id": "b9", "compound_id": "c2", "number": "9", "floors": 6,
         "geometry": area(620, 100, 670, 112)},
        {"id": "s1", "compound_id": None, "floors": 1, "use": "shop",
         "geometry": area(300, 100, 330, 112)},
    ],
    "entrances": [
        *doors("b1", 20, 112, 3), *doors("b2", 71, 112, 3), *doors("b3", 20, 162, 2),
        *doors("b9", 620, 112, 1), *doors("s1", 300, 112, 1),
    ],
    "units": [
        {"id": f"{building}-e{k}-{floor}0{flat}", "entrance_id": f"{building}-e{k}",
         "number": f"{floor}0{flat}", "floor": floor, "geometry": Point(spot(0, 0))}
        for building, count in (("b1", 3), ("b2", 3), ("b9", 1)) for k in range(1, count + 1)
        for floor in (1, 5) for flat in (1, 2)
    ],
    "ways": [
        {"id": "w1", "kind": "path", "walkable": True, "source": "osm:way/1",
         "geometry": LineString([spot(100, -30), spot(100, 130), spot(10, 130)])},
        {"id": "w2", "kind": "road", "name": "柳荫街", "walkable": True,
         "geometry": LineString([spot(-50, -30), spot(900, -30)])},
    ],
    "areas": [],
}  # fmt: skip


def places_of(layers: Mapping[str, list[dict[str, Any]]]) -> Places:
    """Return checked frames of `layers`."""
    made = {
        name: SPECS[name].conformed(gpd.GeoDataFrame(rows, crs=WGS84))
        if rows
        else SPECS[name].empty()
        for name, rows in layers.items()
    }
    return Places(**made)


KEY = new_key()


@pytest.fixture(scope="session")
def filled(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store with places, people and needs, made once."""
    path = copyfile(blank, tmp_path_factory.mktemp("filled") / "store.sqlite")
    made = Store(f"sqlite:///{path}", field_key=KEY)
    fill(made)
    made.close()
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """Return a copy of it that a test may change."""
    path = copyfile(filled, tmp_path / "store.sqlite")
    opened = Store(f"sqlite:///{path}", field_key=KEY)
    yield opened
    opened.close()


def fill(made: Store) -> None:
    """Put the places, two residents and three needs into the store."""
    with made.write(CONSOLE) as session:
        load_places(session, places_of(LAYERS))
        session.add(m.Territory(id=1, name="甲"))
        session.flush()
        session.add(m.TerritoryCompound(territory_id=1, compound_id="c1"))
        for unit in ("b1-e3-501", "b2-e1-101"):
            building = unit[:2]
            session.add(
                m.Resident(id=f"r-{unit}", compound_id="c1", building_id=building, unit_id=unit)
            )
        session.flush()
        for key, unit in (("b1", "b1-e3-501"), ("b1", None), ("b2", None)):
            session.add(
                m.Need(category="leak", compound_id="c1", building_id=key, unit_id=unit,
                       state="registered", handler="leader", opened_on=TODAY)
            )  # fmt: skip


@pytest.fixture
def leader() -> Viewer:
    return Viewer(user="li", name="点长小李", role=Role.LEADER, territory_id=1)


@pytest.fixture
def steward() -> Viewer:
    return Viewer(user="guan", name="管理员小关", role=Role.STEWARD)


Edit = Callable[..., int]


@pytest.fixture
def edit(store: Store) -> Edit:
    """Return a function that makes an edit as a page does."""
    numbers = iter(range(1_000))

    def made(viewer: Viewer, act: Act, told: dict[str, Any], **more: Any) -> int:
        order = Order(
            act=act, wish=read_wish(act, told), key=more.pop("key", f"k{next(numbers)}"), **more
        )
        with store.write(viewer) as session:
            return make_edit(session, order, TODAY)

    return made


def entrance(store: Store, key: str) -> m.Entrance:
    """Return an entrance as it is in the store."""
    with store.read(CONSOLE) as session:
        row = session.query(m.Entrance).filter_by(id=key).one()
        session.expunge(row)
        return row
