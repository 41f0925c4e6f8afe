"""Puts an entry away that nothing was made of; its words are kept for its writer's undo."""

from sqlalchemy.orm import Session

from geo.errors import ConflictError
from geo.services.diary.entries import own_entry
from geo.services.diary.handing_over.receiving import wait_again_for
from geo.store.audit import note_act


def drop_entry(session: Session, entry_id: int) -> None:
    """Put an entry away; what a colleague handed over with it waits again.

    Raises
    ------
    ConflictError
        When it was confirmed: that is undone first.
    """
    entry = own_entry(session, entry_id)
    if entry.state != "read":
        raise ConflictError(
            "this entry was confirmed: undo that first", zh="这篇已经确认：请先撤销。"
        )
    entry.state = "dropped"
    wait_again_for(session, entry)
    note_act(session, "diary.dropped", subject=str(entry_id))
