"""What the buildings of the map can be coloured by beside needs: silence, and lifts that are out.

Partners and volunteers get neither. To a manager, who is told of no household, small figures are
withheld, as on the pages that list the same.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.errors import ForbiddenError
from geo.hotspots.disclosure import suppressed
from geo.needs.vocabulary import Permission, Role, permissions
from geo.services.lift_out import HARD_TO_WALK, LIFT, OLD_YEARS, UPSTAIRS
from geo.services.mapping import counts_version
from geo.services.residential import residential_buildings
from geo.services.scene import CLOSED_STATES
from geo.services.silence import silence, silence_version
from geo.store.models import Entrance, Need, Resident, Unit
from geo.store.opening import Store
from geo.store.scope import Viewer

WITHHELD = -1
"""In place of a figure that would tell of a household."""
MOST_IN_A_QUERY = 500
GRANTS = {Permission.VIEW_NAMES, Permission.VIEW_COVERAGE}


class Layer(StrEnum):
    """What colours the buildings in place of needs."""

    SILENCE = "silence"
    """The score of `geo.services.silence`, rounded."""
    LIFT = "lift"
    """Where the lift is out: homes upstairs with somebody who may not get down."""


def may_see_layers(role: Role) -> bool:
    """Whether `role` is offered the layers at all."""
    return bool(permissions(role) & GRANTS)


def layer_values(store: Store, viewer: Viewer, layer: Layer, today: date) -> "pd.Series[int]":
    """Return a whole number for each building that has one, by its key; `WITHHELD` where not told.

    Raises
    ------
    ForbiddenError
        When the viewer's role may see neither names nor coverage.
    """
    if not may_see_layers(viewer.role):
        raise ForbiddenError(
            "this layer is for leaders and managers", zh="这一层只有点长和管理者能看。"
        )
    return (
        _silence(store, viewer, today) if layer is Layer.SILENCE else _lifts(store, viewer, today)
    )


def layer_version(store: Store, viewer: Viewer, layer: Layer, today: date) -> str:
    """Return what changes when `layer_values` may be others: some small reads."""
    people = silence_version(store, viewer, today)
    if layer is Layer.SILENCE:
        return people
    with store.read(viewer) as session:
        return f"{people}-{counts_version(session)}"


def _silence(store: Store, viewer: Viewer, today: date) -> "pd.Series[int]":
    rows = silence(store, viewer, today, "zh").buildings
    values = [round(row.score) if row.told else WITHHELD for row in rows]
    return pd.Series(values, [row.id for row in rows], dtype="int64")


def _lifts(store: Store, viewer: Viewer, today: date) -> "pd.Series[int]":
    """Return the homes of each building whose lift is out, counted with the eyes of its leader."""
    with store.read(replace(viewer, role=Role.LEADER)) as session:
        stopped = sorted({key for key in session.scalars(_stopped()) if key})
        homes = _homes(session, today)
        counts = homes.groupby("id").size().reindex(stopped, fill_value=0)
        if Permission.VIEW_NAMES in permissions(viewer.role):
            return counts.astype("int64")
        return _told(session, counts)


def _told(session: Session, counts: "pd.Series[int]") -> "pd.Series[int]":
    """Return the counts that may be told to who is told of no household."""
    table = residential_buildings(session, "zh").set_index("id")
    counted = counts.reindex(table.index, fill_value=0)
    told = suppressed(counted, table["compound_id"], table["homes"]).cells
    return told.reindex(counts.index).fillna(WITHHELD).astype("int64")


def _stopped() -> Select[str | None]:
    return select(Need.building_id).where(_lift_is_out(), Need.building_id.is_not(None))


def _lift_is_out() -> ColumnElement[bool]:
    return and_(Need.category == LIFT, ~Need.hidden, Need.state.not_in(CLOSED_STATES))


def _homes(session: Session, today: date) -> pd.DataFrame:
    """Return the flats upstairs behind such a lift where somebody may not get down.

    The columns are id, of the building, and unit_id. Only the people behind lifts that are out are
    looked at: whoever is asked for in one query with all others is looked for among them all.
    """
    doors = (
        select(Need.building_id, Entrance.id.label("door"))
        .join(Entrance, Entrance.building_id == Need.building_id)
        .where(_lift_is_out(), Entrance.lift.is_not(False))
        .where(or_(Need.entrance_id.is_(None), Need.entrance_id == Entrance.id))
        .distinct()
    )
    building_of = {str(door): str(key) for key, door in session.execute(doors).all()}
    upstairs = select(Unit.id, Unit.entrance_id).where(Unit.floor >= UPSTAIRS)
    behind: dict[str, str] = dict(_in_parts(session, upstairs, Unit.entrance_id, building_of))
    hard = and_(Need.category.in_(HARD_TO_WALK), ~Need.hidden, Need.state.not_in(CLOSED_STATES))
    told = select(Need.unit_id, Need.resident_id).where(hard)
    people = select(Resident.unit_id, Resident.id, Resident.birth_year)
    needs = set(_in_parts(session, told, Need.unit_id, behind))
    homes = {unit for unit, person in needs if person is None}
    for unit, person, born in _in_parts(session, people, Resident.unit_id, behind):
        old = born is not None and born <= today.year - OLD_YEARS
        if old or (unit, person) in needs:
            homes.add(unit)
    rows = [(building_of[behind[unit]], unit) for unit in sorted(homes)]
    return pd.DataFrame(rows, columns=["id", "unit_id"])


def _in_parts(
    session: Session,
    query: Select[*tuple[Any, ...]],
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    keys: Iterable[str],
) -> list[tuple[Any, ...]]:
    """Return the rows of `query` whose `column` is one of `keys`."""
    wanted = sorted(keys)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(wanted), MOST_IN_A_QUERY):
        some = column.in_(wanted[start : start + MOST_IN_A_QUERY])
        rows += [tuple(row) for row in session.execute(query.where(some)).all()]
    return rows
