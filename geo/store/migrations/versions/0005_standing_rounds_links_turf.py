"""Standing rounds, terms of homes, volunteers' links, turf; a visit's key is its account's own.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

from geo.store.columns import Moment

revision = "0005"
down_revision = "0004"

branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_agreements()
    _create_links()
    _create_turf()
    # nothing refers to a visit, so the copy that SQLite needs breaks nothing
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint("uq_visit_key", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_visit_account_id_key"), ["account_id", "key"])


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint("uq_visit_account_id_key", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_visit_key"), ["key"])
    for name in ("turf_plan", "proposed_tick", "volunteer_link", "home_terms", "standing_round"):
        op.drop_table(name)


def _create_agreements() -> None:
    op.create_table(
        "standing_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("route", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_standing_round_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_round")),
    )
    op.create_index(op.f("ix_standing_round_account_id"), "standing_round", ["account_id"])
    op.create_table(
        "home_terms",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_home_terms_compound_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_home_terms_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_home_terms")),
    )
    op.create_index(op.f("ix_home_terms_compound_id"), "home_terms", ["compound_id"])


def _create_links() -> None:
    op.create_table(
        "volunteer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("helper", sa.LargeBinary(), nullable=False),
        sa.Column("doors", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_volunteer_link_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_volunteer_link_digest")),
    )
    op.create_index(op.f("ix_volunteer_link_account_id"), "volunteer_link", ["account_id"])
    op.create_table(
        "proposed_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["volunteer_link.id"], name=op.f("fk_proposed_tick_link_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_proposed_tick_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_tick")),
        sa.UniqueConstraint("link_id", "key", name=op.f("uq_proposed_tick_link_id_key")),
    )
    op.create_index(op.f("ix_proposed_tick_link_id"), "proposed_tick", ["link_id"])


def _create_turf() -> None:
    op.create_table(
        "turf_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_turf_plan_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_turf_plan_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turf_plan")),
    )
    op.create_index(op.f("ix_turf_plan_account_id"), "turf_plan", ["account_id"])
