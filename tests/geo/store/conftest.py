"""A store in a file, with two compounds and a leader of one of them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from shapely import box

from geo.needs.vocabulary import Role
from geo.store import models as m
from geo.store.crypto import new_key
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

DAY = date(2026, 3, 2)


KEY = new_key()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the store, made once: migrating takes longer than any test."""
    path = tmp_path_factory.mktemp("filled") / "store.sqlite"
    made = Store(f"sqlite:///{path}", field_key=KEY)
    made.migrate()
    fill(made)
    made.close()
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    path = copyfile(filled, tmp_path / "store.sqlite")
    opened = Store(f"sqlite:///{path}", field_key=KEY)
    yield opened
    opened.close()


def fill(opened: Store) -> None:
    """Put two compounds, each with a building, a flat, a resident and a leak, into the store."""
    with opened.write(CONSOLE) as session:
        territory = m.Territory(name="甲")
        session.add(territory)
        for place in "ab":
            session.add(m.Compound(id=place, name=f"小区{place}", geometry=box(0, 0, 1, 1)))
            session.flush()
            session.add(m.Building(id=f"b{place}", compound_id=place, geometry=box(0, 0, 1, 1)))
            session.flush()
            session.add(
                m.Entrance(id=f"e{place}", compound_id=place, building_id=f"b{place}",
                           inferred=False, geometry=box(0, 0, 1, 1).centroid)
            )  # fmt: skip
            session.flush()
            session.add(
                m.Unit(id=f"u{place}", compound_id=place, building_id=f"b{place}",
                       entrance_id=f"e{place}", number="101", floor=1)
            )  # fmt: skip
            session.flush()
            session.add(
                m.Resident(id=f"r{place}", compound_id=place, building_id=f"b{place}",
                           unit_id=f"u{place}", name="王秀兰", name_digest=opened.digest("王秀兰"))
            )  # fmt: skip
            session.flush()
            session.add(
                m.Need(category="leak", compound_id=place, building_id=f"b{place}",
                       unit_id=f"u{place}", state="registered", handler="leader", opened_on=DAY,
                       words="厨房漏水")
            )  # fmt: skip
        session.flush()
        session.add(m.TerritoryCompound(territory_id=territory.id, compound_id="a"))


@pytest.fixture
def leader() -> Viewer:
    return Viewer(user="li", name="点长", role=Role.LEADER, account_id=1, territory_id=1)


@pytest.fixture
def manager() -> Viewer:
    return Viewer(user="ma", name="书记", role=Role.MANAGER, account_id=2, territory_id=1)
