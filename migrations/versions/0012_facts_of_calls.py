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
# As core.facts.facts_of. Of metrics, those that arise in the call and say something of it.
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
        c.started_at, told.reason is null, told.reason,
        {", ".join(f"case when told.reason is null then r.{score} end" for score in SCORES)},
        lower(found.metrics -> 'Q002' ->> 'answer'),
        case when told.reason is null then r.sentiment_trend end,
        found.metrics -> 'Q005' ->> 'answer' = 'Interested',
        found.metrics -> 'Q006' ->> 'answer' = 'Yes',
        case when json_typeof(asked.metric -> 'new_requests') = 'array' then json_array_length(
            case when json_typeof(asked.metric -> 'requests') = 'array'
                then asked.metric -> 'requests' else asked.metric -> 'new_requests' end
        ) end,
        case when json_typeof(asked.metric -> 'new_requests') = 'array'
            then json_array_length(asked.metric -> 'new_requests') end,
        case when json_typeof(asked.metric -> 'new_requests') = 'array'
            then (asked.metric ->> 'unresolved_count')::integer end,
        mood.fall, found.mean_confidence,
        (found.metrics -> 'Q004' -> 'time_breakdown' ->> 'main_offer')::double precision
            / nullif((found.metrics -> 'Q004' -> 'time_breakdown' ->> 'total')::double precision, 0),
        {
    ", ".join(
        f"found.metrics -> 'Q{n:03}' ->> 'answer', (found.metrics -> 'Q{n:03}' ->> 'confidence')::real"
        for n in QUESTIONS
    )
}
    from reports r
    join conversations c on c.tenant_id = r.tenant_id and c.conversation_id = r.conversation_id
    cross join lateral (select r.analysis ->> 'status_reason' as reason) told
    cross join lateral (
        select
            json_object_agg(metric ->> 'question_id', metric) as metrics,
            avg((metric ->> 'confidence')::double precision)
                filter (where metric ->> 'question_id' between 'Q001' and 'Q005') as mean_confidence
        from json_array_elements(r.analysis -> 'metrics') as metric
        where told.reason is null and metric ->> 'status' is distinct from 'no_opportunity'
    ) found
    cross join lateral (select found.metrics -> 'Q003' as metric) asked
    cross join lateral (
        select max(highest - mood) as fall from (
            select mood, max(mood) over (order by place) as highest from (
                select felt.place, avg((felt.turn ->> 'sentiment')::double precision)
                    over (order by felt.place rows between 2 preceding and current row) as mood
                from json_array_elements(r.analysis -> 'turns') with ordinality as felt (turn, place)
                join json_array_elements(c.turns) with ordinality as said (turn, place)
                    on said.place = (felt.turn ->> 'turn')::bigint + 1
                where told.reason is null and said.turn ->> 'speaker' = 'customer'
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
