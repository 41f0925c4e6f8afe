"""Whether a store and a FIELD_KEY belong together: asked before anything is written with it."""

from geo.errors import StoreError
from geo.services.facts import set_fact
from geo.store.models import StoreFact
from geo.store.opening import Store
from geo.store.scope import CONSOLE

KEY_CHECK = "key_check"
KEY_MARK = "backup key check"
"""Its keyed digest tells whether two stores have the same FIELD_KEY, and nothing else."""


def is_marked(store: Store) -> bool:
    """Tell whether the store was made with a FIELD_KEY; it need not be open with one now."""
    if store.revision() is None:
        return False
    with store.read(CONSOLE) as session:
        return session.get(StoreFact, KEY_CHECK) is not None


def mark(store: Store) -> None:
    """Keep the digest of the key that the store is made with; a marked store stays as it is."""
    if not is_marked(store):
        with store.write(CONSOLE) as session:
            set_fact(session, KEY_CHECK, store.digest(KEY_MARK))


def check(store: Store) -> None:
    """Raise `StoreError` when the store was made with another key than it is open with."""
    with store.read(CONSOLE) as session:
        kept = session.get(StoreFact, KEY_CHECK)
    if kept is not None and kept.value != store.digest(KEY_MARK):
        raise StoreError(
            f"{store.place} was made with another FIELD_KEY, its names cannot be read with this "
            "one: put the settings.env that belongs to it into the data folder"
        )
