"""Planned walking rounds. What is kept is the plan, never where anybody walked."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.columns import Encrypted
from geo.store.models.record import Record


class Round(Record):
    """The round that an account planned for a day, with its itinerary as JSON."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    planned_for: Mapped[date]
    made_at: Mapped[datetime]
    plan: Mapped[str] = mapped_column(Encrypted("round.plan"))
