"""First tables, the serving role, and row-level security on all that belongs to a tenant.

Every table that has tenant_id is bound by a policy from the moment it exists, for its owner too (FORCE). The serving
role is neither owner nor superuser, and may do only what it needs.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLE = "call_quality_app"

# Roles belong to the whole server: another database of it may be migrated at this very moment, and whoever runs the
# server may have made the role beforehand. PostgreSQL 16 tells being a member from being allowed to SET ROLE; whoever
# creates a role there may grant it, and has to.
PREPARE_ROLE = """
do $$
declare
    may_act boolean;
    others_may boolean;
begin
    if not exists (select from pg_roles where rolname = 'call_quality_app') then
        begin
            create role call_quality_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
        exception
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
                raise exception using
                    errcode = 'insufficient_privilege',
                    message = format('the role call_quality_app is missing, and %s may not create it', current_user),
                    hint = format(
                        'As a superuser: create role call_quality_app nologin; grant call_quality_app to %I;',
                        current_user
                    );
        end;
    end if;

    if current_user = 'call_quality_app' then
        raise exception using
            errcode = 'invalid_role_specification',
            message = 'the role call_quality_app serves requests and must not own tables: migrate as another role';
    end if;
    if exists (select from pg_roles where rolname = 'call_quality_app' and (rolsuper or rolbypassrls)) then
        raise exception using
            errcode = 'invalid_role_specification',
            message = 'the role call_quality_app escapes row-level security',
            hint = 'As a superuser: alter role call_quality_app nosuperuser nobypassrls;';
    end if;

    if current_setting('server_version_num')::int >= 160000 then
        may_act := pg_has_role('call_quality_app', 'SET');
    else
        may_act := pg_has_role('call_quality_app', 'MEMBER');
    end if;
    if not may_act then
        begin
            if current_setting('server_version_num')::int >= 160000 then
                execute 'grant call_quality_app to current_user with set true, inherit false';
            else
                execute 'grant call_quality_app to current_user';
            end if;
        exception when insufficient_privilege then
            -- Somebody else may serve: the role itself, or a login that is a member of it.
            select rolcanlogin or exists (
                select from pg_auth_members
                where roleid = pg_roles.oid
                and coalesce((to_jsonb(pg_auth_members) ->> 'set_option')::boolean, true)
            )
            into others_may from pg_roles where rolname = 'call_quality_app';
            if not others_may then
                raise exception using
                    errcode = 'insufficient_privilege',
                    message = format('%s may not act as the role call_quality_app, and nobody else may', current_user),
                    hint = format('As a superuser: grant call_quality_app to %I;', current_user);
            end if;
        end;
    end if;
    if not has_schema_privilege('call_quality_app', current_schema(), 'usage') then
        execute format('grant usage on schema %I to call_quality_app', current_schema());
    end if;
end
$$
"""

# table → what the serving role may do
PRIVILEGES = {
    "tenants": "select, insert, update",
    "users": "select, insert, update, delete",
    "campaigns": "select, insert, update, delete",
    "jobs": "select, insert, update, delete",
    "conversations": "select, insert, update, delete",
    "reports": "select, insert, update, delete",
    "answers": "select, insert, update, delete",
    # Belongs to no tenant: its keys are hashes.
    "login_failures": "select, insert, update, delete",
}
OF_A_TENANT = [table for table in PRIVILEGES if table != "login_failures"]
BIG_DOCUMENTS = {"conversations": ("turns", "metadata"), "reports": ("analysis",), "answers": ("evidence",)}


def at(name: str, **options: object) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **{"nullable": False, **options})


def text(name: str, **options: object) -> sa.Column:
    return sa.Column(name, sa.Text, **{"nullable": False, **options})


def document(name: str) -> sa.Column:
    return sa.Column(name, postgresql.JSON, nullable=False)


def uuid(name: str) -> sa.Column:
    return sa.Column(name, sa.Uuid, nullable=False)


def number(name: str) -> sa.Column:
    return sa.Column(name, sa.Double, nullable=False)


def belongs_to(table: str, target: str, key: str | None = None) -> sa.ForeignKeyConstraint:
    """Refer to a row of the same tenant: tenant_id leads the key, since checks of foreign keys bypass the policies."""
    columns = ["tenant_id", key] if key else ["tenant_id"]
    return sa.ForeignKeyConstraint(
        columns,
        [f"{target}.{column}" for column in columns],
        name=f"fk_{table}_{'_'.join(columns)}",
        ondelete="CASCADE" if target == "conversations" else None,
    )


def upgrade() -> None:
    op.execute(PREPARE_ROLE)
    create_identity()
    create_campaigns()
    create_jobs()
    create_conversations()
    create_findings()
    for table, columns in BIG_DOCUMENTS.items():
        for column in columns:
            compress_fast(table, column)
    for table in OF_A_TENANT:
        bind_to_tenant(table)
    for table, privileges in PRIVILEGES.items():
        op.execute(f"grant {privileges} on {table} to {ROLE}")
    # Health checks compare revisions.
    op.execute(f"grant select on alembic_version to {ROLE}")


def downgrade() -> None:
    for table in reversed(PRIVILEGES):
        op.drop_table(table)
    # The role stays: it belongs to the whole server.
    op.execute("revoke select on alembic_version from call_quality_app")


def bind_to_tenant(table: str) -> None:
    """Let nobody, the owner included, see or write rows of another tenant than the transaction's."""
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenant on {table} using ({mine}) with check ({mine})")


def compress_fast(table: str, column: str) -> None:
    """Compress a column with lz4 where this server was built with it."""
    op.execute(
        f"""
        do $$ begin
            alter table {table} alter column {column} set compression lz4;
        exception when feature_not_supported then null;
        end $$
        """
    )


