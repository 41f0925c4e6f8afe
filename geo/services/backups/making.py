"""Writing a backup while readers and writers go on."""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.exc import OperationalError

from geo.errors import ConflictError, InputError, StoreError
from geo.services.backups.archive import DATABASE, Manifest, Progress, pack
from geo.services.backups.database import file_of, row_counts, schema_revision, sha256
from geo.services.keys import KEY_MARK
from geo.store.audit import note_act
from geo.store.opening import Store
from geo.store.scope import CONSOLE


def store_size(store: Store) -> int:
    """Return the bytes of the store's file: how much a backup has to read.

    Raises
    ------
    StoreError
        When the store is on a server, or there is none.
    """
    place = file_of(store)
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
    place = file_of(store)
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
            pack(copy, manifest, draft, progress)
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


def _copy(source: Path, target: Path) -> None:
    """Copy a database in one step: a single read transaction, so that no writer restarts it."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")


def _described(store: Store, copy: Path) -> Manifest:
    with closing(sqlite3.connect(copy)) as connection:
        revision, counts = schema_revision(connection), row_counts(connection)
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("peoples-map"),
        revision=revision,
        size=copy.stat().st_size,
        sha256=sha256(copy),
        counts=counts,
        key_check=None if store.cipher is None else store.digest(KEY_MARK),
    )
