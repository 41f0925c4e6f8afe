"""Who did what that others must be able to check, and facts about the store itself."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from geo.store.columns import Encrypted
from geo.store.models.record import Record


class AuditEvent(Record):
    """One act on personal data, accounts or settings. Rows are only ever added."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    """User name, or console."""
    act: Mapped[str]
    """Such as login, household.opened, snapshot.exported, account.made."""
    subject: Mapped[str | None]
    """Key of what was acted on, never a name."""
    reason: Mapped[str | None] = mapped_column(Encrypted("audit_event.reason"))


class StoreFact(Record):
    """A fact about the store: attribution of its sources, the day a demo stands still at."""

    __tablename__ = "store_fact"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
