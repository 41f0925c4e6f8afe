"""What all imports share: one transaction that may be tried and taken back, and its faults."""

import contextlib
from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from geo.errors import StoreError
from geo.store.opening import Store
from geo.store.scope import CONSOLE


@contextlib.contextmanager
def importing(store: Store, *, dry_run: bool = False) -> Iterator[Session]:
    """Yield a session that commits everything at the end, or nothing: on an error, on a dry run.

    A dry run does all the work, so that what it counts is what an import would do.

    Raises
    ------
    StoreError
        When the database is damaged, full or locked.
    """
    with sound(store), store.write(CONSOLE) as session:
        yield session
        if dry_run:
            session.rollback()


@contextlib.contextmanager
def sound(store: Store) -> Iterator[None]:
    """Turn what a damaged, full or locked database says into a `StoreError`."""
    try:
        yield
    except DatabaseError as error:
        raise StoreError(
            f"{store.place} refused the import ({error.orig}): nothing was imported; "
            "if the database is damaged, restore it from a backup"
        ) from error
