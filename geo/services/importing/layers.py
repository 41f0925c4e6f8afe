"""One layer of an import against the rows that the store holds: what is new, what changed.

A row is the same thing when its id is the same. What the file leaves empty stays as it is, and
what was surveyed or edited here wins over what a file merely supposes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.services.loading import add_rows, change_rows, plain_cells
from geo.store import models as m

EDITED = "hand"
"""Source of a row that somebody corrected here: no import changes it."""
BOUNDS = ("west", "south", "east", "north")
IDS_A_STATEMENT = 5_000
"""SQLite allows 32 766 variables in a statement."""


@dataclass(frozen=True, slots=True)
class LayerChange:
    """How many rows of a layer an import touches."""

    new: int
    changed: int
    same: int
    """Rows that the file and the store hold alike, or that were edited here."""


def stored_rows(session: Session, record: type[m.Record]) -> pd.DataFrame:
    """Return all rows of `record` under their primary key and columns, geometry as WKB."""
    names = [attribute.key for attribute in inspect(record).column_attrs]
    rows = session.execute(select(*(getattr(record, name) for name in names))).all()
    table = pd.DataFrame.from_records(rows, columns=names).astype(object)
    if "geometry" in table:
        table["geometry"] = shapely.to_wkb(table["geometry"].to_numpy())
    return table


def merge_layer(
    session: Session, record: type[m.Record], table: pd.DataFrame, stored: pd.DataFrame
) -> LayerChange:
    """Add the rows of `table` that are new to `stored`, and write what changed in the others.

    Both have the columns of `record`; `stored` as `stored_rows` returns it.
    """
    at = pd.Index(stored["id"]).get_indexer(pd.Index(table["id"]))
    known = table[at >= 0]
    was = stored.iloc[at[at >= 0]].reset_index(drop=True)
    merged, differs = _merged(known, was)
    differs &= ~_edited_here(merged, was)
    key = [column.key for column in inspect(record).primary_key]
    add_rows(session, record, table[at < 0])
    change_rows(session, record, merged[differs].assign(**was[differs][key].to_dict("series")))
    return LayerChange(int((at < 0).sum()), int(differs.sum()), int((~differs).sum()))


def _merged(known: pd.DataFrame, was: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the rows of `known` with their gaps filled from `was`, and which of them differ."""
    differs = np.zeros(len(known), dtype=bool)
    cells = {}
    for name in known.columns:
        given, before = _objects(known[name]), _objects(was[name])
        silent = np.array([value is None for value in given], dtype=bool)
        cells[name] = np.where(silent, before, given)
        if name not in BOUNDS:  # they follow from the geometry
            differs |= np.array(cells[name] != before, dtype=bool)
    return pd.DataFrame(cells, index=was.index, dtype=object), differs


def _objects(cells: pd.Series) -> NDArray[np.object_]:
    made = np.empty(len(cells), dtype=object)
    made[:] = plain_cells(cells)
    return made


def _edited_here(merged: pd.DataFrame, was: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows the import must not touch: edited by hand, or surveyed where it guesses."""
    edited: NDArray[np.bool_] = (was["source"] == EDITED).to_numpy(dtype=bool)
    if "inferred" not in merged:
        return edited
    surveyed = ~was["inferred"].to_numpy(dtype=bool)
    kept: NDArray[np.bool_] = edited | (surveyed & merged["inferred"].to_numpy(dtype=bool))
    return kept


def referred_to(session: Session, record: type[m.Record], ids: Iterable[str]) -> set[str]:
    """Return those of `ids` that a row of any other table refers to."""
    target = record.__table__
    held: set[str] = set()
    waiting = list(ids)
    for table in m.Record.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is target:
                for part in _parts(waiting):
                    query = select(key.parent).where(key.parent.in_(part)).distinct()
                    held.update(session.execute(query).scalars())
    return held


def drop_rows(session: Session, record: type[m.Record], ids: Iterable[str]) -> list[str]:
    """Delete those of `ids` to which nothing refers and return the ids that had to stay."""
    wanted = list(ids)
    held = referred_to(session, record, wanted)
    identity: InstrumentedAttribute[str] = record.id  # type: ignore[attr-defined]
    for part in _parts([one for one in wanted if one not in held]):
        session.execute(
            delete(record).where(identity.in_(part)).execution_options(synchronize_session=False)
        )
    return sorted(held)


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + IDS_A_STATEMENT] for start in range(0, len(ids), IDS_A_STATEMENT)]
