"""The spatial index of each located table: an R*Tree on SQLite, GiST on PostgreSQL.

Triggers of SQLite cannot parse WKB, so they copy the bounds columns. The R*Tree of table
``building`` is ``building_box(pk, west, east, south, north)``; its boxes are rounded outwards to
32-bit floats.
"""

from collections.abc import Iterable

from alembic import op

INSERTED = (
    "INSERT INTO {table}_box (pk, west, east, south, north) "
    "VALUES (NEW.pk, NEW.west, NEW.east, NEW.south, NEW.north);"
)
DELETED = "DELETE FROM {table}_box WHERE pk = OLD.pk;"
SQLITE = (
    "CREATE VIRTUAL TABLE {table}_box USING rtree(pk, west, east, south, north)",
    f"CREATE TRIGGER {{table}}_box_insert AFTER INSERT ON {{table}} BEGIN {INSERTED} END",
    f"CREATE TRIGGER {{table}}_box_delete AFTER DELETE ON {{table}} BEGIN {DELETED} END",
    f"CREATE TRIGGER {{table}}_box_update AFTER UPDATE ON {{table}} BEGIN {DELETED} {INSERTED} END",
)
POSTGRESQL = ("CREATE INDEX ix_{table}_geometry ON {table} USING gist (geometry)",)


def create_spatial_indexes(tables: Iterable[str]) -> None:
    """Make the spatial index of each table in `tables`."""
    statements = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    for table in tables:
        for statement in statements:
            op.execute(statement.format(table=table))


def drop_spatial_indexes(tables: Iterable[str]) -> None:
    """Drop what `create_spatial_indexes` made; triggers and GiST indexes go with their table."""
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {table}_box_{event}")
            op.execute(f"DROP TABLE {table}_box")
