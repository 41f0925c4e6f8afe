"""Questions that wait for an answer, and the names that corrections taught.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from geo.store.columns import Moment

revision = "0002"
down_revision = "0001"

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learned_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("alias", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("taught_by", sa.Text(), nullable=False),
        sa.Column("taught_at", Moment(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_learned_alias_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_learned_alias_compound_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_alias")),
    )
    with op.batch_alter_table("learned_alias", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learned_alias_compound_id"), ["compound_id"], unique=False
        )

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("alike", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("waiting", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("fact_id", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("made", sa.LargeBinary(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_question_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_question_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("key", name=op.f("uq_question_key")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index("ix_question_compound_state", ["compound_id", "state"], unique=False)
        batch_op.create_index("ix_question_state_alike", ["state", "alike"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_state_alike")
        batch_op.drop_index("ix_question_compound_state")
        batch_op.drop_index(batch_op.f("ix_question_entry_id"))
        batch_op.drop_index(batch_op.f("ix_question_batch"))

    op.drop_table("question")
    with op.batch_alter_table("learned_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learned_alias_compound_id"))

    op.drop_table("learned_alias")
