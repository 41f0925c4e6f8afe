"""Photos of an entry: kept sealed, without position; they go with the needs that it opens."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import Image
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import InputError, NotFoundError
from geo.needs.vocabulary import Kind, categories
from geo.services.diary.entries import own_entry
from geo.services.diary.facts import FactKind
from geo.services.diary.photo_places import position_in, position_of, taken_at
from geo.services.diary.picking import Choice, chosen
from geo.services.photos import bare_picture
from geo.services.pictures import UNREADABLE
from geo.store.audit import note_act
from geo.store.columns import cipher_of
from geo.store.models import EntryFact, EntryPhoto, Need, NeedPhoto

MOST_PHOTOS = 9


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it comes from a phone."""

    content: bytes
    exif: bytes = b""
    """What the camera wrote, where the phone made the picture smaller and lost it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo of an entry on its page."""

    id: int
    place: str
    """Where it was probably taken; empty when that is not known."""
    need_ids: tuple[int, ...]
    """Needs that it goes with."""


def add_photos(session: Session, entry_id: int, pictures: Iterable[Picture]) -> int:
    """Keep `pictures` of an entry of the viewer; return how many are new.

    A picture that is there already is not kept twice.

    Raises
    ------
    InputError
        When one is no picture, or there are more than `MOST_PHOTOS`.
    """
    own_entry(session, entry_id)
    cipher = cipher_of(session)
    of_entry = EntryPhoto.entry_id == entry_id
    known = set(session.scalars(select(EntryPhoto.digest).where(of_entry)))
    added = 0
    for picture in pictures:
        digest = cipher.digest(picture.content.hex())
        if digest in known:
            continue
        if len(known) >= MOST_PHOTOS:
            raise InputError(
                f"an entry has at most {MOST_PHOTOS} photos", zh=f"一篇最多 {MOST_PHOTOS} 张照片。"
            )
        known.add(digest)
        session.add(_row(session, entry_id, digest, picture))
        added += 1
    session.flush()
    if added:
        note_act(session, "diary.photos_added", subject=str(entry_id))
    return added


def photos_of(session: Session, entry_id: int, language: str) -> tuple[Shown, ...]:
    """Return the photos of an entry in scope, the oldest first; no picture is opened."""
    rows = session.execute(
        select(EntryPhoto.id, EntryPhoto.place)
        .where(EntryPhoto.entry_id == entry_id)
        .order_by(EntryPhoto.id)
    ).all()
    places = chosen(session, (place for _, place in rows if place), language)
    needs: dict[int, list[int]] = {}
    of_photos = NeedPhoto.entry_photo_id.in_([key for key, _ in rows])
    for key, need_id in session.execute(
        select(NeedPhoto.entry_photo_id, NeedPhoto.need_id).where(of_photos)
    ):
        needs.setdefault(key or 0, []).append(need_id)
    return tuple(
        Shown(
            key,
            places[place].place.line() if place in places else "",
            tuple(needs.get(key, ())),
        )
        for key, place in rows
    )


def places_of_photos(session: Session, entry_id: int) -> tuple[str, ...]:
    """Return the keys of the places where the photos of an entry were taken, each once."""
    found = session.scalars(select(EntryPhoto.place).where(EntryPhoto.entry_id == entry_id))
    return tuple(dict.fromkeys(filter(None, found)))


def entry_photo(session: Session, photo_id: int) -> tuple[bytes, str]:
    """Return content and media type of a photo of an entry in scope, or raise `NotFoundError`."""
    row = _in_scope(session, photo_id)
    return row.content, row.media_type


def drop_photo(session: Session, photo_id: int) -> int:
    """Delete a photo of an entry of the viewer, and its copies at needs; return the entry."""
    row = _in_scope(session, photo_id)
    entry = own_entry(session, row.entry_id)
    session.execute(delete(NeedPhoto).where(NeedPhoto.entry_photo_id == photo_id))
    session.delete(row)
    session.flush()
    note_act(session, "diary.photo_dropped", subject=f"{entry.id}/{photo_id}")
    return entry.id


