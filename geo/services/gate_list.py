"""The gates of the viewer's compounds with their hours, and how far the doors were checked."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.services.mapping import reading_order
from geo.store.models import Compound, Entrance, Gate


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate in the list."""

    id: str
    name: str
    kind: str
    """both, pedestrian, vehicle, closed; empty: not known."""
    opens: str
    closes: str
    """HH:MM; both empty: it never closes."""
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class CompoundGates:
    """A compound with its gates and doors."""

    id: str
    name: str
    gates: tuple[GateLine, ...]
    doors: int
    unchecked: int
    """Doors whose place is only supposed."""


def gate_list(session: Session) -> list[CompoundGates]:
    """Return the compounds in scope, by name, each with its gates."""
    gates: dict[str, list[GateLine]] = {}
    for row in session.scalars(select(Gate).where(Gate.compound_id.is_not(None)).order_by(Gate.id)):
        line = GateLine(
            row.id,
            row.name or "",
            row.kind or "",
            row.opens or "",
            row.closes or "",
            row.west,
            row.south,
        )
        gates.setdefault(row.compound_id or "", []).append(line)
    counts = select(Entrance.compound_id, func.count()).group_by(Entrance.compound_id)
    doors = dict(session.execute(counts).all())
    waiting = dict(session.execute(counts.where(Entrance.inferred)).all())
    names = session.execute(select(Compound.id, Compound.name)).all()
    return [
        CompoundGates(key, name, tuple(gates.get(key, ())), doors.get(key, 0), waiting.get(key, 0))
        for key, name in sorted(names, key=lambda row: reading_order(row[1]))
        if key in gates or key in doors
    ]
