"""Sessions of people: refresh tokens that rotate, and what ended them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("sessions", "refresh_tokens")


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "session_id", name="pk_sessions"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.user_id"], name="fk_sessions_tenant_id_user_id"
        ),
        sa.CheckConstraint(
            "end_reason in ('logout', 'reuse', 'password', 'deactivated')", name=op.f("ck_sessions_end_reason")
        ),
        sa.CheckConstraint("(ended_at is null) = (end_reason is null)", name=op.f("ck_sessions_end")),
    )
    op.create_index("ix_sessions_tenant_id_user_id", "sessions", ["tenant_id", "user_id"])
    op.create_index("ix_sessions_tenant_id_expires_at", "sessions", ["tenant_id", "expires_at"])
    op.create_table(
        "refresh_tokens",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("token_id", sa.Uuid, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "token_id", name="pk_refresh_tokens"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["sessions.tenant_id", "sessions.session_id"],
            name="fk_refresh_tokens_tenant_id_session_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_refresh_tokens_tenant_id_session_id", "refresh_tokens", ["tenant_id", "session_id"])
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({mine}) with check ({mine})")
        op.execute(f"grant select, insert, update, delete on {table} to call_quality_app")
    op.create_index("ix_users_tenant_id_created_at_user_id", "users", ["tenant_id", "created_at", "user_id"])


def downgrade() -> None:
    op.drop_index("ix_users_tenant_id_created_at_user_id", "users")
    for table in reversed(TABLES):
        op.drop_table(table)
