"""Looks again at all that waits: places drawn or names learned since may have answered it."""

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from geo.errors import InputError
from geo.services import aliases
from geo.services.importing.addresses import AddressBook, Placed
from geo.services.questions.imported import bring_in
from geo.services.questions.records import IMPORTED, Kind, State, about_of, settled
from geo.services.registry import places_in_scope
from geo.store.audit import note_act
from geo.store.models import Question
from geo.store.opening import Store
from geo.store.scope import Viewer


def recheck(store: Store, viewer: Viewer, *, digest: Callable[[str], str], today: date) -> int:
    """Bring in every row in the viewer's scope that has its place by now; return how many.

    The cost is one pass over all places and one reading for each row that waits.
    """
    waits = select(Question.id).where(
        Question.kind.in_(IMPORTED), Question.state == State.OPEN.value
    )
    with store.read(viewer) as session:
        ids = session.scalars(waits).all()
    if not ids:
        return 0
    batch, done = secrets.token_urlsafe(9), 0
    with store.write(replace(viewer, unbounded=True)) as session:
        places = places_in_scope(session, with_units=True)
        places = aliases.called_so(places, aliases.learned(session))
        answers = settled(session)
        rows = session.scalars(
            select(Question).where(Question.id.in_(ids), Question.state == State.OPEN.value)
        ).all()
        by_source: dict[tuple[str | None, str], list[Question]] = defaultdict(list)
        for row in rows:
            source = about_of(row.about).source
            by_source[source.get("compound"), str(source.get("file", ""))].append(row)
        for (compound, origin), own in by_source.items():
            try:
                book = AddressBook(places, compound, settled=answers, origin=origin)
            except InputError:
                # the compound of that file is gone: its rows wait on
                continue
            placed = []
            for row in own:
                wanted = row.kind == Kind.REGISTER.value
                at = book.flat(row.words) if wanted else book.place(row.words)
                if isinstance(at, Placed):
                    placed.append((row, at))
                    row.state, row.batch, row.made = State.SETTLED.value, batch, None
                    row.account_id, row.answered_by = viewer.account_id, viewer.name
                    row.answered_at = datetime.now(UTC)
            bring_in(session, book, placed, digest=digest, today=today)
            done += len(placed)
        note_act(session, "question.rechecked", subject=f"{batch}/{done}")
    return done
