"""Requests that are carried out once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("key_hash", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("attempt", sa.Uuid, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", postgresql.JSON, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key_hash", name="pk_idempotency_keys"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_idempotency_keys_tenant_id"),
    )
    op.create_index("ix_idempotency_keys_tenant_id_taken_at", "idempotency_keys", ["tenant_id", "taken_at"])
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute("alter table idempotency_keys enable row level security")
    op.execute("alter table idempotency_keys force row level security")
    op.execute(f"create policy tenant on idempotency_keys using ({mine}) with check ({mine})")
    op.execute(f"grant select, insert, update, delete on idempotency_keys to {ROLE}")


def downgrade() -> None:
    op.drop_table("idempotency_keys")
