"""Entries of a leader, kept and confirmed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.services.diary import entries, saving
from geo.services.diary.lines import Understanding
from geo.services.diary.made import Made, made_of
from geo.services.diary.recording import confirming
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.diary.saving import NewEntry
from geo.services.diary.understanding import understood
from geo.services.registry import places_in_scope
from geo.store.models import Compound
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from webmap.installation import store_of
from webmap.settings import from_env

ViewerAs = Callable[[str], Viewer]
VACCINE = "建设中路92号小区2单元1楼下水慢,5楼1号老人需上门打疫苗,今天下午入户一并了解。"
WORK = "御林湾3号楼1单元2楼2号住户,由于疫情原因不能回老家,想在铁西找工作,帮找就业信息。"
TWO = "4号楼102需要上门提供核酸、10号楼203是独居老人需要多关注。"
LIST = Gazetteer.from_json([{"name": "柳荫里", "buildings": ["3", "4"], "max_entrance": 4}])


@pytest.fixture(scope="session")
def gazetteer(demo_folder: Path) -> Gazetteer:
    opened = store_of(from_env({}, folder=str(demo_folder)))
    with opened.read(CONSOLE) as session:
        places = places_in_scope(session, with_units=True)
    opened.close()
    return Gazetteer.from_places(places)


def compound_id(session: Session, name: str) -> str:
    return session.scalars(select(Compound.id).where(Compound.name == name)).one()


def saved(store: Store, viewer: Viewer, gazetteer: Gazetteer, text: str, *, key: str = "k1") -> int:
    with store.write(viewer) as session:
        first = saving.compounds_of_writer(session)[0][0]
        new = NewEntry(key=key, text=text, compound_id=first, written_on=TODAY)
        return saving.save_entry(session, new, gazetteer, today=TODAY)


def shown(store: Store, viewer: Viewer, entry_id: int) -> Understanding:
    with store.read(viewer) as session:
        file = entries.entry_file(session, entry_id)
        return understood(
            session,
            file.text,
            file.facts,
            compound_id=file.compound_id,
            language="zh",
        )


def all_words(found: Understanding) -> Words:
    """Return a yes to everything that can be confirmed."""
    return Words(
        items={
            item.number: ItemWord(
                place=item.place.key,
                needs={need.category.id: True for need in item.needs},
                settled={
                    line.category.id: line.needs[0].need_id for line in item.settled if line.needs
                },
                visits={visit.key: True for visit in item.visits},
                residents={p.name: p.preset for p in item.persons if p.preset},
            )
            for item in found.items
            if item.place and not item.by_hand
        },
        promises={promise.number: True for promise in found.promises},
    )


def confirmed(store: Store, viewer: Viewer, entry_id: int, words: Words | None = None) -> None:
    said = words or all_words(shown(store, viewer, entry_id))
    with store.write(viewer) as session:
        confirming.confirm(session, entry_id, said, today=TODAY, digest=store.digest)


def compound_id_of(store: Store, name: str) -> str:
    with store.read(CONSOLE) as session:
        return compound_id(session, name)


HOME = "3号楼1单元2楼2号"
LEAK = f"{HOME}漏水,明天下午上门看。"


def what_came(store: Store, viewer: Viewer, entry_id: int) -> Made:
    with store.read(viewer) as session:
        return made_of(session, entry_id, TODAY, "zh")
