"""People's answers beside the machine's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("review_id", sa.Uuid, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("reviewer_id", sa.Text, nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("answers", postgresql.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "review_id", name="pk_reviews"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            name="fk_reviews_tenant_id_conversation_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_reviews_conversation", "reviews", ["tenant_id", "conversation_id", "reviewed_at", "review_id"])
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute("alter table reviews enable row level security")
    op.execute("alter table reviews force row level security")
    op.execute(f"create policy tenant on reviews using ({mine}) with check ({mine})")
    # Reviews are never changed; they go with their calls.
    op.execute(f"grant select, insert, delete on reviews to {ROLE}")


def downgrade() -> None:
    op.drop_table("reviews")
