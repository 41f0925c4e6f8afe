"""Which of the needs in memory a scene shows to its viewer.

It is what `Scene.condition`, `told_condition` and the rule of needs say in SQL.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import numpy as np

from geo.needs.vocabulary import Role, categories
from geo.services.disclosure import may_name
from geo.services.need_columns import NO_DAY, Flags, NeedColumns, day_number
from geo.services.scene import Scene, Status
from geo.store.scope import NeedScope

COUNTED = frozenset({"category", "group", "status", "since", "until", "compound"})
"""Fields of a scene that are looked at here; a test says when there is another."""


def told(scene: Scene, role: Role, needs: NeedColumns) -> Flags:
    """Return which of `needs` are of the categories that `scene` asks for, shape (n,).

    Whoever asks for a category that may not be named before him is shown nothing of it: the answer
    would name it.
    """
    if scene.category is None and scene.group is None:
        return np.ones(len(needs.frame), dtype=bool)
    asked = [key for key in scene.category_ids() if may_name(categories()[key], role)]
    return of_categories(asked, needs)


def of_categories(keys: Collection[str], needs: NeedColumns) -> Flags:
    """Return which of `needs` are of one of the categories `keys`, shape (n,)."""
    return _among(needs, "category", keys)


def _among(needs: NeedColumns, name: str, keys: Collection[str]) -> Flags:
    """Return which of `needs` have one of `keys` in column `name`, shape (n,)."""
    codes = needs.codes[name]
    wanted = np.zeros(len(codes.of) + 1, dtype=bool)  # the last is for `MISSING`
    wanted[codes.known(keys)] = True
    found: Flags = wanted[needs.frame[name].to_numpy()]
    return found


def in_scope(scope: NeedScope, needs: NeedColumns) -> NeedColumns:
    """Return those of `needs` that lie in `scope`."""
    frame = needs.frame
    if scope.compounds is not None:
        inside = _among(needs, "compound_id", scope.compounds)
        frame = frame if inside.all() else frame[inside]
    if scope.partner_id is not None:
        own = _among(replace(needs, frame=frame), "partner_id", [scope.partner_id])
        frame = frame[own]
    return replace(needs, frame=frame)


def of_scene(scene: Scene, today: date, needs: NeedColumns) -> Flags:
    """Return which of `needs` have the state, days and compound of `scene`, shape (n,)."""
    frame = needs.frame
    is_open = frame["is_open"].to_numpy()
    found: Flags = np.ones(len(frame), dtype=bool)
    if scene.status is Status.OPEN:
        found &= is_open
    elif scene.status is Status.OVERDUE:
        found &= is_open & overdue(needs, today)
    elif scene.status is Status.CLOSED:
        found &= ~is_open
    name = "closed_on" if scene.status is Status.CLOSED else "opened_on"
    day = frame[name].to_numpy()
    if scene.since is not None:
        found &= day >= day_number(scene.since)
    if scene.until is not None:
        found &= (day <= day_number(scene.until)) & (day != NO_DAY)
    if scene.compound is not None:
        found &= _among(needs, "compound_id", [scene.compound])
    return found


def overdue(needs: NeedColumns, today: date) -> Flags:
    """Return which of `needs` were due before `today`, answered or not, shape (n,)."""
    due = needs.frame["due_on"].to_numpy()
    found: Flags = (due < day_number(today)) & (due != NO_DAY)
    return found
