"""The settings of the service: read once from the environment, checked, then frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geo.errors import InputError

PREFIX = "PEOPLES_MAP_"
TEST_PREFIX = "PEOPLES_MAP_TEST_"
SETTINGS_FILE = "settings.env"
BOUNDS = {"trusted_proxies": (0, 20), "session_hours": (1, 24 * 365)}
"""Least and most of the settings that are whole numbers."""


def _setting(doc: str, default: str | None = None, *, secret: bool = False) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Declare one setting with what it means; the README's table is made from it."""
    return field(default=default, metadata={"doc": doc}, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; each is the environment variable of its name with the prefix PEOPLES_MAP_."""

    data_dir: str = _setting("folder of the database, keys and exports", "peoples-map")
    database_url: str | None = _setting(
        "SQLAlchemy address of the database; default: `store.sqlite` in the data folder",
        secret=True,
    )
    secret_key: str | None = _setting("signs forms; made by `init`", secret=True)
    field_key: str | None = _setting(
        "encrypts names, phones and texts in the database; made by `init`. Lost key, lost names",
        secret=True,
    )
    language: str = _setting(
        "language of pages before login, and of the command line where it stands in the "
        "environment: zh or en",
        "zh",
    )
    time_zone: str = _setting("time zone that decides what day it is", "Asia/Shanghai")
    trusted_proxies: str = _setting(
        "how many reverse proxies stand before the service and set X-Forwarded-* headers", "0"
    )
    session_hours: str = _setting("hours without a click until a login ends", "12")

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if self.language not in {"zh", "en"}:
            raise InputError(f"{PREFIX}LANGUAGE is {self.language!r}, wanted zh or en")
        for name, (least, most) in BOUNDS.items():
            given = getattr(self, name)
            if not (given.isascii() and given.isdecimal() and least <= int(given) <= most):
                raise InputError(
                    f"{PREFIX}{name.upper()} is {given!r}, wanted a whole number from {least} "
                    f"to {most}"
                )

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data_dir)

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.folder.resolve() / 'store.sqlite'}"


def from_env(environ: Mapping[str, str] | None = None, *, folder: str | None = None) -> Settings:
    """Return the settings of `environ` over those in the data folder's ``settings.env``.

    Parameters
    ----------
    environ
        Variables to read; default: those of the process.
    folder
        Data folder; default: ``PEOPLES_MAP_DATA_DIR``, else ``./peoples-map``.

    Raises
    ------
    InputError
        When a variable with our prefix is not a setting, or a value cannot work.
    """
    given = _named(dict(os.environ if environ is None else environ), "the environment")
    if folder is not None:
        given["data_dir"] = folder
    path = Path(given.get("data_dir", "peoples-map")) / SETTINGS_FILE
    kept = _named(_file_variables(path), str(path)) if path.is_file() else {}
    return Settings(**(kept | given))


def _named(variables: Mapping[str, str], origin: str) -> dict[str, str]:
    """Return our variables by field name; an unknown one is an error."""
    known = {one.name for one in fields(Settings)}
    ours = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in variables.items()
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
    }
    for name in ours.keys() - known:
        wanted = ", ".join(PREFIX + one.upper() for one in sorted(known))
        raise InputError(
            f"{PREFIX}{name.upper()} in {origin} is not a setting; there are: {wanted}"
        )
    return ours


def _file_variables(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of a settings file."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def add_settings(folder: Path, values: Mapping[str, str]) -> None:
    """Add `values` to ``settings.env`` in `folder`, readable by its owner only."""
    path = folder / SETTINGS_FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = [f"{PREFIX}{name.upper()}={value}\n" for name, value in values.items()]
    write_private(path, before + "".join(lines))


def write_private(path: Path, content: str) -> None:
    """Write `content` to `path`, whole or not at all, with mode 0600 from the first byte.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
        draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
