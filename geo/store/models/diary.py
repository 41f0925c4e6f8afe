"""Diary entries with their photos, what was understood in them, and the promises they hold."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geo.store.columns import Encrypted, EncryptedBytes
from geo.store.models.record import Record


class DiaryEntry(Record):
    """What a leader wrote, word by word; `redacted` is what others may ever read of it."""

    __tablename__ = "diary_entry"
    __table_args__ = (Index("ix_diary_entry_compound_day", "compound_id", "written_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Idempotency key: an entry sent twice is one entry."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"))
    written_on: Mapped[date]
    text: Mapped[str] = mapped_column(Encrypted("diary_entry.text"))
    redacted: Mapped[str] = mapped_column(Encrypted("diary_entry.redacted"))
    state: Mapped[str]
    """read: waits for the writer; confirmed; dropped."""
    saved_at: Mapped[datetime]
    indexed: Mapped[int | None]
    """Form of the index in which the entry is found; None: not yet."""

    facts: Mapped[list["EntryFact"]] = relationship(
        back_populates="entry", order_by="EntryFact.id", cascade="all, delete-orphan"
    )


class EntryFact(Record):
    """One thing understood in an entry, tied to the words it came from."""

    __tablename__ = "entry_fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    item: Mapped[int | None]
    """Number of the item in the entry, from 0; facts of one item belong together."""
    start: Mapped[int]
    """Span in the text as written: ``text[start:end]``."""
    end: Mapped[int]
    kind: Mapped[str]
    """place, need, resolved, declined, person, time, promise."""
    value: Mapped[str] = mapped_column(Encrypted("entry_fact.value"))
    """JSON of the fact."""
    rule: Mapped[str | None]
    confidence: Mapped[float]
    decision: Mapped[str]
    """open, kept, corrected, refused, handed, wrong."""
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))

    entry: Mapped[DiaryEntry] = relationship(back_populates="facts")


class EntryPhoto(Record):
    """A picture taken for an entry, without position and camera data."""

    __tablename__ = "entry_photo"
    __table_args__ = (UniqueConstraint("entry_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    digest: Mapped[str]
    """Keyed digest of the picture as it came: sent twice it is one."""
    added_at: Mapped[datetime]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(EncryptedBytes("entry_photo.content"))
    place: Mapped[str | None] = mapped_column(Encrypted("entry_photo.place"))
    """Key of the door or building it was taken at, as in a form; its position is not kept."""


class Handover(Record):
    """Words about a colleague's compound on their way to whoever looks after it 转交."""

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("entry_id", "compound_id"),
        Index("ix_handover_compound_state", "compound_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("diary_entry.id"))
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"))
    """Compound that the words are about."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """Who wrote them."""
    writer: Mapped[str]
    """Name of the writer's account."""
    written_on: Mapped[date]
    text: Mapped[str] = mapped_column(Encrypted("handover.text"))
    redacted: Mapped[str] = mapped_column(Encrypted("handover.redacted"))
    """The words as managers may read them."""
    facts: Mapped[str] = mapped_column(Encrypted("handover.facts"))
    """JSON of what was understood in `text`."""
    state: Mapped[str]
    """waiting, taken, returned."""
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reply: Mapped[str | None] = mapped_column(Encrypted("handover.reply"))
    """The word that came back with it."""
    taken_entry_id: Mapped[int | None] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    """Entry that it became for the colleague."""


class Promise(Record):
    """Something that the leader told a resident she would do 答应居民的事."""

    __tablename__ = "promise"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form
    """The key of a promise that was put away is never another's."""

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("diary_entry.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(Encrypted("promise.words"))
    made_on: Mapped[date]
    due_on: Mapped[date | None]
    part: Mapped[str | None]
    """Part of the day: am, noon, pm, evening."""
    done_on: Mapped[date | None]


class WithdrawnPromise(Record):
    """A promise that was called wrong: out of the table of promises, so that nothing tells it."""

    __tablename__ = "withdrawn_promise"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Key that the promise had, and has again when it comes back."""
    compound_id: Mapped[str] = mapped_column(ForeignKey("compound.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who called it wrong."""
    at: Mapped[datetime]
    cells: Mapped[str] = mapped_column(Encrypted("withdrawn_promise.cells"))
    """JSON of the row."""
