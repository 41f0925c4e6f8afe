"""Adds to the audit: who did what, on what, why."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from geo.store.models import AuditEvent
from geo.store.scope import viewer_of


def note_act(
    session: Session, act: str, *, subject: str | None = None, reason: str | None = None
) -> None:
    """Add one act of the session's viewer to the audit.

    `subject` is the key of what was acted on, never a name; `reason` is kept encrypted.
    """
    session.add(
        AuditEvent(
            at=datetime.now(UTC),
            actor=viewer_of(session).user,
            act=act,
            subject=subject,
            reason=reason,
        )
    )
