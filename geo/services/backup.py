"""Backups: the whole store in one file while the service runs, and back again, whole or nothing.

A backup is a zip archive of ``manifest.json`` and ``store.sqlite``. Photos and site plans are in
the database, sealed; the map's tiles are drawn again from it. The keys in ``settings.env`` are not
in it: who finds a backup cannot read a name, and who loses the keys cannot either.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from geo.errors import ConflictError, InputError, StoreError
from geo.services.keys import KEY_MARK
from geo.store.audit import note_act
from geo.store.models import Record
from geo.store.opening import MIGRATIONS, Store
from geo.store.scope import CONSOLE

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


def store_size(store: Store) -> int:
    """Return the bytes of the store's file: how much a backup has to read.

    Raises
    ------
    StoreError
        When the store is on a server, or there is none.
    """
    place = _file_of(store)
    if not place.is_file():
        # a connection would make an empty one
        raise StoreError(f"{place} holds no store yet: run `peoples-map init` or `demo`")
    return place.stat().st_size


def back_up(store: Store, path: Path, *, progress: Progress = lambda _: None) -> Manifest:
    """Write the store to `path` as it is at one moment; readers and writers go on.

    The file appears whole or not at all, with mode 0600.

    Raises
    ------
    InputError
        When `path` cannot be written or is the database itself.
    StoreError
        When the store is on a server, missing, damaged or of another version.
    ConflictError
        When another process keeps the store busy for long.
    """
    place = _file_of(store)
    if path.is_dir() or path.resolve() == place.resolve():
        raise InputError(f"{path} cannot take the backup: name a new file, such as map.backup")
    store_size(store)
    store.check_current()
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"cannot write {path}: its folder does not exist or is closed")
    _note_backup(store, path.name)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
            copy = Path(folder) / DATABASE
            _copy(place, copy)
            manifest = _described(store, copy)
            draft = Path(folder) / "backup"
            _pack(copy, manifest, draft, progress)
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{place} cannot be copied ({error}): run `peoples-map doctor`") from error
    return manifest


def _note_backup(store: Store, name: str) -> None:
    """Add the act to the audit, and with it to the copy."""
    try:
        with store.write(CONSOLE) as session:
            note_act(session, "store.backed_up", subject=name)
    except OperationalError as error:
        raise ConflictError(
            f"{store.place} is busy ({error.orig}), perhaps with an import: try again later"
        ) from error


def read_manifest(path: Path) -> Manifest:
    """Return what the backup at `path` says of itself; its database is not looked at yet.

    Raises
    ------
    InputError
        When the file is missing, no backup, damaged, or made by a newer version.
    """
    with _opened(path) as archive:
        return _manifest(archive, path)


def restore(
    store: Store, path: Path, *, force: bool = False, progress: Progress = lambda _: None
) -> tuple[Manifest, Path | None]:
    """Put the store in the backup at `path` in place of the file of `store`.

    Everything is checked before anything changes: manifest, checksum, integrity, references, row
    counts, keys, and that the service is stopped. The old store is kept beside the new one. All
    browsers have to log in again: an account may have been closed since.

    Returns
    -------
    tuple
        The manifest, and where the old store is kept; None when there was none or it was empty.

    Raises
    ------
    InputError
        When the file is missing, no backup, damaged, or from a newer version.
    ConflictError
        When there is something in the store and not `force`, or the service is running.
    StoreError
        When the store is on a server, or its FIELD_KEY is not the one the backup was made with.
    """
    target = _file_of(store)
    manifest = read_manifest(path)
    _check_key(store, manifest, path)
    try:
        filled = _is_filled(target)
        if filled and not force:
            raise ConflictError(
                f"{target} holds a store already: restore into an empty folder, or repeat with "
                "--force, which keeps the old store beside the new one"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".draft-") as folder:
            draft = Path(folder) / DATABASE
            _unpack(path, manifest, draft, progress)
            _check_database(draft, manifest, path)
            _note_restored(draft, path.name)
            store.close()
            return manifest, _swap(draft, target, keep=filled)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


def _file_of(store: Store) -> Path:
    if store.engine.dialect.name != "sqlite" or not store.url.database:
        raise StoreError(
            f"{store.place} is on a database server: back it up with the server's own tools "
            "(pg_dump, pg_restore)"
        )
    return Path(store.url.database)


def _copy(source: Path, target: Path) -> None:
    """Copy a database in one step: a single read transaction, so that no writer restarts it."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")


