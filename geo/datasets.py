"""Finds the data files that ship with the product: vocabularies, lexicons, demo settings."""

import csv
from importlib.resources import files
from pathlib import Path

from geo.errors import InputError

BUILT = "built"
"""The folder of data that is made when the package is built (``webmap/assets/build.py``)."""


def data_path(name: str) -> Path:
    """Return the path of shipped data file `name`, such as ``vocabulary/needs.csv``.

    A wheel carries the data as ``geo/_data``; an editable install reads the checkout's ``data``.

    Raises
    ------
    InputError
        When no such file is shipped, or the checkout was never built.
    """
    package = Path(str(files("geo")))
    shipped = package / "_data"
    path = (shipped if shipped.is_dir() else package.parent / "data") / name
    if not path.exists() and path.parent.name == BUILT:
        raise InputError(
            f"data file {name!r} is made when the package is built:"
            " run `pip install -e .` in the checkout"
        )
    if not path.exists():
        raise InputError(f"data file {name!r} is not part of this installation: reinstall it")
    return path


def data_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of shipped CSV `name` as dicts keyed by its header."""
    with data_path(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
