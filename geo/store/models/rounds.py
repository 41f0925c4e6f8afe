"""Planned walking rounds and what is agreed about them. Never where anybody walked."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
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


class StandingRound(Record):
    """A round 常走的路线 that an account walks again and again."""

    __tablename__ = "standing_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(Encrypted("standing_round.name"))
    route: Mapped[str] = mapped_column(Encrypted("standing_round.route"))
    """JSON: homes in the order of habit, start, minutes, which comes first and last."""


class HomeTerms(Record):
    """What to mind when calling at a home: best hours, call first, how to talk."""

    __tablename__ = "home_terms"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), index=True)
    terms: Mapped[str] = mapped_column(Encrypted("home_terms.terms"))
    """JSON: hours at home tell a burglar as much as a friend, so they are sealed."""
    changed_on: Mapped[date]


class VolunteerLink(Record):
    """A link for one day on which a volunteer sees the few doors given; nothing else."""

    __tablename__ = "volunteer_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    """The leader who gave it."""
    digest: Mapped[str] = mapped_column(unique=True)
    """Keyed digest of the token: whoever reads the store cannot open the link."""
    day: Mapped[date]
    expires_at: Mapped[datetime]
    revoked: Mapped[bool] = mapped_column(default=False)
    opened: Mapped[bool] = mapped_column(default=False)
    """Somebody opened it; when, and how often, is nobody's business."""
    helper: Mapped[str] = mapped_column(Encrypted("volunteer_link.helper"))
    """Whom the leader gave it to, in her words."""
    doors: Mapped[str] = mapped_column(Encrypted("volunteer_link.doors"))
    """JSON: all that the link shows, as it was when it was made."""


class ProposedTick(Record):
    """A tick that a volunteer sent; it becomes a visit when the leader takes it."""

    __tablename__ = "proposed_tick"
    __table_args__ = (UniqueConstraint("link_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("volunteer_link.id"), index=True)
    key: Mapped[str]
    """Idempotency key: a tick sent twice is one."""
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    outcome: Mapped[str]
    note: Mapped[str | None] = mapped_column(Encrypted("proposed_tick.note"))
    state: Mapped[str]
    """open, taken or refused."""


class TurfPlan(Record):
    """A territory cut into areas of equal minutes 分片, proposed and perhaps taken."""

    __tablename__ = "turf_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    """What was cut; None: everything."""
    made_on: Mapped[date]
    areas: Mapped[str]
    """JSON: name and compounds of each area, with the minutes it was cut by."""
    state: Mapped[str]
    """proposed, taken or undone."""
    before: Mapped[str | None]
    """JSON: the compounds of each territory before it was taken, to go back to."""
