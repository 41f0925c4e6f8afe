"""Keys of promises that are never handed out again; SQLite gave those of deleted ones anew.

Revision: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"

branch_labels = None
depends_on = None

# keys that wait for their way back count as handed out
HIGHEST = """
INSERT INTO sqlite_sequence (name, seq)
SELECT 'promise', max(id) FROM (
    SELECT id FROM promise UNION ALL SELECT id FROM withdrawn_promise UNION ALL SELECT 0
)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    with op.batch_alter_table(
        "promise", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ):
        pass
    op.execute("DELETE FROM sqlite_sequence WHERE name IN ('promise', '_alembic_tmp_promise')")
    op.execute(HIGHEST)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "promise", recreate="always", table_kwargs={"sqlite_autoincrement": False}
        ):
            pass
