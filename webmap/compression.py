"""Sends pages and data compressed.

Beside what a stranger makes a page say stand a form token and names, which the length of a
compressed page would help to guess (BREACH). Three things stand against it: the token looks
different in every answer (`webmap.form_tokens`), every answer is longer by a random number of
bytes (as in Palacios and others, "Heal the Breach", 2022), and a foreign page cannot ask for ours
in the reader's name but by leading her there, as the session's cookie is SameSite=Lax.
Static files are packed once: scripts and styles shrink to a third, which a phone on a slow net
waits for.
"""

import gzip
import io
import secrets

from flask import Response, request

SMALLEST_BYTES = 1024
LEVEL = 5
"""5 000 flats' worth of GeoJSON shrink to a fifth in some 10 ms; higher levels gain 3 % more."""
COMPRESSED_TYPES = frozenset(
    {"text/html", "application/json", "application/geo+json", "text/csv", "text/javascript"}
)
MOST_PADDING = 100
"""A page of 50 kB with 60 homes on it shrinks to 6 kB; what is added is not felt."""

STATIC_LEVEL = 9
STATIC_TYPES = frozenset({"text/javascript", "text/css", "image/svg+xml", "application/json"})
_packed_files: dict[str, bytes] = {}
"""Packed static files by their entity tag, which tells name, size and time of change."""
MOST_PACKED = 256
"""There are some 150; those that change while a process runs do not fill its memory."""


def compressed(response: Response) -> Response:
    """Return `response`, compressed where that helps and the reader takes it.

    A file of data sent from disk or in part (206) stays as it is: the reader counts its bytes.
    """
    if request.endpoint == "static":
        return _packed_file(response)
    if (
        response.direct_passthrough
        or response.is_streamed
        or response.status_code != 200
        or response.mimetype not in COMPRESSED_TYPES
        or "Content-Encoding" in response.headers
        or "Range" in request.headers
    ):
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) < SMALLEST_BYTES or request.accept_encodings["gzip"] <= 0:
        return response
    response.set_data(packed(content))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)
    return response


def packed(content: bytes) -> bytes:
    """Return `content` as gzip with up to `MOST_PADDING` bytes more, in the field for a name."""
    shell = io.BytesIO()
    padding = secrets.token_hex(MOST_PADDING // 2)[: secrets.randbelow(MOST_PADDING + 1)]
    with gzip.GzipFile(padding, "wb", LEVEL, shell, mtime=0) as file:
        file.write(content)
    return shell.getvalue()


def _packed_file(response: Response) -> Response:
    etag, _ = response.get_etag()
    if (
        response.status_code != 200
        or etag is None
        or response.mimetype not in STATIC_TYPES
        or "Range" in request.headers
    ):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0:
        return response
    file = response.response
    response.direct_passthrough = False
    content = _packed_files.get(etag) or _kept(etag, response.get_data())
    if hasattr(file, "close"):
        file.close()
    response.set_data(content)
    response.headers["Content-Encoding"] = "gzip"
    response.set_etag(etag, weak=True)
    return response


def _kept(etag: str, content: bytes) -> bytes:
    """Return `content` packed, and keep it; all others are forgotten when there are too many."""
    if len(_packed_files) >= MOST_PACKED:
        _packed_files.clear()
    return _packed_files.setdefault(etag, gzip.compress(content, STATIC_LEVEL, mtime=0))
