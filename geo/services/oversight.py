"""What a steward looks after: accounts, and the audit of who did what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.store.models import Account, AuditEvent, Territory


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account on the steward's list."""

    user: str
    name: str
    role: str
    territory: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An act on the steward's list."""

    at: datetime
    actor: str
    act: str
    subject: str | None
    reason: str | None


def account_lines(session: Session) -> list[AccountLine]:
    """Return all accounts, by user name."""
    rows = session.execute(
        select(Account, Territory.name)
        .outerjoin(Territory, Territory.id == Account.territory_id)
        .order_by(Account.user)
    )
    return [
        AccountLine(account.user, account.name, account.role, territory, account.active)
        for account, territory in rows
    ]


def audit_lines(session: Session, *, most: int = 200) -> list[AuditLine]:
    """Return the latest acts, newest first."""
    rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(most))
    return [AuditLine(row.at, row.actor, row.act, row.subject, row.reason) for row in rows]
