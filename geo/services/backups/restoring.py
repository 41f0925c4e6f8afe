"""Putting a backup in the place of a store: everything is checked before anything changes."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from geo.errors import ConflictError, InputError, StoreError
from geo.services.backups.archive import (
    DATABASE,
    Manifest,
    Progress,
    chunks,
    opened,
    read_manifest,
)
from geo.services.backups.database import file_of, row_counts, schema_revision, sha256
from geo.services.keys import KEY_MARK
from geo.store.audit import note_act
from geo.store.opening import Store
from geo.store.scope import CONSOLE


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
    target = file_of(store)
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
            return any(row_counts(connection).values())
    except sqlite3.DatabaseError:
        return True


def _unpack(path: Path, manifest: Manifest, draft: Path, progress: Progress) -> None:
    """Write the database of the backup to `draft`; never more bytes than its manifest says."""
    draft.touch(mode=0o600)
    if shutil.disk_usage(draft.parent).free < manifest.size:
        raise InputError(f"there is no room for the {manifest.size / 2**20:.0f} MiB of {path}")
    with opened(path) as archive, archive.open(DATABASE) as source, draft.open("wb") as target:
        for chunk in chunks(source):
            target.write(chunk)
            progress(len(chunk))
    if draft.stat().st_size != manifest.size or sha256(draft) != manifest.sha256:
        raise InputError(f"{path} is damaged: its checksum does not fit, use another backup")


def _check_database(draft: Path, manifest: Manifest, path: Path) -> None:
    try:
        with closing(sqlite3.connect(draft)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
            same = schema_revision(connection) == manifest.revision
            counts = row_counts(connection)
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
