"""Marks of compounds whose people, visits or needs changed: triggers renew them.

A migration that lets SQLite copy one of the tables drops its triggers with the old table: call
`create_people_mark_triggers` again at its end.
"""

from collections.abc import Iterator

from alembic import op

WATCHED: dict[str, dict[str, tuple[str, ...]]] = {
    "resident": {
        "insert": (),
        "update": (
            "compound_id",
            "building_id",
            "unit_id",
            "birth_year",
            "living",
            "declines_visits",
            "away_until",
        ),
        "delete": (),
    },
    "visit": {
        "insert": (),
        "update": ("compound_id", "unit_id", "resident_id", "visited_on", "outcome"),
        "delete": (),
    },
    "need": {
        "insert": (),
        "update": ("compound_id", "unit_id", "resident_id", "category", "state", "hidden"),
        "delete": (),
    },
    "unit": {"update": ("compound_id", "building_id")},
}
"""Table -> event -> columns whose change counts; none: every one."""
SQLITE = """
CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN
  INSERT INTO people_mark (compound_id, mark)
    SELECT {row}.compound_id, lower(hex(randomblob(8))) WHERE {row}.compound_id IS NOT NULL
    ON CONFLICT (compound_id) DO UPDATE SET mark = excluded.mark;
END
"""
SQLITE_MOVED = """
CREATE TRIGGER {name} AFTER UPDATE OF compound_id ON {table}
  WHEN OLD.compound_id IS NOT NULL AND OLD.compound_id IS NOT NEW.compound_id BEGIN
  INSERT INTO people_mark (compound_id, mark)
    SELECT OLD.compound_id, lower(hex(randomblob(8))) WHERE true
    ON CONFLICT (compound_id) DO UPDATE SET mark = excluded.mark;
END
"""
POSTGRESQL = """
CREATE FUNCTION mark_people() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO people_mark (compound_id, mark)
    SELECT one.compound_id, substr(md5(random()::text || clock_timestamp()::text), 1, 16)
    FROM (SELECT DISTINCT compound_id FROM touched
          WHERE compound_id IS NOT NULL ORDER BY compound_id) AS one
    ON CONFLICT (compound_id) DO UPDATE SET mark = excluded.mark;
  RETURN NULL;
END $body$
"""


def create_people_mark_triggers() -> None:
    """Let every change that decides whom to visit renew the mark of its compound."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _on_sqlite():
            op.execute(statement)
        return
    op.execute(POSTGRESQL)
    for name, table, event, rows in _on_postgresql():
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS touched "
            "FOR EACH STATEMENT EXECUTE FUNCTION mark_people()"
        )


def drop_people_mark_triggers() -> None:
    """Take away what `create_people_mark_triggers` made."""
    if op.get_bind().dialect.name == "sqlite":
        for table, events in WATCHED.items():
            for event in events:
                op.execute(f"DROP TRIGGER {_named(table, event)}")
            op.execute(f"DROP TRIGGER {_named(table, 'moved')}")
        return
    for name, table, _, _ in _on_postgresql():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP FUNCTION mark_people()")


def _on_sqlite() -> Iterator[str]:
    for table, events in WATCHED.items():
        for event, columns in events.items():
            row = "OLD" if event == "delete" else "NEW"
            of = f" OF {', '.join(columns)}" if columns else ""
            yield SQLITE.format(
                name=_named(table, event), event=event.upper() + of, table=table, row=row
            )
        yield SQLITE_MOVED.format(name=_named(table, "moved"), table=table)


def _on_postgresql() -> Iterator[tuple[str, str, str, str]]:
    """Yield name, table, event and which rows of it, old ones or new ones."""
    for table, events in WATCHED.items():
        for event in events:
            rows = "OLD" if event == "delete" else "NEW"
            yield _named(table, event), table, event.upper(), rows
        yield _named(table, "moved"), table, "UPDATE", "OLD"


def _named(table: str, event: str) -> str:
    return f"people_mark_{table}_{event}"
