"""What corrections taught: the names by which people call a compound."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.columns import Encrypted
from geo.store.models.record import Record


class LearnedAlias(Record):
    """A name of a compound that somebody taught; taken back, it stays as history."""

    __tablename__ = "learned_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), index=True)
    alias: Mapped[str] = mapped_column(Encrypted("learned_alias.alias"))
    """As people write it; sealed, for it may hold a person's name."""
    source: Mapped[str]
    """diary, question or hand."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taught_by: Mapped[str]
    """Name of the account, as it was then."""
    taught_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    """None: it is read with."""
