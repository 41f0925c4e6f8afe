"""The district's gazetteer knows what was learned at once, for those whom it concerns."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from geo.services import aliases
from geo.services.accounts import viewer_for
from geo.services.viewing import CONSOLE, Store, Viewer
from geo.store.models import Account, Compound
from webmap.diary.gazetteers import DistrictGazetteer
from webmap.installation import store_of
from webmap.settings import from_env

WORDS = "老罐头厂大院"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = store_of(from_env({}, folder=str(folder)))
    yield opened
    opened.close()


@pytest.fixture
def viewer_as(store: Store) -> Callable[[str], Viewer]:
    def viewer(user: str) -> Viewer:
        with store.read(CONSOLE) as session:
            return viewer_for(session.scalars(select(Account).where(Account.user == user)).one())

    return viewer


def test_a_live_reading_knows_a_name_as_soon_as_it_is_learned_and_no_longer(
    store: Store, viewer_as: Callable[[str], Viewer]
) -> None:
    leader, district = viewer_as("leader"), DistrictGazetteer(clock=lambda: 0.0)
    before = district.now(store, leader, live=True)
    assert before.compound(WORDS) is None
    with store.write(leader) as session:
        own = session.scalars(select(Compound.id)).one()
        key = aliases.teach(session, WORDS, own, before, source=aliases.HAND)
    learned = district.now(store, leader, live=True)
    found = learned.compound(WORDS)
    assert found is not None
    assert found.id == own
    assert district.now(store, leader, live=True) is learned
    assert district.now(store, CONSOLE, live=True).compound(WORDS) is not None
    with store.write(leader) as session:
        aliases.take_back(session, key)
    assert district.now(store, leader, live=True).compound(WORDS) is None


def test_a_name_is_read_only_where_its_compound_is_in_scope(
    store: Store, viewer_as: Callable[[str], Viewer]
) -> None:
    district = DistrictGazetteer()
    with store.write(CONSOLE) as session:
        leader = viewer_as("leader")
        foreign = session.scalars(select(Compound.id).where(Compound.name == "馨馨家园")).one()
        aliases.add(session, WORDS, foreign, source=aliases.HAND)
    assert district.now(store, leader).compound(WORDS) is None
    assert district.now(store, viewer_as("steward")).compound(WORDS) is not None
