"""A small store of two compounds of one sound, a leader of the first and a steward."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import geopandas as gpd
import pytest
from shapely import Point, box
from sqlalchemy import select

from geo.crs import WGS84
from geo.frames import SPECS, Places
from geo.services.accounts import make_territory, viewer_for
from geo.services.loading import load_places
from geo.store import models as m
from geo.store.crypto import new_key
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.factories import small_places

KEY = new_key()


def frame(name: str, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return SPECS[name].conformed(gpd.GeoDataFrame(rows, crs=WGS84))


def two_compounds() -> Places:
    """Return 柳荫里 with buildings 1 and 3 of two entrances each, and 刘音里, of the same sound."""
    buildings = [("c1", "1"), ("c1", "3"), ("c2", "1")]
    doors = [(f"{c}-{b}-{e}", f"{c}-{b}", str(e)) for c, b in buildings for e in (1, 2)]
    x = {"c1-1": 0.0, "c1-3": 0.001, "c2-1": 0.01}
    names = (("c1", "柳荫里"), ("c2", "刘音里"))
    return Places(
        compounds=frame(
            "compounds",
            [{"id": key, "name": name, "geometry": box(0, 0, 0.003, 0.002)} for key, name in names],
        ),
        gates=small_places().gates.iloc[:0],
        buildings=frame(
            "buildings",
            [{"id": f"{c}-{b}", "compound_id": c, "number": b, "floors": 6,
              "geometry": box(x[f"{c}-{b}"], 0, x[f"{c}-{b}"] + 0.0005, 0.0001)}
             for c, b in buildings],
        ),
        entrances=frame(
            "entrances",
            [{"id": key, "building_id": building, "number": number, "floors": 6,
              "inferred": False, "geometry": Point(x[building], 0)}
             for key, building, number in doors],
        ),
        units=frame(
            "units",
            [{"id": f"{door}-{n}", "entrance_id": door, "number": n, "floor": int(n[0]),
              "geometry": Point(0, 0)} for door, _, _ in doors for n in ("101", "502")],
        ),
        ways=small_places().ways,
        areas=small_places().areas,
    )  # fmt: skip


@pytest.fixture(scope="session")
def filled(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store with two compounds and two accounts, made once."""
    path = copyfile(blank, tmp_path_factory.mktemp("filled") / "store.sqlite")
    made = Store(f"sqlite:///{path}", field_key=KEY)
    with made.write(CONSOLE) as session:
        load_places(session, two_compounds())
        territory = make_territory(session, "一片", ["c1"])
        for user, role, own in (("dz", "leader", territory), ("gl", "steward", None)):
            session.add(
                m.Account(user=user, name=user, role=role, password_hash="-", territory_id=own)
            )
    made.close()
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    path = copyfile(filled, tmp_path / "store.sqlite")
    made = Store(f"sqlite:///{path}", field_key=KEY)
    yield made
    made.close()


def viewer(store: Store, user: str) -> Viewer:
    with store.read(CONSOLE) as session:
        return viewer_for(session.scalars(select(m.Account).where(m.Account.user == user)).one())
