"""Pictures that are kept: read from bytes nobody vouches for, upright, small, with nothing else."""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

from geo.errors import InputError

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureKind:
    """What is taken, how it is kept, and what is said of a file that is not taken."""

    formats: tuple[str, ...]
    """As Pillow names them."""
    most_pixels: int
    longest_side_px: int
    """It is made smaller down to this."""
    quality: int
    """Of the JPEG that is kept, 1 to 95."""
    unreadable: tuple[str, str]
    """In English and in Chinese."""
    too_large: tuple[str, str]
    """In English and in Chinese."""


@dataclass(frozen=True, slots=True)
class BarePicture:
    """A JPEG without position, camera or text."""

    content: bytes
    width_px: int
    height_px: int


def bare_jpeg(content: bytes, kind: PictureKind) -> BarePicture:
    """Return the picture upright and at most so large, on white where it was clear.

    Raises
    ------
    InputError
        When it cannot be read as one of the formats, or has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=kind.formats) as picture:
            if picture.width * picture.height > kind.most_pixels:
                raise _refused(kind.too_large)
            upright = ImageOps.exif_transpose(picture)
            clear = upright.has_transparency_data
            upright = upright.convert("RGBA" if clear else "RGB")
    except InputError:
        raise
    except UNREADABLE as error:
        raise _refused(kind.unreadable) from error
    upright.thumbnail((kind.longest_side_px, kind.longest_side_px))
    # a new image carries nothing of the old one's metadata; what was clear becomes paper
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright.getchannel("A") if clear else None)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=kind.quality)
    return BarePicture(target.getvalue(), bare.width, bare.height)


def _refused(said: tuple[str, str]) -> InputError:
    return InputError(said[0], zh=said[1])
