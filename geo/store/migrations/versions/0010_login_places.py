"""Wrong passwords are counted by account and address, and where an account came in is known.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

from geo.store.columns import Moment

revision = "0010"
down_revision = "0009"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_place",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", Moment(), nullable=True),
        sa.Column("known_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_place")),
    )
    op.create_index(op.f("ix_login_place_account"), "login_place", ["account"])


def downgrade() -> None:
    op.drop_table("login_place")
