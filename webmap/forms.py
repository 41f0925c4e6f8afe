"""What forms send, read once for all pages."""

import secrets

from flask import request

from geo.crs import LonLat


def position(given: str) -> LonLat:
    """Return the place in ``lon,lat``.

    Raises
    ------
    ValueError
        When it is no such pair of numbers.

    Examples
    --------
    >>> position("123.4,41.8")
    LonLat(lon=123.4, lat=41.8)
    """
    lon, _, lat = given.partition(",")
    return LonLat(float(lon), float(lat))


def wants_json() -> bool:
    """Return whether a script asks, which changes its page in place."""
    return request.accept_mimetypes.best == "application/json"


def fresh_key() -> str:
    """Return a key for one form: sent twice, it counts once; the next form has its own."""
    return secrets.token_urlsafe(12)
