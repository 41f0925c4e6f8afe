"""Entries that are found, handed over and have photos; photos and spots of needs sealed.

Revision: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from geo.store.columns import Encrypted, EncryptedBytes, Moment

revision = "0004"
down_revision = "0003"

branch_labels = None
depends_on = None

SEALED = EncryptedBytes("need_photo.content")
SPOT = "need.spot"


def upgrade() -> None:
    op.add_column("diary_entry", sa.Column("indexed", sa.Integer(), nullable=True))
    op.add_column("need_photo", sa.Column("entry_photo_id", sa.Integer(), nullable=True))
    _create_index_tables()
    _create_photos_and_handovers()
    _retype_spot(sa.Text(), Encrypted(SPOT))
    _rewrite("need_photo", sa.column("content", sa.LargeBinary()), sa.column("content", SEALED))


def downgrade() -> None:
    _rewrite("need_photo", sa.column("content", SEALED), sa.column("content", sa.LargeBinary()))
    _retype_spot(Encrypted(SPOT), sa.Text())
    for name in ("handover", "entry_photo", "entry_name", "entry_place", "entry_gram"):
        op.drop_table(name)
    op.drop_column("need_photo", "entry_photo_id")
    op.drop_column("diary_entry", "indexed")


def _create_index_tables() -> None:
    op.create_table(
        "entry_gram",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_entry_gram_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "bucket", name=op.f("pk_entry_gram")),
    )
    op.create_index("ix_entry_gram_bucket", "entry_gram", ["bucket", "entry_id"])
    op.create_table(
        "entry_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_entry_place_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_place")),
    )
    for column in ("entry_id", "building_id", "unit_id"):
        op.create_index(op.f(f"ix_entry_place_{column}"), "entry_place", [column])
    op.create_table(
        "entry_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_entry_name_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_name")),
    )
    for column in ("entry_id", "digest", "resident_id"):
        op.create_index(op.f(f"ix_entry_name_{column}"), "entry_name", [column])


def _create_photos_and_handovers() -> None:
    op.create_table(
        "entry_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_entry_photo_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_photo")),
        sa.UniqueConstraint("entry_id", "digest", name=op.f("uq_entry_photo_entry_id_digest")),
    )
    op.create_index(op.f("ix_entry_photo_entry_id"), "entry_photo", ["entry_id"])
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("writer", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("redacted", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("taken_entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_handover_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_handover_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_handover_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_handover_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_entry_id"], ["diary_entry.id"], name=op.f("fk_handover_taken_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint(
            "entry_id", "compound_id", name=op.f("uq_handover_entry_id_compound_id")
        ),
    )
    op.create_index("ix_handover_compound_state", "handover", ["compound_id", "state"])
    for column in ("account_id", "taken_entry_id"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])


def _rewrite(table: str, source: sa.ColumnClause[Any], target: sa.ColumnClause[Any]) -> None:
    """Write `target` of each row from `source`, one row at a time: pictures are large."""
    connection = op.get_bind()
    old = sa.table(table, sa.column("id", sa.Integer()), source)
    new = sa.table(table, sa.column("id", sa.Integer()), target)
    filled = sa.select(old.c.id).where(source.is_not(None))
    for key in connection.scalars(filled).all():
        value = connection.scalar(sa.select(source).where(old.c.id == key))
        connection.execute(sa.update(new).where(new.c.id == key).values({target.name: value}))


def _retype_spot(before: sa.types.TypeEngine[Any], after: sa.types.TypeEngine[Any]) -> None:
    """Write the spots of needs into a column of another type and put it in place of the old one.

    Batch mode would copy the table on SQLite, and with it break what refers to its rows.
    """
    kept = sa.LargeBinary() if isinstance(after, Encrypted) else after
    op.add_column("need", sa.Column("spot_draft", kept))
    _rewrite("need", sa.column("spot", before), sa.column("spot_draft", after))
    op.drop_column("need", "spot")
    op.execute("ALTER TABLE need RENAME COLUMN spot_draft TO spot")
