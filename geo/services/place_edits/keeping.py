"""Keeps what hands did through an import: what was taken away does not come back with a file."""

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services.importing.layers import EDITED
from geo.store import models as m


def as_edited(session: Session, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the rows of a file as the edits that stand would have them.

    What was taken away by hand is left out, with the doors and flats that a file hangs on it. The
    flats behind a door that was corrected are in the building where the door is now.

    Parameters
    ----------
    tables : the rows of each layer, as `geo.services.loading.place_rows` returns them
    """
    gone = taken_away(session)
    kept = {name: table[~table["id"].isin(gone[name])] for name, table in tables.items()}
    corrected = select(m.Entrance.id, m.Entrance.building_id).where(m.Entrance.source == EDITED)
    building_of = dict(session.execute(corrected).all())
    doors = kept["entrances"]
    loose = doors["building_id"].isin(gone["buildings"]) & ~doors["id"].isin(building_of)
    kept["entrances"] = doors[~loose]
    units = kept["units"][kept["units"]["entrance_id"].isin(kept["entrances"]["id"])]
    moved = units["entrance_id"].map(building_of)
    kept["units"] = units.assign(building_id=moved.where(moved.notna(), units["building_id"]))
    return kept


def taken_away(session: Session) -> dict[str, set[str]]:
    """Return by layer the ids of the places that edits took away and that stay away."""
    rows = session.execute(
        select(m.PlaceChange.layer, m.PlaceChange.place_id)
        .join(m.PlaceEdit, m.PlaceEdit.id == m.PlaceChange.edit_id)
        .where(m.PlaceChange.after.is_(None), m.PlaceEdit.undone_on.is_(None))
    )
    gone: dict[str, set[str]] = defaultdict(set)
    for layer, key in rows:
        gone[layer].add(key)
    return gone
