"""Photos travel with what is handed over, once it is taken, and none of another place."""

import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from geo.address.gazetteer import Gazetteer
from geo.address.values import Level
from geo.errors import NotFoundError
from geo.services.diary.facts import place_key
from geo.services.diary.handing_over import receiving
from geo.services.diary.photos import Picture, add_photos, entry_photo, photos_of
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.diary.understanding import understood
from geo.store.models import Building, Compound, EntryPhoto
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import NINETY_TWO, TODAY
from tests.geo.services.diary.conftest import VACCINE, ViewerAs, all_words, confirmed, saved

AWAY = Words(items={0: ItemWord(handed=True), 1: ItemWord(handed=True)}, promises={})
OWN_TOO = f"{VACCINE}御林湾3号楼1单元楼道堆了杂物。"


def picture(colour: str) -> Picture:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(target, "JPEG")
    return Picture(target.getvalue())


def sent_with(store: Store, writer: Viewer, lists: Gazetteer, text: str, *colours: str) -> int:
    """Return an entry of `writer` with a photo of each of `colours`, its first two items sent."""
    entry_id = saved(store, writer, lists, text)
    with store.write(writer) as session:
        add_photos(session, entry_id, [picture(colour) for colour in colours])
    confirmed(store, writer, entry_id, AWAY)
    return entry_id


def taken(store: Store, viewer: Viewer) -> int:
    with store.read(viewer) as session:
        (one,) = receiving.waiting(session)
    with store.write(viewer) as session:
        found = understood(session, one.text, one.facts, compound_id=one.compound_id, language="zh")
        return receiving.take(session, one.id, all_words(found), today=TODAY, digest=store.digest)


def keys(store: Store, viewer: Viewer, entry_id: int) -> list[int]:
    with store.read(viewer) as session:
        return [photo.id for photo in photos_of(session, entry_id, "zh")]


def place_photo(store: Store, photo_id: int, compound: str) -> None:
    """Let a photo have been taken at a building of `compound`."""
    with store.write(CONSOLE) as session:
        building = session.scalars(
            select(Building.id).join(Compound).where(Compound.name == compound).limit(1)
        ).one()
        key = place_key(Level.BUILDING, building)
        session.execute(update(EntryPhoto).where(EntryPhoto.id == photo_id).values(place=key))


def test_the_colleague_sees_the_photo_when_she_has_taken_it_and_the_writer_keeps_hers(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer, leader_of_92: Viewer
) -> None:
    writer = viewer_as("leader")
    entry_id = sent_with(store, writer, gazetteer, VACCINE, "red")
    (hers,) = keys(store, writer, entry_id)
    with store.read(leader_of_92) as session, pytest.raises(NotFoundError):
        entry_photo(session, hers)
    (copy,) = keys(store, leader_of_92, taken(store, leader_of_92))
    with store.read(leader_of_92) as session:
        seen = entry_photo(session, copy)
    with store.read(writer) as session:
        assert entry_photo(session, hers) == seen
        with pytest.raises(NotFoundError):
            entry_photo(session, copy)


def test_of_an_entry_about_two_compounds_only_photos_taken_there_travel(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer, leader_of_92: Viewer
) -> None:
    writer = viewer_as("leader")
    entry_id = sent_with(store, writer, gazetteer, OWN_TOO, "red", "green", "blue")
    there, own, _ = keys(store, writer, entry_id)
    place_photo(store, there, NINETY_TWO)
    place_photo(store, own, "御林湾")
    (copy,) = keys(store, leader_of_92, taken(store, leader_of_92))
    with store.read(CONSOLE) as session:
        assert entry_photo(session, copy) == entry_photo(session, there)


def test_what_is_only_sent_shows_no_photo(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer, leader_of_92: Viewer
) -> None:
    entry_id = sent_with(store, viewer_as("leader"), gazetteer, VACCINE, "red")
    assert keys(store, leader_of_92, entry_id) == []
