"""A leader teaches what people call her compound, and takes it back; nothing misleads."""

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_address
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.services import aliases
from geo.services.aliases import AliasOffer
from geo.services.diary import entries
from geo.services.diary.recording import confirming
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.registry import places_in_scope
from geo.services.search import PlaceIndex
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import (  # noqa: F401 - fixtures
    ViewerAs,
    compound_id,
    gazetteer,
    saved,
)

WORDS = "老罐头厂大院"
OWN = "御林湾"


def taught(store: Store, viewer: Viewer, known: Gazetteer, words: str = WORDS) -> int:
    with store.write(viewer) as session:
        home = compound_id(session, OWN)
        return aliases.teach(session, words, home, known, source=aliases.HAND)


def read_by(store: Store, viewer: Viewer, known: Gazetteer) -> str | None:
    """Return the compound that the viewer's reading finds in the taught words."""
    with store.read(viewer) as session:
        known = aliases.with_learned(known, aliases.learned(session))
    mention = read_address(f"{WORDS}3号楼1单元502", known)
    return mention.address.compound if mention else None


def test_a_taught_name_is_read_in_its_scope_until_it_is_taken_back(
    store: Store,
    viewer_as: ViewerAs,
    leader_of_92: Viewer,
    gazetteer: Gazetteer,  # noqa: F811
) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        first = aliases.aliases_stamp(session)
    key = taught(store, leader, gazetteer)
    assert taught(store, leader, gazetteer) == key
    assert read_by(store, leader, gazetteer) == OWN
    assert read_by(store, viewer_as("steward"), gazetteer) == OWN
    assert read_by(store, leader_of_92, gazetteer) == WORDS
    with store.write(leader) as session:
        second = aliases.aliases_stamp(session)
        aliases.take_back(session, key)
    assert read_by(store, leader, gazetteer) == WORDS
    with store.read(leader) as session:
        (line,) = aliases.alias_lines(session)
        assert len({first, second, aliases.aliases_stamp(session)}) == 3
    assert (line.alias, line.compound, line.taught_by) == (WORDS, OWN, leader.name)
    assert line.undone_by == leader.name
    with store.read(CONSOLE) as session:
        acts = session.scalars(select(m.AuditEvent.act).order_by(m.AuditEvent.id)).all()
    assert acts[-2:] == ["alias.learned", "alias.undone"]


def test_the_search_of_the_map_finds_a_taught_name(
    store: Store,
    viewer_as: ViewerAs,
    gazetteer: Gazetteer,  # noqa: F811
) -> None:
    leader = viewer_as("leader")
    taught(store, leader, gazetteer)
    with store.read(leader) as session:
        places = aliases.called_so(places_in_scope(session), aliases.learned(session))
    assert OWN in [hit.label for hit in PlaceIndex(places, "zh").find(WORDS)]


def test_what_would_mislead_is_not_taught(
    store: Store,
    viewer_as: ViewerAs,
    gazetteer: Gazetteer,  # noqa: F811
) -> None:
    for words, why in (("92号", "数字"), ("建设中路92号", "名字"), ("502", "数字")):
        with pytest.raises(InputError) as caught:
            taught(store, viewer_as("leader"), gazetteer, words)
        assert why in caught.value.said("zh")


def test_only_her_own_compounds_and_only_leaders_and_stewards_teach(
    store: Store,
    viewer_as: ViewerAs,
    leader_of_92: Viewer,
    gazetteer: Gazetteer,  # noqa: F811
) -> None:
    with pytest.raises(NotFoundError):
        taught_to_another(store, leader_of_92, gazetteer)
    with pytest.raises(ForbiddenError):
        taught(store, viewer_as("manager"), gazetteer)
    key = taught(store, viewer_as("steward"), gazetteer)
    with store.write(leader_of_92) as session, pytest.raises(NotFoundError):
        aliases.take_back(session, key)
    with store.write(viewer_as("leader")) as session:
        aliases.take_back(session, key)
        with pytest.raises(ConflictError):
            aliases.take_back(session, key)


def taught_to_another(store: Store, viewer: Viewer, known: Gazetteer) -> None:
    with store.read(CONSOLE) as session:
        foreign = compound_id(session, OWN)
    with store.write(viewer) as session:
        aliases.teach(session, WORDS, foreign, known, source=aliases.HAND)


def test_a_corrected_compound_is_offered_once_and_a_known_name_is_not(
    store: Store,
    viewer_as: ViewerAs,
    gazetteer: Gazetteer,  # noqa: F811
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{WORDS}3号楼1单元502厨房漏水")
    with store.write(leader) as session:
        home = compound_id(session, OWN)
        words = Words(items={0: ItemWord(place=f"compound:{home}")}, promises={})
        confirming.confirm(session, entry_id, words, today=TODAY, digest=store.digest)
    with store.read(leader) as session:
        file = entries.entry_file(session, entry_id)
        assert aliases.offers(session, file, gazetteer, "zh") == (AliasOffer(WORDS, home, OWN, ""),)
        learned = gazetteer.with_aliases({home: [WORDS]})
        assert aliases.offers(session, file, learned, "zh") == ()
