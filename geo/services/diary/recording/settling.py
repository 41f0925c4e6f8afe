"""Needs that an entry says are settled."""

from geo.errors import ConflictError, NotFoundError
from geo.needs.vocabulary import State
from geo.services import cases
from geo.services.diary.facts import Decision, Fact
from geo.services.diary.recording.going import Going, note_value, told
from geo.store.models import (
    EntryFact,
    Need,
)


def settle(going: Going, row: EntryFact, fact: Fact, need_id: int | None) -> None:
    """Close the need that the entry says is settled, with the sentence as its proof."""
    if need_id is None:
        row.decision = Decision.REFUSED.value
        return
    need = going.session.get(Need, need_id)
    if need is None or need.hidden or need.category != fact.value["category"]:
        raise NotFoundError(
            "the need to close does not exist, or is not in your territory",
            zh="要办结的需求找不到，或者它不在您的片区里。",
        )
    was, closed = need.state, State.CLOSED
    if not State(was).is_open:
        raise ConflictError(
            "the need to close is closed already: look at it again",
            zh="要办结的需求已经办结了，请再看一眼。",
        )
    cases.move(
        going.session,
        need_id,
        closed,
        note=told(going, fact),
        version=need.version,
        today=going.entry.written_on,
    )
    row.need_id, row.decision = need_id, Decision.KEPT.value
    note_value(row, fact, did="closed", was=was)
