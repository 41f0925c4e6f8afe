"""Runs the application under gunicorn until it is told to stop."""

import errno
import os
import socket
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from geo.errors import InputError
from webmap.app import create_app
from webmap.logs import log_to_stderr
from webmap.redrawing import redraw_after_edits
from webmap.settings import Settings
from webmap.warming import WarmedLater, takes_long, warm_map, warm_people_daily, warm_up

WORKERS = 2
THREADS = 4
GRACE_S = 10
KEEP_ALIVE_S = 30
"""A phone on a slow net pays three round trips for each new connection."""


class Service(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our options; the application is made once, before the workers fork."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Set our options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app


def serve(
    settings: Settings, *, host: str, port: int, tls: tuple[Path, Path] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT; running requests have ten seconds to end.

    `tls` is a certificate chain and its key, both PEM.

    Raises
    ------
    InputError
        When the port is taken or the certificate cannot be read.
    StoreError
        When the store cannot be used.
    """
    check_port(host, port)
    for path in tls or ():
        if not os.access(path, os.R_OK):
            raise InputError(f"{path} cannot be read: give the certificate and key as PEM files")
    log_to_stderr()
    app = create_app(settings)
    redraw_after_edits(app, settings.folder)
    later = WarmedLater(app, WORKERS) if takes_long(app) else None
    (warm_map if later else warm_up)(app)
    # an open connection must not be carried over a fork: SQLite would close it in both
    app.extensions["peoples_map_store"].close()

    def ready(server: Arbiter) -> None:
        click.echo(f"serving {'https' if tls else 'http'}://{host}:{port}")
        if later:
            later.begin(server.WORKERS)

    def before_fork(_server: Arbiter, _worker: object) -> None:
        if later:
            later.before_fork()

    def after_fork(_server: Arbiter, _worker: object) -> None:
        if later:
            warm_people_daily(app)

    options: dict[str, Any] = {
        "bind": f"{host}:{port}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": "gthread",
        "graceful_timeout": GRACE_S,
        "keepalive": KEEP_ALIVE_S,
        "preload_app": True,
        "when_ready": ready,
        "pre_fork": before_fork,
        "post_fork": after_fork,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    if tls:
        options |= {"certfile": str(tls[0]), "keyfile": str(tls[1])}
    Service(app, options).run()


def check_port(host: str, port: int) -> None:
    """Raise `InputError` when nothing can listen on `port` of `host`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken by another program" if taken else f"cannot be used: {error.strerror}"
            raise InputError(f"port {port} of {host} {why}: choose another with --port") from error
