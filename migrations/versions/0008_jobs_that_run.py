"""What jobs are worked off in: chunks with leases. Calls may wait for their analysis, and outlive their job."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"
KINDS = "kind in ('processing', 'reanalysis')"
# What there was no word for earlier. No more is done of jobs that have not ended: that is, they are cancelled.
CANCEL_JOBS = """
    update jobs j
    set state = 'cancelled', completed_at = now(), failed_count = failed_count + (
        select count(*) from conversations c
        where c.tenant_id = j.tenant_id and c.job_id = j.job_id and c.status = 'pending'
    )
    where state in ('pending', 'running')
"""
FAIL_CALLS = """
    update conversations
    set status = 'failed', failure_code = 'cancelled',
        failure_message = 'The job was cancelled before this call was analysed.'
    where status = 'pending'
"""
# Calls that were received together were of one job, as a rule.
MAKE_UP_JOBS = """
    with made as (
        insert into jobs (tenant_id, job_id, state, submitted_at, completed_at, call_count, failed_count)
        select tenant_id, gen_random_uuid(), 'completed', received_at, received_at, count(*),
            count(*) filter (where status = 'failed')
        from conversations where job_id is null
        group by tenant_id, received_at
        returning tenant_id, job_id, submitted_at
    ),
    placed as (
        select tenant_id, conversation_id, received_at,
            row_number() over (partition by tenant_id, received_at order by position, conversation_id) - 1 as place
        from conversations where job_id is null
    )
    update conversations c
    set job_id = made.job_id, position = placed.place
    from placed join made on made.tenant_id = placed.tenant_id and made.submitted_at = placed.received_at
    where c.tenant_id = placed.tenant_id and c.conversation_id = placed.conversation_id
"""


def upgrade() -> None:
    # A constant default rewrites no row. Without a processed_count (so write those who know nothing of it) all calls of
    # the job are done.
    op.add_column("jobs", sa.Column("kind", sa.Text, nullable=False, server_default="processing"))
    op.add_column("jobs", sa.Column("processed_count", sa.Integer, nullable=True))
    op.add_column("jobs", sa.Column("campaign_id", sa.Uuid, nullable=True))
    op.add_column("jobs", sa.Column("dry_run", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("jobs", sa.Column("changes", postgresql.JSON, nullable=True))
    op.create_check_constraint(op.f("ck_jobs_kind"), "jobs", KINDS)
    op.create_foreign_key(
        "fk_jobs_tenant_id_campaign_id",
        "jobs",
        "campaigns",
        ["tenant_id", "campaign_id"],
        ["tenant_id", "campaign_id"],
    )
    replace_check("'pending', 'completed', 'failed'")
    op.alter_column("conversations", "job_id", nullable=True)
    refer_to_jobs(ondelete="SET NULL (job_id)")
    op.create_table(
        "job_chunks",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("job_id", sa.Uuid, nullable=False),
        sa.Column("first_position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_position", sa.Integer, nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blamed", postgresql.ARRAY(sa.Integer), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "job_id", "first_position", name="pk_job_chunks"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"],
            ["jobs.tenant_id", "jobs.job_id"],
            name="fk_job_chunks_tenant_id_job_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(KINDS, name=op.f("ck_job_chunks_kind")),
        sa.CheckConstraint("last_position >= first_position", name=op.f("ck_job_chunks_last_position")),
    )
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute("alter table job_chunks enable row level security")
    op.execute("alter table job_chunks force row level security")
    op.execute(f"create policy tenant on job_chunks using ({mine}) with check ({mine})")
    # Chunks are claimed over all tenants, by transactions that say so and look at no more than that.
    claiming = "current_setting('app.dispatcher', true) = 'on'"
    op.execute(f"create policy dispatcher_sees on job_chunks for select using ({claiming})")
    op.execute(f"create policy dispatcher_claims on job_chunks for update using ({claiming}) with check ({claiming})")
    op.execute(f"grant select, insert, update, delete on job_chunks to {ROLE}")


def downgrade() -> None:
    op.drop_table("job_chunks")
    # The rows of all tenants are concerned, which row-level security hides from the owner as well.
    for table in ("jobs", "conversations"):
        op.execute(f"alter table {table} no force row level security")
    for change in (CANCEL_JOBS, FAIL_CALLS, MAKE_UP_JOBS):
        op.execute(change)
    for table in ("jobs", "conversations"):
        op.execute(f"alter table {table} force row level security")
    refer_to_jobs(ondelete=None)
    op.alter_column("conversations", "job_id", nullable=False)
    replace_check("'completed', 'failed'")
    op.drop_constraint("fk_jobs_tenant_id_campaign_id", "jobs")
    op.drop_constraint(op.f("ck_jobs_kind"), "jobs")
    for column in ("changes", "dry_run", "campaign_id", "processed_count", "kind"):
        op.drop_column("jobs", column)


def replace_check(statuses: str) -> None:
    op.drop_constraint(op.f("ck_conversations_status"), "conversations")
    op.create_check_constraint(op.f("ck_conversations_status"), "conversations", f"status in ({statuses})")


def refer_to_jobs(*, ondelete: str | None) -> None:
    name = "fk_conversations_tenant_id_job_id"
    op.drop_constraint(name, "conversations")
    keys = ["tenant_id", "job_id"]
    op.create_foreign_key(name, "conversations", "jobs", keys, keys, ondelete=ondelete)
