"""Addresses that a form may lead to: inside this service only."""

from urllib.parse import urlsplit


def inner_path(wanted: str) -> str:
    r"""Return `wanted` when it is a path of this service, else the map's.

    Examples
    --------
    >>> inner_path("/diary?day=2026-01-01"), inner_path("//evil.example"), inner_path("/\\evil")
    ('/diary?day=2026-01-01', '/', '/')
    """
    parts = urlsplit(wanted)
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if inside and not parts.scheme and not parts.netloc else "/"
