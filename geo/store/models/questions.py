"""What the service could not decide alone, and what somebody answered."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.columns import Encrypted
from geo.store.models.record import Record


class Question(Record):
    """One thing that is unsure; what it is about and what waits behind it is sealed."""

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_state_alike", "state", "alike"),
        Index("ix_question_compound_state", "compound_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Keyed digest of what is asked: the same row of a file is one question, however often."""
    alike: Mapped[str]
    """Keyed digest of the words in doubt: one answer may settle all that share it."""
    kind: Mapped[str]
    """register, needs, place, need, twins."""
    compound_id: Mapped[str | None]
    """Whose leader may answer; None: the steward. No foreign key: the answer outlives it."""
    level: Mapped[str | None]
    """The level that is in doubt; None: the whole address."""
    doubt: Mapped[str]
    """Id of the doubt, as `geo.address.doubts` names them."""
    words: Mapped[str] = mapped_column(Encrypted("question.words"))
    """As they were written."""
    about: Mapped[str] = mapped_column(Encrypted("question.about"))
    """JSON: the words in doubt, the candidates, where it came from."""
    waiting: Mapped[str | None] = mapped_column(Encrypted("question.waiting"))
    """JSON of the row that waits; gone a day after the answer."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    fact_id: Mapped[int | None]
    """Fact of the entry; no foreign key: an edited entry has new facts."""
    urgency: Mapped[int]
    """The most urgent thing that waits behind it, higher first."""
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """open, settled, neither, unknown."""
    not_before: Mapped[date | None]
    """Put off until this day."""
    answer: Mapped[str | None]
    """Key of the place that was chosen."""
    made: Mapped[str | None] = mapped_column(Encrypted("question.made"))
    """JSON of what the answer made, with which it is undone."""
    batch: Mapped[str | None] = mapped_column(index=True)
    """Answers that were given with one tap."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
