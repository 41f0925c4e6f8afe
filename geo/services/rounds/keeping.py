"""Keeping planned rounds, and putting a home of one off."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.services.rounds.itinerary import Itinerary
from geo.store.models import Round
from geo.store.scope import viewer_of

MOST_PARTS = 12
"""Among how many walkers one round is shared at most."""


def keep(session: Session, made: Itinerary, *, round_id: int | None = None) -> int:
    """Keep a planned round, in place of the viewer's round `round_id` where given; return its id.

    Raises
    ------
    NotFoundError
        When there is no such round of the viewer's.
    """
    if round_id is not None:
        _row(session, round_id)[0].plan = made.to_json()
        return round_id
    row = Round(
        account_id=viewer_of(session).account_id,
        planned_for=date.fromisoformat(made.day),
        made_at=datetime.now(UTC),
        plan=made.to_json(),
    )
    session.add(row)
    session.flush()
    return row.id


def set_parts(session: Session, round_ids: list[int]) -> None:
    """Note with each of the viewer's rounds `round_ids` that they are the parts of one."""
    for round_id in round_ids:
        row, kept = _row(session, round_id)
        row.plan = replace(kept, parts=tuple(round_ids)).to_json()


def with_others(session: Session, kept: Itinerary, round_id: int) -> frozenset[str]:
    """Return the flats on the other parts of a shared round."""
    others = [kept_round(session, key) for key in kept.parts if key != round_id]
    return frozenset(unit for other in others for unit in other.unit_ids)


def postpone(session: Session, round_id: int, unit_id: str, *, back: bool = False) -> Itinerary:
    """Put a home of the round off: it comes with the next round. `back` takes that back.

    Raises
    ------
    NotFoundError
        When the viewer has no such round, or the round has no such home.
    """
    row, kept = _row(session, round_id)
    if unit_id not in kept.unit_ids and unit_id not in kept.postponed:
        raise _not_on_round()
    others = tuple(unit for unit in kept.postponed if unit != unit_id)
    made = replace(kept, postponed=others if back else (*others, unit_id))
    row.plan = made.to_json()
    return made


def pass_over(session: Session, round_id: int, unit_id: str) -> Itinerary:
    """Pass a home of the round over for now: it comes after the others. Twice: it comes again.

    Raises
    ------
    NotFoundError
        When the viewer has no such round, or the round has no such home.
    """
    row, kept = _row(session, round_id)
    if unit_id not in kept.unit_ids:
        raise _not_on_round()
    others = tuple(unit for unit in kept.later if unit != unit_id)
    later = others if unit_id in kept.later[-1:] else (*others, unit_id)
    made = replace(kept, later=later)
    row.plan = made.to_json()
    return made


def kept_round(session: Session, round_id: int) -> Itinerary:
    """Return a round that the viewer planned.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    return _row(session, round_id)[1]


def latest_round(session: Session, day: date) -> tuple[int, Itinerary] | None:
    """Return the last round planned for `day`, with its id; of a shared one the viewer's part."""
    rows = session.scalars(
        select(Round).where(Round.planned_for == day).order_by(Round.id.desc()).limit(MOST_PARTS)
    )
    for row in rows:
        kept = Itinerary.from_json(row.plan)
        if kept is not None and kept.share[0] == 1:
            return row.id, kept
    return None


def _row(session: Session, round_id: int) -> tuple[Round, Itinerary]:
    row = session.get(Round, round_id)
    kept = None if row is None else Itinerary.from_json(row.plan)
    if row is None or kept is None:
        raise NotFoundError(
            "there is no such round of yours: plan a new one",
            zh="没有这条走访路线：请重新安排一条。",
        )
    return row, kept


def _not_on_round() -> NotFoundError:
    return NotFoundError("this home is not on the round", zh="这条路线上没有这一户。")
