"""One compound that was written in two ways becomes one, and two again when that was wrong."""

import json
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from geo.errors import ConflictError, InputError
from geo.services import aliases, facts
from geo.services.importing.layers import EDITED
from geo.services.importing.places import follow_buildings
from geo.services.questions.records import about_of
from geo.store import models as m

MERGED = "{name}(并入{into})"
"""Name of a compound of which nothing is left."""


def become_one(session: Session, row: m.Question, answer: str) -> None:
    """Let all that lies in the other compound lie in the chosen one; `row` keeps how to undo it.

    The other compound stays, renamed and empty: entries of the diary belong to it. Its name is
    learned for the chosen one. Later imports leave both as they are.

    Raises
    ------
    InputError
        When `answer` is neither of the two.
    ConflictError
        When an account looks after only one of them: its homes would go out of its sight.
    """
    ids = [str(one["key"]).partition(":")[2] for one in about_of(row.about).offers]
    kept = answer.partition(":")[2]
    if kept not in ids or len(ids) != 2:
        raise InputError("choose one of the two", zh="请在这两个里选一个。")
    gone = next(one for one in ids if one != kept)
    _check_territories(session, kept, gone)
    into = session.scalars(select(m.Compound).where(m.Compound.id == kept)).one()
    other = session.scalars(select(m.Compound).where(m.Compound.id == gone)).one()
    made = {
        "kept": kept,
        "gone": gone,
        "name": other.name,
        "source": other.source,
        "buildings": _moved(session, gone, kept),
        "needs": _moved_needs(session, gone, kept),
    }
    taught = aliases.add(session, other.name, kept, source=aliases.QUESTION)
    row.made = json.dumps(made | {"alias": taught}, ensure_ascii=False)
    other.name = MERGED.format(name=other.name, into=into.name)
    other.source = EDITED
    session.flush()
    follow_buildings(session)
    facts.touch_places(session)


def become_two(session: Session, row: m.Question) -> None:
    """Undo `become_one`: what lay in the other compound lies there again."""
    made: dict[str, Any] = json.loads(row.made or "{}")
    if "gone" not in made:
        return
    for key, source in made["buildings"].items():
        session.execute(
            update(m.Building)
            .where(m.Building.id == key)
            .values(compound_id=made["gone"], source=source)
        )
    session.execute(
        update(m.Need).where(m.Need.id.in_(made["needs"])).values(compound_id=made["gone"])
    )
    other = session.scalars(select(m.Compound).where(m.Compound.id == made["gone"])).one()
    other.name, other.source = made["name"], made["source"]
    session.flush()
    aliases.take_back(session, made["alias"])
    follow_buildings(session)
    facts.touch_places(session)


def _check_territories(session: Session, kept: str, gone: str) -> None:
    looked_after = select(m.TerritoryCompound.territory_id)
    homes = set(session.scalars(looked_after.where(m.TerritoryCompound.compound_id == gone)))
    there = set(session.scalars(looked_after.where(m.TerritoryCompound.compound_id == kept)))
    if homes - there:
        raise ConflictError(
            "a territory holds only one of the two compounds: put both into it first",
            zh="有的片区只包括其中一个小区：请先把两个小区放进同一个片区，再合并。",
        )


def _moved(session: Session, gone: str, kept: str) -> dict[str, str | None]:
    """Move the buildings and return their sources, by their keys."""
    rows = session.execute(
        select(m.Building.id, m.Building.source).where(m.Building.compound_id == gone)
    )
    sources: dict[str, str | None] = {key: source for key, source in rows}  # noqa: C416 - types
    session.execute(
        update(m.Building)
        .where(m.Building.compound_id == gone)
        .values(compound_id=kept, source=EDITED)
    )
    return sources


def _moved_needs(session: Session, gone: str, kept: str) -> list[int]:
    """Move the needs that lie in no building and return their keys."""
    own = (m.Need.compound_id == gone) & m.Need.building_id.is_(None)
    keys = list(session.scalars(select(m.Need.id).where(own)))
    session.execute(update(m.Need).where(m.Need.id.in_(keys)).values(compound_id=kept))
    return keys