def _described(store: Store, copy: Path) -> Manifest:
    with closing(sqlite3.connect(copy)) as connection:
        revision, counts = _revision(connection), _counts(connection)
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("peoples-map"),
        revision=revision,
        size=copy.stat().st_size,
        sha256=_sha256(copy),
        counts=counts,
        key_check=None if store.cipher is None else store.digest(KEY_MARK),
    )


def _revision(connection: sqlite3.Connection) -> str:
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(rows[0][0]) if rows else ""


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the rows of each of our tables that are there."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - our own table names
        for name in sorted(Record.metadata.tables)
        if name in there
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pack(copy: Path, manifest: Manifest, draft: Path, progress: Progress) -> None:
    draft.touch(mode=0o600)
    content = {"kind": KIND, "form": FORM, **asdict(manifest)}
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        archive.writestr(MANIFEST, json.dumps(content, ensure_ascii=False, indent=1))
        with copy.open("rb") as source, archive.open(DATABASE, "w", force_zip64=True) as target:
            for chunk in _chunks(source):
                target.write(chunk)
                progress(len(chunk))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
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


def _check_key(store: Store, manifest: Manifest, path: Path) -> None:
    if store.cipher and manifest.key_check and store.digest(KEY_MARK) != manifest.key_check:
        raise StoreError(
            f"{path} was made with another FIELD_KEY, its names could never be read here: put the "
            "settings.env that belongs to it into the data folder first"
        )


def _is_filled(target: Path) -> bool:
    """Tell whether something would be lost; what cannot be read counts as something."""
    if not target.exists() or target.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(target)) as connection:
            return any(_counts(connection).values())
    except sqlite3.DatabaseError:
        return True


def _unpack(path: Path, manifest: Manifest, draft: Path, progress: Progress) -> None:
    """Write the database of the backup to `draft`; never more bytes than its manifest says."""
    draft.touch(mode=0o600)
    if shutil.disk_usage(draft.parent).free < manifest.size:
        raise InputError(f"there is no room for the {manifest.size / 2**20:.0f} MiB of {path}")
    with _opened(path) as archive, archive.open(DATABASE) as source, draft.open("wb") as target:
        for chunk in _chunks(source):
            target.write(chunk)
            progress(len(chunk))
    if draft.stat().st_size != manifest.size or _sha256(draft) != manifest.sha256:
        raise InputError(f"{path} is damaged: its checksum does not fit, use another backup")


def _check_database(draft: Path, manifest: Manifest, path: Path) -> None:
    try:
        with closing(sqlite3.connect(draft)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
            same = _revision(connection) == manifest.revision
            counts = _counts(connection)
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} holds no sound database ({error})") from error
    if not sound or loose or not same or counts != dict(manifest.counts):
        raise InputError(f"{path} holds no sound database: it is not what its manifest says")


def _note_restored(draft: Path, name: str) -> None:
    """Add the act to the audit of the restored store, and end what browsers had going on."""
    with closing(sqlite3.connect(draft)) as connection, connection:
        connection.execute("DELETE FROM web_session")
    restored = Store(f"sqlite:///{draft}")
    with restored.write(CONSOLE) as session:
        note_act(session, "store.restored", subject=name)
    restored.close()
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _swap(draft: Path, target: Path, *, keep: bool) -> Path | None:
    """Put `draft` in the place of `target`; the old store stays beside it when `keep`."""
    _check_unused(target)
    kept = _free_name(target)
    moved = []
    for suffix in ("", "-wal", "-shm"):
        old = Path(f"{target}{suffix}")
        if old.exists():
            old.replace(f"{kept}{suffix}")
            moved.append(suffix)
    try:
        draft.replace(target)
    except OSError:
        for suffix in moved:
            Path(f"{kept}{suffix}").replace(f"{target}{suffix}")
        raise
    if keep:
        return kept
    for suffix in moved:
        Path(f"{kept}{suffix}").unlink()
    return None


def _free_name(target: Path) -> Path:
    """Return a name that keeps no older store yet: a second restore must not lose the first."""
    first = target.with_name(f"{target.name}.before-restore")
    names = (first if n == 1 else first.with_name(f"{first.name}-{n}") for n in range(1, 1000))
    return next(name for name in names if not name.exists())


def _check_unused(target: Path) -> None:
    """Raise when another process has the database open.

    SQLite leaves the write-ahead log only for whoever is alone with the file, and then brings all
    of it into the one file.
    """
    if not target.exists():
        return
    try:
        with closing(sqlite3.connect(target, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            return
        raise ConflictError(f"{target} is in use: stop the service, then restore again") from error
    except sqlite3.DatabaseError:
        # a damaged store is moved aside as it is
        return
