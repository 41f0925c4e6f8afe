"""The residential buildings of the compounds in scope: what counts by building are laid over."""

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.services.mapping import is_home
from geo.services.naming import building_labels
from geo.store.models import Building, Compound, Entrance, Unit

BUILDING = ("id", "compound_id", "number", "name", "road", "house_number")


def residential_buildings(session: Session, language: str) -> pd.DataFrame:
    """Return id, compound_id, compound, label, number and homes of each.

    `number` is what is drawn on the building: its number, or its name where it has none.
    """
    frame = _columns(session, BUILDING, Building)
    doors = _columns(session, ("building_id", "number"), Entrance)
    names = dict(session.execute(select(Compound.id, Compound.name)).all())
    homes = dict(
        session.execute(
            select(Unit.building_id, func.count()).where(is_home()).group_by(Unit.building_id)
        ).all()
    )
    table = pd.DataFrame(
        {
            "id": frame["id"],
            "compound_id": frame["compound_id"],
            "compound": frame["compound_id"].map(names),
            "label": building_labels(frame, doors, language),
            "homes": frame["id"].map(homes).fillna(0).astype(int),
        }
    )
    table["number"] = frame["number"].fillna(table["label"])
    return table[table["compound"].notna() & table["homes"].gt(0)].reset_index(drop=True)


def _columns(
    session: Session, names: tuple[str, ...], record: type[Building | Entrance]
) -> pd.DataFrame:
    """Return columns of the places in scope ordered by id, without their shapes."""
    query = select(*(getattr(record, name) for name in names)).order_by(record.id)
    rows = session.execute(query).all()
    cells = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pd.DataFrame(dict(zip(names, cells, strict=True)), columns=list(names))
