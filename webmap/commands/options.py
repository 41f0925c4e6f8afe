"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def data_folder(command: F) -> F:
    """Add ``--dir``, the data folder."""
    option = click.option(
        "--dir",
        "folder",
        metavar="D",
        help="Data folder. Default: PEOPLES_MAP_DATA_DIR, else ./peoples-map.",
    )
    return option(command)


def listening(command: F) -> F:
    """Add ``--host`` and ``--port``."""
    host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve.")
    port = click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=8000,
        show_default=True,
        help="Port to serve.",
    )
    return host(port(command))
