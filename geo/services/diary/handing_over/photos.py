"""Photos of an entry follow what was handed over, once the colleague has taken it."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services.diary.facts import FactKind
from geo.services.diary.picking import chosen
from geo.store.models import DiaryEntry, EntryFact, EntryPhoto, Handover

PHOTO = EntryPhoto.__table__
FACT = EntryFact.__table__


def bring_photos(session: Session, row: Handover, entry: DiaryEntry) -> int:
    """Copy the photos that belong to hand-over `row` to the colleague's `entry`; return how many.

    A photo belongs to it that was taken in that compound, or, where nothing tells, whose entry is
    about no other compound. The writer keeps hers. The rules of the viewer are passed over here
    and nowhere else: a photo of the writer's own compound is not copied.
    """
    photos = session.execute(
        select(PHOTO).where(PHOTO.c.entry_id == row.entry_id).order_by(PHOTO.c.id)
    ).all()
    if not photos:
        return 0
    places = chosen(session, {photo.place for photo in photos if photo.place}, "zh")
    alone = _is_alone(session, row)
    kept = [
        photo
        for photo in photos
        if (
            alone
            if photo.place is None
            else photo.place in places and places[photo.place].compound_id == row.compound_id
        )
    ]
    session.add_all(
        EntryPhoto(
            entry_id=entry.id,
            digest=photo.digest,
            added_at=photo.added_at,
            media_type=photo.media_type,
            content=photo.content,
            place=photo.place,
        )
        for photo in kept
    )
    session.flush()
    return len(kept)


def _is_alone(session: Session, row: Handover) -> bool:
    """Tell whether every place that the writer's entry names lies in the hand-over's compound."""
    places = session.scalars(
        select(FACT.c.value).where(
            FACT.c.entry_id == row.entry_id, FACT.c.kind == FactKind.PLACE.value
        )
    )
    return {json.loads(value).get("compound") for value in places} == {row.compound_id}
