"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Numbers(click.ParamType[frozenset[int]]):
    """Whole numbers with commas between, such as 4,13,14."""

    name = "numbers"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[int]:
        """Return the numbers in `value`."""
        words = str(value).replace("、", ",").replace(",", " ").split()
        if not all(word.isdecimal() for word in words):
            self.fail(f"{value!r} is no list of numbers: write it as 4,13,14", param, ctx)
        return frozenset(map(int, words))


def data_folder(command: F) -> F:
    """Add ``--dir``, the data folder."""
    option = click.option(
        "--dir",
        "folder",
        metavar="D",
        help="Data folder. Default: PEOPLES_MAP_DATA_DIR, else ./peoples-map.",
    )
    return option(command)


def trial(command: F) -> F:
    """Add what all imports share: --dry-run, --report and --dir."""
    dry = click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
    report = click.option(
        "--report",
        type=click.Path(path_type=Path),
        metavar="FILE.csv",
        help="List rejected rows here. Default: beside the input.",
    )
    return dry(report(data_folder(command)))


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
