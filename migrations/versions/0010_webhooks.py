"""Webhooks, their deliveries and every try."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"
TABLES = ("webhooks", "webhook_deliveries", "webhook_attempts")


def at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def belongs_to(table: str, target: str, key: str) -> sa.ForeignKeyConstraint:
    """Refer to a row of the same tenant, and go with it."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", key],
        [f"{target}.tenant_id", f"{target}.{key}"],
        name=f"fk_{table}_tenant_id_{key}",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("webhook_id", sa.Uuid, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("description", sa.Text, nullable=True),
        sa.Column("score_below", sa.Numeric, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("disabled_reason", sa.Text, nullable=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("previous_secret", sa.Text, nullable=True),
        at("previous_until", nullable=True),
        at("created_at"),
        sa.PrimaryKeyConstraint("tenant_id", "webhook_id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_webhooks_tenant_id"),
        sa.CheckConstraint("cardinality(events) > 0", name=op.f("ck_webhooks_events")),
        sa.CheckConstraint("score_below between 0 and 10", name=op.f("ck_webhooks_score_below")),
        sa.CheckConstraint("disabled_reason in ('gone')", name=op.f("ck_webhooks_disabled_reason")),
        sa.CheckConstraint("(previous_secret is null) = (previous_until is null)", name=op.f("ck_webhooks_previous")),
    )
    op.create_index(
        "ix_webhooks_tenant_id_created_at_webhook_id", "webhooks", ["tenant_id", "created_at", "webhook_id"]
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("webhook_id", sa.Uuid, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=True),
        sa.Column("payload", postgresql.JSON, nullable=False),
        at("created_at"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("claim", sa.Integer, nullable=False),
        at("next_attempt_at", nullable=True),
        at("lease_until", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "delivery_id", name="pk_webhook_deliveries"),
        belongs_to("webhook_deliveries", "webhooks", "webhook_id"),
        belongs_to("webhook_deliveries", "conversations", "conversation_id"),
        sa.CheckConstraint("state in ('pending', 'delivered', 'dead')", name=op.f("ck_webhook_deliveries_state")),
        sa.CheckConstraint(
            "next_attempt_at is null or state = 'pending'", name=op.f("ck_webhook_deliveries_next_attempt_at")
        ),
    )
    for name, columns in (
        ("place", ["tenant_id", "webhook_id", "created_at", "delivery_id"]),
        ("age", ["tenant_id", "created_at"]),
        ("conversation", ["tenant_id", "conversation_id"]),
    ):
        op.create_index(f"ix_webhook_deliveries_{name}", "webhook_deliveries", columns)
    for name, columns in (("due", ["next_attempt_at", "delivery_id"]), ("lease", ["lease_until"])):
        op.create_index(
            f"ix_webhook_deliveries_{name}",
            "webhook_deliveries",
            columns,
            postgresql_where=sa.text(f"{columns[0]} is not null"),
        )
    op.create_table(
        "webhook_attempts",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("claim", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=True),
        at("at"),
        sa.Column("latency_ms", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("error", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "delivery_id", "claim", name="pk_webhook_attempts"),
        belongs_to("webhook_attempts", "webhook_deliveries", "delivery_id"),
        belongs_to("webhook_attempts", "conversations", "conversation_id"),
    )
    op.create_index("ix_webhook_attempts_conversation", "webhook_attempts", ["tenant_id", "conversation_id"])
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({mine}) with check ({mine})")
        op.execute(f"grant select, insert, update, delete on {table} to {ROLE}")
    # Due deliveries are claimed over all tenants, by a transaction that says so and looks at no more than that.
    claiming = "current_setting('app.dispatcher', true) = 'on'"
    op.execute(f"create policy dispatcher_sees on webhook_deliveries for select using ({claiming})")
    op.execute(
        f"create policy dispatcher_claims on webhook_deliveries for update using ({claiming}) with check ({claiming})"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
