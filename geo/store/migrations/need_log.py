"""The log of changed needs: triggers write it, so that no service can forget to.

A migration that lets SQLite copy table ``need`` drops its triggers with the old table: call
`create_need_log_triggers` again at its end.
"""

from alembic import op

KEPT = 20_000
"""So many of the last changes are kept: who fell behind further reads all needs again."""
EVENTS = ("insert", "update", "delete")
SQLITE = """
CREATE TRIGGER need_log_{event} AFTER {event} ON need BEGIN
  INSERT INTO need_change (need_id, mark) VALUES ({row}.id, lower(hex(randomblob(8))));
  DELETE FROM need_change WHERE id <= last_insert_rowid() - {kept};
END
"""
POSTGRESQL = """
CREATE FUNCTION note_need_change() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE noted integer;
BEGIN
  INSERT INTO need_change (need_id, mark)
    VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END,
            substr(md5(random()::text || clock_timestamp()::text), 1, 16))
    RETURNING id INTO noted;
  DELETE FROM need_change WHERE id <= noted - {kept};
  RETURN NULL;
END $body$
"""


def create_need_log_triggers() -> None:
    """Let every change of a need be noted in ``need_change``."""
    if op.get_bind().dialect.name == "sqlite":
        for event in EVENTS:
            row = "OLD" if event == "delete" else "NEW"
            op.execute(SQLITE.format(event=event, row=row, kept=KEPT))
        return
    op.execute(POSTGRESQL.format(kept=KEPT))
    op.execute(
        "CREATE TRIGGER need_log AFTER INSERT OR UPDATE OR DELETE ON need "
        "FOR EACH ROW EXECUTE FUNCTION note_need_change()"
    )


def drop_need_log_triggers() -> None:
    """Take away what `create_need_log_triggers` made."""
    if op.get_bind().dialect.name == "sqlite":
        for event in EVENTS:
            op.execute(f"DROP TRIGGER need_log_{event}")
        return
    op.execute("DROP TRIGGER need_log ON need")
    op.execute("DROP FUNCTION note_need_change()")
