"""Who is meant by a name in an entry."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import InputError
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.picking import Choice
from geo.services.diary.recording.going import Going, note_value, open_facts
from geo.services.diary.recording.words import NEW_RESIDENT, ItemWord
from geo.store.models import (
    Resident,
)


def link_persons(going: Going, number: int, word: ItemWord, place: Choice) -> str | None:
    """Write down who is meant; return the resident when it is one alone."""
    linked = []
    for row, fact in open_facts(going, number, FactKind.PERSON):
        wanted = word.residents.get(fact.value["name"])
        if not wanted:
            continue
        made = wanted == NEW_RESIDENT
        key = _new_resident(going, fact, place) if made else _resident(going.session, wanted)
        note_value(row, fact, resident=key, made=made)
        row.decision = Decision.KEPT.value
        linked.append(key)
    return linked[0] if len(linked) == 1 else None


def _resident(session: Session, key: str) -> str:
    found = session.scalar(select(Resident.id).where(Resident.id == key))
    if found is None:
        raise InputError(
            "a chosen resident is not in your territory: choose again",
            zh="选的居民不在您的片区里，请重新选。",
        )
    return found


def _new_resident(going: Going, fact: Fact, place: Choice) -> str:
    if place.unit_id is None or place.building_id is None:
        raise InputError(
            "a new resident needs a flat: choose it first", zh="新居民要先选住哪一户。"
        )
    row = Resident(
        id=f"r-{uuid4().hex[:16]}",
        compound_id=place.compound_id,
        building_id=place.building_id,
        unit_id=place.unit_id,
        name=fact.value["name"],
        name_digest=going.digest(fact.value["name"]),
        declines_visits=False,
        source="diary",
    )
    going.session.add(row)
    going.session.flush()
    return row.id
