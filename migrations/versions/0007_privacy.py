"""Erasure receipts, share links, retention and redaction."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"

# table → what the serving role may do; a receipt is never changed
PRIVILEGES = {"share_links": "select, insert, update, delete", "erasures": "select, insert"}


def at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    for table in ("tenants", "campaigns"):
        op.add_column(table, sa.Column("retention_days", sa.Integer, nullable=True))
        op.create_check_constraint(op.f(f"ck_{table}_retention_days"), table, "retention_days between 1 and 3650")
    # A constant default rewrites no row.
    op.add_column("tenants", sa.Column("redacts", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("conversations", sa.Column("redactions", postgresql.JSON, nullable=True))
    op.create_table(
        "share_links",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("share_id", sa.Uuid, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        at("created_at"),
        at("expires_at"),
        at("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "share_id", name="pk_share_links"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            name="fk_share_links_tenant_id_conversation_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_share_links_conversation", "share_links", ["tenant_id", "conversation_id"])
    op.create_table(
        "erasures",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("receipt_id", sa.Uuid, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        at("erased_at"),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("rows", postgresql.JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "receipt_id", name="pk_erasures"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_erasures_tenant_id"),
        sa.CheckConstraint("reason in ('request', 'retention')", name=op.f("ck_erasures_reason")),
    )
    op.create_index("ix_erasures_tenant_id_call_id", "erasures", ["tenant_id", "call_id"])
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    for table, privileges in PRIVILEGES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({mine}) with check ({mine})")
        op.execute(f"grant {privileges} on {table} to {ROLE}")


def downgrade() -> None:
    for table in reversed(PRIVILEGES):
        op.drop_table(table)
    op.drop_column("conversations", "redactions")
    op.drop_column("tenants", "redacts")
    for table in ("tenants", "campaigns"):
        op.drop_constraint(op.f(f"ck_{table}_retention_days"), table)
        op.drop_column(table, "retention_days")
