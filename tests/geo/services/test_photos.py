"""A kept photo shows the picture and nothing of the camera."""

import io

import pytest
from PIL import Image

from geo.errors import InputError
from geo.services.photos import LONGEST_SIDE_PX, bare_picture


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
        assert kept.size == (LONGEST_SIDE_PX // 4, LONGEST_SIDE_PX)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no picture"):
        bare_picture(content)
