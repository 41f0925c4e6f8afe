"""Accounts, territories, sessions and failed logins."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.models.record import Record


class Territory(Record):
    """A named set of compounds that an account looks after."""

    __tablename__ = "territory"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class TerritoryCompound(Record):
    """One compound of a territory."""

    __tablename__ = "territory_compound"

    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), primary_key=True)
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), primary_key=True)


class Account(Record):
    """Somebody who can log in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    """Shown beside what the account did."""
    role: Mapped[str]
    """leader, manager, partner, steward."""
    password_hash: Mapped[str]
    """argon2id."""
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partner.id"))
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None]


class WebSession(Record):
    """A browser that is logged in, or about to: the cookie holds the key, the store its digest."""

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[str]
    """JSON of what the pages keep: CSRF secret, language."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class LoginPlace(Record):
    """An account as it is tried from one address: wrong passwords lately, and whether it came in.

    Everything is a keyed digest, also of user names that do not exist.
    """

    __tablename__ = "login_place"

    subject: Mapped[str] = mapped_column(primary_key=True)
    """Digest of user and address; one more row has the count of all strange addresses together."""
    account: Mapped[str] = mapped_column(index=True)
    """Digest of the user."""
    failures: Mapped[int]
    """In a row."""
    failed_at: Mapped[datetime | None]
    known_at: Mapped[datetime | None]
    """When it last came in from there."""


class FailedLogin(Record):
    """A failed try, by digest of the address, to slow down guessing."""

    __tablename__ = "failed_login"
    __table_args__ = (Index("ix_failed_login_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    at: Mapped[datetime]
