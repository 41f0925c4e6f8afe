"""Residents and the visits paid to them."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.columns import Encrypted
from geo.store.models.record import Record


class Resident(Record):
    """A person who lives in a flat. Name and phone are encrypted; no identity number is kept."""

    __tablename__ = "resident"

    id: Mapped[str] = mapped_column(primary_key=True)
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), index=True)
    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str | None] = mapped_column(Encrypted("resident.name"))
    name_digest: Mapped[str | None] = mapped_column(index=True)
    """Keyed digest of the name: finds a person without reading any."""
    phone: Mapped[str | None] = mapped_column(Encrypted("resident.phone"))
    identity_digest: Mapped[str | None] = mapped_column(index=True)
    """Keyed digest of an identity number, to know the same person again."""
    sex: Mapped[str | None]
    birth_year: Mapped[int | None]
    living: Mapped[str | None]
    """family, alone, couple, group."""
    declines_visits: Mapped[bool] = mapped_column(default=False)
    """Asked not to be visited: never due, never overdue."""
    away_until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Encrypted("resident.note"))
    lawful_basis: Mapped[str | None]
    """consent, legal_duty or emergency, as recorded by whoever entered the person."""
    source: Mapped[str | None]


class PeopleMark(Record):
    """A mark of a compound, renewed whenever its people may be due on another day.

    Triggers of the database write it: residents, visits, and needs decide.
    """

    __tablename__ = "people_mark"

    compound_id: Mapped[str] = mapped_column(primary_key=True)
    """No foreign key: the triggers ask for nothing."""
    mark: Mapped[str]


class Visit(Record):
    """A call at a door. The day is kept, never a clock time: times would trace the leader."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_unit_day", "unit_id", "visited_on"),
        UniqueConstraint("account_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    """Idempotency key: a tick that one account sends twice is one visit."""
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    resident_id: Mapped[str | None] = mapped_column(ForeignKey("resident.id"))
    visited_on: Mapped[date]
    outcome: Mapped[str]
    """met, not_home, declined, moved."""
    note: Mapped[str | None] = mapped_column(Encrypted("visit.note"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("diary_entry.id"))
