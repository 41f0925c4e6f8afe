"""Photos of needs: what a camera wrote beside the picture is dropped before anything is kept."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.services.case_files import need_in_scope
from geo.services.cases import add_note
from geo.services.disclosure import shown_photos
from geo.services.pictures import PictureKind, bare_jpeg
from geo.store.models import Need, NeedPhoto

PHOTO = PictureKind(
    formats=("JPEG", "PNG", "WEBP"),
    most_pixels=60_000_000,
    longest_side_px=1600,
    quality=82,
    unreadable=(
        "this file is no picture that can be read: send JPEG, PNG or WebP",
        "这个文件不是能打开的照片，请发 JPEG、PNG 或 WebP。",
    ),
    too_large=(
        "the picture is too large: send one of at most 60 megapixels",
        "照片太大，请发 6000 万像素以内的。",
    ),
)


def add_photo(session: Session, need_id: int, content: bytes, *, words: str) -> int:
    """Keep a picture of need `need_id` and return its id; `words` go into the history.

    Raises
    ------
    NotFoundError
        When the need is not in scope.
    InputError
        When `content` is no picture of a known kind, or too large.
    """
    need_in_scope(session, need_id)
    photo = NeedPhoto(
        need_id=need_id,
        added_at=datetime.now(UTC),
        media_type="image/jpeg",
        content=bare_picture(content),
    )
    session.add(photo)
    add_note(session, need_id, words)
    return photo.id


def bare_picture(content: bytes) -> bytes:
    """Return the picture as JPEG, upright, at most 1600 px, without position or camera data.

    Raises
    ------
    InputError
        When it cannot be read as JPEG, PNG or WebP, or has more than 60 million pixels.
    """
    return bare_jpeg(content, PHOTO).content


def photo(session: Session, photo_id: int) -> tuple[bytes, str]:
    """Return content and media type of a photo that the viewer may see (`shown_photos`).

    Raises
    ------
    NotFoundError
        When there is none.
    """
    found = session.get(NeedPhoto, photo_id)
    need = None if found is None else session.get(Need, found.need_id)
    if found is None or need is None or found.id not in shown_photos(session, need):
        raise NotFoundError(
            "this photo does not exist, or is not in your territory",
            zh="没有这张照片，或者它不在您的片区里。",
        )
    return found.content, found.media_type
