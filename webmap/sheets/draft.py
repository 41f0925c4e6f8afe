"""Writing a file whole or not at all."""

import tempfile
from pathlib import Path

from geo.errors import InputError


def written_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` by way of a draft beside it.

    Raises
    ------
    InputError
        When the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
            draft = Path(folder) / path.name
            draft.write_bytes(content)
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
