"""Flats, people and needs go with their door when it comes into another building.

Whoever edits places may not read residents, and need not: nothing is read here but keys. So the
statements run beside the rules of scope, on the doors that the edit was allowed to change.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from geo.store import models as m


def follow_doors(session: Session, entrance_ids: Collection[str]) -> None:
    """Let flats be in the building of their door, and residents and needs in that of the flat."""
    if not entrance_ids:
        return
    session.flush()
    run = session.connection().execute
    unit, door = _table(m.Unit), _table(m.Entrance)
    resident, need = _table(m.Resident), _table(m.Need)
    for column in ("building_id", "compound_id"):
        right = select(door.c[column]).where(door.c.id == unit.c.entrance_id).scalar_subquery()
        behind = unit.c.entrance_id.in_(entrance_ids)
        run(update(unit).where(behind).values({column: right}))
    at_home = select(unit.c.id).where(unit.c.entrance_id.in_(entrance_ids))
    for table in (resident, need):
        home = select(unit.c.building_id).where(unit.c.id == table.c.unit_id).scalar_subquery()
        run(update(table).where(table.c.unit_id.in_(at_home)).values(building_id=home))
    stair = select(door.c.building_id).where(door.c.id == need.c.entrance_id).scalar_subquery()
    in_stair = need.c.entrance_id.in_(entrance_ids) & need.c.unit_id.is_(None)
    run(update(need).where(in_stair).values(building_id=stair))
    session.expire_all()


def carry_needs(session: Session, heirs: Mapping[str, str]) -> dict[str, list[int]]:
    """Give the needs of each building that goes to its heir; return their keys by old building."""
    if not heirs:
        return {}
    session.flush()  # what waits to be written would be forgotten below
    run = session.connection().execute
    need = _table(m.Need)
    carried: dict[str, list[int]] = {}
    for gone, heir in heirs.items():
        keys = [row[0] for row in run(select(need.c.id).where(need.c.building_id == gone))]
        if keys:
            carried[gone] = keys
            run(update(need).where(need.c.building_id == gone).values(building_id=heir))
    session.expire_all()
    return carried


def bring_back(session: Session, carried: Mapping[str, Collection[int]]) -> None:
    """Give needs back to the buildings that `carry_needs` took them from."""
    if not carried:
        return
    session.flush()
    need = _table(m.Need)
    for building, keys in carried.items():
        session.connection().execute(
            update(need).where(need.c.id.in_(list(keys))).values(building_id=building)
        )
    session.expire_all()


def _table(record: type[m.Record]) -> Table:
    return m.Record.metadata.tables[record.__tablename__]
