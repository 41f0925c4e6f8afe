"""The database file that is backed up and restored."""

import hashlib
import sqlite3
from pathlib import Path

from geo.errors import StoreError
from geo.store.models import Record
from geo.store.opening import Store


def file_of(store: Store) -> Path:
    """Return the file of a store.

    Raises
    ------
    StoreError
        When it is on a server.
    """
    if store.engine.dialect.name != "sqlite" or not store.url.database:
        raise StoreError(
            f"{store.place} is on a database server: back it up with the server's own tools "
            "(pg_dump, pg_restore)"
        )
    return Path(store.url.database)


def schema_revision(connection: sqlite3.Connection) -> str:
    """Return the schema revision; empty where there is none."""
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(rows[0][0]) if rows else ""


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the rows of each of our tables that are there."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - our own table names
        for name in sorted(Record.metadata.tables)
        if name in there
    }


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
