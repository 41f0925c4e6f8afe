"""Pictures that come with the diary's form: files ``photos``, each with what its camera wrote.

The phone makes a picture smaller before it is sent, and what the camera wrote is lost by it: it
comes along as a file of its own in ``exif``, in the same order; an empty one says there was none.
"""

from werkzeug.datastructures import FileStorage, MultiDict

from geo.errors import InputError
from geo.services.diary.photo_places import LONGEST_EXIF
from geo.services.diary.photos import MOST_PHOTOS, Picture


def pictures_of(files: MultiDict[str, FileStorage]) -> list[Picture]:
    """Return the pictures in `files`; fields that nobody filled in are left out.

    Raises
    ------
    InputError
        When there are more than `MOST_PHOTOS`.
    """
    sent = [one for one in files.getlist("photos") if one.filename]
    if len(sent) > MOST_PHOTOS:
        raise InputError(
            f"an entry has at most {MOST_PHOTOS} photos", zh=f"一篇最多 {MOST_PHOTOS} 张照片。"
        )
    blocks = [one.read(LONGEST_EXIF + 1) for one in files.getlist("exif") if one.filename]
    exif = blocks if len(blocks) == len(sent) else [b""] * len(sent)
    return [Picture(one.read(), block) for one, block in zip(sent, exif, strict=True)]
