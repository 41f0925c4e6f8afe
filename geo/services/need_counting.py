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
    return np.isin(needs.frame["category"].to_numpy(), needs.codes["category"].known(keys))


def in_scope(scope: NeedScope, needs: NeedColumns) -> NeedColumns:
    """Return those of `needs` that lie in `scope`."""
    frame = needs.frame
    if scope.compounds is not None:
        own = needs.codes["compound_id"].known(scope.compounds)
        frame = frame[np.isin(frame["compound_id"].to_numpy(), own)]
    if scope.partner_id is not None:
        own = needs.codes["partner_id"].known([scope.partner_id])
        frame = frame[np.isin(frame["partner_id"].to_numpy(), own)]
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
        own = needs.codes["compound_id"].known([scene.compound])
        found &= np.isin(frame["compound_id"].to_numpy(), own)
    return found


def overdue(needs: NeedColumns, today: date) -> Flags:
    """Return which of `needs` were due before `today`, answered or not, shape (n,)."""
    due = needs.frame["due_on"].to_numpy()
    found: Flags = (due < day_number(today)) & (due != NO_DAY)
    return found
