"""The places of the store within the viewer's scope, as frames."""

import geopandas as gpd
import pandas as pd
from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.orm import Session

from geo.crs import WGS84
from geo.frames import SPECS, Places
from geo.store import models as m

LAYERS: dict[str, type[m.Record]] = {
    "compounds": m.Compound,
    "gates": m.Gate,
    "buildings": m.Building,
    "entrances": m.Entrance,
    "ways": m.Way,
    "areas": m.Area,
}


def places_in_scope(session: Session, *, with_units: bool = False) -> Places:
    """Return the places that the session's viewer may see; flats only when asked for."""
    frames = {name: layer(session, name) for name in LAYERS}
    entrances = frames["entrances"].set_index("id")
    units = _units(session, entrances) if with_units else SPECS["units"].empty()
    return Places(**frames, units=units)


def places_of_compound(session: Session, compound_id: str) -> Places:
    """Return one compound in scope with its gates, buildings, entrances and flats; no ways."""
    conditions = {
        "compounds": m.Compound.id == compound_id,
        "gates": m.Gate.compound_id == compound_id,
        "buildings": m.Building.compound_id == compound_id,
        "entrances": m.Entrance.compound_id == compound_id,
    }
    frames = {
        name: layer(session, name, conditions[name]) if name in conditions else SPECS[name].empty()
        for name in LAYERS
    }
    doors = frames["entrances"].set_index("id")
    return Places(**frames, units=_units(session, doors, m.Unit.compound_id == compound_id))


def flat_count(session: Session) -> int:
    """Return the number of flats in scope."""
    return session.scalar(select(func.count()).select_from(m.Unit)) or 0


def layer(
    session: Session, name: str, condition: ColumnElement[bool] | None = None
) -> gpd.GeoDataFrame:
    """Return one layer within the viewer's scope, ordered by id, in EPSG:4326."""
    record = LAYERS[name]
    names = [column.name for column in SPECS[name].columns]
    columns = inspect(record).columns
    query = select(*(getattr(record, key) for key in (*names, "geometry")))
    if condition is not None:
        query = query.where(condition)
    rows = session.execute(query.order_by(columns["id"])).all()
    if not rows:
        return SPECS[name].empty()
    table = pd.DataFrame.from_records(rows, columns=[*names, "geometry"])
    return SPECS[name].conformed(gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84))


def _units(
    session: Session,
    entrances: gpd.GeoDataFrame,
    condition: ColumnElement[bool] | None = None,
) -> gpd.GeoDataFrame:
    """Return the flats in scope, each at the door point of its entrance."""
    names = [column.name for column in SPECS["units"].columns]
    query = select(*(getattr(m.Unit, key) for key in names))
    if condition is not None:
        query = query.where(condition)
    rows = session.execute(query.order_by(m.Unit.id)).all()
    if not rows:
        return SPECS["units"].empty()
    table = pd.DataFrame.from_records(rows, columns=names)
    doors = gpd.GeoSeries(entrances.geometry.reindex(table["entrance_id"]))
    return SPECS["units"].conformed(
        gpd.GeoDataFrame(table, geometry=doors.reset_index(drop=True), crs=WGS84)
    )
