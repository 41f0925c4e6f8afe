"""What the buildings of the map can be coloured by beside needs: silence, and lifts that are out.

Partners and volunteers get neither. To a manager, who is told of no household, small figures are
withheld, as on the pages that list the same.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum

import pandas as pd
from sqlalchemy import ColumnElement, Executable, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

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
        homes = pd.DataFrame(session.execute(_homes(today)).all(), columns=["id", "unit_id"])
        counts = homes.drop_duplicates().groupby("id").size().reindex(stopped, fill_value=0)
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


def _homes(today: date) -> Executable:
    """Return the query of flats upstairs behind such a lift where somebody may not get down."""
    behind = (
        select(Need.building_id, Entrance.id.label("entrance_id"))
        .join(Entrance, Entrance.building_id == Need.building_id)
        .where(_lift_is_out(), Entrance.lift.is_not(False))
        .where(or_(Need.entrance_id.is_(None), Need.entrance_id == Entrance.id))
        .subquery()
    )
    hard = and_(Need.category.in_(HARD_TO_WALK), ~Need.hidden, Need.state.not_in(CLOSED_STATES))
    of_flat = select(Need.unit_id).where(
        hard, Need.resident_id.is_(None), Need.unit_id.is_not(None)
    )
    of_person = exists().where(
        hard, Need.resident_id == Resident.id, Need.unit_id == Resident.unit_id
    )
    of_people = select(Resident.unit_id).where(
        or_(Resident.birth_year <= today.year - OLD_YEARS, of_person)
    )
    return (
        select(behind.c.building_id, Unit.id)
        .join(behind, behind.c.entrance_id == Unit.entrance_id)
        .where(Unit.floor >= UPSTAIRS, or_(Unit.id.in_(of_flat), Unit.id.in_(of_people)))
    )
