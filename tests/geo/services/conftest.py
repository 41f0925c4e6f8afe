"""The demo's store, opened for its accounts."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import select

from geo.needs.vocabulary import Role
from geo.services.accounts import NewAccount, make_account, make_territory, viewer_for
from geo.store.crypto import new_key
from geo.store.models import Account, Compound
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.conftest import DEMO_DAY
from webmap.installation import store_of
from webmap.settings import from_env

TODAY = date.fromisoformat(DEMO_DAY)
PASSWORD = "correct horse battery"
NINETY_TWO = "建设中路92号小区"
"""No building there has a number: the entrances are numbered through."""


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = store_of(from_env({}, folder=str(folder)))
    yield opened
    opened.close()


@pytest.fixture
def viewer_as(store: Store) -> Callable[[str], Viewer]:
    """Return a function from the user name of a demo account to its viewer."""

    def viewer(user: str) -> Viewer:
        with store.read(CONSOLE) as session:
            return viewer_for(session.scalars(select(Account).where(Account.user == user)).one())

    return viewer


@pytest.fixture
def account(store: Store) -> str:
    """Return the user name of a leader whose password is `PASSWORD`."""
    with store.write(CONSOLE) as session:
        new = NewAccount(
            user="zhang", password=PASSWORD, role=Role.LEADER, name="张点长", territory="齐贤苑"
        )
        make_account(session, new)
    return "zhang"


@pytest.fixture
def leader_of_92(store: Store, viewer_as: Callable[[str], Viewer]) -> Viewer:
    """Return the viewer of a leader of `NINETY_TWO`."""
    with store.write(CONSOLE) as session:
        own = session.scalars(select(Compound.id).where(Compound.name == NINETY_TWO)).one()
        make_territory(session, NINETY_TWO, [own])
        new = NewAccount(
            user="second", password=PASSWORD, role=Role.LEADER, name="点长二", territory=NINETY_TWO
        )
        make_account(session, new)
    return viewer_as("second")


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, made once: migrating takes longer than any test."""
    path = tmp_path_factory.mktemp("blank") / "store.sqlite"
    made = Store(f"sqlite:///{path}")
    made.migrate()
    made.close()
    return path


@pytest.fixture
def empty(blank: Path, tmp_path: Path) -> Iterator[Store]:
    path = copyfile(blank, tmp_path / "store.sqlite")
    made = Store(f"sqlite:///{path}", field_key=new_key())
    yield made
    made.close()
