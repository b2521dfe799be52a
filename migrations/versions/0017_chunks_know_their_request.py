"""Chunks know by which request their job was submitted, so that what workers log of them can be traced back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job_chunks", sa.Column("request_id", sa.Text, nullable=True))


def downgrade() -> None:
    op.drop_column("job_chunks", "request_id")
