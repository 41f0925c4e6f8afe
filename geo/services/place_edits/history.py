"""What was edited: the newest edits of a territory, and the survey history of a place."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from geo.errors import ForbiddenError
from geo.services.naming import building_label, entrance_label
from geo.services.place_edits.acts import Act, acts_of, is_bounded
from geo.services.place_edits.drawing import building_names
from geo.services.place_edits.states import RECORDS
from geo.services.place_edits.undoing import standing_after
from geo.store import models as m
from geo.store.scope import viewer_of

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit as a line of a list."""

    id: int
    act: Act
    what: str
    """The place in words."""
    building: str | None
    """Building that it is about, where it still stands."""
    by: str
    on: date
    why: str
    undone_on: date | None
    undone_by: str
    may_undo: bool
    may_redo: bool
    waits_for: int | None
    """The later edit that depends on it and must be undone first."""


def recent(session: Session, language: str) -> list[EditLine]:
    """Return the newest edits in the viewer's scope.

    Raises
    ------
    ForbiddenError
        When the viewer edits no places.
    """
    return _lines(session, select(m.PlaceEdit), language)


def history_of(session: Session, layer: str, key: str, language: str) -> list[EditLine]:
    """Return the edits of one place, the newest first; a building's with those of its doors."""
    about = m.PlaceChange.place_id == key
    if layer == "buildings":
        about = or_(about, m.PlaceChange.building_id == key)
    touched = select(m.PlaceChange.edit_id).where(about, m.PlaceChange.layer.in_(RECORDS))
    return _lines(session, select(m.PlaceEdit).where(m.PlaceEdit.id.in_(touched)), language)


def _lines(session: Session, query: Select[m.PlaceEdit], language: str) -> list[EditLine]:
    viewer = viewer_of(session)
    acts = acts_of(viewer.role)
    if not acts:
        raise ForbiddenError("your role edits no places", zh="您的角色不修改地图。")
    edits = session.scalars(
        query.options(selectinload(m.PlaceEdit.changes))
        .order_by(m.PlaceEdit.id.desc())
        .limit(MOST_LINES)
    ).all()
    keys = {key for edit in edits if (key := _building(edit.changes)) is not None}
    names = building_names(session, keys, language)
    lines = []
    for edit in edits:
        key = _building(edit.changes)
        mine = Act(edit.act) in acts and (edit.compound_id is not None or not is_bounded(viewer))
        later = standing_after(session, edit) if edit.undone_on is None else None
        lines.append(
            EditLine(
                id=edit.id,
                act=Act(edit.act),
                what=_what(edit.changes, names, language),
                building=key if key in names else None,
                by=edit.account_name,
                on=edit.made_on,
                why=edit.why or "",
                undone_on=edit.undone_on,
                undone_by=edit.undone_by or "",
                may_undo=mine and edit.undone_on is None and later is None,
                may_redo=mine and edit.undone_on is not None,
                waits_for=None if later is None else later.id,
            )
        )
    return lines


def _building(changes: Sequence[m.PlaceChange]) -> str | None:
    return next((one.building_id for one in changes if one.building_id), None)


def _what(changes: Sequence[m.PlaceChange], names: dict[str, str], language: str) -> str:
    """Return the place that an edit is about, in words."""
    first = changes[0]
    told = json.loads(first.after or first.before or "{}").get("properties", {})
    if first.layer == "entrances":
        building = names.get(first.building_id or "", "")
        door = entrance_label(told.get("number"), language) if len(changes) == 1 else ""
        return " ".join(filter(None, (building, door)))
    if first.layer == "buildings":
        known = names.get(first.place_id)
        return known or building_label(told.get("number"), told.get("name"), language)
    return str(told.get("name") or "")
