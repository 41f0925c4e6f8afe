"""Bulk loading: places and the care of people go into the store in few statements."""

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from geo.frames import Places
from geo.services import facts
from geo.store import models as m

ROWS_A_STATEMENT = 20_000


RECORDS: dict[str, type[m.Record]] = {
    "compounds": m.Compound,
    "gates": m.Gate,
    "buildings": m.Building,
    "entrances": m.Entrance,
    "units": m.Unit,
    "ways": m.Way,
    "areas": m.Area,
}
"""Layer -> its record, parents before children."""


def load_places(session: Session, places: Places) -> dict[str, int]:
    """Add all layers of `places` to the store and return the number of rows of each."""
    facts.touch_places(session)
    return {
        name: add_rows(session, RECORDS[name], table) for name, table in place_rows(places).items()
    }


def place_rows(places: Places) -> dict[str, pd.DataFrame]:
    """Return the rows of each layer as the store keeps them, parents before children.

    Doors and flats know their compound, flats their building; geometry is WKB with its bounds.
    """
    compound_of_building = places.buildings.set_index("id")["compound_id"]
    entrances = places.entrances.assign(
        compound_id=places.entrances["building_id"].map(compound_of_building)
    )
    of_entrance = entrances.set_index("id")[["building_id", "compound_id"]]
    units = places.units.assign(
        building_id=places.units["entrance_id"].map(of_entrance["building_id"]),
        compound_id=places.units["entrance_id"].map(of_entrance["compound_id"]),
    )
    return {
        "compounds": located(places.compounds),
        "gates": located(places.gates),
        "buildings": located(places.buildings),
        "entrances": located(entrances),
        "units": pd.DataFrame(units.drop(columns="geometry")),
        "ways": located(places.ways),
        "areas": located(places.areas),
    }


def located(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return `frame` as columns of a located record: WKB and bounds in degrees."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    bounds = frame.geometry.bounds.to_numpy()
    for position, side in enumerate(("west", "south", "east", "north")):
        table[side] = bounds[:, position]
    table["geometry"] = shapely.to_wkb(frame.geometry.to_numpy())
    return table


def add_rows(session: Session, record: type[m.Record], table: pd.DataFrame) -> int:
    """Insert the rows of `table` as `record` rows; columns are named as the record's fields."""
    for rows in chunks(table):
        session.execute(insert(record), rows)
    return len(table)


def change_rows(session: Session, record: type[m.Record], table: pd.DataFrame) -> int:
    """Write the columns of `table` over the rows of `record` with the same primary key."""
    for rows in chunks(table):
        session.execute(update(record), rows)
    return len(table)


def chunks(table: pd.DataFrame) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield rows as dicts with plain Python values, missing cells as None."""
    columns = {name: plain_cells(table[name]) for name in table.columns}
    for start in range(0, len(table), ROWS_A_STATEMENT):
        part = [cells[start : start + ROWS_A_STATEMENT] for cells in columns.values()]
        yield [dict(zip(columns, row, strict=True)) for row in zip(*part, strict=True)]


def plain_cells(cells: pd.Series) -> list[Any]:
    """Return the cells as Python objects; a missing one is None and a timestamp is a date."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        cells = cells.dt.date
    objects = cells.astype(object).to_numpy(copy=True)
    objects[cells.isna().to_numpy()] = None
    return list(objects)
