"""What can be done to places by hand, and who may do it where."""

from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError
from geo.needs.vocabulary import Permission, Role, permissions
from geo.places.editing import widened
from geo.services.mapping import extent
from geo.store import models as m
from geo.store.scope import Viewer, viewer_of

MARGIN_M = 60.0
"""So far around her compounds a leader draws: to the pavement before the gate."""
STEWARD_MARGIN_M = 1_000.0
CHINA = shapely.box(73.5, 18.0, 135.1, 53.6)
"""Where anything may stand while the store holds no place yet."""


class Act(StrEnum):
    """One kind of edit."""

    ENTRANCE_MOVED = "entrance.moved"
    ENTRANCE_CONFIRMED = "entrance.confirmed"
    ENTRANCE_ADDED = "entrance.added"
    ENTRANCE_REMOVED = "entrance.removed"
    ENTRANCES_TURNED = "entrances.turned"
    GATE_ADDED = "gate.added"
    GATE_CHANGED = "gate.changed"
    GATE_REMOVED = "gate.removed"
    PATH_ADDED = "path.added"
    PATH_REMOVED = "path.removed"
    BLOCK_PLACED = "block.placed"
    """A building that stands already gets another place or outline."""
    BUILDING_ADDED = "building.added"
    BUILDING_SPLIT = "building.split"
    BUILDINGS_MERGED = "buildings.merged"
    BOUNDARY_DRAWN = "boundary.drawn"


STEWARD_ONLY = frozenset(
    {Act.BUILDING_ADDED, Act.BUILDING_SPLIT, Act.BUILDINGS_MERGED, Act.BOUNDARY_DRAWN}
)


def acts_of(role: Role) -> frozenset[Act]:
    """Return what `role` may do.

    Examples
    --------
    >>> Act.GATE_ADDED in acts_of(Role.LEADER), Act.BUILDING_SPLIT in acts_of(Role.LEADER)
    (True, False)
    >>> acts_of(Role.MANAGER)
    frozenset()
    """
    if Permission.EDIT_PLACES not in permissions(role):
        return frozenset()
    return frozenset(Act) if role is Role.STEWARD else frozenset(Act) - STEWARD_ONLY


def check_role(role: Role, act: Act) -> None:
    """Refuse `act` to a role that may do it nowhere.

    Raises
    ------
    ForbiddenError
        When `role` may not.
    """
    if act not in acts_of(role):
        raise ForbiddenError(f"{act.value} is for the steward", zh="这一项要请数据管理员来改。")


def check_may(session: Session, act: Act, compound_id: str | None) -> None:
    """Refuse `act` in a compound where the viewer may not do it.

    Raises
    ------
    ForbiddenError
        When her role may not, or the place is on a street and in nobody's territory.
    """
    viewer = viewer_of(session)
    check_role(viewer.role, act)
    if is_bounded(viewer) and not _is_own(session, compound_id):
        raise ForbiddenError(
            "this is not in one of your compounds: ask the steward",
            zh="这里不在您负责的小区里：请数据管理员来改。",
        )


def _is_own(session: Session, compound_id: str | None) -> bool:
    """Tell whether the compound is in scope; what stands on a street is nobody's own."""
    return compound_id is not None and (
        session.scalar(select(m.Compound.id).where(m.Compound.id == compound_id)) is not None
    )


def ground_of(session: Session) -> BaseGeometry:
    """Return where the viewer may draw, EPSG:4326.

    A leader: her compounds and a little around them. The steward: around all that is drawn.
    """
    viewer = viewer_of(session)
    shapes = list(session.scalars(select(m.Compound.geometry)))
    if not is_bounded(viewer):
        box = extent(session)
        shapes += [] if box is None else [shapely.box(*box)]
    if not shapes:
        return CHINA
    joined = shapely.union_all(shapes)
    if is_bounded(viewer):
        return widened(joined, MARGIN_M)
    return widened(shapely.envelope(joined), STEWARD_MARGIN_M)


def is_bounded(viewer: Viewer) -> bool:
    """Tell whether the viewer edits within her own compounds only."""
    return viewer.role is not Role.STEWARD
