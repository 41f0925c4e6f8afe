"""Pictures of site plans come into the store, sealed: backups carry them.

`peoples-map init` takes in the files that older versions kept in the data folder.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site_plan", sa.Column("picture", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("site_plan", "picture")