def attach(session: Session, photo_id: int, need_id: int) -> int:
    """Let a photo go with a need that its entry opened or added to; return the entry.

    Raises
    ------
    NotFoundError
        When the entry made no such need.
    """
    row = _in_scope(session, photo_id)
    own_entry(session, row.entry_id)
    made = select(EntryFact.need_id).where(EntryFact.entry_id == row.entry_id)
    need = session.scalar(select(Need).where(Need.id == need_id, Need.id.in_(made)))
    if need is None:
        raise NotFoundError("the entry made no such need", zh="这篇日记没有记下这件需求。")
    _copy(session, row, need_id)
    return row.entry_id


def attach_to_faults(session: Session, entry_id: int) -> None:
    """Let the photos of an entry go with the faults that it tells of.

    With all of them where the entry tells of one place only; else with those in the building
    where the photo was taken. A picture goes with a matter of a person only by hand.
    """
    rows = session.scalars(select(EntryPhoto).where(EntryPhoto.entry_id == entry_id)).all()
    faults = _faults(session, entry_id) if rows else {}
    if not faults:
        return
    places = chosen(session, {row.place for row in rows if row.place}, "zh")
    for row in rows:
        building = places[row.place].building_id if row.place in places else None
        near = [
            need.id
            for needs in faults.values()
            for need in needs
            if len(faults) == 1 or (building is not None and need.building_id == building)
        ]
        for need_id in near:
            _copy(session, row, need_id)


def detach(session: Session, entry_id: int) -> None:
    """Take the photos of an entry from all needs: what it made is taken back."""
    of_entry = select(EntryPhoto.id).where(EntryPhoto.entry_id == entry_id)
    session.execute(
        delete(NeedPhoto)
        .where(NeedPhoto.entry_photo_id.in_(of_entry))
        .execution_options(synchronize_session="fetch")
    )


def suggested_place(session: Session, exif: bytes, language: str) -> tuple[Choice, int] | None:
    """Return the place that an EXIF block speaks of and its distance in metres; none is kept."""
    position = position_in(exif)
    found = None if position is None else taken_at(session, position, language)
    return None if found is None else (found.place, found.metres)


def _row(session: Session, entry_id: int, digest: str, picture: Picture) -> EntryPhoto:
    position = position_in(picture.exif) or _position_inside(picture.content)
    found = None if position is None else taken_at(session, position, "zh")
    return EntryPhoto(
        entry_id=entry_id,
        digest=digest,
        added_at=datetime.now(UTC),
        media_type="image/jpeg",
        content=bare_picture(picture.content),
        place=found.place.key if found else None,
    )


def _position_inside(content: bytes) -> LonLat | None:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            return position_of(opened.getexif())
    except UNREADABLE:
        # what cannot be read as a picture is refused where it is made bare
        return None


def _in_scope(session: Session, photo_id: int) -> EntryPhoto:
    row = session.scalar(select(EntryPhoto).where(EntryPhoto.id == photo_id))
    if row is None:
        raise NotFoundError(
            "this photo does not exist, or is not in your territory",
            zh="没有这张照片，或者它不在您的片区里。",
        )
    return row


def _faults(session: Session, entry_id: int) -> dict[int | None, list[Need]]:
    """Return the needs of places that an entry opened or added to, by item."""
    rows = session.execute(
        select(EntryFact.item, Need)
        .join(Need, Need.id == EntryFact.need_id)
        .where(EntryFact.entry_id == entry_id, EntryFact.kind == FactKind.NEED.value)
    ).all()
    found: dict[int | None, list[Need]] = {}
    for item, need in rows:
        if categories()[need.category].kind is Kind.PLACE:
            found.setdefault(item, []).append(need)
    return found


def _copy(session: Session, row: EntryPhoto, need_id: int) -> None:
    same = (NeedPhoto.entry_photo_id == row.id) & (NeedPhoto.need_id == need_id)
    if session.scalar(select(func.count()).select_from(NeedPhoto).where(same)):
        return
    session.add(
        NeedPhoto(
            need_id=need_id,
            added_at=row.added_at,
            media_type=row.media_type,
            content=row.content,
            entry_photo_id=row.id,
        )
    )
    session.flush()
