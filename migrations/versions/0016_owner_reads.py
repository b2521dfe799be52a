"""The owner of the tables reads the rows of all tenants where it says so, for backups.

FORCE binds the owner to row-level security, and a managed database has no role that escapes it. Whoever owns a table
may lift that anyway, by a change of the table that stops all others meanwhile; this takes no more than a setting. The
policy is for that role alone, so that the statements of the serving role are planned as before.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = (
    *("answers", "api_keys", "audit_events", "audit_heads", "call_facts", "call_requests", "call_words", "campaigns"),
    *("conversations", "erasures", "idempotency_keys", "job_chunks", "job_items", "jobs", "refresh_tokens"),
    *("report_history", "reports", "reviews", "sessions", "share_links", "tenants", "users", "webhook_attempts"),
    *("webhook_deliveries", "webhooks"),
)


def upgrade() -> None:
    asking = "current_setting('app.owner_reads', true) = 'on'"
    # Each table is held for a moment, and one at a time: requests hold several, and in another order.
    with op.get_context().autocommit_block():
        for table in TABLES:
            op.execute(f"drop policy if exists owner_reads on {table}")  # of a try that was interrupted
            op.execute(f"create policy owner_reads on {table} for select to current_user using ({asking})")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for table in TABLES:
            op.execute(f"drop policy if exists owner_reads on {table}")
