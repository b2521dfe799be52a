"""The sums of a campaign's calls of a day, kept for days that are over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"

# What writers hold together and who keeps sums holds alone (db/repositories/day_sums.py).
LOCK = """
    create function lock_of_day_sums(tenant_id text, campaign_id uuid, day date) returns bigint
    language sql immutable parallel safe as $$
        select hashtextextended(format('sums of %s %s %s', tenant_id, campaign_id, day - date '2000-01-01'), 0)
    $$
"""
# Triggers fire on statements: one that stores a batch holds each of its days once. In order, although writers never
# wait for one another here, and who keeps sums does not wait.
FORGET = """
create function forget_day_sums() returns trigger language plpgsql as $$
declare
    touched record;
begin
    for touched in
        select distinct r.tenant_id, r.campaign_id, (r.started_at at time zone 'UTC')::date as day
        from changed r order by 1, 2, 3
    loop
        perform pg_advisory_xact_lock_shared(lock_of_day_sums(touched.tenant_id, touched.campaign_id, touched.day));
        delete from day_sums s
        where s.tenant_id = touched.tenant_id and s.campaign_id = touched.campaign_id and s.day = touched.day;
    end loop;
    return null;
end
$$
"""
TRIGGERS = {
    "insert": ("insert", "new"),
    "update_from": ("update", "old"),
    "update_to": ("update", "new"),
    "delete": ("delete", "old"),
}
LZ4 = """
    do $$ begin
        alter table day_sums alter column sums set compression lz4;
    exception when feature_not_supported then null; end $$
"""


def upgrade() -> None:
    op.create_table(
        "day_sums",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("campaign_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.Column("sums", postgresql.JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "day", "form", name="pk_day_sums"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["campaigns.tenant_id", "campaigns.campaign_id"],
            name="fk_day_sums_tenant_id_campaign_id",
            ondelete="CASCADE",
        ),
    )
    op.execute(LZ4)
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute("alter table day_sums enable row level security")
    op.execute("alter table day_sums force row level security")
    op.execute(f"create policy tenant on day_sums using ({mine}) with check ({mine})")
    asking = "current_setting('app.owner_reads', true) = 'on'"
    op.execute(f"create policy owner_reads on day_sums for select to current_user using ({asking})")
    op.execute(f"grant select, insert, delete on day_sums to {ROLE}")
    op.execute(LOCK)
    op.execute(FORGET)
    for name, (change, rows) in TRIGGERS.items():
        op.execute(
            f"create trigger forget_day_sums_on_{name} after {change} on call_facts "
            f"referencing {rows} table as changed for each statement execute function forget_day_sums()"
        )


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"drop trigger forget_day_sums_on_{name} on call_facts")
    op.execute("drop function forget_day_sums()")
    op.drop_table("day_sums")
    op.execute("drop function lock_of_day_sums(text, uuid, date)")