def create_identity() -> None:
    op.create_table(
        "tenants",
        text("tenant_id"),
        text("name"),
        sa.Column("active", sa.Boolean, nullable=False),
        at("created_at", server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_tenants"),
    )
    op.create_table(
        "users",
        text("tenant_id"),
        uuid("user_id"),
        text("username"),
        text("role"),
        text("password_hash"),
        sa.Column("active", sa.Boolean, nullable=False),
        at("created_at", server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name="pk_users"),
        sa.UniqueConstraint("tenant_id", "username", name="uq_users_tenant_id_username"),
        sa.CheckConstraint("role in ('admin', 'analyst', 'viewer')", name=op.f("ck_users_role")),
        belongs_to("users", "tenants"),
    )
    op.create_table(
        "login_failures",
        sa.Column("failure_id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        at("at"),
        sa.PrimaryKeyConstraint("failure_id", name="pk_login_failures"),
    )
    op.create_index("ix_login_failures_key_at", "login_failures", ["key", "at"])
    op.create_index("ix_login_failures_at", "login_failures", ["at"])


def create_campaigns() -> None:
    op.create_table(
        "campaigns",
        text("tenant_id"),
        uuid("campaign_id"),
        text("code", nullable=True),
        text("name"),
        text("description", nullable=True),
        sa.Column("keywords", sa.ARRAY(sa.Text), nullable=False),
        text("offer", nullable=True),
        document("script"),
        at("start_date", nullable=True),
        at("end_date", nullable=True),
        text("status"),
        at("created_at"),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", name="pk_campaigns"),
        sa.UniqueConstraint("tenant_id", "code", name="uq_campaigns_tenant_id_code"),
        sa.CheckConstraint("status in ('active', 'inactive', 'archived')", name=op.f("ck_campaigns_status")),
        belongs_to("campaigns", "tenants"),
    )
    op.create_index(
        "ix_campaigns_tenant_id_created_at_campaign_id", "campaigns", ["tenant_id", "created_at", "campaign_id"]
    )


def create_jobs() -> None:
    op.create_table(
        "jobs",
        text("tenant_id"),
        uuid("job_id"),
        text("state"),
        at("submitted_at"),
        at("completed_at", nullable=True),
        sa.Column("call_count", sa.Integer, nullable=False),
        sa.Column("failed_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "job_id", name="pk_jobs"),
        sa.CheckConstraint(
            "state in ('pending', 'running', 'completed', 'failed', 'cancelled')", name=op.f("ck_jobs_state")
        ),
        belongs_to("jobs", "tenants"),
    )
    op.create_index("ix_jobs_tenant_id_submitted_at_job_id", "jobs", ["tenant_id", "submitted_at", "job_id"])


def create_conversations() -> None:
    op.create_table(
        "conversations",
        text("tenant_id"),
        uuid("conversation_id"),
        text("call_id"),
        uuid("campaign_id"),
        text("campaign_ref"),
        uuid("job_id"),
        sa.Column("position", sa.Integer, nullable=False),
        text("bot_name"),
        at("started_at"),
        sa.Column("duration_s", sa.Numeric, nullable=False),
        at("received_at"),
        document("turns"),
        document("metadata"),
        text("status"),
        text("failure_code", nullable=True),
        text("failure_message", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", name="pk_conversations"),
        sa.UniqueConstraint("tenant_id", "call_id", name="uq_conversations_tenant_id_call_id"),
        sa.UniqueConstraint("tenant_id", "job_id", "position", name="uq_conversations_tenant_id_job_id_position"),
        sa.CheckConstraint("status in ('completed', 'failed')", name=op.f("ck_conversations_status")),
        sa.CheckConstraint(
            "(status = 'failed') = (failure_code is not null) and (status = 'failed') = (failure_message is not null)",
            name=op.f("ck_conversations_failure"),
        ),
        belongs_to("conversations", "campaigns", "campaign_id"),
        belongs_to("conversations", "jobs", "job_id"),
    )
    op.create_index(
        "ix_conversations_campaign", "conversations", ["tenant_id", "campaign_id", "started_at", "conversation_id"]
    )
    op.create_index("ix_conversations_started_at", "conversations", ["tenant_id", "started_at", "conversation_id"])


def create_findings() -> None:
    op.create_table(
        "reports",
        text("tenant_id"),
        uuid("report_id"),
        uuid("conversation_id"),
        at("generated_at"),
        number("elapsed_ms"),
        text("engine_version"),
        number("overall_quality_score"),
        number("bot_performance_score"),
        number("customer_engagement_score"),
        text("sentiment_trend"),
        document("analysis"),
        sa.PrimaryKeyConstraint("tenant_id", "report_id", name="pk_reports"),
        sa.UniqueConstraint("tenant_id", "conversation_id", name="uq_reports_tenant_id_conversation_id"),
        belongs_to("reports", "conversations", "conversation_id"),
    )
    op.create_table(
        "answers",
        text("tenant_id"),
        uuid("answer_id"),
        uuid("conversation_id"),
        text("question"),
        text("detected_type"),
        text("text"),
        number("confidence"),
        document("evidence"),
        at("answered_at"),
        sa.PrimaryKeyConstraint("tenant_id", "answer_id", name="pk_answers"),
        sa.CheckConstraint(
            "detected_type in ('boolean', 'categorical', 'numeric', 'textual')", name=op.f("ck_answers_detected_type")
        ),
        belongs_to("answers", "conversations", "conversation_id"),
    )
    op.create_index("ix_answers_conversation", "answers", ["tenant_id", "conversation_id", "answered_at", "answer_id"])
