"""Marks of compounds, from which counts of whom to visit are kept up to date.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

from geo.store.migrations.people_marks import (
    create_people_mark_triggers,
    drop_people_mark_triggers,
)

revision = "0011"
down_revision = "0010"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_mark",
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("compound_id", name=op.f("pk_people_mark")),
    )
    create_people_mark_triggers()


def downgrade() -> None:
    drop_people_mark_triggers()
    op.drop_table("people_mark")
