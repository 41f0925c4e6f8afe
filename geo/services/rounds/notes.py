"""A few words noted with a tick: a draft of the diary, which its writer confirms."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.services.diary.dropping import drop_entry
from geo.services.diary.saving import NewEntry, save_entry
from geo.services.flats import compound_of_flat
from geo.services.placing import places_of_units
from geo.store.models import DiaryEntry
from geo.store.scope import viewer_of


def draft_of_note(
    session: Session, unit_id: str, note: str, *, key: str, gazetteer: Gazetteer, today: date
) -> int:
    """Keep `note` as an entry about a flat, read but not confirmed; return its id.

    The same note of the tick `key` is one entry.

    Raises
    ------
    InputError
        When the note is too long for an entry.
    NotFoundError
        When the flat is not in the viewer's territory.
    """
    compound_id = compound_of_flat(session, unit_id)
    place = places_of_units(session, [unit_id], "zh")[unit_id]
    where = "".join((place.compound, *place.door(), place.home))
    new = NewEntry(
        key=_key(key),
        text=f"{where}：{note.strip()}",
        compound_id=compound_id,
        written_on=today,
    )
    return save_entry(session, new, gazetteer, today=today)


def drop_draft(session: Session, key: str) -> None:
    """Put the draft of the tick `key` away, unless it was confirmed."""
    own = DiaryEntry.account_id == viewer_of(session).account_id
    drafts = select(DiaryEntry.id).where(
        DiaryEntry.key.startswith(f"{_key(key)}:", autoescape=True),
        own,
        DiaryEntry.state == "read",
    )
    for entry_id in session.scalars(drafts).all():
        drop_entry(session, entry_id)


def _key(key: str) -> str:
    return f"tick:{key}"[:60]
