"""What lists and analytics read of a report, in columns."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLE = "call_quality_app"
QUESTIONS = tuple(range(1, 13))
SCORES = ("overall_quality_score", "bot_performance_score", "customer_engagement_score")
MEASURES = ("mood_drop", "mean_confidence", "main_offer_share")
COUNTS = ("request_count", "new_request_count", "unresolved_count")
# As core.facts.facts_of. Of metrics, those that arise in the call and say something of it. Each document is read once.
FILL = f"""
    insert into call_facts (
        tenant_id, conversation_id, campaign_id, bot_name, segment, outcome, started_at, judged, status_reason,
        {", ".join(SCORES)}, sentiment, sentiment_trend, interested, goal_reached,
        {", ".join((*COUNTS, *MEASURES))},
        {", ".join(f"q{n:03}, c{n:03}" for n in QUESTIONS)}
    )
    select
        c.tenant_id, c.conversation_id, c.campaign_id, c.bot_name,
        case when json_typeof(c.metadata -> 'campaign_segment') = 'string'
            then left(c.metadata ->> 'campaign_segment', 200) else '' end,
        case when json_typeof(c.metadata -> 'interaction_outcome') = 'string'
            then left(c.metadata ->> 'interaction_outcome', 200) else '' end,
        c.started_at, status_reason is null, status_reason,
        {", ".join(f"case when status_reason is null then r.{score} end" for score in SCORES)},
        lower(q002), case when status_reason is null then r.sentiment_trend end, q005 = 'Interested', q006 = 'Yes',
        {", ".join((*COUNTS, "fall", *MEASURES[1:]))},
        {", ".join(f"q{n:03}, c{n:03}" for n in QUESTIONS)}
    from reports r
    join conversations c on c.tenant_id = r.tenant_id and c.conversation_id = r.conversation_id
    cross join lateral json_to_record(r.analysis) as said (status_reason text, metrics json, turns json)
    cross join lateral (
        select
            {", ".join(f"max(answer) filter (where question_id = 'Q{n:03}') as q{n:03}" for n in QUESTIONS)},
            {", ".join(f"max(confidence) filter (where question_id = 'Q{n:03}') as c{n:03}" for n in QUESTIONS)},
            avg(confidence) filter (where question_id between 'Q001' and 'Q005') as mean_confidence,
            max(coalesce(json_array_length(requests), json_array_length(new_requests)))
                filter (where question_id = 'Q003' and new_requests is not null) as request_count,
            max(json_array_length(new_requests)) filter (where question_id = 'Q003') as new_request_count,
            max(unresolved_count)
                filter (where question_id = 'Q003' and new_requests is not null) as unresolved_count,
            max(
                (time_breakdown ->> 'main_offer')::double precision
                / nullif((time_breakdown ->> 'total')::double precision, 0)
            ) filter (where question_id = 'Q004') as main_offer_share
        from json_to_recordset(said.metrics) as metric (
            question_id text, status text, answer text, confidence double precision,
            requests json, new_requests json, unresolved_count integer, time_breakdown json
        )
        where status_reason is null and status is distinct from 'no_opportunity'
    ) found
    cross join lateral (
        select max(highest - mood) as fall from (
            select mood, max(mood) over (order by place) as highest from (
                select felt.place,
                    avg(sentiment) over (order by felt.place rows between 2 preceding and current row) as mood
                from rows from (json_to_recordset(said.turns) as (turn bigint, sentiment double precision))
                    with ordinality as felt (turn, sentiment, place)
                join rows from (json_to_recordset(c.turns) as (speaker text)) with ordinality as spoken (speaker, place)
                    on spoken.place = felt.turn + 1
                where status_reason is null and speaker = 'customer'
            ) moods
        ) falls
    ) mood
"""  # noqa: S608 - made of the names above


def text(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "call_facts",
        text("tenant_id", nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("campaign_id", sa.Uuid, nullable=False),
        *(text(name, nullable=False) for name in ("bot_name", "segment", "outcome")),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged", sa.Boolean, nullable=False),
        text("status_reason"),
        *(sa.Column(score, sa.Double, nullable=True) for score in SCORES),
        *(text(name) for name in ("sentiment", "sentiment_trend")),
        *(sa.Column(name, sa.Boolean, nullable=True) for name in ("interested", "goal_reached")),
        *(sa.Column(name, sa.Integer, nullable=True) for name in COUNTS),
        *(sa.Column(name, sa.Double, nullable=True) for name in MEASURES),
        *(text(f"q{n:03}") for n in QUESTIONS),
        *(sa.Column(f"c{n:03}", sa.REAL, nullable=True) for n in QUESTIONS),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", name="pk_call_facts"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            name="fk_call_facts_tenant_id_conversation_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "judged = (status_reason is null) and judged = (overall_quality_score is not null)",
            name=op.f("ck_call_facts_judged"),
        ),
    )
    # The rows of all tenants are read and written, which row-level security forbids to the owner as well.
    for table in ("conversations", "reports"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(FILL)
    for table in ("conversations", "reports"):
        op.execute(f"alter table {table} force row level security")
    for name, columns in {
        "campaign": ["tenant_id", "campaign_id", "started_at", "conversation_id"],
        "started_at": ["tenant_id", "started_at", "conversation_id"],
        "score": ["tenant_id", "overall_quality_score", "conversation_id"],
    }.items():
        op.create_index(f"ix_call_facts_{name}", "call_facts", columns)
    # A campaign is of one tenant: without that, one that has most of its tenant's calls would be taken for a small one.
    op.execute("create statistics st_call_facts_campaign (dependencies) on tenant_id, campaign_id from call_facts")
    # Analytics go by days, of which there are few.
    op.execute("create statistics st_call_facts_day on ((timezone('UTC', started_at))::date) from call_facts")
    # The few calls without a report, which lists and counts find among the many.
    op.create_index(
        "ix_conversations_unreported",
        "conversations",
        ["tenant_id", "started_at", "conversation_id"],
        postgresql_where=sa.text("status <> 'completed'"),
    )
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
    op.execute("alter table call_facts enable row level security")
    op.execute("alter table call_facts force row level security")
    op.execute(f"create policy tenant on call_facts using ({mine}) with check ({mine})")
    op.execute(f"grant select, insert, update, delete on call_facts to {ROLE}")


def downgrade() -> None:
    op.drop_index("ix_conversations_unreported")
    op.drop_table("call_facts")
