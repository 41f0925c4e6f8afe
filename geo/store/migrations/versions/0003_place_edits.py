"""Places corrected by hand, with their history, and site plans.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("carried", sa.Text(), nullable=True),
        sa.Column("undone_on", sa.Date(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_place_edit_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_edit")),
        sa.UniqueConstraint("key", name=op.f("uq_place_edit_key")),
    )
    with op.batch_alter_table("place_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_edit_compound_id"), ["compound_id"])

    op.create_table(
        "place_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edit_id", sa.Integer(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edit_id"], ["place_edit.id"], name=op.f("fk_place_change_edit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_change")),
    )
    with op.batch_alter_table("place_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_change_edit_id"), ["edit_id"])
        batch_op.create_index(batch_op.f("ix_place_change_building_id"), ["building_id"])
        batch_op.create_index("ix_place_change_layer_place_id", ["layer", "place_id"])

    op.create_table(
        "site_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_plan")),
    )
    with op.batch_alter_table("site_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_plan_compound_id"), ["compound_id"])


def downgrade() -> None:
    op.drop_table("site_plan")
    op.drop_table("place_change")
    op.drop_table("place_edit")
