"""Opens the store: engine, pragmas, transactions for reading and for writing."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from geo.errors import StoreError
from geo.store.columns import CIPHER_ATTRIBUTE
from geo.store.crypto import FieldCipher
from geo.store.scope import VIEWER, Viewer

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_TIMEOUT_MS = 10_000
WRITES = "peoples_map_writes"


class Store:
    """One database. Sessions are opened for a viewer; writers queue up, readers never wait.

    Parameters
    ----------
    url
        SQLAlchemy address, such as ``sqlite:////srv/map/store.sqlite``.
    field_key
        Secret of the field encryption; None: personal fields stay closed.
    """

    def __init__(self, url: str, *, field_key: str | None = None) -> None:
        self.url = make_url(url)
        self.engine = create_engine(self.url)
        self.cipher = None if field_key is None else FieldCipher(field_key)
        setattr(self.engine.dialect, CIPHER_ATTRIBUTE, self.cipher)
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        self._writing = self.engine.execution_options(**{WRITES: True})

    @contextlib.contextmanager
    def read(self, viewer: Viewer) -> Iterator[Session]:
        """Yield a session that sees one state of the store and rolls back at the end."""
        with Session(self.engine, info={VIEWER: viewer}, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def write(self, viewer: Viewer) -> Iterator[Session]:
        """Yield a session that commits at the end, or rolls back on any error."""
        with Session(self._writing, info={VIEWER: viewer}) as session, session.begin():
            yield session

    def digest(self, words: str) -> str:
        """Return the keyed digest of `words` (a name, a number)."""
        if self.cipher is None:
            raise StoreError("this store was opened without FIELD_KEY: nothing can be looked up")
        return self.cipher.digest(words)

    def migrate(self) -> None:
        """Bring the database to the newest schema; an empty one is made."""
        with self._sound(), self._writing.connect() as connection, connection.begin():
            config = _alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def revision(self) -> str | None:
        """Return the schema revision, None for an empty database.

        Raises
        ------
        StoreError
            When the file is damaged or is no database.
        """
        with self._sound(), self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def check_current(self) -> None:
        """Raise `StoreError` when the schema is not the one that this version works with."""
        found, wanted = self.revision(), ScriptDirectory.from_config(_alembic()).get_current_head()
        if found is None:
            raise StoreError(f"{self.place} holds no store yet: run `peoples-map init` or `demo`")
        if found != wanted:
            raise StoreError(
                f"{self.place} has schema {found}, this version wants {wanted}: "
                "back it up, then run `peoples-map init` to bring it up to date"
            )

    @property
    def place(self) -> str:
        """Where the database is, without any password."""
        return self.url.database or self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise StoreError(
                f"{self.place} cannot be used as a database ({error.orig}): "
                "restore it from a backup, or move it away and run `peoples-map init`"
            ) from error


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _prepare_sqlite(engine: Engine) -> None:
    """Set the pragmas, and begin writers with IMMEDIATE so that they queue instead of failing."""

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def analyse(session: Session) -> None:
    """Let the database look at its tables after a bulk load, so that it picks good plans."""
    session.execute(text("ANALYZE"))
