"""The words of calls, for search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"
SIDES = ("customer", "bot")

# As db/repositories/words.py does it from then on.
LONGEST = 120_000
BETWEEN_TURNS = " x@y.com "
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0¡«»¿–—‘’“”…"


def upgrade() -> None:
    # English stems without the list of words that are too common to keep: phrases are made of those, too.
    op.execute("create text search dictionary spoken_stem (template = pg_catalog.snowball, language = english)")
    op.execute("create text search configuration spoken (copy = pg_catalog.english)")
    op.execute("alter text search configuration spoken alter mapping replace pg_catalog.english_stem with spoken_stem")
    op.create_table(
        "call_words",
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        *(sa.Column(side, postgresql.TSVECTOR, nullable=False) for side in SIDES),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", name="pk_call_words"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            name="fk_call_words_tenant_id_conversation_id",
            ondelete="CASCADE",
        ),
    )
    # A search reads the words of all calls: beside the row rather than behind a pointer, as long as they fit a page.
    for side in SIDES:
        op.execute(f"alter table call_words alter column {side} set storage main")
    # The rows of all tenants are read, which row-level security forbids to the owner as well.
    op.execute("alter table conversations no force row level security")
    op.execute(backfill())
    op.execute("alter table conversations force row level security")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute("alter table call_words enable row level security")
    op.execute("alter table call_words force row level security")
    op.execute(f"create policy tenant on call_words using ({mine}) with check ({mine})")
    op.execute(f"grant select, insert, update, delete on call_words to {ROLE}")


def backfill() -> str:
    words = ", ".join(
        f"""
        to_tsvector('spoken', left(coalesce(string_agg(
            translate(turn ->> 'text', {quoted(PUNCTUATION)}, {quoted(" " * len(PUNCTUATION))}),
            {quoted(BETWEEN_TURNS)} order by place
        ) filter (where turn ->> 'speaker' = '{side}'), ''), {LONGEST}))
        """
        for side in SIDES
    )
    return f"""
        insert into call_words (tenant_id, conversation_id, {", ".join(SIDES)})
        select tenant_id, conversation_id, words.* from conversations cross join lateral (
            select {words} from json_array_elements(turns) with ordinality as said (turn, place)
        ) as words
    """  # noqa: S608 - made of the names above


def quoted(text: str) -> str:
    # A colon before a word would be taken for a parameter, an odd quote for the end of the text.
    return "'" + text.replace("'", "''").replace(":", "\\:") + "'"


def downgrade() -> None:
    op.drop_table("call_words")
    op.execute("drop text search configuration spoken")
    op.execute("drop text search dictionary spoken_stem")
