"""The buildings in scope with their names and homes: what counts by building are laid over."""

from collections import OrderedDict
from weakref import WeakKeyDictionary

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from geo.services.mapping import places_version, roster
from geo.services.naming import building_labels
from geo.store.models import Building, Compound, Entrance

BUILDING = ("id", "compound_id", "number", "name", "road", "house_number")
MOST_KEPT = 32
_KEPT: "WeakKeyDictionary[Engine, OrderedDict[tuple[str, str], pd.DataFrame]]" = WeakKeyDictionary()


def residential_buildings(session: Session, language: str) -> pd.DataFrame:
    """Return the rows of `named_buildings` in whose compounds somebody lives there."""
    table = named_buildings(session, language)
    return table[table["compound"].notna() & table["homes"].gt(0)].reset_index(drop=True)


def named_buildings(session: Session, language: str) -> pd.DataFrame:
    """Return id, compound_id, compound, label, number and homes of each building, ordered by id.

    `compound` is missing on a street; `number` is what is drawn on the building: its number, or its
    name where it has none. The table is made once for each state of the places in scope: change
    none of it.
    """
    kept = _KEPT.setdefault(session.connection().engine, OrderedDict())
    key = places_version(session), language
    found = kept.get(key)
    if found is None:
        found = _made(session, language)
    kept[key] = found
    kept.move_to_end(key)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    return found


def _made(session: Session, language: str) -> pd.DataFrame:
    frame = _columns(session, BUILDING, Building)
    doors = _columns(session, ("building_id", "number"), Entrance)
    names = dict(session.execute(select(Compound.id, Compound.name)).all())
    homes = roster(session).set_index("id")["households"]
    table = pd.DataFrame(
        {
            "id": frame["id"],
            "compound_id": frame["compound_id"],
            "compound": frame["compound_id"].map(names),
            "label": building_labels(frame, doors, language),
            "homes": frame["id"].map(homes).astype(int),
        }
    )
    table["number"] = frame["number"].fillna(table["label"])
    return table


def _columns(
    session: Session, names: tuple[str, ...], record: type[Building | Entrance]
) -> pd.DataFrame:
    """Return columns of the places in scope ordered by id, without their shapes."""
    query = select(*(getattr(record, name) for name in names)).order_by(record.id)
    rows = session.execute(query).all()
    cells = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pd.DataFrame(dict(zip(names, cells, strict=True)), columns=list(names))
