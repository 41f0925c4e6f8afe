"""Edits of gates: added, moved, other hours, taken away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import InputError, NotFoundError
from geo.places.editing import check_inside, distance_m
from geo.services.place_edits.acts import ground_of
from geo.services.place_edits.plans import Plan, new_key
from geo.services.place_edits.states import added, changed, removed, row_of
from geo.services.place_edits.wishes import AddGate, ChangeGate, RemoveGate
from geo.store import models as m

FARTHEST_M = 60.0
"""A gate further from the boundary of its compound than this belongs to another one."""


def gate_row(session: Session, key: str) -> m.Gate:
    """Return a gate in scope, held for the edit."""
    return row_of(session, m.Gate, key)


def more(session: Session, wish: AddGate) -> Plan:
    """Return the plan that adds a gate to the compound whose boundary is nearest."""
    check_inside(wish.at.point, ground_of(session))
    compound = _compound(session, wish)
    change = added(
        m.Gate,
        new_key(compound.id, "g"),
        wish.at.point,
        compound_id=compound.id,
        name=wish.name,
        kind=wish.kind,
        opens=wish.hours.opens,
        closes=wish.hours.closes,
    )
    return Plan(compound.id, (change,))


def other(session: Session, wish: ChangeGate) -> Plan:
    """Return the plan that moves a gate or changes its name, kind and hours."""
    row = gate_row(session, wish.gate)
    if wish.at is not None:
        check_inside(wish.at.point, ground_of(session))
    change = changed(
        row,
        shape=None if wish.at is None else wish.at.point,
        name=wish.name,
        kind=wish.kind,
        opens=wish.hours.opens,
        closes=wish.hours.closes,
    )
    return Plan(row.compound_id, (change,))


def fewer(session: Session, wish: RemoveGate) -> Plan:
    """Return the plan that takes a gate away."""
    row = gate_row(session, wish.gate)
    return Plan(row.compound_id, (removed(row),))


def _compound(session: Session, wish: AddGate) -> m.Compound:
    query = select(m.Compound)
    if wish.compound is not None:
        query = query.where(m.Compound.id == wish.compound)
    reach = 0.01  # degrees: about a kilometre
    near = query.where(
        m.Compound.west <= wish.at.lon + reach, m.Compound.east >= wish.at.lon - reach,
        m.Compound.south <= wish.at.lat + reach, m.Compound.north >= wish.at.lat - reach,
    )  # fmt: skip
    found = [
        (distance_m(wish.at.point, one.geometry.boundary), one) for one in session.scalars(near)
    ]
    if not found:
        raise NotFoundError("no compound of yours is near this place", zh="这附近没有您的小区。")
    off_m, nearest = min(found, key=lambda one: one[0])
    if off_m > FARTHEST_M:
        raise InputError(
            f"this is {off_m:.0f} m from the boundary of {nearest.name}: a gate stands in it",
            zh=f"离{nearest.name}的边界有 {off_m:.0f} 米：大门要放在小区边上。",
        )
    return nearest
