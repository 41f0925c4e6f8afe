"""The demo's store, opened for its accounts."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from geo.services.accounts import viewer_for
from geo.store.models import Account
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.conftest import DEMO_DAY
from webmap.installation import store_of
from webmap.settings import from_env

TODAY = date.fromisoformat(DEMO_DAY)


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
