"""Form tokens that look different in every answer, so that pages may be sent compressed.

The length of a compressed page tells how much of it repeats, and with many requests a stranger
could guess a token that is always the same (BREACH, Gluck, Harris and Prado 2013). A token is
therefore hidden under random bytes that stand before it, new ones for each answer.
"""

import base64
import binascii
import secrets
from typing import Any

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf


class MaskedForms(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's check of form tokens, over tokens that are masked in the page."""

    def init_app(self, app: Flask) -> None:
        """Check the forms of `app` and let its templates write masked tokens."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = masked_token
        app.context_processor(_masked)

    def _get_csrf_token(self) -> str | None:
        """Return the token of the request without its mask."""
        sent: str | None = super()._get_csrf_token()
        return unmasked(sent) if sent else sent


def masked_token() -> str:
    """Return this answer's form token under a mask; within one answer always the same."""
    if "masked_token" not in g:
        g.masked_token = masked(generate_csrf())
    return str(g.masked_token)


def masked(token: str) -> str:
    """Return ASCII `token` under random bytes, as text."""
    plain = token.encode()
    mask = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(mask + _crossed(mask, plain)).decode()


def unmasked(text: str) -> str:
    """Return the token that `masked` put into `text`; empty for anything else."""
    try:
        both = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
        half = len(both) // 2
        return _crossed(both[:half], both[half:]).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _masked() -> dict[str, Any]:
    return {"csrf_token": masked_token}
