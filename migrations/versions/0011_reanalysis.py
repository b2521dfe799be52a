"""Reports that were superseded, and jobs that analyse anew."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"

# table → what the serving role may do; a report of the past is never changed
PRIVILEGES = {"report_history": "select, insert, delete", "job_items": "select, insert, update, delete"}
SCORES = ("overall_quality_score", "bot_performance_score", "customer_engagement_score")


def key(table: str, target: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.{column}"],
        name=f"fk_{table}_tenant_id_{column}",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "report_history",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("generated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("elapsed_ms", sa.Double, nullable=False),
        sa.Column("engine_version", sa.Text, nullable=False),
        *(sa.Column(score, sa.Double, nullable=False) for score in SCORES),
        sa.Column("sentiment_trend", sa.Text, nullable=False),
        sa.Column("analysis", postgresql.JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "report_id", name="pk_report_history"),
        key("report_history", "conversations", "conversation_id"),
    )
    op.create_index(
        "ix_report_history_conversation",
        "report_history",
        ["tenant_id", "conversation_id", "generated_at", "report_id"],
    )
    op.create_table(
        "job_items",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("job_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("outcome", postgresql.JSON, nullable=True),
        sa.Column("failure_code", sa.Text, nullable=True),
        sa.Column("failure_message", sa.Text, nullable=True),
        sa.CheckConstraint("(failure_code is null) = (failure_message is null)", name=op.f("ck_job_items_failure")),
        sa.PrimaryKeyConstraint("tenant_id", "job_id", "position", name="pk_job_items"),
        key("job_items", "jobs", "job_id"),
        key("job_items", "conversations", "conversation_id"),
    )
    op.create_index("ix_job_items_conversation", "job_items", ["tenant_id", "conversation_id"])
    # As reports.analysis: with lz4 where this server was built with it.
    op.execute(
        """
        do $$ begin
            alter table report_history alter column analysis set compression lz4;
        exception when feature_not_supported then null;
        end $$
        """
    )
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    for table, privileges in PRIVILEGES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({mine}) with check ({mine})")
        op.execute(f"grant {privileges} on {table} to {ROLE}")


def downgrade() -> None:
    for table in reversed(PRIVILEGES):
        op.drop_table(table)
