"""Draws the map's tiles anew after edits: in a process of its own, while the service goes on.

Drawing holds Python's lock for seconds, so a thread of the service would make everybody wait.
"""

import subprocess
import sys
from pathlib import Path
from threading import Lock
from time import monotonic

from flask import Flask, current_app

EXTENSION = "peoples_map_redrawing"
PAUSE_S = 20
"""Edits come in a row: the tiles are drawn at most this often. Meanwhile edits lie over them."""
DRAW = (
    "import os, sys; os.nice(10); from webmap.cli import main; "
    "sys.argv = ['peoples-map', 'tiles', '--dir', sys.argv[1]]; main()"
)
"""Gives way to the service."""


class Redrawing:
    """Starts ``peoples-map tiles`` for one data folder, one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: subprocess.Popen[bytes] | None = None
        self._started = -float("inf")
        self._lock = Lock()

    def begin(self) -> None:
        """Start drawing, unless it was started a moment ago."""
        with self._lock:
            ended = self._running is None or self._running.poll() is not None
            if not ended or monotonic() - self._started < PAUSE_S:
                return
            self._started = monotonic()
            self._running = subprocess.Popen(  # noqa: S603 - our own command line
                [sys.executable, "-c", DRAW, str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )


def redraw_after_edits(app: Flask, folder: Path) -> None:
    """Let `app` draw its tiles anew when they are behind: for a service that stays."""
    app.extensions[EXTENSION] = Redrawing(folder)


def begin_redrawing() -> None:
    """Draw the tiles anew where the service that runs does so."""
    redrawing: Redrawing | None = current_app.extensions.get(EXTENSION)
    if redrawing is not None:
        redrawing.begin()
