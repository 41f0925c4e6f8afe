"""The vector tiles of the map: one archive under its content's name, kept by browsers for ever."""

import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, send_file, url_for

from geo.places.tiles import root_directory
from geo.services import tiles
from geo.services.tile_changes import changed_since
from webmap.access import for_roles, settings, store, viewer
from webmap.map import layers
from webmap.redrawing import begin_redrawing

pages = Blueprint("tiles", __name__)
YEAR_S = 365 * 24 * 3600
NAME = re.compile(r"[0-9a-f]{20}")
MOST_BROUGHT_BYTES = 3000
"""A first directory up to this long comes with the page: the browser waits once less for it."""


@pages.get("/tiles/<digest>.pmtiles")
@for_roles()
def archive(digest: str) -> Response:
    """Return the archive of `digest`, whole or the range that is asked for."""
    if not NAME.fullmatch(digest):
        abort(404)
    path = tiles.archive_path(settings().folder.resolve(), digest)
    if not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype="application/vnd.pmtiles",
        conditional=True,
        etag=digest,
        last_modified=None,
    )
    answer.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    return answer


@pages.get("/api/changes")
@for_roles()
def changes() -> Response:
    """Return what was edited since the tiles were drawn, as GeoJSON with what it replaces."""
    drawn = tiles.current(settings().folder)
    if drawn is None:
        return jsonify(replaced={}, features=[])
    with store().read(viewer()) as session:
        if not tiles.is_up_to_date(session, drawn):
            begin_redrawing()
    return Response(layers.changes(changed_since(store(), drawn)), mimetype="application/geo+json")


def base_config() -> dict[str, Any]:
    """Return what a page tells its base map: the archive of tiles, and where its changes are.

    Where no tiles were ever drawn, they are drawn now.
    """
    drawn = tiles.current(settings().folder) or tiles.refresh(store(), settings().folder)
    if drawn is None:
        return {"tiles": None, "changes": url_for("tiles.changes"), "changed": False}
    with store().read(viewer()) as session:
        changed = not tiles.is_up_to_date(session, drawn)
    if changed:
        begin_redrawing()
    return {
        "tiles": {
            "url": url_for("tiles.archive", digest=drawn.digest),
            "bytes": drawn.size,
            "head": drawn.head,
            "directory": _directory(drawn),
        },
        "changes": url_for("tiles.changes"),
        "changed": changed,
    }


def _directory(drawn: tiles.Archive) -> str | None:
    """Return the archive's first directory, unpacked, in base 64; None where it is long."""
    known = _root(tiles.archive_path(settings().folder, drawn.digest))
    return b64encode(known).decode() if len(known) <= MOST_BROUGHT_BYTES else None


@lru_cache(maxsize=4)
def _root(path: Path) -> bytes:
    return root_directory(path)
