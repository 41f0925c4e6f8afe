"""What every record shares: one metadata with named constraints, and a place on the ground."""

from datetime import date, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Date, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column

from geo.store.columns import Moment, Wkb

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """Root of all records."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text(), datetime: Moment(), date: Date()}  # noqa: RUF012


class Located(Record):
    """A record with a geometry in EPSG:4326 and its bounds in degrees.

    On SQLite the bounds are copied into an R*Tree by triggers. Its boxes are 32-bit floats: a box
    query must be checked again on the exact bounds.
    """

    __abstract__ = True

    pk: Mapped[int] = mapped_column(primary_key=True)
    """Row number: what the R*Tree refers to. Never leaves the store."""
    id: Mapped[str] = mapped_column(unique=True)
    """Stable key, as in files and addresses of pages."""
    geometry: Mapped[BaseGeometry] = mapped_column(Wkb)
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]


@event.listens_for(Located, "before_insert", propagate=True)
@event.listens_for(Located, "before_update", propagate=True)
def _keep_bounds(_mapper: Mapper[Located], _connection: Connection, row: Located) -> None:
    row.west, row.south, row.east, row.north = (float(bound) for bound in row.geometry.bounds)
