"""Promises that were called wrong, kept for the way back.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

from geo.store.columns import Moment

revision = "0007"
down_revision = "0006"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawn_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_withdrawn_promise_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_withdrawn_promise_compound_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_promise")),
    )
    op.create_index(op.f("ix_withdrawn_promise_compound_id"), "withdrawn_promise", ["compound_id"])


def downgrade() -> None:
    op.drop_table("withdrawn_promise")
