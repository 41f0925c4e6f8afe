"""A data folder that is ready: keys made once, the store at the newest schema."""

from dataclasses import replace
from pathlib import Path

from geo.errors import InputError, StoreError
from geo.services import keys
from geo.services.diary.index import index_waiting
from geo.services.place_edits.site_plans import adopt_files
from geo.services.viewing import CONSOLE, Store, new_key
from webmap.settings import SETTINGS_FILE, Settings, add_settings

KEYS = ("secret_key", "field_key")


def installed(settings: Settings) -> Settings:
    """Make what the data folder of `settings` lacks; return the settings with their keys.

    Raises
    ------
    InputError
        When the folder cannot be written.
    StoreError
        When the database is damaged, or was made with another key.
    """
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make folder {settings.folder}: {error.strerror}") from error
    if settings.field_key is None:
        _refuse_a_second_key(settings)
    made = {name: new_key() for name in KEYS if getattr(settings, name) is None}
    if made:
        add_settings(settings.folder, made)
    complete = replace(settings, **made)
    opened = store_of(complete)
    _for_the_owner_only(opened)
    opened.migrate()
    keys.mark(opened)
    keys.check(opened)
    with opened.write(CONSOLE) as session:
        index_waiting(session)
        adopt_files(session, complete.folder)
    opened.close()
    return complete


def _refuse_a_second_key(settings: Settings) -> None:
    """Refuse to make a key beside a store that was made with one: its names would be lost."""
    if not (settings.folder / "store.sqlite").exists() and settings.database_url is None:
        return
    opened = store_of(settings)
    marked = keys.is_marked(opened)
    opened.close()
    if marked:
        raise StoreError(
            f"{opened.place} holds a store, but PEOPLES_MAP_FIELD_KEY is missing: copy the "
            f"{SETTINGS_FILE} that belongs to it to {settings.folder / SETTINGS_FILE}; a new key "
            "could not read its names"
        )


def _for_the_owner_only(store: Store) -> None:
    """Make the database file before SQLite does: its log files take over the mode 0600."""
    if store.url.get_backend_name() == "sqlite" and store.url.database:
        path = Path(store.url.database)
        try:
            path.touch(mode=0o600)
        except OSError as error:
            raise InputError(f"cannot write {path}: {error.strerror}") from error


def has_store(settings: Settings) -> bool:
    """Tell whether there is a store to open; opening a missing file would make one."""
    store = store_of(replace(settings, field_key=None))
    is_file = store.url.get_backend_name() == "sqlite" and store.url.database
    return Path(str(store.url.database)).is_file() if is_file else True


def store_of(settings: Settings) -> Store:
    """Return the store that `settings` name."""
    return Store(settings.url, field_key=settings.field_key)
