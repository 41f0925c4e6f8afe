"""The log of changed needs, from which counts on the map are kept up to date.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

from geo.store.migrations.need_log import create_need_log_triggers, drop_need_log_triggers

revision = "0006"
down_revision = "0005"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_change")),
    )
    create_need_log_triggers()


def downgrade() -> None:
    drop_need_log_triggers()
    op.drop_table("need_change")
