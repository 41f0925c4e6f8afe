"""The demo's store, opened for its accounts."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services import rounds
from geo.services.accounts import viewer_for
from geo.services.itinerary import Itinerary
from geo.services.rounds import Here, Wish
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


def plan(session: Session, wish: Wish, language: str) -> tuple[int, Itinerary]:
    """Plan a round and keep it."""
    made = rounds.plan(session, wish, language)
    return rounds.keep(session, made), made


def replan(
    session: Session, round_id: int, here: Here, language: str, *, add: str | None = None
) -> Itinerary:
    """Plan the rest of a round again and keep it."""
    made = rounds.replan(session, round_id, here, language, add=add)
    rounds.keep(session, made, round_id=round_id)
    return made
