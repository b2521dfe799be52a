"""From where each account has logged in: whom the throttles of its account and of its source let by."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Belongs to no tenant, as login_failures does not: its keys are hashes.
    op.create_table(
        "known_sources",
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_known_sources"),
    )
    op.create_index("ix_known_sources_last_success_at", "known_sources", ["last_success_at"])
    op.execute("grant select, insert, update, delete on known_sources to call_quality_app")


def downgrade() -> None:
    op.drop_table("known_sources")
