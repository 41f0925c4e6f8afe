"""The blind index of the diary: which entries hold a pair of characters, a name, a place.

Texts stay encrypted. Pairs of characters are taken from the redacted text, so that no name is
among them, and kept as keyed buckets; names are kept as keyed digests. Both only narrow a search
down: `geo.services.diary.searching` opens what is left and looks.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import normalize

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.services import aliases
from geo.services.diary.entries import fact_of
from geo.services.diary.facts import Fact, FactKind
from geo.services.diary.picking import chosen
from geo.services.diary.reading import read_facts
from geo.services.registry import places_in_scope
from geo.store.columns import cipher_of
from geo.store.models import Compound, DiaryEntry, EntryGram, EntryName, EntryPlace

FORM = 1
"""Raised when entries have to be indexed again: `index_waiting` does it."""
ENTRIES_A_ROUND = 500


def plain(text: str) -> str:
    """Return `text` of the same length in one writing: full and half width, small and large.

    Examples
    --------
    >>> plain("\uff13号楼A座")
    '3号楼a座'
    """
    signs = (normalize("NFKC", sign).lower() for sign in text)
    return "".join(same if len(same) == 1 else sign for same, sign in zip(signs, text, strict=True))


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of `text`; a blank ends a pair.

    Examples
    --------
    >>> sorted(pairs("下水 慢了"))
    ['下水', '慢了']
    """
    return {
        one + other
        for one, other in pairwise(plain(text))
        if not one.isspace() and not other.isspace()
    }


def buckets(session: Session, text: str) -> set[int]:
    """Return the keyed buckets of the pairs of `text`."""
    cipher = cipher_of(session)
    return {cipher.bucket(pair) for pair in pairs(text)}


def index_entry(session: Session, entry: DiaryEntry, facts: Iterable[Fact]) -> None:
    """Write down by what `entry` is found, in place of what stood there before."""
    known = tuple(facts)
    if entry.indexed is not None:
        for record in (EntryGram, EntryPlace, EntryName):
            session.execute(delete(record).where(record.entry_id == entry.id))
    rows = [{"entry_id": entry.id, "bucket": one} for one in buckets(session, entry.redacted)]
    _add(session, EntryGram, rows)
    _add(session, EntryPlace, _places(session, entry, known))
    _add(session, EntryName, _names(session, entry, known))
    entry.indexed = FORM
    session.flush()


def index_waiting(session: Session) -> int:
    """Index the entries that are not yet, or in an older form; return how many.

    Those that came without facts, as imports do, are read for it. Cost: 7 ms an entry.
    """
    reader: _Reader | None = None
    stale = or_(DiaryEntry.indexed.is_(None), DiaryEntry.indexed != FORM)
    done = 0
    while True:
        query = select(DiaryEntry).where(stale).order_by(DiaryEntry.id).limit(ENTRIES_A_ROUND)
        entries: Sequence[DiaryEntry] = session.scalars(query).all()
        for entry in entries:
            facts = tuple(fact_of(row) for row in entry.facts)
            if not facts:
                reader = reader or _Reader(session)
                facts = reader.facts(entry)
            index_entry(session, entry, facts)
        done += len(entries)
        if len(entries) < ENTRIES_A_ROUND:
            return done


class _Reader:
    """Reads entries that were loaded without facts, for the index only."""

    def __init__(self, session: Session) -> None:
        places = places_in_scope(session, with_units=True)
        named = aliases.called_so(places, aliases.learned(session))
        self.gazetteer = Gazetteer.from_places(named)
        rows = session.execute(select(Compound.id, Compound.name)).all()
        self.names = {row[0]: row[1] for row in rows}

    def facts(self, entry: DiaryEntry) -> tuple[Fact, ...]:
        """Return what `entry` says."""
        name = self.names.get(entry.compound_id)
        return read_facts(
            entry.text, self.gazetteer, written_on=entry.written_on, compound=name
        ).facts


def _places(session: Session, entry: DiaryEntry, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    keys = [f.value["key"] for f in facts if f.kind is FactKind.PLACE and f.value["key"]]
    found = chosen(session, keys, "zh").values()
    cells = {(one.compound_id, one.building_id, one.unit_id) for one in found}
    return [
        {"entry_id": entry.id, "compound_id": a, "building_id": b, "unit_id": c}
        for a, b, c in cells
    ]


def _names(session: Session, entry: DiaryEntry, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    cipher = cipher_of(session)
    cells = {
        (cipher.digest(fact.value["name"]), fact.value.get("resident"))
        for fact in facts
        if fact.kind is FactKind.PERSON
    }
    return [{"entry_id": entry.id, "digest": a, "resident_id": b} for a, b in cells]


def _add(session: Session, record: type, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(record), rows)
