"""Promises that an entry holds."""

from datetime import date

from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.recording.going import Going, note_value
from geo.services.diary.recording.words import Words
from geo.store.models import (
    Promise,
)


def record_promises(going: Going, words: Words) -> None:
    """Keep or refuse the promises that the leader said a word on; the others stay open."""
    told = [
        (row, fact)
        for row, fact in zip(going.rows, going.facts, strict=True)
        if fact.kind is FactKind.PROMISE
    ]
    for number, (row, fact) in enumerate(told):
        if row.decision != Decision.OPEN.value or number not in words.promises:
            continue
        if not words.promises[number]:
            row.decision = Decision.REFUSED.value
            continue
        read = date.fromisoformat(fact.value["due_on"]) if fact.value["due_on"] else None
        due = words.due.get(number, read)
        made = _make_promises(going, fact, due)
        row.decision = (Decision.KEPT if due == read else Decision.CORRECTED).value
        note_value(row, fact, due_on=due.isoformat() if due else None, promises=made)


def _make_promises(going: Going, fact: Fact, due: date | None) -> list[int]:
    """Add one promise for each flat that it was made to, or one that belongs to no door.

    Return their keys.
    """
    rows = []
    items = [number for number in fact.value["items"] if number in going.places]
    homes: dict[str, int] = {}
    for number in items:
        unit = going.places[number].unit_id
        if unit is not None:
            homes.setdefault(unit, number)
    anywhere = going.places[items[0]].compound_id if items else going.entry.compound_id
    made: list[tuple[str | None, int | None]] = list(homes.items())
    for unit, number in made or [(None, items[0] if items else None)]:
        needs = going.needs.get(number, []) if number is not None else []
        rows.append(
            Promise(
                compound_id=going.places[number].compound_id if number is not None else anywhere,
                unit_id=unit,
                need_id=needs[0] if len(needs) == 1 else None,
                entry_id=going.entry.id,
                account_id=going.entry.account_id,
                words=fact.value["words"],
                made_on=going.entry.written_on,
                due_on=due,
                part=fact.value["part"],
            )
        )
    going.session.add_all(rows)
    going.session.flush()
    return [row.id for row in rows]
