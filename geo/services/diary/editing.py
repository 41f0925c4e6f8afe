"""Changing the words of an entry before it is confirmed; what stood there before is kept."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, InputError
from geo.services.diary.entries import entry_row, own_entry, row_of
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.index import index_entry
from geo.services.diary.neighbours import known_homes
from geo.services.diary.reading import read_facts
from geo.services.diary.saving import compound_name
from geo.store.audit import note_act
from geo.store.models import EntryFact


@dataclass(frozen=True, slots=True)
class Before:
    """Words that stood in an entry until they were changed."""

    text: str
    until: datetime


def edit_entry(session: Session, entry_id: int, text: str, gazetteer: Gazetteer) -> None:
    """Put `text` in place of the words of an entry and read it again; the old words are kept.

    Raises
    ------
    ForbiddenError
        When somebody else wrote the entry.
    InputError
        When the text is blank or too long.
    ConflictError
        When the entry was confirmed: that is undone first, or a new entry written.
    """
    entry = own_entry(session, entry_id)
    if entry.state != "read":
        raise ConflictError(
            "this entry was confirmed: undo that first, or write a new one",
            zh="这篇已经确认：先撤销，或者另写一篇。",
        )
    if not text.strip():
        raise InputError(
            "an empty entry says nothing: write a sentence", zh="还没有写字：先写一句。"
        )
    if text == entry.text:
        return
    name = compound_name(session, entry.compound_id)
    read = read_facts(
        text, gazetteer, written_on=entry.written_on, compound=name, homes=known_homes(session)
    )
    history = [row for row in entry.facts if row.kind == FactKind.BEFORE.value]
    entry.facts = [*history, _kept(entry.text), *(row_of(fact) for fact in read.facts)]
    entry.text, entry.redacted = text, read.redacted
    session.flush()
    index_entry(session, entry, read.facts)
    note_act(session, "diary.edited", subject=str(entry_id))


def history(session: Session, entry_id: int) -> tuple[Before, ...]:
    """Return what stood in an entry before, the oldest first."""
    rows = [row for row in entry_row(session, entry_id).facts if row.kind == FactKind.BEFORE.value]
    told = [json.loads(row.value) for row in sorted(rows, key=lambda row: row.id)]
    return tuple(Before(one["text"], datetime.fromisoformat(one["until"])) for one in told)


def _kept(text: str) -> EntryFact:
    value = {"text": text, "until": datetime.now(UTC).isoformat()}
    fact = Fact(FactKind.BEFORE, None, 0, 0, value, "edit", 1.0, decision=Decision.KEPT)
    return row_of(fact)
