"""By what an entry of the diary is found: its words, places and persons, none of them readable."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.models.record import Record


class EntryGram(Record):
    """Two neighbouring characters of an entry's redacted text, as a keyed bucket.

    Who holds the file and not the key learns which entries share buckets, and no word: each of
    the 65 536 buckets stands for many pairs. What is found is checked on the text itself.
    """

    __tablename__ = "entry_gram"
    __table_args__ = (Index("ix_entry_gram_bucket", "bucket", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("diary_entry.id"), primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class EntryPlace(Record):
    """A place that an entry is about. Places may go: their keys here bind nothing."""

    __tablename__ = "entry_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    compound_id: Mapped[str]
    building_id: Mapped[str | None] = mapped_column(index=True)
    unit_id: Mapped[str | None] = mapped_column(index=True)


class EntryName(Record):
    """A person that an entry names, as a keyed digest, and the resident who was meant, if known."""

    __tablename__ = "entry_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    digest: Mapped[str] = mapped_column(index=True)
    resident_id: Mapped[str | None] = mapped_column(index=True)
