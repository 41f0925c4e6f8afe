"""A kept photo shows the picture and nothing of the camera."""

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from PIL.PngImagePlugin import MAX_TEXT_CHUNK, PngInfo
from sqlalchemy import select

from geo.errors import InputError, NotFoundError
from geo.services import cases
from geo.services.case_files import case_file
from geo.services.photos import PHOTO, add_photo, bare_picture, photo
from geo.store.models import Need, NeedPhoto
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def jpeg(width: int, height: int, *, orientation: int = 1) -> bytes:
    """Return a red picture with a position and a camera in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (41.0, 48.0, 12.0)
    target = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_position_and_camera_are_dropped() -> None:
    taken = jpeg(40, 20)
    assert b"CameraMaker" in taken
    bare = bare_picture(taken)
    assert b"CameraMaker" not in bare
    with Image.open(io.BytesIO(bare)) as kept:
        assert not kept.getexif()
        assert kept.getpixel((5, 5))[0] > 200


def test_a_picture_taken_sideways_stands_upright_and_is_made_smaller() -> None:
    with Image.open(io.BytesIO(bare_picture(jpeg(4000, 1000, orientation=6)))) as kept:
        assert kept.size == (PHOTO.longest_side_px // 4, PHOTO.longest_side_px)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no picture"):
        bare_picture(content)


def with_long_text() -> bytes:
    """Return a PNG with more text than Pillow reads."""
    info = PngInfo()
    info.add_text("words", "x" * (MAX_TEXT_CHUNK + 1), zip=True)
    target = io.BytesIO()
    Image.new("RGB", (40, 20)).save(target, "PNG", pnginfo=info)
    return target.getvalue()


def with_broken_tag(tag: int, kind: int) -> bytes:
    """Return a JPEG taken sideways in whose EXIF `tag` is of a kind that it cannot be."""
    tags = sorted([(0x0112, 3, 1, 6 << 16), (tag, kind, 1, 8)])
    packed = b"".join(struct.pack(">HHLL", *one) for one in tags)
    exif = b"Exif\0\0MM\0*" + struct.pack(">LH", 8, len(tags)) + packed + bytes(4)
    target = io.BytesIO()
    Image.new("RGB", (40, 20)).save(target, "JPEG", exif=exif)
    return target.getvalue()


BROKEN = {
    "ValueError": with_long_text(),
    "struct.error": with_broken_tag(0x0100, 2),
    "TypeError": with_broken_tag(0x011A, 1),
    "AttributeError": with_broken_tag(0x010F, 10),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_picture_with_broken_text_or_exif_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no picture") as refused:
        bare_picture(content)
    assert "能打开" in refused.value.said("zh")


def test_a_picture_of_too_many_pixels_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.services.photos.PHOTO", replace(PHOTO, most_pixels=100))
    with pytest.raises(InputError, match="too large"):
        bare_picture(jpeg(40, 20))


def photographed(store: Store, leader: Viewer, *, of_flat: bool) -> tuple[int, int]:
    """Add a photo to an open need of the leader and return both."""
    with store.write(leader) as session:
        about = Need.unit_id.is_not(None) if of_flat else Need.unit_id.is_(None)
        wanted = select(Need.id).where(about, Need.closed_on.is_(None), Need.hidden.is_(False))
        need_id = session.scalars(wanted.order_by(Need.id)).first()
        assert need_id is not None
        return need_id, add_photo(session, need_id, jpeg(40, 20), words="现场")


def is_shown(store: Store, viewer: Viewer, need_id: int, photo_id: int) -> bool:
    """Tell whether a viewer gets a photo, as the page of the need says."""
    with store.read(viewer) as session:
        try:
            shown = bool(photo(session, photo_id)[0])
        except NotFoundError:
            shown = False
        try:
            listed = photo_id in case_file(session, need_id, TODAY, "zh").photo_ids
        except NotFoundError:
            listed = False
    assert shown is listed
    return shown


def test_a_photo_of_a_need_called_wrong_is_gone(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    need_id, photo_id = photographed(store, leader, of_flat=False)
    assert is_shown(store, leader, need_id, photo_id)
    with store.write(leader) as session:
        cases.call_wrong(session, need_id, "不是这里")
    assert not is_shown(store, leader, need_id, photo_id)


def test_a_manager_sees_no_photo_from_inside_a_flat(store: Store, viewer_as: ViewerAs) -> None:
    leader, manager = viewer_as("leader"), viewer_as("manager")
    assert is_shown(store, manager, *photographed(store, leader, of_flat=False))
    assert not is_shown(store, manager, *photographed(store, leader, of_flat=True))


def test_a_partner_sees_photos_from_the_day_it_was_given_the_need(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader, company = viewer_as("leader"), viewer_as("partner")
    clinic = replace(company, partner_id="clinic")
    need_id, before = photographed(store, leader, of_flat=True)
    with store.write(CONSOLE) as session:
        kept = session.get(NeedPhoto, before)
        assert kept is not None
        kept.added_at = datetime.now(UTC) - timedelta(days=2)
    with store.write(leader) as session:
        version = case_file(session, need_id, TODAY, "zh").case.version
        cases.assign(session, need_id, "partner:clinic", due=None, note="请上门", version=version)
    _, after = photographed(store, leader, of_flat=True)
    assert not is_shown(store, clinic, need_id, before)
    assert is_shown(store, clinic, need_id, after)
    assert not is_shown(store, company, need_id, after)
