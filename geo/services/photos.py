"""Photos of needs: what a camera wrote beside the picture is dropped before anything is kept."""

import io
import struct
from datetime import UTC, datetime

from PIL import Image, ImageOps
from sqlalchemy.orm import Session

from geo.errors import InputError, NotFoundError
from geo.services.cases import add_note
from geo.services.disclosure import shown_photos
from geo.store.models import Need, NeedPhoto

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE_PX = 1600
MOST_PIXELS = 60_000_000
QUALITY = 82
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises at a broken picture, or at one whose text or EXIF is broken."""


def add_photo(session: Session, need_id: int, content: bytes, *, words: str) -> int:
    """Keep a picture of need `need_id` and return its id; `words` go into the history.

    Raises
    ------
    NotFoundError
        When the need is not in scope.
    InputError
        When `content` is no picture of a known kind, or too large.
    """
    if session.get(Need, need_id) is None:
        raise NotFoundError(
            "this need does not exist, or is not in your territory",
            zh="没有这件需求，或者它不在您的片区里。",
        )
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
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _check_size(picture)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except InputError:
        raise
    except UNREADABLE as error:
        raise InputError(
            "this file is no picture that can be read: send JPEG, PNG or WebP",
            zh="这个文件不是能打开的照片，请发 JPEG、PNG 或 WebP。",
        ) from error
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    # a new image carries nothing of the old one's metadata
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


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


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise InputError(
            "the picture is too large: send one of at most 60 megapixels",
            zh="照片太大，请发 6000 万像素以内的。",
        )
