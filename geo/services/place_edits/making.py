"""Makes an edit: checked against what its maker saw, written once, kept with before and after."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError
from geo.services import facts
from geo.services.place_edits import boundaries, buildings, doors, gates, ways
from geo.services.place_edits.acts import Act, check_may, check_role
from geo.services.place_edits.following import carry_needs, follow_doors
from geo.services.place_edits.plans import Plan
from geo.services.place_edits.states import (
    Change,
    drop_changed,
    version_of,
    write_changes,
    written,
)
from geo.services.place_edits.wishes import Wish
from geo.store import models as m
from geo.store.audit import note_act
from geo.store.scope import viewer_of

PLANNERS: Mapping[Act, Callable[[Session, Any], Plan]] = {
    Act.ENTRANCE_MOVED: doors.moved,
    Act.ENTRANCE_CONFIRMED: doors.confirmed,
    Act.ENTRANCE_ADDED: doors.more,
    Act.ENTRANCE_REMOVED: doors.fewer,
    Act.ENTRANCES_TURNED: doors.counted_back,
    Act.GATE_ADDED: gates.more,
    Act.GATE_CHANGED: gates.other,
    Act.GATE_REMOVED: gates.fewer,
    Act.PATH_ADDED: ways.more,
    Act.PATH_REMOVED: ways.fewer,
    Act.BLOCK_PLACED: buildings.placed,
    Act.BUILDING_ADDED: buildings.more,
    Act.BUILDING_SPLIT: buildings.parted,
    Act.BUILDINGS_MERGED: buildings.joined,
    Act.BOUNDARY_DRAWN: boundaries.drawn,
}


class StaleError(ConflictError):
    """Somebody changed the place since the maker looked at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One edit that is asked for."""

    act: Act
    wish: Wish
    key: str
    """Random, made by the page: the same key is the same edit, however often it arrives."""
    why: str | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    """``layer/id`` -> version of each place that the maker looked at."""


def make_edit(session: Session, order: Order, today: date) -> int:
    """Make the edit and return its number; an order that came before is not made again.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not, or the place is not her own.
    NotFoundError
        When the place is not there any more, or not in scope.
    StaleError
        When somebody changed it since the maker looked.
    OpenQuestionError
        When only the maker knows what becomes of something: the order comes again with the answer.
    ConflictError, InputError
        When what was drawn cannot be.
    """
    viewer = viewer_of(session)
    key = f"{viewer.user}:{order.key}"
    known = session.scalar(select(m.PlaceEdit.id).where(m.PlaceEdit.key == key))
    if known is not None:
        return known
    check_role(viewer.role, order.act)
    plan = PLANNERS[order.act](session, order.wish)
    check_may(session, order.act, plan.compound_id)
    _check_seen(session, plan.changes, order.seen)
    edit = m.PlaceEdit(
        key=key,
        act=order.act.value,
        compound_id=plan.compound_id,
        account_id=viewer.account_id,
        account_name=viewer.name,
        made_on=today,
        why=order.why,
        carried=None,
        changes=[row_of_change(change) for change in plan.changes],
    )
    session.add(edit)
    session.flush()
    edit_id = edit.id
    carried = apply(session, plan.changes, plan.heirs)
    if carried:
        session.get_one(m.PlaceEdit, edit_id).carried = json.dumps(carried)
    note_act(session, "place.edited", subject=f"{order.act.value} {edit_id}")
    return edit_id


def apply(
    session: Session, changes: tuple[Change, ...], heirs: Mapping[str, str]
) -> dict[str, list[int]]:
    """Write `changes`; what hangs on a place follows it. Return the needs that went to heirs."""
    write_changes(session, changes)
    follow_doors(session, [one.id for one in changes if one.layer == "entrances" and one.after])
    carried = carry_needs(session, heirs)
    drop_changed(session, changes)
    facts.touch_places(session)
    session.flush()
    return carried


def row_of_change(change: Change) -> m.PlaceChange:
    """Return the row of the history for `change`."""
    return m.PlaceChange(
        layer=change.layer,
        place_id=change.id,
        building_id=change.building_id,
        before=None if change.before is None else written(change.before),
        after=None if change.after is None else written(change.after),
    )


def _check_seen(session: Session, changes: tuple[Change, ...], seen: Mapping[str, str]) -> None:
    for change in changes:
        if change.key in seen and version_of(change.before) != seen[change.key]:
            last = last_edit_of(session, change.layer, change.id)
            who = last.account_name if last else ""
            raise StaleError(
                f"{who or 'somebody'} changed this place since you looked: the map now shows it as "
                "it is, please try again",
                zh=f"{who or '有人'}刚刚改过这里：地图已换成最新的，请再试一次。",
            )


def last_edit_of(session: Session, layer: str, place_id: str) -> m.PlaceEdit | None:
    """Return the newest edit of a place that stands, as far as it is in scope."""
    return session.scalar(
        select(m.PlaceEdit)
        .join(m.PlaceChange, m.PlaceChange.edit_id == m.PlaceEdit.id)
        .where(m.PlaceChange.layer == layer, m.PlaceChange.place_id == place_id)
        .where(m.PlaceEdit.undone_on.is_(None))
        .order_by(m.PlaceEdit.id.desc())
        .limit(1)
    )
