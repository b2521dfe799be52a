"""Who answered a question: the local analysis, or a language model, and at which request."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was answered before was answered locally. A constant default rewrites no row.
    op.add_column("answers", sa.Column("answered_by", sa.Text, nullable=False, server_default="local"))
    op.alter_column("answers", "answered_by", server_default=None)
    op.add_column("answers", sa.Column("model", sa.Text, nullable=True))
    op.add_column("answers", sa.Column("fingerprint", sa.LargeBinary, nullable=True))
    op.create_check_constraint(op.f("ck_answers_answered_by"), "answers", "answered_by in ('local', 'language_model')")
    op.create_check_constraint(
        op.f("ck_answers_model"),
        "answers",
        "(answered_by = 'language_model') = (model is not null) and (model is null or fingerprint is not null)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_answers_model"), "answers")
    op.drop_constraint(op.f("ck_answers_answered_by"), "answers")
    for column in ("fingerprint", "model", "answered_by"):
        op.drop_column("answers", column)
