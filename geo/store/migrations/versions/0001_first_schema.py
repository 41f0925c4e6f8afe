"""First schema: places, people, needs, diary, rounds, accounts, audit.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from geo.store.columns import Moment, Wkb
from geo.store.migrations.spatial import create_spatial_indexes, drop_spatial_indexes

revision = "0001"
down_revision = None
LOCATED = ("area", "building", "compound", "entrance", "gate", "way")

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("geometry", Wkb(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_area")),
        sa.UniqueConstraint("id", name=op.f("uq_area_id")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)

    op.create_table(
        "compound",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("road", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("geometry", Wkb(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_compound")),
        sa.UniqueConstraint("id", name=op.f("uq_compound_id")),
        sa.UniqueConstraint("name", name=op.f("uq_compound_name")),
    )
    op.create_table(
        "failed_login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_login")),
    )
    with op.batch_alter_table("failed_login", schema=None) as batch_op:
        batch_op.create_index("ix_failed_login_subject_at", ["subject", "at"], unique=False)

    op.create_table(
        "store_fact",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_store_fact")),
    )
    op.create_table(
        "territory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory")),
        sa.UniqueConstraint("name", name=op.f("uq_territory_name")),
    )
    op.create_table(
        "way",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.Column("walkable", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("barrier", sa.Text(), nullable=True),
        sa.Column("access", sa.Text(), nullable=True),
        sa.Column("layer", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("geometry", Wkb(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_way")),
        sa.UniqueConstraint("id", name=op.f("uq_way_id")),
    )
    op.create_table(
        "building",
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("use", sa.Text(), nullable=True),
        sa.Column("floors", sa.Integer(), nullable=True),
        sa.Column("basements", sa.Integer(), nullable=True),
        sa.Column("road", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("geometry", Wkb(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_building_compound_id")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_building")),
        sa.UniqueConstraint("id", name=op.f("uq_building_id")),
    )
    with op.batch_alter_table("building", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_building_compound_id"), ["compound_id"], unique=False)

    op.create_table(
        "gate",
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("opens", sa.Text(), nullable=True),
        sa.Column("closes", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("geometry", Wkb(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_gate_compound_id")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_gate")),
        sa.UniqueConstraint("id", name=op.f("uq_gate_id")),
    )
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_compound_id"), ["compound_id"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_partner_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_table(
        "territory_compound",
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_territory_compound_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_territory_compound_territory_id")
        ),
        sa.PrimaryKeyConstraint("territory_id", "compound_id", name=op.f("pk_territory_compound")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_account_partner_id")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_account_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("user", name=op.f("uq_account_user")),
    )
    op.create_table(
        "entrance",
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("floors", sa.Integer(), nullable=True),
        sa.Column("flats_per_floor", sa.Integer(), nullable=True),
        sa.Column("lift", sa.Boolean(), nullable=True),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("geometry", Wkb(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["building_id"], ["building.id"], name=op.f("fk_entrance_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_entrance_compound_id")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_entrance")),
        sa.UniqueConstraint("id", name=op.f("uq_entrance_id")),
    )
    with op.batch_alter_table("entrance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entrance_building_id"), ["building_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entrance_compound_id"), ["compound_id"], unique=False)

    op.create_table(
        "diary_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("redacted", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_diary_entry_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_diary_entry_compound_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_diary_entry_key")),
    )
    with op.batch_alter_table("diary_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_diary_entry_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "ix_diary_entry_compound_day", ["compound_id", "written_on"], unique=False
        )

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_round_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_account_id"), ["account_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("entrance_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("use", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_unit_building_id")),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_unit_compound_id")),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"], name=op.f("fk_unit_entrance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_building_id"), ["building_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index("ix_unit_entrance_floor", ["entrance_id", "floor"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_session_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "resident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("name_digest", sa.Text(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("identity_digest", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("living", sa.Text(), nullable=True),
        sa.Column("declines_visits", sa.Boolean(), nullable=False),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("lawful_basis", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["building_id"], ["building.id"], name=op.f("fk_resident_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_resident_compound_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_resident_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
    )
    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_resident_identity_digest"), ["identity_digest"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_resident_name_digest"), ["name_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_resident_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=True),
        sa.Column("entrance_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("spot", sa.Text(), nullable=True),
        sa.Column("resident_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("told_resident", sa.Boolean(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=True),
        sa.Column("whistled_on", sa.Date(), nullable=True),
        sa.Column("whistle_reason", sa.LargeBinary(), nullable=True),
        sa.Column("whistle_due_on", sa.Date(), nullable=True),
        sa.Column("whistle_answer", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_need_building_id")),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_need_compound_id")),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"], name=op.f("fk_need_entrance_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["diary_entry.id"], name=op.f("fk_need_entry_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_need_partner_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_need_resident_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_need_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(
            "ix_need_building_category", ["building_id", "category"], unique=False
        )
        batch_op.create_index("ix_need_compound_state", ["compound_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.Text(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_account_id")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_visit_compound_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["diary_entry.id"], name=op.f("fk_visit_entry_id")),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_visit_resident_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_visit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("key", name=op.f("uq_visit_key")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index("ix_visit_unit_day", ["unit_id", "visited_on"], unique=False)

    op.create_table(
        "entry_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["diary_entry.id"], name=op.f("fk_entry_fact_entry_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_entry_fact_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_fact")),
    )
    with op.batch_alter_table("entry_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_fact_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "need_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_event_account_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_event_need_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_need_event_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_event")),
    )
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_event_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_photo_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_photo")),
    )
    with op.batch_alter_table("need_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_photo_need_id"), ["need_id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_promise_account_id")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_promise_compound_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["diary_entry.id"], name=op.f("fk_promise_entry_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_promise_need_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_promise_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_unit_id"), ["unit_id"], unique=False)
    create_spatial_indexes(LOCATED)


def downgrade() -> None:
    drop_spatial_indexes(LOCATED)
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_unit_id"))
        batch_op.drop_index(batch_op.f("ix_promise_compound_id"))

    op.drop_table("promise")
    with op.batch_alter_table("need_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_photo_need_id"))

    op.drop_table("need_photo")
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_event_need_id"))

    op.drop_table("need_event")
    with op.batch_alter_table("entry_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_fact_entry_id"))

    op.drop_table("entry_fact")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_unit_day")
        batch_op.drop_index(batch_op.f("ix_visit_compound_id"))

    op.drop_table("visit")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_unit_id"))
        batch_op.drop_index(batch_op.f("ix_need_partner_id"))
        batch_op.drop_index(batch_op.f("ix_need_entry_id"))
        batch_op.drop_index("ix_need_compound_state")
        batch_op.drop_index("ix_need_building_category")

    op.drop_table("need")
    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resident_unit_id"))
        batch_op.drop_index(batch_op.f("ix_resident_name_digest"))
        batch_op.drop_index(batch_op.f("ix_resident_identity_digest"))
        batch_op.drop_index(batch_op.f("ix_resident_compound_id"))

    op.drop_table("resident")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_seen_at"))
        batch_op.drop_index(batch_op.f("ix_web_session_account_id"))

    op.drop_table("web_session")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_entrance_floor")
        batch_op.drop_index(batch_op.f("ix_unit_compound_id"))
        batch_op.drop_index(batch_op.f("ix_unit_building_id"))

    op.drop_table("unit")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_account_id"))

    op.drop_table("round")
    with op.batch_alter_table("diary_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_diary_entry_compound_day")
        batch_op.drop_index(batch_op.f("ix_diary_entry_account_id"))

    op.drop_table("diary_entry")
    with op.batch_alter_table("entrance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entrance_compound_id"))
        batch_op.drop_index(batch_op.f("ix_entrance_building_id"))

    op.drop_table("entrance")
    op.drop_table("account")
    op.drop_table("territory_compound")
    op.drop_table("partner")
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_compound_id"))

    op.drop_table("gate")
    with op.batch_alter_table("building", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_building_compound_id"))

    op.drop_table("building")
    op.drop_table("way")
    op.drop_table("territory")
    op.drop_table("store_fact")
    with op.batch_alter_table("failed_login", schema=None) as batch_op:
        batch_op.drop_index("ix_failed_login_subject_at")

    op.drop_table("failed_login")
    op.drop_table("compound")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))

    op.drop_table("audit_event")
    op.drop_table("area")
