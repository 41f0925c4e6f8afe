"""The residential buildings of the compounds in scope: what counts by building are laid over."""

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.services.mapping import is_home
from geo.services.naming import building_labels
from geo.services.registry import layer
from geo.store.models import Unit


def residential_buildings(session: Session, language: str) -> pd.DataFrame:
    """Return id, compound_id, compound, label, number and homes of each.

    `number` is what is drawn on the building: its number, or its name where it has none.
    """
    frame = layer(session, "buildings")
    names = layer(session, "compounds").set_index("id")["name"]
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
            "label": building_labels(frame, layer(session, "entrances"), language),
            "homes": frame["id"].map(homes).fillna(0).astype(int),
        }
    )
    table["number"] = frame["number"].fillna(table["label"])
    return table[table["compound"].notna() & table["homes"].gt(0)].reset_index(drop=True)
