"""What the service remembers of a browser: the cookie holds a key, the store its digest."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from geo.errors import ForbiddenError
from geo.services.accounts import viewer_for
from geo.store.models import Account, WebSession
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

SEEN_EVERY = timedelta(minutes=5)
"""A session's last click is written at most so often."""
STRANGER_STAYS = timedelta(hours=1)
"""So long a session without login is kept."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a browser's session holds."""

    viewer: Viewer | None
    """None before login."""
    data: dict[str, Any]
    language: str | None = None
    renewed: bool = False
    """Its last click was just written down: the cookie's end moves on as well."""


def new_session_key() -> str:
    """Return a fresh key for a browser's cookie."""
    return secrets.token_urlsafe(32)


def session_digest(key: str) -> str:
    """Return what the store keeps of a cookie's key: a thief of the database cannot log in."""
    return hashlib.sha256(key.encode()).hexdigest()


def recall(store: Store, key: str, *, hours: int) -> Login | None:
    """Return what the session of cookie `key` holds; None when there is none or it ended.

    It ended as well when its account was closed, or is a leader's that lost her territory.
    """
    now = datetime.now(UTC)
    with store.read(CONSOLE) as session:
        row = session.get(WebSession, session_digest(key))
        if row is None or row.seen_at < now - timedelta(hours=hours):
            return None
        account = None if row.account_id is None else session.get(Account, row.account_id)
        if row.account_id is not None and (account is None or not account.active):
            return None
        try:
            viewer = None if account is None else viewer_for(account)
        except ForbiddenError:
            return None
        stale = row.seen_at < now - SEEN_EVERY
        language = account.language if account else None
        login = Login(viewer, json.loads(row.data), language, renewed=stale)
    if stale:
        with store.write(CONSOLE) as session:
            touched = session.get(WebSession, session_digest(key))
            if touched is not None:
                touched.seen_at = now
    return login


def remember(store: Store, key: str, data: dict[str, Any], *, account_id: int | None) -> None:
    """Write what the session of cookie `key` holds; old sessions of anybody are cleared away."""
    now = datetime.now(UTC)
    with store.write(CONSOLE) as session:
        row = session.get(WebSession, session_digest(key))
        if row is None:
            session.execute(delete(WebSession).where(WebSession.seen_at < now - timedelta(days=7)))
            # a stranger leaves a row with her form's token: it need not outlive the visit
            strange = WebSession.account_id.is_(None) & (WebSession.seen_at < now - STRANGER_STAYS)
            session.execute(delete(WebSession).where(strange))
            row = WebSession(digest=session_digest(key), created_at=now)
            session.add(row)
        row.account_id, row.data, row.seen_at = account_id, json.dumps(data), now


def forget(store: Store, key: str) -> None:
    """End the session of cookie `key`."""
    with store.write(CONSOLE) as session:
        session.execute(delete(WebSession).where(WebSession.digest == session_digest(key)))
