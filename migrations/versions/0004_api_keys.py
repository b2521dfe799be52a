"""API keys of machines: hashed, scoped, revocable."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"


def at(name: str, *, nullable: bool) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("key_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text), nullable=False),
        at("created_at", nullable=False),
        at("expires_at", nullable=True),
        at("last_used_at", nullable=True),
        at("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key_id", name="pk_api_keys"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_api_keys_tenant_id"),
        sa.CheckConstraint("octet_length(secret_hash) = 32", name=op.f("ck_api_keys_secret_hash")),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_keys_scopes")),
    )
    op.create_index("ix_api_keys_tenant_id_created_at_key_id", "api_keys", ["tenant_id", "created_at", "key_id"])
    op.execute("alter table api_keys enable row level security")
    op.execute("alter table api_keys force row level security")
    op.execute(f"create policy tenant on api_keys using ({MINE}) with check ({MINE})")
    # A key is revoked, never deleted: the audit speaks of it.
    op.execute("grant select, insert, update on api_keys to call_quality_app")


def downgrade() -> None:
    op.drop_table("api_keys")
