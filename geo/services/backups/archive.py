"""The file of a backup: its manifest, its database, and what is checked before it is trusted."""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from alembic.script import ScriptDirectory

from geo.errors import ConflictError, InputError, StoreError
from geo.store.opening import MIGRATIONS

KIND = "peoples-map backup"
FORM = 1
"""Raised when an older version could not read a newer file."""
MANIFEST, DATABASE = "manifest.json", "store.sqlite"
CHUNK_BYTES = 2**20
LARGEST_MANIFEST_BYTES = 2**20

Progress = Callable[[int], None]
"""Is told the number of bytes done since it was told last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    """ISO 8601, UTC."""
    version: str
    """Version of the service that made it."""
    revision: str
    """Schema revision."""
    size: int
    """Bytes of the database."""
    sha256: str
    """Of the database."""
    counts: Mapping[str, int]
    """Rows of each table."""
    key_check: str | None
    """Keyed digest of `KEY_MARK`; None where the store was opened without its key."""


def read_manifest(path: Path) -> Manifest:
    """Return what the backup at `path` says of itself; its database is not looked at yet.

    Raises
    ------
    InputError
        When the file is missing, no backup, damaged, or made by a newer version.
    """
    with opened(path) as archive:
        return _manifest(archive, path)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield the archive at `path`; whatever its bytes do wrong becomes one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            if set(archive.namelist()) != {MANIFEST, DATABASE}:
                raise InputError(f"{path} is no backup of this service: {KIND!r} was wanted")
            yield archive
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: name a file that `backup` wrote") from None
    # a damaged archive shows itself as any of these
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError | ConflictError | StoreError):
            raise
        raise InputError(
            f"{path} is damaged or no backup of this service ({error}): use another backup"
        ) from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST_BYTES:
        raise InputError(f"{path} is no backup of this service: its manifest is too large")
    content = json.loads(archive.read(MANIFEST))
    if not isinstance(content, dict) or content.pop("kind", None) != KIND:
        raise InputError(f"{path} is no backup of this service: {KIND!r} was wanted")
    if content.pop("form", None) != FORM:
        raise InputError(f"{path} was made by another version: bring this service up to date first")
    manifest = _read(content, path)
    if manifest.revision not in _known_revisions():
        raise InputError(
            f"{path} has schema {manifest.revision!r}, which this version does not know: "
            "bring this service up to date first"
        )
    if archive.getinfo(DATABASE).file_size != manifest.size:
        raise InputError(f"{path} is damaged: its database has another size than its manifest says")
    return manifest


def _read(content: dict[str, Any], path: Path) -> Manifest:
    try:
        manifest = Manifest(**content)
        counts = {str(name): int(count) for name, count in manifest.counts.items()}
        whole = int(manifest.size) > 0 and bool(counts)
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path} is damaged: its manifest lacks something ({error})") from error
    if not whole:
        raise InputError(f"{path} is damaged: its manifest counts nothing")
    return manifest


def _known_revisions() -> set[str]:
    return {one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def pack(copy: Path, manifest: Manifest, draft: Path, progress: Progress) -> None:
    """Write the archive of database `copy` to `draft`."""
    draft.touch(mode=0o600)
    content = {"kind": KIND, "form": FORM, **asdict(manifest)}
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        archive.writestr(MANIFEST, json.dumps(content, ensure_ascii=False, indent=1))
        with copy.open("rb") as source, archive.open(DATABASE, "w", force_zip64=True) as target:
            for chunk in chunks(source):
                target.write(chunk)
                progress(len(chunk))


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what `stream` holds, a piece at a time."""
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk
