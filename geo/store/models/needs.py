"""Needs, what was done about them, and who answers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geo.store.columns import Encrypted, EncryptedBytes
from geo.store.models.record import Record


class Partner(Record):
    """An organisation that answers requests given to it: property company, clinic, fire brigade."""

    __tablename__ = "partner"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    """Where it serves; None: everywhere."""


class Need(Record):
    """One thing that a person or a place needs, with its handler, date and state."""

    __tablename__ = "need"
    __table_args__ = (
        Index("ix_need_compound_state", "compound_id", "state"),
        Index("ix_need_building_category", "building_id", "category"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str]
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"))
    building_id: Mapped[str | None] = mapped_column(ForeignKey("building.id"))
    entrance_id: Mapped[str | None] = mapped_column(ForeignKey("entrance.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    floor: Mapped[int | None]
    """Floor, where no flat is known."""
    spot: Mapped[str | None] = mapped_column(Encrypted("need.spot"))
    """A place outside a dwelling, in the writer's words: 西门口花坛旁边."""
    resident_id: Mapped[str | None] = mapped_column(ForeignKey("resident.id"))
    state: Mapped[str]
    """registered, assigned, working, answered, closed, impossible."""
    handler: Mapped[str]
    """leader, community, property, partner, street."""
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partner.id"), index=True)
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    told_resident: Mapped[bool] = mapped_column(default=False)
    recheck_on: Mapped[date | None]
    """When a hazard that was removed is looked at again."""
    whistled_on: Mapped[date | None]
    """吹哨: when the leader called for help from above; answered when `whistle_answer` is there."""
    whistle_reason: Mapped[str | None] = mapped_column(Encrypted("need.whistle_reason"))
    whistle_due_on: Mapped[date | None]
    whistle_answer: Mapped[str | None] = mapped_column(Encrypted("need.whistle_answer"))
    words: Mapped[str | None] = mapped_column(Encrypted("need.words"))
    """The sentence that it came from."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    source: Mapped[str | None]
    hidden: Mapped[bool] = mapped_column(default=False)
    """Somebody said that it is wrong: on no map, list, round or export until checked."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts the changes: a form sent for an older version is refused."""

    events: Mapped[list["NeedEvent"]] = relationship(back_populates="need", order_by="NeedEvent.id")
    photos: Mapped[list["NeedPhoto"]] = relationship(back_populates="need")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class NeedEvent(Record):
    """A step in the life of a need: who did what, when, with which words."""

    __tablename__ = "need_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    at: Mapped[datetime]
    account_name: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partner.id"))
    """The organisation that was given the need, or whose account acted; only it reads the step."""
    act: Mapped[str]
    """open, move, assign, note, tell, whistle, answer, recheck, hide, photo."""
    state: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(Encrypted("need_event.note"))

    need: Mapped[Need] = relationship(back_populates="events")


class NeedPhoto(Record):
    """A picture of a need, stripped of position and camera data before it is kept."""

    __tablename__ = "need_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    added_at: Mapped[datetime]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(EncryptedBytes("need_photo.content"))
    entry_photo_id: Mapped[int | None]
    """Photo of the diary that it is a copy of, which may be gone."""

    need: Mapped[Need] = relationship(back_populates="photos")


class NeedChange(Record):
    """A need was added, changed or deleted; triggers of the database write it, the oldest go.

    It tells who keeps counts of needs in memory which of them to read again.
    """

    __tablename__ = "need_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int]
    """No foreign key: a need that was deleted is noted too."""
    mark: Mapped[str]
    """Random: tells this row from one of the same number in a store brought back from a backup."""
