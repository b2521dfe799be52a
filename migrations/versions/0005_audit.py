"""The audit chain: append-only, hashed, one a tenant."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# table → what the serving role may do
PRIVILEGES = {"audit_events": "select, insert", "audit_heads": "select, insert, update"}
# table → what is refused to everybody, its owner included
REFUSED = {"audit_events": "update or delete or truncate", "audit_heads": "delete or truncate"}

# Triggers fire on statements rather than rows: row-level security hides rows, and truncate has none.
REFUSE = """
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception using
        errcode = 'insufficient_privilege',
        message = format('%s is append-only: %s is refused', tg_table_name, lower(tg_op));
end
$$
"""


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=True),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=True),
        sa.Column("request_id", sa.Text, nullable=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("object_kind", sa.Text, nullable=True),
        sa.Column("object_id", sa.Text, nullable=True),
        sa.Column("details", postgresql.JSON, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sequence", name="pk_audit_events"),
        sa.UniqueConstraint("tenant_id", "event_id", name="uq_audit_events_tenant_id_event_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_audit_events_tenant_id"),
        sa.CheckConstraint(
            "actor_kind in ('user', 'api_key', 'command_line', 'system')", name=op.f("ck_audit_events_actor_kind")
        ),
        sa.CheckConstraint("(object_kind is null) = (object_id is null)", name=op.f("ck_audit_events_object")),
        sa.CheckConstraint(
            "octet_length(previous_hash) = 32 and octet_length(hash) = 32", name=op.f("ck_audit_events_hashes")
        ),
    )
    op.create_index("ix_audit_events_tenant_id_at", "audit_events", ["tenant_id", "at"])
    op.create_index("ix_audit_events_tenant_id_action_sequence", "audit_events", ["tenant_id", "action", "sequence"])
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_audit_heads"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"], name="fk_audit_heads_tenant_id"),
    )
    op.execute(REFUSE)
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    for table, privileges in PRIVILEGES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({mine}) with check ({mine})")
        op.execute(f"grant {privileges} on {table} to call_quality_app")
        op.execute(
            f"create trigger append_only before {REFUSED[table]} on {table}"
            " for each statement execute function refuse_audit_change()"
        )


def downgrade() -> None:
    for table in reversed(PRIVILEGES):
        op.drop_table(table)
    op.execute("drop function refuse_audit_change()")
